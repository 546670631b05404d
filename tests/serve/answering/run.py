"""`python -m tests.serve.answering.run`: the site of these tests, as `nemcon serve` would run it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from nemcon.serve import attach
from nemcon.serve.datafolder import DataFolder
from nemcon.serve.postgres import Cluster
from nemcon.serve.supervisor import Stopped, Supervisor, stoppable
from nemcon.serve.trouble import Trouble
from nemcon.web import logs

LONGEST_PAUSE = 2.0
"""Seconds; a site on which everything is killed all the time would soon wait half a minute between two kills."""
CLOCK, OF_DATABASE = "CLOCK_OF_SITE", "CLOCK_OF_DATABASE"
"""Variables that name a file with the seconds by which a clock is off: that of our own processes, of the database's."""
LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))


def main() -> None:
    """Run until SIGTERM."""
    environment = attach.environment()
    logs.configure({"form": environment.log, "level": environment.log_level})
    if file := os.environ.get(OF_DATABASE):
        usual = Cluster._environment() | by_clock(file)
        Cluster._environment = staticmethod(lambda: usual)  # type: ignore[method-assign]
    environ = {**os.environ, **(by_clock(file) if (file := os.environ.get(CLOCK)) else {})}
    folder = DataFolder(environment.data, "site")
    with stoppable():
        try:
            folder.prepare()
            with folder.lock():
                supervisor = Supervisor(
                    environment,
                    folder,
                    environ,
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


def by_clock(file: str) -> dict[str, str]:
    """The environment of a process whose clock is off as `file` says; time goes by as fast as ever.

    Not the supervisor's own: with the library, Python's `sleep` fails where the monotonic clock stays right.
    """
    return {
        "LD_PRELOAD": str(LIBRARIES[0]),
        "FAKETIME_TIMESTAMP_FILE": file,
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }


if __name__ == "__main__":
    main()
