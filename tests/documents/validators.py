"""Judges of what the writers make, none of them the writers' own: the schemas of WordprocessingML, LibreOffice."""

import shutil
import subprocess
import tempfile
import zipfile
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from lxml import etree

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


def parts(data: bytes) -> dict[str, bytes]:
    """The files of a package."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def docx_errors(data: bytes, shared: Path) -> list[str]:
    """What wml.xsd says against the parts of a DOCX, and what its package lacks. Empty if nothing."""
    files = parts(data)
    found = []
    for name, content in files.items():
        if name.endswith((".xml", ".rels")):
            root = etree.fromstring(content, _PARSER)
            if root.tag.startswith(f"{{{WORD}}}"):
                schema = _word_schema(shared)
                plain = _without_extensions(root)
                if not schema.validate(plain):
                    found.extend(f"{name}: {error.message}" for error in schema.error_log)
    return found + _package_errors(files)


@cache
def _word_schema(shared: Path) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(shared / "data" / "ooxml-xsd" / "wml.xsd")))


def _without_extensions(root: etree._Element) -> etree._Element:
    """As data/README.md says: what mc:Ignorable names is dropped, and the fallback of alternatives is taken."""
    ignorable = {root.nsmap[prefix] for prefix in root.get(f"{{{_MC}}}Ignorable", "").split()} | {_MC}
    for element in [*root.iter(etree.Element)]:
        if element.tag == f"{{{_MC}}}AlternateContent":
            fallback = element.find(f"{{{_MC}}}Fallback")
            for child in fallback if fallback is not None else ():
                element.addprevious(child)
            element.getparent().remove(element)
        elif etree.QName(element).namespace in ignorable:
            element.getparent().remove(element)
        for name in [a for a in element.attrib if a.startswith("{") and etree.QName(a).namespace in ignorable]:
            del element.attrib[name]
    return root


def _package_errors(files: dict[str, bytes]) -> list[str]:
    """Parts without a type, relations that lead nowhere, identifiers of styles, lists and notes that are not there."""
    found = []
    types = etree.fromstring(files["[Content_Types].xml"])
    named = {e.get("PartName", "").lstrip("/") for e in types} | {e.get("Extension") for e in types}
    found += [f"no type: {n}" for n in files if n != "[Content_Types].xml" and not {n, n.rpartition(".")[2]} & named]
    found += [
        f"type of nothing: {e.get('PartName')}"
        for e in types
        if e.get("PartName", "/x").lstrip("/") not in {*files, "x"}
    ]
    related = set()
    for name, content in files.items():
        if name.endswith(".rels"):
            base = name.partition("_rels/")[0]
            for relation in etree.fromstring(content).iter(_RELATIONS):
                if relation.get("TargetMode") == "External":
                    found.append(f"external: {relation.get('Target')}")
                elif base + relation.get("Target") not in files:
                    found.append(f"{name} leads nowhere: {relation.get('Target')}")
                related.add(relation.get("Id"))
    w = f"{{{WORD}}}"
    styles = {e.get(w + "styleId") for e in etree.fromstring(files["word/styles.xml"]).iter(w + "style")}
    lists = {e.get(w + "numId") for e in etree.fromstring(files["word/numbering.xml"]).iter(w + "num")}
    notes = [e.get(w + "id") for e in etree.fromstring(files["word/footnotes.xml"]).iter(w + "footnote")]
    said = []
    for name in (n for n in files if n.startswith("word/") and n.endswith(".xml")):
        for element in etree.fromstring(files[name]).iter(etree.Element):
            tag, value = element.tag.removeprefix(w), element.get(w + "val")
            if tag in ("pStyle", "rStyle", "tblStyle", "basedOn", "next", "link") and value not in styles:
                found.append(f"{name}: no style {value}")
            if tag == "numId" and value not in lists:
                found.append(f"{name}: no list {value}")
            if tag == "footnoteReference":
                said.append(element.get(w + "id"))
            found += [
                f"{name}: no relation {v}"
                for a, v in element.attrib.items()
                if "officeDocument/2006/rel" in a and v not in related
            ]
    if sorted(said) != sorted(n for n in notes if int(n or 0) > 0):
        found.append(f"references {said} to notes {notes}")
    document = etree.fromstring(files["word/document.xml"])
    places = [e.get(w + "id") for e in document.iter(w + "bookmarkStart")]
    names = [e.get(w + "name") for e in document.iter(w + "bookmarkStart")]
    if len(set(places)) != len(places) or len({n.lower() for n in names}) != len(names):
        found.append("bookmarks twice")
    found += [
        f"no place {e.get(w + 'anchor')}" for e in document.iter(w + "hyperlink") if e.get(w + "anchor") not in names
    ]
    found += ["a cell that does not end with a paragraph" for e in document.iter(w + "tc") if e[-1].tag != w + "p"]
    return found


def libreoffice(data: bytes, to: str, *, suffix: str = ".docx") -> bytes:
    """The file as LibreOffice converts it ("pdf", "docx", "txt:Text (encoded):UTF8"); a skip where it is not there."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        pytest.skip("LibreOffice is not installed: apt install libreoffice-writer-nogui")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, f"in{suffix}")
        source.write_bytes(data)
        profile = Path(folder, "profile").as_uri()
        subprocess.run(
            [
                program,
                f"-env:UserInstallation={profile}",
                "--headless",
                "--convert-to",
                to,
                "--outdir",
                f"{folder}/out",
                source,
            ],
            check=True,
            capture_output=True,
            timeout=180,
        )
        return next(Path(folder, "out").iterdir()).read_bytes()


# ── a reader of DOCX of its own: as little as it takes to say each paragraph's number and words


def docx_paragraphs(data: bytes) -> list[tuple[str, str, str]]:
    """(style, number as a word processor counts it, words) of each paragraph of the body in order, cells included."""
    files, w = parts(data), f"{{{WORD}}}"
    numbers = _Numbers(etree.fromstring(files["word/numbering.xml"]))
    found = []
    for paragraph in etree.fromstring(files["word/document.xml"]).iter(w + "p"):
        style = paragraph.find(f"{w}pPr/{w}pStyle")
        level, instance = (paragraph.find(f"{w}pPr/{w}numPr/{w}{name}") for name in ("ilvl", "numId"))
        number = ""
        if instance is not None and level is not None and instance.get(w + "val") != "0":
            number = numbers.next(instance.get(w + "val"), int(level.get(w + "val")))
        found.append(("" if style is None else style.get(w + "val"), number, _words(paragraph)))
    return found


def docx_notes(data: bytes) -> list[str]:
    """The words of the footnotes in order of their numbers, with the marks that they bear themselves."""
    w = f"{{{WORD}}}"
    notes = etree.fromstring(parts(data)["word/footnotes.xml"])
    return [_words(note) for note in notes if int(note.get(w + "id")) > 0]


def _words(element: etree._Element) -> str:
    w = f"{{{WORD}}}"
    out = []
    for e in element.iter(w + "t", w + "br", w + "tab", w + "footnoteReference"):
        name = e.tag.removeprefix(w)
        if name == "footnoteReference":
            own = e.get(w + "customMarkFollows")
            out.append("" if own else "^")
        else:
            out.append({"br": "\n", "tab": "\t"}.get(name, e.text or ""))
    return "".join(out)


class _Numbers:
    """Counts as the standard has it (ECMA-376 part 1, 17.9): by definition and level, restarted by higher levels."""

    def __init__(self, root: etree._Element) -> None:
        w = f"{{{WORD}}}"
        self.levels: dict[tuple[str, int], tuple[int, str, str]] = {}
        for definition in root.iter(w + "abstractNum"):
            for level in definition.iter(w + "lvl"):
                values = [level.find(w + name).get(w + "val") for name in ("start", "numFmt", "lvlText")]
                at = (definition.get(w + "abstractNumId"), int(level.get(w + "ilvl")))
                self.levels[at] = (int(values[0]), values[1], values[2])
        self.instances: dict[str, tuple[str, dict[int, int]]] = {}
        for instance in root.iter(w + "num"):
            starts = {
                int(o.get(w + "ilvl")): int(o.find(w + "startOverride").get(w + "val"))
                for o in instance.iter(w + "lvlOverride")
            }
            self.instances[instance.get(w + "numId")] = (instance.find(w + "abstractNumId").get(w + "val"), starts)
        self.counts: dict[str, dict[int, int]] = {}
        self.begun: set[tuple[str, int]] = set()

    def next(self, instance: str, level: int) -> str:
        definition, starts = self.instances[instance]
        counts = self.counts.setdefault(definition, {})
        if level in starts and (instance, level) not in self.begun:
            counts[level] = starts[level]
        elif level in counts:
            counts[level] += 1
        else:
            counts[level] = self.levels[definition, level][0]
        self.begun.add((instance, level))
        for deeper in [at for at in counts if at > level]:
            del counts[deeper]
        text = self.levels[definition, level][2]
        for at in range(9):
            if f"%{at + 1}" in text:
                value = counts.get(at, self.levels[definition, at][0])
                text = text.replace(f"%{at + 1}", _counted(value, self.levels[definition, at][1]))
        return text


def _counted(value: int, kind: str) -> str:
    letter = "abcdefghijklmnopqrstuvwxyz"[(value - 1) % 26] * ((value - 1) // 26 + 1)
    roman, rest = "", value
    for worth, signs in ((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")):
        roman += signs * (rest // worth)
        rest %= worth
    han = "一二三四五六七八九"
    tens, ones = divmod(value, 10)
    match kind:
        case "decimal":
            return str(value)
        case "lowerLetter":
            return letter
        case "upperLetter":
            return letter.upper()
        case "lowerRoman":
            return roman
        case "upperRoman":
            return roman.upper()
        case "arabicAbjad":
            return "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ"[value - 1]
        case "chineseCounting":
            return (han[tens - 1] if tens > 1 else "") + ("十" if tens else "") + (han[ones - 1] if ones else "")
    raise AssertionError(f"not known: {kind}")
