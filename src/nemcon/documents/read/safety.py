"""What a file may do to us: sizes, zip archives, XML. Every limit of the readers stands here.

The limits hold a reader below 500 MB of memory and a minute of time, whatever the file says about itself: sizes that
a zip declares are checked first and not trusted, inflating stops at the limit; XML is weighed before it is parsed.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

from nemcon.documents.source import Unreadable

MEGABYTE = 1_000_000
LARGEST_FILE = 64 * MEGABYTE
LARGEST_TEXT = 8 * MEGABYTE  # of plain text and HTML: in memory a character may take four bytes, several times
MOST_LINES = 300_000
LARGEST_PART = 64 * MEGABYTE
LARGEST_PACKAGE = 128 * MEGABYTE  # what all parts that are read may inflate to
LARGEST_DECLARED = 1_000 * MEGABYTE  # what the whole archive says that it holds, pictures included
MOST_ENTRIES = 5_000
STEEPEST_RATIO = 400  # XML of real documents packs up to about 60 times
HEAVIEST_TREE = 180 * MEGABYTE  # estimated memory of a parsed tree
SMALL_PART = 16 * MEGABYTE  # below this no ratio is too steep
CHUNK = 1 << 18

WHAT_IS_READ = "DOCX, PDF, HTML or plain text"


def check_size(size: int, name: str = "") -> None:
    """Refuse a file of more than LARGEST_FILE bytes, before it is loaded.

    Raises: Unreadable.
    """
    if size > LARGEST_FILE:
        raise Unreadable(
            f"{_named(name)} has {size / MEGABYTE:,.0f} MB; files of up to {LARGEST_FILE // MEGABYTE} MB are read. "
            "Take out or compress its pictures, or save the text alone, and try again."
        )


def check_text(data: bytes, name: str = "") -> None:
    """Refuse plain text or HTML that is larger than any document.

    Raises: Unreadable.
    """
    if len(data) > LARGEST_TEXT:
        raise Unreadable(
            f"{_named(name)} holds {len(data) / MEGABYTE:,.0f} MB of text; up to {LARGEST_TEXT // MEGABYTE} MB are "
            "read. Split it into smaller files."
        )
    lines = max(data.count(b"\n"), data.count(b"\r"))
    if lines > MOST_LINES:
        raise Unreadable(
            f"{_named(name)} has {lines:,} lines; up to {MOST_LINES:,} are read. Split it into smaller files."
        )


def check_lines(lines: int, characters: int) -> None:
    """Refuse to go on with a document of more lines or words than any has.

    Raises: Unreadable.
    """
    if lines > MOST_LINES or characters > LARGEST_TEXT:
        raise Unreadable(
            f"The document holds more than {MOST_LINES:,} paragraphs or {LARGEST_TEXT // MEGABYTE} million characters. "
            "Split it into smaller documents."
        )


class Package:
    """A zip archive whose parts are inflated with limits. `names` are those of its parts."""

    def __init__(self, data: bytes) -> None:
        """Open the archive. Raises: Unreadable if it is broken, locked or a bomb."""
        if data.count(b"PK\x01\x02") > 2 * MOST_ENTRIES:
            raise Unreadable(_too_many(data.count(b"PK\x01\x02")))
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            entries = self._zip.infolist()
        except (zipfile.BadZipFile, struct.error, ValueError, OSError, NotImplementedError, UnicodeError) as error:
            raise Unreadable(
                "The Word file is damaged: its archive cannot be opened, perhaps because it was cut off on the way. "
                "Get it again, or open it in Word, repair it and save it anew."
            ) from error
        if len(entries) > MOST_ENTRIES:
            raise Unreadable(_too_many(len(entries)))
        if sum(entry.file_size for entry in entries) > LARGEST_DECLARED:
            raise Unreadable(_too_large())
        self._entries = {entry.filename.replace("\\", "/").lstrip("/"): entry for entry in entries}
        self.names: tuple[str, ...] = tuple(self._entries)
        self._read = 0

    def __contains__(self, name: object) -> bool:
        return name in self._entries

    def part(self, name: str) -> bytes | None:
        """The bytes of a part, None if there is none. Raises: Unreadable if it is damaged, locked or too large."""
        entry = self._entries.get(name)
        if entry is None:
            return None
        if entry.flag_bits & 1:
            raise Unreadable("The Word file is locked with a password. Remove the password and try again.")
        if entry.file_size > LARGEST_PART:
            raise Unreadable(_too_large())
        return b"".join(self._inflate(entry))

    def _inflate(self, entry: zipfile.ZipInfo) -> Iterator[bytes]:
        size = 0
        try:
            with self._zip.open(entry) as stream:
                while chunk := stream.read(CHUNK):
                    size += len(chunk)
                    self._read += len(chunk)
                    steep = size > SMALL_PART and size > STEEPEST_RATIO * max(1, entry.compress_size)
                    if size > LARGEST_PART or self._read > LARGEST_PACKAGE or steep:
                        raise Unreadable(_too_large())
                    yield chunk
        except _DAMAGED as error:
            raise Unreadable(
                f"The Word file is damaged: its part “{entry.filename[:80]}” cannot be unpacked. "
                "Get it again, or open it in Word, repair it and save it anew."
            ) from error
        except RuntimeError as error:  # zipfile's word for a locked entry
            raise Unreadable("The Word file is locked with a password. Remove the password and try again.") from error


_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, struct.error, ValueError)
"""What zipfile raises on an archive whose parts are not where it says, ValueError among them."""


def parse_xml(data: bytes, name: str) -> etree._Element:
    """Parse the XML part `name`; document types and entities are refused, nothing is fetched.

    Raises: Unreadable.
    """
    if any(sign.encode(codec) in data for sign in ("<!DOCTYPE", "<!ENTITY") for codec in ("ascii", "utf-16-le")):
        raise Unreadable(_doctype(name))
    check_tree(data, name)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable(_broken_xml(name, str(error))) from error
    if "<!DOCTYPE" in (root.getroottree().docinfo.doctype or ""):  # type: ignore[union-attr]
        raise Unreadable(_doctype(name))
    return root


def check_tree(data: bytes, name: str) -> None:
    """Refuse XML or HTML whose tree would not fit, by counting its tags and quotation marks.

    Raises: Unreadable.
    """
    elements = data.count(b"<") - data.count(b"</")
    attributes = (data.count(b'"') + data.count(b"'")) // 2
    if elements * 250 + attributes * 220 + len(data) > HEAVIEST_TREE:
        raise Unreadable(
            f"The document is too large: “{name[:80]}” alone holds {elements:,} elements in "
            f"{len(data) / MEGABYTE:,.0f} MB. Split it into smaller documents, or save it as plain text."
        )


def _named(name: str) -> str:
    return f"The file “{name}”" if name else "The file"


def _too_many(count: int) -> str:
    return (
        f"The file is an archive of {count:,} parts, far more than a Word document has. It was not opened. "
        "Open it in Word and save it anew."
    )


def _too_large() -> str:
    return (
        "The file would unpack to far more than a document holds. It was not opened, since it may be made to do harm. "
        "If it is a real document, open it in Word, take out its pictures and save it anew."
    )


def _doctype(name: str) -> str:
    return (
        f"The file declares a document type or entities in “{name[:80]}”, which Word never writes and which can do "
        "harm. It was not read. Open it in Word and save it anew as .docx."
    )


def _broken_xml(name: str, reason: str) -> str:
    low = reason.lower()
    if "depth" in low:
        return (
            f"The document is nested too deeply (in “{name[:80]}”): tables within tables, hundreds deep. "
            "Take the inner tables apart and try again."
        )
    if "huge" in low or "too long" in low or "lookup" in low:
        return (
            "The document holds a single piece of text of more than 10 MB. Split it into paragraphs, or save it as "
            "plain text."
        )
    if "entity" in low:
        return _doctype(name)
    return (
        f"The file is damaged: its part “{name[:80]}” is not well-formed XML ({reason.split(', line')[0][:120]}). "
        "Open it in Word, repair it and save it anew."
    )
