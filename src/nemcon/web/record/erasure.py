"""Erasing what may be erased: parts of acts from which no outcome follows, and the names of persons.

The leaf still says that the part was there, and the record still verifies. What was erased is written down beside the
head files before it is deleted, so that it can be erased again after a restore: which part of which act, or which
random name; never what it said, nor whose name it was. Backups that are older keep it until they are thrown away.
"""

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import structlog
from django.conf import settings

from nemcon.core.acts import PARTS, instant
from nemcon.core.canonical import canonical
from nemcon.core.payloads import ERASABLE
from nemcon.web.record.models import ActPart, Log, LoggedAct, Pseudonym
from nemcon.web.record.world import REAL

log = structlog.get_logger("nemcon.record")
FILE = "erasures.jsonl"


class CannotErase(Exception):
    """The part may not be erased; the sentence says why."""


def erase(of: Log, seq: int, part: str, folder: Path | None = None) -> bool:
    """Erase a part ("who", "content") of act number `seq`; False if it is not held, since it was erased before.

    `folder` is that of the keys, by default the site's. Raises: CannotErase, if the acts of its type rest on that part
    or there is no such act; OSError, if it could not be written down; then nothing was erased.
    """
    row = LoggedAct.objects.filter(log=of, seq=seq).first()
    if row is None:
        raise CannotErase(f"There is no act {seq} in {of.origin}.")
    if part not in PARTS or part not in ERASABLE.get(row.type, frozenset()):
        raise CannotErase(
            f"The part “{part}” of an act {row.type} cannot be erased: outcomes may follow from it, and it is kept for "
            "ever."
        )
    held = ActPart.objects.filter(log=of, seq=seq, part=part)
    if not held.exists():
        return False
    _note(folder, [{"log": of.origin, "part": part, "seq": seq}])
    held.delete()
    return True


def erase_person(account: str, folder: Path | None = None) -> int:
    """Forget by which random names an account stands in the record; the number of logs in which it did.

    What the person did stays, by a name that leads to nobody. Raises: OSError, as `erase` does.
    """
    held = Pseudonym.objects.filter(account=account).select_related("log").order_by("log_id")
    names = [{"log": each.log.origin, "person": each.name} for each in held]
    if names:
        _note(folder, names)
        Pseudonym.objects.filter(name__in=[each["person"] for each in names]).delete()
    return len(names)


def repeat(folder: Path | None = None) -> int:
    """Erase again what was erased before a restore; gives how much was there. Safe to do at any time."""
    again = 0
    for said in _noted(folder):
        if "person" in said:
            again += Pseudonym.objects.filter(log__origin=said["log"], name=said["person"]).delete()[0]
        else:
            again += ActPart.objects.filter(log__origin=said["log"], seq=said["seq"], part=said["part"]).delete()[0]
    return again


def _note(folder: Path | None, erasures: list[dict[str, Any]], now: dt.datetime | None = None) -> None:
    """Add lines to the file, on the disk when this returns."""
    path = _file(folder)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    at = instant(now or REAL.now())
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        size = os.fstat(descriptor).st_size
        torn = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"  # a crash while it was written
        os.write(descriptor, b"\n" * torn + b"".join(canonical({"at": at, **each}) + b"\n" for each in erasures))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    entry = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(entry)
    finally:
        os.close(entry)


def _noted(folder: Path | None) -> Iterator[dict[str, Any]]:
    path = _file(folder)
    if not path.exists():
        return
    for number, line in enumerate(path.read_bytes().splitlines(), 1):
        try:
            yield _LINE.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError):
            # Only a crash leaves half a line, and then nothing had been erased yet.
            log.error(f"Line {number} of {path} cannot be read; what it says was erased is not erased again.")


def _file(folder: Path | None) -> Path:
    return (folder or Path(settings.NEMCON_KEYS)) / FILE


_LINE = msgspec.json.Decoder(dict[str, Any])
