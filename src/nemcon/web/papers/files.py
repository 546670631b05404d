"""Files by SHA-256: written and forced to disk before the transaction that names them."""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path
from uuid import uuid4

from django.conf import settings

from nemcon.web.papers.models import StoredFile


def path_of(sha256: str) -> Path:
    """Where the bytes of the file are."""
    return Path(settings.MEDIA_ROOT) / sha256[:2] / sha256


def keep(data: bytes, media_type: str) -> StoredFile:
    """Store `data` and its row; what is there already is not written again. Safe to call twice, and at once."""
    sha256 = put(data)
    file, _ = StoredFile.objects.get_or_create(sha256=sha256, defaults={"size": len(data), "media_type": media_type})
    return file


def put(data: bytes) -> str:
    """The bytes alone, for many files whose rows follow together (`adopt_all`); their SHA-256.

    The bytes and the folder's entry are on the disk (fsync) when this returns, so no row can name a file that a
    power cut took away.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    place = path_of(sha256)
    if not place.exists() or place.stat().st_size != len(data):
        _write(place, data)
    return sha256


def adopt_all(named: Iterable[tuple[str, str]]) -> None:
    """The rows of files whose bytes are there already, by hash and media type, where they have none: after many were
    put, or after a recovery. Raises: FileNotFoundError."""
    kinds = dict(named)
    held = set(StoredFile.objects.filter(sha256__in=kinds).values_list("sha256", flat=True))
    StoredFile.objects.bulk_create(
        [
            StoredFile(sha256=sha256, size=path_of(sha256).stat().st_size, media_type=kind)
            for sha256, kind in sorted(kinds.items())
            if sha256 not in held
        ],
        ignore_conflicts=True,
    )


def read(sha256: str) -> bytes:
    """The bytes of a stored file. Raises FileNotFoundError, naming it, if the folder of files has lost it."""
    return path_of(sha256).read_bytes()


def _write(place: Path, data: bytes) -> None:
    temporary = place.with_name(f".{uuid4().hex}")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileNotFoundError:
        place.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, place)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync(place.parent)
    if place.parent not in _ON_DISK:
        _sync(place.parent.parent)
        _ON_DISK.add(place.parent)


_ON_DISK: set[Path] = set()
"""Folders whose own entry this process has forced to the disk."""


def _sync(folder: Path) -> None:
    entry = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(entry)
    finally:
        os.close(entry)
