"""Files by SHA-256: written and forced to disk before the transaction that names them."""

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings

from nemcon.web.papers.models import StoredFile


def path_of(sha256: str) -> Path:
    """Where the bytes of the file are."""
    return Path(settings.MEDIA_ROOT) / sha256[:2] / sha256


def keep(data: bytes, media_type: str) -> StoredFile:
    """Store `data` and its row; what is there already is not written again. Safe to call twice, and at once.

    The bytes and the folder's entry are on the disk (fsync) when this returns, so no row can name a file that a
    power cut took away.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    place = path_of(sha256)
    if not place.exists() or place.stat().st_size != len(data):
        _write(place, data)
    file, _ = StoredFile.objects.get_or_create(sha256=sha256, defaults={"size": len(data), "media_type": media_type})
    return file


def adopt(sha256: str, media_type: str) -> None:
    """The row of a file whose bytes are there already, if it has none: after a recovery. Raises: FileNotFoundError."""
    if not StoredFile.objects.filter(sha256=sha256).exists():
        size = path_of(sha256).stat().st_size
        StoredFile.objects.get_or_create(sha256=sha256, defaults={"size": size, "media_type": media_type})


def read(sha256: str) -> bytes:
    """The bytes of a stored file. Raises FileNotFoundError, naming it, if the folder of files has lost it."""
    return path_of(sha256).read_bytes()


def _write(place: Path, data: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=place.parent, prefix=".")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, place)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    for folder in (place.parent, place.parent.parent):
        entry = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(entry)
        finally:
            os.close(entry)
