"""`python -m tests.serve.answering.run`: the site of these tests, as `nemcon serve` would run it."""

from __future__ import annotations

import os
import sys

from nemcon.serve import attach
from nemcon.serve.datafolder import DataFolder
from nemcon.serve.postgres import Cluster
from nemcon.serve.supervisor import Stopped, Supervisor, stoppable
from nemcon.serve.trouble import Trouble
from nemcon.web import logs

LONGEST_PAUSE = 2.0
"""Seconds; a site on which everything is killed all the time would soon wait half a minute between two kills."""
CLOCK = ("LD_PRELOAD", "FAKETIME_TIMESTAMP_FILE", "FAKETIME_NO_CACHE", "FAKETIME_DONT_FAKE_MONOTONIC")


def main() -> None:
    """Run until SIGTERM."""
    environment = attach.environment()
    logs.configure({"form": environment.log, "level": environment.log_level})
    if "LD_PRELOAD" in os.environ:
        _give_the_clock_to_postgres()
    folder = DataFolder(environment.data, "site")
    with stoppable():
        try:
            folder.prepare()
            with folder.lock():
                supervisor = Supervisor(
                    environment,
                    folder,
                    os.environ,
                    (sys.executable, "-m", "tests.serve.answering.prepare"),
                    settings="tests.serve.answering.settings",
                    longest_pause=LONGEST_PAUSE,
                )
                try:
                    supervisor.start()
                    logs.log("nemcon.supervisor").info("ready", address=supervisor.address)
                    supervisor.watch()
                finally:
                    supervisor.stop()
        except Stopped:
            logs.log("nemcon.supervisor").info("stopped")
        except Trouble as trouble:
            sys.exit(f"nemcon: {trouble}")


def _give_the_clock_to_postgres() -> None:
    """A machine has one clock: the database's server gets the changed one as well."""
    usual = Cluster._environment()
    changed = usual | {name: os.environ[name] for name in CLOCK if name in os.environ}
    Cluster._environment = staticmethod(lambda: changed)  # type: ignore[method-assign]


if __name__ == "__main__":
    main()
