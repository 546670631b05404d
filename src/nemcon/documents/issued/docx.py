"""The proof in a Word file: one part more in its package, `nemcon/<name>`, after all others.

A DOCX is a zip: parts, then a directory of them. The proof comes after the parts, uncompressed and with a fixed time,
and its line after the directory's; nothing else moves. As in a PDF the form is fixed to the byte, and what is before it
is put together again exactly. No relation leads to the part, so that a file without a proof misses nothing; its type is
declared by the writer in documents that have a code, and only these are taken. A word processor that saves the file
leaves the part away: then there is no proof in it, and the file is another.
"""

import re
import struct
import zlib
from typing import NamedTuple

from nemcon.documents.issued.proof import LARGEST, NAME, Changed, Stripped, Unfit, check

_FOLDER = "nemcon/"
_TYPES = b"[Content_Types].xml"
_DECLARED = b'Extension="tlog-proof"'
_LONGEST_TYPES = 100_000  # bytes of the list of types
_LARGEST_PACKAGE = 1 << 31  # beyond, numbers take another form
_PART = struct.Struct("<4s5H3I2H")  # a part's head: signature … CRC, sizes, lengths of name and extra
_LINE = struct.Struct("<4s6H3I5H2I")  # a line of the directory
_END = struct.Struct("<4s4H2IH")
_DAY = 0x0021  # 1 January 1980, the first day that a zip can say
_OURS = re.compile(_FOLDER.encode() + NAME.encode())


def is_package(data: bytes) -> bool:
    """Whether the file begins as a zip does."""
    return data.startswith(b"PK\x03\x04")


def add_proof(data: bytes, proof: bytes, name: str) -> bytes:
    """`data` with `proof` as its last part, `nemcon/<name>`; a proof already there is replaced.

    Raises: Unfit if this house did not write the file, or without a code; Changed if it was changed after a proof was
    added.
    """
    return _with_proof(strip_proof(data).original, proof, name)


def strip_proof(data: bytes) -> Stripped:
    """The file without the part that is its proof, if that was added as `add_proof` does and nothing changed since.

    Raises: Changed if there is a proof in the file and the file was changed or cut since.
    """
    try:
        directory = _directory(data)
    except Unfit:
        directory = None
    last = directory.lines[-1] if directory and directory.lines else None
    if directory and last and _OURS.fullmatch(last.name):
        begin = last.at + _PART.size + len(last.name)
        proof = data[begin : begin + min(last.size, LARGEST)]
        lines = data[directory.begin : last.begin]
        original = data[: last.at] + lines + _end(len(directory.lines) - 1, len(lines), last.at)
        try:
            same = data == _with_proof(original, proof, last.name.decode().removeprefix(_FOLDER))
        except Unfit:
            same = False
        if same:
            return Stripped(original, proof)
    if _OURS.search(data):
        raise Changed(
            "The Word file holds a proof, but was changed after the proof was added: edited, or cut off on the way. "
            "Get the document as issued, and check that."
        )
    return Stripped(data, None)


def _with_proof(original: bytes, proof: bytes, name: str) -> bytes:
    check(proof, name)
    directory = _directory(original)
    if _DECLARED not in _types(original, directory) or any(_OURS.fullmatch(line.name) for line in directory.lines):
        raise Unfit(_OTHER)
    part = (_FOLDER + name).encode()
    size, crc, at = len(proof), zlib.crc32(proof), directory.begin
    head = _PART.pack(b"PK\x03\x04", 10, 0, 0, 0, _DAY, crc, size, size, len(part), 0)
    line = _LINE.pack(b"PK\x01\x02", 20, 10, 0, 0, 0, _DAY, crc, size, size, len(part), 0, 0, 0, 0, 0, at)
    lines = original[directory.begin : directory.end] + line + part
    parts = original[:at] + head + part + proof
    return parts + lines + _end(len(directory.lines) + 1, len(lines), len(parts))


def _end(count: int, size: int, at: int) -> bytes:
    return _END.pack(b"PK\x05\x06", 0, 0, count, count, size, at, 0)


# ---- what this house wrote -----------------------------------------------------------------

_OTHER = (
    "The Word file is not in the form in which Nemcon writes documents with a code, or was changed since. A proof is "
    "added only to the file as issued: take that one."
)


class _Line(NamedTuple):
    """A line of the directory: the part's name, method, packed size and place; where the line itself begins."""

    name: bytes
    method: int
    size: int
    at: int
    begin: int


class _Directory(NamedTuple):
    begin: int
    end: int
    lines: list[_Line]


def _directory(data: bytes) -> _Directory:
    """The directory of the package, which reaches from the last part to the end. Raises: Unfit."""
    if not is_package(data) or not _PART.size + _END.size <= len(data) < _LARGEST_PACKAGE:
        raise Unfit(_OTHER)
    end = len(data) - _END.size
    _, _, _, count, _, size, begin, _ = _END.unpack_from(data, end)
    if data[end:] != _end(count, size, begin) or begin + size != end or count >= 0xFFFE:
        raise Unfit(_OTHER)
    lines, at = list[_Line](), begin
    for _ in range(count):
        if at + _LINE.size > end:
            raise Unfit(_OTHER)
        fields = _LINE.unpack_from(data, at)
        method, packed, place = fields[4], fields[8], fields[16]
        name, *others = fields[10:13]
        if fields[0] != b"PK\x01\x02" or place >= begin:
            raise Unfit(_OTHER)
        lines.append(_Line(data[at + _LINE.size : at + _LINE.size + name], method, packed, place, at))
        at += _LINE.size + name + sum(others)
    if at != end:
        raise Unfit(_OTHER)
    return _Directory(begin, end, lines)


def _types(data: bytes, directory: _Directory) -> bytes:
    """The list of the types of parts, as far as such lists go; empty if it cannot be read."""
    line = next((line for line in directory.lines if line.name == _TYPES), None)
    if line is None or line.at + _PART.size > directory.begin:
        return b""
    *_, name, extra = _PART.unpack_from(data, line.at)
    begin = line.at + _PART.size + name + extra
    packed = data[begin : begin + min(line.size, _LONGEST_TYPES)]
    if line.method != zlib.DEFLATED:
        return packed
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, _LONGEST_TYPES)
    except zlib.error:
        return b""
