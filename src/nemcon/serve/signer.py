"""The signer's process: `python -m nemcon.serve.signer`. The only one that opens the folder of keys."""

from __future__ import annotations

import signal
import threading
import time
from types import FrameType

PAUSE = 0.25
"""Seconds between looks; a checkpoint follows its act within two seconds."""
AFTER_TROUBLE = 5.0


STAMPING = 1.0
"""Seconds between looks for checkpoints without a time stamp."""


def main() -> None:
    """Sign what is committed until SIGTERM."""
    import django
    import structlog

    django.setup()
    from django.conf import settings
    from django.db import Error, connection

    from nemcon.web.record.keyring import BadKeys, Keyring
    from nemcon.web.record.signing import NotContinued, sign_all
    from nemcon.web.record.world import REAL

    log = structlog.get_logger("nemcon.signer")
    stopped = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopped.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    ring = Keyring(settings.NEMCON_KEYS)
    if settings.NEMCON_TIMESTAMP_URL:
        # A thread of its own: an authority that is slow, or does not answer, delays no signature.
        threading.Thread(target=stamp, args=(settings.NEMCON_TIMESTAMP_URL, stopped), daemon=True).start()
    said = ("", 0.0)
    while not stopped.is_set():
        pause = PAUSE
        try:
            signed = sign_all(ring, REAL, settings.NEMCON_PUBLIC_HEAD_AT)
            if signed:
                log.debug("signed", checkpoints=signed)
        except (BadKeys, NotContinued) as error:
            pause = AFTER_TROUBLE
            if said[0] != str(error) or time.monotonic() - said[1] > 600:
                log.error(str(error))
                said = (str(error), time.monotonic())
        except (Error, OSError) as error:  # the database went away, or the disk is full
            pause = 1.0
            log.warning("not signed", reason=str(error).strip().splitlines()[0] if str(error).strip() else "unknown")
            connection.close()
        if settings.NEMCON_TIMESTAMP_URL:
            connection.close()  # back to the pool, which may hold no more than one
        stopped.wait(pause)


def stamp(url: str, stopped: threading.Event) -> None:
    """Have checkpoints stamped by the time-stamp authority at `url` until `stopped`; what fails is logged."""
    import structlog
    from django.db import Error, connection

    from nemcon.web.record.timestamps import Tried, stamp_due

    log = structlog.get_logger("nemcon.signer")
    tried: Tried = {}
    while not stopped.wait(STAMPING):
        try:
            stamp_due(url, tried, free=connection.close)
        except Error as error:
            log.warning("not stamped", reason=str(error).strip().splitlines()[0] if str(error).strip() else "unknown")
        except Exception:
            log.exception("not stamped")
        finally:
            connection.close()


if __name__ == "__main__":
    main()
