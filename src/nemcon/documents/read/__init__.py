"""Readers: a file becomes a Source. Its form is found by content; the name only helps where content is mute."""

from pathlib import Path

from nemcon.documents.read.damage import mend
from nemcon.documents.read.docx import from_docx
from nemcon.documents.read.forms import form_of
from nemcon.documents.read.html import from_html
from nemcon.documents.read.pdf import from_pdf
from nemcon.documents.read.plain import from_bytes
from nemcon.documents.read.safety import check_size, check_text
from nemcon.documents.source import Source, Unreadable

__all__ = ["Source", "Unreadable", "read", "read_path"]


def read(data: bytes, *, name: str = "") -> Source:
    """Read a file of any form that is known.

    Raises: Unreadable, with a sentence that says what is wrong and what to do.
    """
    check_size(len(data), name)
    match form_of(data, name):
        case "docx":
            return mend(from_docx(data))
        case "pdf":
            return mend(from_pdf(data))
        case "html":
            check_text(data, name)
            return mend(from_html(data))
        case _:
            check_text(data, name)
            return mend(from_bytes(data))


def read_path(path: str | Path) -> Source:
    """Read the file at `path`; its size is checked before it is loaded.

    Raises: Unreadable, also where there is no such file.
    """
    path = Path(path)
    try:
        if path.is_dir():
            raise Unreadable(f"“{path}” is a folder. Name the file in it that is to be read.")
        check_size(path.stat().st_size, path.name)
        data = path.read_bytes()
    except OSError as error:
        raise Unreadable(
            f"The file “{path}” cannot be opened ({error.strerror or error}). Check its name and its rights."
        ) from error
    return read(data, name=path.name)
