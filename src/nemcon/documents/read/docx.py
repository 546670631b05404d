"""A Word file (DOCX) to a Source: body, notes, heads and feet, with automatic numbers, as Word shows them.

Heads come first, then the body, then notes, then feet. A head or foot that Word does not show (for a first page, where
the section has none) is not read. Comments, macros and embedded objects are left out and said.
"""

from nemcon.documents.read.docx_names import STRICT, Element, R, W, switch, value
from nemcon.documents.read.docx_numbering import read_numbering
from nemcon.documents.read.docx_story import File, Story
from nemcon.documents.read.docx_styles import Styles
from nemcon.documents.read.safety import Package, parse_xml
from nemcon.documents.read.tongue import guess
from nemcon.documents.read.words import changed
from nemcon.documents.source import Cell, Line, LineKind, Piece, Source, Table, Unreadable, lines_of

RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
DC = "{http://purl.org/dc/elements/1.1/}"


def from_docx(data: bytes) -> Source:
    """Read a Word file.

    Raises: Unreadable if it is damaged, locked, too large or no Word file.
    """
    package = Package(data)
    main = _main_part(package)
    try:
        return _read(package, main)
    except RecursionError as error:
        raise Unreadable(
            "The document is nested too deeply: tables or boxes within one another, hundreds deep. "
            "Take the inner ones apart and try again."
        ) from error


def _read(package: Package, main: str) -> Source:
    root = _part(package, main)
    body = None if root is None else root.find(W + "body")
    if root is None or body is None:
        raise Unreadable(
            "The file has the form of a Word file but no document in it. Open it in Word and save it anew as .docx."
        )
    related = _Related(package, main)
    styles = Styles(related.first("styles"))
    numbering_root = related.first("numbering")
    file = File(styles, read_numbering(numbering_root, styles.numbering))
    file.rendered_pages = any(True for _ in body.iter(W + "lastRenderedPageBreak"))
    settings = related.first("settings")
    _note_forms(file, settings, body)

    pieces: list[Piece] = Story(file).read(body)
    notes = _notes(file, related, styles, numbering_root)
    heads, feet = _furniture(file, related, body, settings, numbering_root)
    warnings = _warnings(file, package, related, body)
    everything = [*heads, *pieces, *notes, *feet]
    language = _language(file, pieces)
    return Source(
        pieces=tuple(_in_language(piece, language) for piece in everything),
        form="docx",
        language=language,
        title=_title(package),
        warnings=tuple(warnings),
    )


class _Related:
    """The parts that the main part refers to."""

    def __init__(self, package: Package, main: str) -> None:
        self.package = package
        self.by_id: dict[str, str] = {}
        self.by_type: dict[str, list[str]] = {}
        self.external: list[str] = []
        folder, _, name = main.rpartition("/")
        root = _part(package, f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels")
        for relation in [] if root is None else root.iter(RELATIONSHIP):
            kind = relation.get("Type", "").rsplit("/", 1)[-1]
            target = relation.get("Target", "")
            if relation.get("TargetMode") == "External":
                self.external.append(kind)
                continue
            part = _resolved(folder, target)
            self.by_id[relation.get("Id", "")] = part
            self.by_type.setdefault(kind, []).append(part)

    def first(self, kind: str) -> Element | None:
        """The first part of that kind, parsed; None if there is none."""
        for name in self.by_type.get(kind, []):
            return _part(self.package, name)
        return None


def _part(package: Package, name: str) -> Element | None:
    data = package.part(name)
    if data is None:
        return None
    for strict, usual in STRICT:
        data = data.replace(strict, usual)
    return parse_xml(data, name)


def _main_part(package: Package) -> str:
    root = _part(package, "_rels/.rels")
    for relation in [] if root is None else root.iter(RELATIONSHIP):
        if relation.get("Type", "").endswith("/officeDocument"):
            name = _resolved("", relation.get("Target", ""))
            if name in package:
                return name
    if "word/document.xml" in package:
        return "word/document.xml"
    raise Unreadable(
        "The archive holds no Word document. Give a DOCX, PDF, HTML or text file; if this is a packed folder, unpack "
        "it first."
    )


def _resolved(folder: str, target: str) -> str:
    if target.startswith("/"):
        return target.lstrip("/")
    parts = folder.split("/") if folder else []
    for step in target.split("/"):
        if step == "..":
            parts = parts[:-1]
        elif step not in (".", ""):
            parts.append(step)
    return "/".join(parts)


def _note_forms(file: File, settings: Element | None, body: Element) -> None:
    for source in (settings, body.find(W + "sectPr")):
        for kind in file.note_forms:
            form = value(None if source is None else source.find(f"{W}{kind}Pr"), "numFmt")
            if form:
                file.note_forms[kind] = form


def _notes(file: File, related: _Related, styles: Styles, numbering: Element | None) -> list[Piece]:
    """The notes in the order in which they are called, footnotes before endnotes."""
    pieces: list[Piece] = []
    for kind in ("footnote", "endnote"):
        calls = [(identifier, mark) for k, identifier, mark in file.called if k == kind]
        root = related.first(kind + "s") if calls else None
        if root is None:
            continue
        notes = {note.get(W + "id", ""): note for note in root.findall(W + kind)}
        file.numbering = read_numbering(numbering, styles.numbering)
        for identifier, mark in calls:
            note = notes.pop(identifier, None)
            if note is not None:
                pieces.extend(Story(file, kind="note", number=mark).read(note))
    return pieces


def _furniture(
    file: File, related: _Related, body: Element, settings: Element | None, numbering: Element | None
) -> tuple[list[Piece], list[Piece]]:
    """Heads and feet that are in force, each wording once."""
    found: dict[LineKind, list[Piece]] = {"head": [], "foot": []}
    seen: set[tuple[LineKind, str]] = set()
    read: set[str] = set()
    both_sides = bool(switch(settings, "evenAndOddHeaders"))
    kinds: tuple[tuple[str, LineKind], ...] = (("headerReference", "head"), ("footerReference", "foot"))
    for section in body.iter(W + "sectPr"):
        for name, kind in kinds:
            for reference in section.findall(W + name):
                which = reference.get(W + "type", "default")
                if (which == "first" and not switch(section, "titlePg")) or (which == "even" and not both_sides):
                    continue
                part = related.by_id.get(reference.get(R + "id", ""), "")
                if not part or part in read:
                    continue
                read.add(part)
                root = _part(related.package, part)
                if root is None:
                    continue
                file.numbering = read_numbering(numbering, file.styles.numbering)
                for piece in Story(file, kind=kind).read(root):
                    if isinstance(piece, Line) and (kind, piece.text) not in seen:
                        seen.add((kind, piece.text))
                        found[kind].append(piece)
    return found["head"], found["foot"]


def _title(package: Package) -> str:
    try:
        root = _part(package, "docProps/core.xml")
    except Unreadable:
        return ""
    title = None if root is None else root.find(DC + "title")
    return "" if title is None else (title.text or "").strip()


def _language(file: File, pieces: list[Piece]) -> str:
    """The language that the file declares for most of its letters, or that of its words where they contradict it."""
    declared = file.letters.most_common(1)[0][0] if file.letters else ""
    spoken = guess(" ".join(given.text for given in lines_of(pieces)))
    return spoken or declared


def _in_language(piece: Piece, main: str) -> Piece:
    """The piece with languages only on lines in another language than the document's, and only where words agree."""
    if isinstance(piece, Line):
        return _own(piece, main)
    rows = tuple(
        tuple(
            Cell(lines=tuple(_own(x, main) for x in cell.lines), columns=cell.columns, rows=cell.rows) for cell in row
        )
        for row in piece.rows
    )
    return Table(rows=rows, heads=piece.heads, caption=piece.caption, at=piece.at)


def _own(given: Line, main: str) -> Line:
    if not given.language:
        return given
    foreign = given.language != main and guess(given.text) == given.language
    return given if foreign else changed(given, language="")


def _warnings(file: File, package: Package, related: _Related, body: Element) -> list[str]:
    said: list[str] = []
    inserted, deleted = file.met["insertions"], file.met["deletions"]
    if inserted or deleted:
        said.append(
            f"The file has tracked changes: {_count(inserted, 'insertion')} taken, "
            f"{_count(deleted, 'deletion')} left out."
        )
    comments = len({c.get(W + "id") for c in body.iter(W + "commentReference")})
    if comments:
        said.append(f"{_count(comments, 'comment')} left out.")
    if file.met["hidden"]:
        said.append(
            f"{_count(file.met['hidden'], 'piece')} of hidden text kept; check whether it belongs to the document."
        )
    if any(name.endswith("vbaProject.bin") for name in package.names):
        said.append("The macros of the file were left out; none was run.")
    embedded = sum(1 for name in package.names if "/embeddings/" in name)
    objects = max(file.met["objects"], embedded)
    if objects:
        said.append(f"{_count(objects, 'embedded object')} (tables, charts or files of other programs) left out.")
    if file.met["chunks"]:
        said.append(
            f"{_count(file.met['chunks'], 'embedded document')} left out; copy its text into the document itself."
        )
    outside = [kind for kind in related.external if kind != "hyperlink"]
    if outside:
        said.append(
            f"The file refers to {_count(len(outside), 'thing')} outside it ({', '.join(sorted(set(outside)))}); "
            "nothing was fetched."
        )
    return said


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
