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
    found += [f"type of nothing: {e.get('PartName')}" for e in types if e.get("PartName", "/x").lstrip("/") not in {*files, "x"}]
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
            found += [f"{name}: no relation {v}" for a, v in element.attrib.items() if "officeDocument/2006/rel" in a and v not in related]
    if sorted(said) != sorted(n for n in notes if int(n or 0) > 0):
        found.append(f"references {said} to notes {notes}")
    document = etree.fromstring(files["word/document.xml"])
    places = [e.get(w + "id") for e in document.iter(w + "bookmarkStart")]
    names = [e.get(w + "name") for e in document.iter(w + "bookmarkStart")]
    if len(set(places)) != len(places) or len({n.lower() for n in names}) != len(names):
        found.append("bookmarks twice")
    found += [f"no place {e.get(w + 'anchor')}" for e in document.iter(w + "hyperlink") if e.get(w + "anchor") not in names]
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
            [program, f"-env:UserInstallation={profile}", "--headless", "--convert-to", to, "--outdir", f"{folder}/out", source],
            check=True,
            capture_output=True,
            timeout=180,
        )
        return next(Path(folder, "out").iterdir()).read_bytes()
