"""Which form a file has, by its first bytes; and what to do about the forms that are not read."""

import zipfile
from io import BytesIO
from typing import Literal

from nemcon.documents.read.encoding import decode
from nemcon.documents.read.html_text import looks_like_html
from nemcon.documents.read.safety import WHAT_IS_READ
from nemcon.documents.source import Unreadable

Form = Literal["docx", "pdf", "html", "text"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
# First bytes, what the file is, what to do.
_OTHERS: tuple[tuple[bytes, str, str], ...] = (
    (b"{\\rtf", "an RTF file", "Open it in Word or LibreOffice and save it as .docx."),
    (b"\x89PNG", "a picture (PNG)", "Give the text itself; a scan must first be turned into text."),
    (b"\xff\xd8\xff", "a picture (JPEG)", "Give the text itself; a scan must first be turned into text."),
    (b"GIF8", "a picture (GIF)", "Give the text itself; a scan must first be turned into text."),
    (b"II*\0", "a picture (TIFF)", "Give the text itself; a scan must first be turned into text."),
    (b"MM\0*", "a picture (TIFF)", "Give the text itself; a scan must first be turned into text."),
    (b"\x1f\x8b", "a compressed file (gzip)", "Unpack it first."),
    (b"BZh", "a compressed file (bzip2)", "Unpack it first."),
    (b"\xfd7zXZ", "a compressed file (xz)", "Unpack it first."),
    (b"7z\xbc\xaf", "an archive (7z)", "Unpack it first."),
    (b"Rar!", "an archive (RAR)", "Unpack it first."),
    (b"%!PS", "a PostScript file", "Turn it into a PDF."),
    (b"\xffWPC", "a WordPerfect file", "Open it in LibreOffice and save it as .docx."),
    (b"MZ", "a program", f"Give a {WHAT_IS_READ} file."),
    (b"\x7fELF", "a program", f"Give a {WHAT_IS_READ} file."),
    (b"MIME-Version:", "an e-mail or a web archive", "Save the document that it holds as a file of its own."),
)
# By the first part that an archive of that kind has, or by its media type.
_ARCHIVES: tuple[tuple[str, str, str], ...] = (
    ("xl/workbook.xml", "an Excel workbook", "Copy the agenda into a Word document and save it as .docx."),
    ("ppt/presentation.xml", "a PowerPoint presentation", "Copy its text into a Word document and save it as .docx."),
    ("content.xml", "an OpenDocument file (.odt)", "Open it in Word or LibreOffice and save it as .docx."),
    ("META-INF/container.xml", "an e-book (EPUB)", "Save the document as .docx, PDF or text."),
    ("Index/Document.iwa", "a Pages document", "Export it as Word (.docx)."),
)


def form_of(data: bytes, name: str = "") -> Form:
    """The form of the file.

    Raises: Unreadable if it is empty or of a form that is not read.
    """
    start = data[:4096]
    if not data.strip(b" \t\r\n\0\xef\xbb\xbf"):
        raise Unreadable(f"The file{_called(name)} is empty. Check that it was saved and sent whole.")
    if start.startswith(_OLE):
        raise Unreadable(_ole(data, name))
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        _check_archive(data, name)
        return "docx"
    if b"%PDF-" in start[:1024]:
        return "pdf"
    for first, what, advice in _OTHERS:
        if start.lstrip(b"\xef\xbb\xbf \r\n").startswith(first):
            if first in (b"MZ", b"BZh", b"MIME-Version:", b"GIF8") and not _really(first, data):
                continue
            raise Unreadable(f"The file{_called(name)} is {what}. {advice}")
    if b"pkg:package" in start or b"schemas.microsoft.com/office/word/2003" in start:
        raise Unreadable(
            f"The file{_called(name)} is a Word document saved as XML. Open it in Word and save it as .docx."
        )
    sample, _ = decode(data[:20_000])
    if looks_like_html(sample):
        return "html"
    if name.lower().endswith((".html", ".htm", ".xhtml")) and "<" in sample and ">" in sample:
        return "html"
    if sample.lstrip("\ufeff \r\n\t").startswith("<?xml"):
        raise Unreadable(f"The file{_called(name)} is XML of a kind that is not read. Give a {WHAT_IS_READ} file.")
    return "text"


def _check_archive(data: bytes, name: str) -> None:
    """Name the archives that are no Word files. A broken one passes: the reader of Word files says what is wrong."""
    if data.count(b"PK\x01\x02") > 20_000:
        return
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, UnicodeError, OverflowError):
        return
    if "word/document.xml" in names:
        return
    for part, what, advice in _ARCHIVES:
        if part in names:
            raise Unreadable(f"The file{_called(name)} is {what}. {advice}")


def _ole(data: bytes, name: str) -> str:
    if _LOCKED in data:
        return f"The file{_called(name)} is locked with a password. Open it in Word, remove the password and save it."
    if "WordDocument".encode("utf-16-le") in data:
        return f"The file{_called(name)} is in the old Word form (.doc). Open it in Word and save it as .docx."
    return f"The file{_called(name)} is in an old Office form. Open it and save it as .docx, or as PDF."


def _really(first: bytes, data: bytes) -> bool:
    """Whether a file that begins like a program, an archive or a mail is one, and not a text that begins so."""
    if first == b"MIME-Version:":
        return b"Content-Type:" in data[:2000]
    return b"\0" in data[:1000]


def _called(name: str) -> str:
    return f" “{name}”" if name else ""
