"""The proof in a PDF: one incremental update, which attaches it as PDF/A-3 and PDF/UA-1 ask.

The update is the attached file, its specification, the catalog that names it, and a table of these three. Its form is
fixed to the byte, so a file holds a proof if and only if adding that proof to what is before it gives the same file:
an update that also changed a page would not pass for one that only adds a proof. Neither pyHanko nor pikepdf writes it:
pyHanko 0.38 takes a new /ID by chance and the clock's time, writes the XMP anew (and wrongly where PDF/A describes its
own schemas) and says /Version /2.0, which PDF/A-3 forbids; and with either the bytes would depend on the release.
Copying the catalog of a file that this house wrote takes little: its own bytes, with two entries more.

Only files as the writer (write/pdf.py) makes them are taken: one table of objects, never updated, nothing attached.
"""

import hashlib
import re
from typing import NamedTuple

from nemcon.documents.issued.proof import NAME, Changed, Stripped, Unfit, check

_DESCRIPTION = b"Proof that this document is in the record (C2SP tlog-proof)"
_NO_DATE = b"(D:19700101000000Z)"
_END = 2_000  # bytes at the end of a file in which its trailer stands
_LONGEST = 1_000_000  # of a dictionary
_TRAILER = re.compile(rb"trailer\s+(?=<<)")
_START = re.compile(rb"\s+startxref\s+(\d{1,10})\s+%%EOF\s*")
_TABLE = re.compile(rb"xref\r?\n0 (\d{1,7}) ?\r?\n")
_ROW = re.compile(rb"(\d{10}) 00000 n(?: \n| \r|\r\n)")
_REFERENCE = re.compile(rb"(\d{1,7}) 0 R")
_DATE = re.compile(rb"\(D:\d{14}(?:Z|[+-]\d\d'\d\d'?)\)")
_IDENTIFIER = re.compile(rb"\[(\([A-Za-z0-9+/=]{1,200}\)|<[0-9A-Fa-f]{1,200}>)")

# The update, as `_update` writes it.
_FILE = re.compile(
    rb"\d+ 0 obj\n<</Type/EmbeddedFile/Subtype/text#2Fplain/Length (\d{1,8})/Params<<[^\n]{,100}>>>>\nstream\n"
)
_SPECIFICATION = re.compile(rb"\nendstream\nendobj\n\n\d+ 0 obj\n<</Type/Filespec/F\((" + NAME.encode() + rb")\)")
_LAST = re.compile(
    rb"\nxref\n\d+ 1\n\d{10} 00000 n\r\n\d+ 2\n(\d{10}) 00000 n\r\n\d{10} 00000 n\r\n"
    rb"trailer\n<<[^\n]{,1000}>>\nstartxref\n\d+\n%%EOF\n\Z"
)
_TRACE = re.compile(rb"/Type/EmbeddedFile/Subtype/text#2Fplain/Length|/Filespec/F\(" + NAME.encode() + rb"\)")


def is_pdf(data: bytes) -> bool:
    """Whether the file says that it is a PDF."""
    return data.startswith(b"%PDF-")


def add_proof(data: bytes, proof: bytes, name: str) -> bytes:
    """`data` followed by an update that attaches `proof` as the file `name`; a proof already there is replaced.

    Raises: Unfit if the file is none that this house wrote; Changed if it was changed after a proof was added.
    """
    original = strip_proof(data).original
    return original + _update(original, proof, name)


def strip_proof(data: bytes) -> Stripped:
    """The file without the update that added a proof, if the last update is precisely that.

    Raises: Changed if there is such a proof in the file and the file was changed, cut or updated again since.
    """
    last = _LAST.search(data, max(0, len(data) - _END))
    begin = int(last[1]) - 1 if last else -1
    file = _FILE.match(data, begin + 1) if begin > 0 else None
    if file:
        proof = data[file.end() : file.end() + int(file[1])]
        if specification := _SPECIFICATION.match(data, file.end() + len(proof)):
            original = data[:begin]
            try:
                same = data[begin:] == _update(original, proof, specification[1].decode())
            except Unfit:
                same = False
            if same:
                return Stripped(original, proof)
    if _TRACE.search(data):
        raise Changed(
            "The PDF holds a proof, but was changed after the proof was added: edited, signed, or cut off on the way. "
            "Get the document as issued, and check that."
        )
    return Stripped(data, None)


def _update(original: bytes, proof: bytes, name: str) -> bytes:
    """The update that attaches `proof` to `original`, from the line break before it to the end of the file."""
    check(proof, name)
    file = _parsed(original)
    attached, specification = file.size, file.size + 1
    said, size = name.encode(), len(proof)
    checksum = hashlib.md5(proof, usedforsecurity=False).hexdigest().encode()  # the format asks for MD5
    written = {
        attached: b"<</Type/EmbeddedFile/Subtype/text#2Fplain/Length %d" % size
        + b"/Params<</Size %d/CheckSum<%b>/ModDate%b>>>>\nstream\n" % (size, checksum, file.date)
        + proof + b"\nendstream",
        specification: b"<</Type/Filespec/F(%b)/UF(%b)/Desc(%b)" % (said, said, _DESCRIPTION)
        + b"/AFRelationship/Supplement/EF<</F %d 0 R/UF %d 0 R>>>>" % (attached, attached),
        file.root: _catalog_with(file.catalog, said, specification),
    }  # fmt: skip
    body, rows = b"\n", dict[int, bytes]()
    for number, value in written.items():
        rows[number] = b"%010d 00000 n\r\n" % (len(original) + len(body))
        body += b"%d 0 obj\n%b\nendobj\n\n" % (number, value)
    identifier = hashlib.md5(body, usedforsecurity=False).hexdigest().encode()
    return b"".join(
        (
            body,
            b"xref\n%d 1\n%b" % (file.root, rows[file.root]),
            b"%d 2\n%b%b" % (attached, rows[attached], rows[specification]),
            b"trailer\n<</Size %d/Root %d 0 R%b" % (file.size + 2, file.root, file.info),
            b"/ID[%b<%b>]/Prev %d>>\n" % (file.identifier, identifier, file.table),
            b"startxref\n%d\n%%%%EOF\n" % (len(original) + len(body)),
        )
    )


def _catalog_with(catalog: bytes, name: bytes, specification: int) -> bytes:
    """The catalog with an associated file, which is among the embedded files by its name."""
    entries, _ = _dictionary(catalog, 0)
    if b"/AF" in entries:
        raise Unfit(_OTHER)
    embedded = b"/EmbeddedFiles<</Names[(%b)%d 0 R]>>" % (name, specification)
    if b"/Names" in entries:
        begin, end = entries[b"/Names"]
        named, _ = _dictionary(catalog, begin)
        if b"/EmbeddedFiles" in named:
            raise Unfit(_OTHER)
        catalog = catalog[: end - 2] + embedded + catalog[end - 2 :]
    else:
        catalog = catalog[:-2] + b"/Names<<%b>>>>" % embedded
    return catalog[:-2] + b"/AF[%d 0 R]>>" % specification


# ---- what this house wrote -----------------------------------------------------------------

_OTHER = (
    "The PDF is not in the form in which Nemcon writes documents, or was changed since. A proof is added only to the "
    "file as issued: take that one."
)


class _File(NamedTuple):
    """What an update has to know of the file: raw values, and where its table stands."""

    size: int  # objects, the free one counted
    root: int
    catalog: bytes
    info: bytes  # the entry of the trailer, "" if it has none
    date: bytes  # the file's own date, as a string of PDF
    identifier: bytes  # the first of /ID
    table: int


def _parsed(data: bytes) -> _File:
    """The file that `data` is. Raises: Unfit."""
    found = _TRAILER.search(data, max(0, len(data) - _END))
    if not is_pdf(data) or not found:
        raise Unfit(_OTHER)
    trailer, end = _dictionary(data, found.end())
    start = _START.fullmatch(data, end)
    table = _TABLE.match(data, int(start[1])) if start else None
    root = _referred(data, trailer, b"/Root")
    if not start or not table or {b"/Prev", b"/XRefStm", b"/Encrypt"} & trailer.keys() or root is None:
        raise Unfit(_OTHER)
    size = int(table[1])
    if _value(data, trailer, b"/Size") != b"%d" % size:
        raise Unfit(_OTHER)
    info = _referred(data, trailer, b"/Info")
    return _File(
        size=size,
        root=root,
        catalog=_object(data, table.end(), size, root),
        info=b"" if info is None else b"/Info %d 0 R" % info,
        date=_NO_DATE if info is None else _date(_object(data, table.end(), size, info)),
        identifier=_first_identifier(data, trailer),
        table=table.start(),
    )


def _object(data: bytes, rows: int, size: int, number: int) -> bytes:
    """The dictionary that is the object of that number."""
    row = _ROW.fullmatch(data, rows + 20 * number, rows + 20 * number + 20) if 0 < number < size else None
    head = re.compile(rb"%d 0 obj\s+(?=<<)" % number).match(data, int(row[1])) if row else None
    if not head:
        raise Unfit(_OTHER)
    return data[head.end() : _dictionary(data, head.end())[1]]


def _date(info: bytes) -> bytes:
    entries, _ = _dictionary(info, 0)
    said = _value(info, entries, b"/ModDate") or _value(info, entries, b"/CreationDate")
    return said if _DATE.fullmatch(said) else _NO_DATE


def _first_identifier(data: bytes, trailer: "_Entries") -> bytes:
    begin, end = trailer.get(b"/ID", (0, 0))
    first = _IDENTIFIER.match(data, begin, end)
    if not first:
        raise Unfit(_OTHER)
    return first[1]


def _referred(data: bytes, entries: "_Entries", key: bytes) -> int | None:
    reference = _REFERENCE.fullmatch(_value(data, entries, key))
    return int(reference[1]) if reference else None


# ---- as much of the grammar of PDF as that takes -------------------------------------------

_Entries = dict[bytes, tuple[int, int]]
"""The entries of a dictionary: where the value of each key begins and ends."""

_BLANK = re.compile(rb"[\x00\t\n\f\r ]*")
_NAME = re.compile(rb"/[^\x00-\x20()<>\[\]{}/%\x7f-\xff]+")
_PLAIN = re.compile(rb"\d{1,7} \d{1,5} R(?![^\x00\t\n\f\r ()<>\[\]{}/%])|[^\x00\t\n\f\r ()<>\[\]{}/%]+")
_HEXADECIMAL = re.compile(rb"<[0-9A-Fa-f\s]*>")
_NEXT_IN_STRING = re.compile(rb"\\.|[()]", re.DOTALL)


def _dictionary(data: bytes, at: int) -> tuple[_Entries, int]:
    """The entries of the dictionary that begins at `at`, and where it ends. Raises: Unfit."""
    if data[at : at + 2] != b"<<":
        raise Unfit(_OTHER)
    entries: _Entries = {}
    limit, at = at + _LONGEST, _over_blanks(data, at + 2)
    while data[at : at + 2] != b">>":
        key = _NAME.match(data, at)
        if not key or key[0] in entries or at > limit:
            raise Unfit(_OTHER)
        begin = _over_blanks(data, key.end())
        end = _value_end(data, begin)
        entries[key[0]] = (begin, end)
        at = _over_blanks(data, end)
    return entries, at + 2


def _value(data: bytes, entries: _Entries, key: bytes) -> bytes:
    begin, end = entries.get(key, (0, 0))
    return data[begin:end]


def _value_end(data: bytes, at: int) -> int:
    """Where the value that begins at `at` ends, whatever is nested in it. Raises: Unfit."""
    open_, limit = [], at + _LONGEST
    while at <= limit:
        two, one = data[at : at + 2], data[at : at + 1]
        if two == b"<<" or one == b"[":
            open_.append(b">>" if two == b"<<" else b"]")
            at += 2 if two == b"<<" else 1
        elif open_ and data.startswith(open_[-1], at):
            at += len(open_.pop())
        elif one == b"(":
            at = _string_end(data, at)
        elif token := (_NAME.match(data, at) or _PLAIN.match(data, at) or _HEXADECIMAL.match(data, at)):
            at = token.end()
        else:
            break
        if not open_:
            return at
        at = _over_blanks(data, at)
    raise Unfit(_OTHER)


def _string_end(data: bytes, at: int) -> int:
    depth = 0
    for sign in _NEXT_IN_STRING.finditer(data, at, at + _LONGEST):
        depth += {b"(": 1, b")": -1}.get(sign[0], 0)
        if not depth:
            return sign.end()
    raise Unfit(_OTHER)


def _over_blanks(data: bytes, at: int) -> int:
    found = _BLANK.match(data, at)
    return found.end() if found else at
