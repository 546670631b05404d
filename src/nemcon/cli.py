"""The command `nemcon`. Only the module of the command that is called is imported, so `nemcon agenda read` starts fast.

A command is a row of COMMANDS; what it does stands in its module under nemcon.commands. Messages go to standard error,
results to standard output. Exit codes: 0 done, 1 it could not be done and a sentence says why, 2 wrong usage.
"""

from __future__ import annotations

import importlib
import sys

import typer

COMMANDS: dict[str, tuple[str, str, str]] = {
    # name: module, what in it (a Typer group or a function), one line of help
    "agenda": ("nemcon.commands.agenda", "agenda", "Read, write, check and compare annotated agendas."),
    "programme": ("nemcon.commands.programme", "programme", "Propose an organization of work under constraints."),
    "record": ("nemcon.commands.record", "record", "Verify the record and issued documents, keep its keys, witness."),
    "demo": ("nemcon.commands.run", "demo", "Show the reference case in a browser, on this machine."),
    "serve": ("nemcon.commands.run", "serve", "Run an institution's site: web server, worker, database."),
    "setup": ("nemcon.commands.setup", "setup", "Create the institution: name, seat, languages, colour."),
    "publish": ("nemcon.commands.publish", "publish", "Put a document onto the site, in every format and language."),
    "symbol": ("nemcon.commands.symbol", "symbol", "Reserve symbols for documents, and give them back."),
    "account": ("nemcon.commands.account", "account", "Who signs in: add, invite and close accounts, give roles."),
    "backup": ("nemcon.commands.backup", "backup", "Copy database, files and keys to a folder."),
    "restore": ("nemcon.commands.backup", "restore", "Bring back what `backup` copied."),
    "migrate": ("nemcon.commands.run", "migrate", "Bring the database up to this version (serve does it too)."),
    "worker": ("nemcon.commands.run", "worker", "Run one more worker beside a site on DATABASE_URL."),
}
HIDDEN: dict[str, tuple[str, str, str]] = {
    "replay-once": ("nemcon.commands.run", "replay_once", "What `demo --replay` runs."),
    "prepare": ("nemcon.commands.run", "prepare", "What the supervisor runs before it starts the site."),
}


def app_for(arguments: list[str]) -> typer.Typer:
    """The application with the command that `arguments` call loaded, and the others as names with a line of help."""
    app = typer.Typer(
        name="nemcon",
        help="The secretariat platform for intergovernmental meetings.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,  # rich takes longer to import than everything else together
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_options)
    called = next((argument for argument in arguments if not argument.startswith("-")), "")
    for name, (module, attribute, line) in {**COMMANDS, **HIDDEN}.items():
        target = getattr(importlib.import_module(module), attribute) if name == called else _not_called
        if isinstance(target, typer.Typer):
            app.add_typer(target, name=name, short_help=line)
        else:
            app.command(name, short_help=line, hidden=name in HIDDEN)(target)
    return app


def _say_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"nemcon {version('nemcon')}")
        raise typer.Exit


def _options(
    version: bool = typer.Option(
        False, "--version", help="Print the version and stop.", is_eager=True, callback=_say_version
    ),
) -> None:
    """What can stand before a command."""


def _not_called() -> None:
    """In the place of a command that was not called."""


def main() -> None:
    """Run `nemcon`."""
    app_for(sys.argv[1:])()


if __name__ == "__main__":
    main()
