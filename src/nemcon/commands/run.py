"""`nemcon demo`, `serve`, `migrate`, `worker`: what starts processes."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from nemcon.serve.trouble import Trouble

Data = typer.Option(None, "--data", help="Folder of the data, instead of NEMCON_DATA.", show_default=False)


@contextmanager
def telling() -> Iterator[None]:
    """Say what went wrong in one sentence and end with exit code 1; no stack trace for what a person can mend."""
    try:
        yield
    except Trouble as trouble:
        print(f"nemcon: {trouble}", file=sys.stderr)
        raise typer.Exit(1) from trouble


def demo(
    port: int = typer.Option(8000, help="Port to begin with; the next free one is taken.", min=1, max=65535),
    smoke: bool = typer.Option(False, "--smoke", help="Open every page, try every format, stop. Exit code 0 or 1."),
    replay: bool = typer.Option(False, "--replay", help="Build the case twice, compare, and write it to a folder."),
    output: Path | None = typer.Option(None, "-o", "--output", help="With --replay: a new folder.", show_default=False),
    data: Path | None = Data,
) -> None:
    """Show the reference case: starts everything on this machine, prints the address, stops with Ctrl-C.

    Everything it keeps is in one folder: delete it to begin afresh. With --replay nothing is started: the case is built
    twice in throw-away databases, nothing left to chance, and its documents and its record are written to a folder.
    """
    from nemcon.serve.run import run_demo

    with telling():
        if replay or output is not None:
            from nemcon.demo.replay import replay as build

            if not replay or output is None:
                raise Trouble("Say both --replay and the folder to write, with -o.")
            build(output)
            return
        run_demo(port=port, data=data, smoke=smoke, prepare=_prepare_command("--demo"))


def serve() -> None:
    """Run the institution's site until SIGTERM or Ctrl-C. Settings come from the environment: docs/operations.md."""
    from nemcon.serve.run import run_site

    with telling():
        run_site(prepare=_prepare_command())


def migrate(data: Path | None = Data) -> None:
    """Bring the database up to this version of Nemcon. Forward only; readers are not locked out."""
    from nemcon.serve import attach
    from nemcon.serve.prepare import bring_up_to_date

    with telling(), attach.django(data):
        print(
            "The database is up to date now." if bring_up_to_date() else "The database was up to date.",
            file=sys.stderr,
        )


def worker() -> None:
    """Run one more worker, on this or another machine, for a site whose database is at DATABASE_URL."""
    from nemcon.serve import attach, worker

    with telling():
        settings = attach.environment()
        if not settings.database_url:
            raise Trouble("Set DATABASE_URL: with the embedded database, `nemcon serve` runs the worker itself.")
        if not settings.secret_key:
            raise Trouble("Set NEMCON_SECRET_KEY to the same key as the site's.")
        os.environ["DJANGO_SETTINGS_MODULE"] = "nemcon.web.settings.serve"
        os.environ["NEMCON_ROLE"] = "worker"
        worker.main()


def prepare(demo: bool = typer.Option(False, "--demo")) -> None:
    """Run by the supervisor before the site starts: tables, static files, and the reference case for the demo."""
    import django

    from nemcon.serve import prepare as steps

    with telling():
        began = time.monotonic()
        django.setup()
        steps.interface_texts()
        steps.static_files()
        if steps.bring_up_to_date():
            print(f"Database made ready ({time.monotonic() - began:.1f} s).", file=sys.stderr)
        if not demo:
            steps.no_demonstration()
        else:
            from nemcon.demo.desk import furnish
            from nemcon.demo.load import load
            from nemcon.web.accounts.demo import PEOPLE, add_people, password
            from nemcon.web.record.world import REAL

            began = time.monotonic()
            load()
            add_people(REAL.now())
            furnish(REAL.now())
            addresses = ", ".join(email for email, _name, _role in PEOPLE)
            print(f"Sign in at /account/login as {addresses}; the password is {password()}", file=sys.stderr)
            if time.monotonic() - began > 1:
                print(f"Reference case loaded ({time.monotonic() - began:.1f} s).", file=sys.stderr)


def replay_once(output: Path = typer.Argument(...)) -> None:
    """Run by `demo --replay`, twice: build the case in the database of NEMCON_DATA and write it to a folder."""
    from nemcon.demo.replay import write
    from nemcon.serve import attach

    with telling(), attach.django():
        write(output)


def _prepare_command(*options: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "nemcon.cli", "prepare", *options)
