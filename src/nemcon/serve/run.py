"""The two ways of running everything: the demonstration, and an institution's site."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from nemcon.serve import attach, checks, ports
from nemcon.serve.datafolder import DataFolder
from nemcon.serve.supervisor import Stopped, Supervisor, stoppable
from nemcon.serve.trouble import Trouble
from nemcon.web import logs
from nemcon.web.settings.environment import DEFAULTS, Environment

DEMO_HOSTS = ("localhost", "127.0.0.1", "[::1]")


def run_demo(*, port: int, data: Path | None, smoke: bool, prepare: Sequence[str]) -> None:
    """Run the demonstration until it is stopped; with `smoke`, until every page was opened.

    Raises: Trouble, also with what the smoke test found.
    """
    began = time.monotonic()
    folder = DataFolder(attach.environment(data).data, "demo")
    logs.configure({"form": "text", "level": "WARNING"})
    with stoppable():
        try:
            folder.prepare()
            with folder.lock():
                free = ports.next_free("127.0.0.1", port)
                if free != port:
                    say(f"Port {port} is in use; taking {free}.")
                say(f"Starting on {folder.path} …")
                environment = _demo_environment(folder, free)
                supervisor = Supervisor(environment, folder, {**os.environ, **as_variables(environment)}, prepare)
                try:
                    supervisor.start()
                    if smoke:
                        from nemcon.serve.smoke import smoke as try_everything

                        say(f"Ready after {time.monotonic() - began:.1f} s. Opening every page …")
                        say(try_everything(supervisor.address, supervisor.look_after))
                    else:
                        say(f"Ready after {time.monotonic() - began:.1f} s. Open {supervisor.address}")
                        say("Stop with Ctrl-C.")
                        supervisor.watch()
                finally:
                    supervisor.stop()
        except Stopped:
            say("Stopped.")


def run_site(*, prepare: Sequence[str]) -> None:
    """Run the institution's site as the environment says, until it is stopped.

    Raises: Trouble if the configuration is insecure or cannot be used.
    """
    environment = attach.environment()
    reasons = checks.insecure(environment)
    if reasons:
        listed = "\n".join(f"  - {reason}" for reason in reasons)
        raise Trouble(f"this configuration is not safe to serve, so nothing was started:\n{listed}")
    logs.configure({"form": environment.log, "level": environment.log_level})
    folder = DataFolder(environment.data, "site")
    with stoppable():
        try:
            folder.prepare()
            with folder.lock():
                if not ports.is_free(environment.address, environment.port):
                    raise Trouble(
                        f"Port {environment.port} of {environment.address} is in use by another program. "
                        "Stop that one, or choose another port (NEMCON_PORT)."
                    )
                supervisor = Supervisor(environment, folder, os.environ, prepare)
                try:
                    supervisor.start()
                    logs.log("nemcon.supervisor").info("ready", address=supervisor.address)
                    supervisor.watch()
                finally:
                    supervisor.stop()
        except Stopped:
            logs.log("nemcon.supervisor").info("stopped")


def say(sentence: str) -> None:
    """Tell the person at the terminal, at once."""
    print(sentence, file=sys.stderr, flush=True)


def as_variables(environment: Environment) -> dict[str, str]:
    """`environment` as the variables from which it would be read."""
    names = {name: name.removeprefix("NEMCON_").lower() for name in DEFAULTS}
    values = {name: getattr(environment, field) for name, field in names.items()}
    return {name: ",".join(value) if isinstance(value, tuple) else str(value) for name, value in values.items()}


def _demo_environment(folder: DataFolder, port: int) -> Environment:
    """The demonstration's settings: this machine only, nothing from outside but the folder and the port."""
    from nemcon.web.settings import environment

    return replace(
        environment.read({}),
        data=folder.path,
        secret_key=folder.secret_key(),
        allowed_hosts=DEMO_HOSTS,
        port=port,
        https="local",
        keys=folder.path / "keys",
        record_address="{log}.demo.invalid",
        log="text",
        log_level="WARNING",
    )
