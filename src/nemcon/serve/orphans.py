"""No process is left behind: a child dies with its parent, even if the parent is killed with -9 (Linux)."""

from __future__ import annotations

import ctypes
import os
import signal
from collections.abc import Callable

PR_SET_PDEATHSIG = 1

_libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent(how: signal.Signals = signal.SIGTERM) -> None:
    """Ask the kernel to send `how` to this process when the thread that started it ends."""
    parent = os.getppid()
    if _libc.prctl(PR_SET_PDEATHSIG, int(how), 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG) failed")
    if os.getppid() != parent:  # it died between the two calls
        os.kill(os.getpid(), how)


def before_exec(how: signal.Signals) -> Callable[[], None]:
    """For subprocess's `preexec_fn`. The kernel keeps the request over exec, as no program of ours is setuid."""
    parent = os.getpid()

    def tie() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, int(how), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return tie
