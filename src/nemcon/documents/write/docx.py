"""Writes a document as DOCX, the way Word itself would: styles, lists, footnotes, heads and feet of pages.

The package is put together from text, without an object model in between: it is small, the same bytes for the same
document, and as fast as writing text. What is where: docx_styles (measures and styles), docx_numbering (automatic
numbers that show exactly the numbers given), docx_words (runs, scripts, footnotes), docx_flow (distances),
docx_masthead, docx_table, docx_blocks. docs/decisions/ says why footnotes and numbers are written as they are.
"""

import datetime as dt
import zipfile
from io import BytesIO

from nemcon.core.languages import RIGHT_TO_LEFT
from nemcon.documents import model
from nemcon.documents.write.docx_blocks import Bookmarks, blocks
from nemcon.documents.write.docx_flow import Flow
from nemcon.documents.write.docx_masthead import EMBLEM, NAMESPACES, emblem, feet, masthead, running_heads
from nemcon.documents.write.docx_numbering import Numbering
from nemcon.documents.write.docx_styles import GUTTER, HYPHENATED, TAGS, styles
from nemcon.documents.write.docx_words import Words, bidi, clean
from nemcon.documents.write.standing import code_line

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_PARTS = ("styles", "numbering", "settings", "fontTable", "footnotes")
_SIDES = ("first", "default", "even")
_FIXED = (1980, 1, 1, 0, 0, 0)
_SEPARATORS = (
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:pPr><w:spacing w:after="0" w:line="240" w:lineRule="auto"/>'
    "</w:pPr><w:r><w:separator/></w:r></w:p></w:footnote>"
    '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:pPr><w:spacing w:after="0" w:line="240" '
    'w:lineRule="auto"/></w:pPr><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>'
)
_FONTS = (
    '<w:font w:name="Times New Roman"><w:altName w:val="Liberation Serif"/><w:charset w:val="00"/>'
    '<w:family w:val="roman"/><w:pitch w:val="variable"/></w:font>'
    '<w:font w:name="SimSun"><w:altName w:val="宋体"/><w:charset w:val="86"/><w:family w:val="auto"/>'
    '<w:pitch w:val="variable"/></w:font>'
    '<w:font w:name="Traditional Arabic"><w:altName w:val="Amiri"/><w:charset w:val="B2"/><w:family w:val="roman"/>'
    '<w:pitch w:val="variable"/></w:font>'
)


def docx(document: model.Document) -> bytes:
    """The document as DOCX. No clock and no chance: the same document gives the same bytes."""
    bookmarks = Bookmarks(document)
    words = Words(document, bookmarks.items)
    numbering = Numbering(document.language)
    flow = Flow(document.language)
    masthead(flow, document, words)
    blocks(flow, document, words, numbering, bookmarks)
    _notes_that_no_word_names(flow, document, words)
    right = bidi(document.language, document.language)
    code = code_line(document)
    flow.paragraph("NemconEnd", "", head=f"<w:keepNext/>{right}" if code else right)
    if code:
        across = f'<w:ind w:left="-{GUTTER}" w:right="-{GUTTER}"/>'
        flow.paragraph("NemconTrace", words.runs(code, style="NemconTrace"), head=right, tail=across, before=1)
    headers, footers = running_heads(document), feet(document, words)
    files = {
        "[Content_Types].xml": _content_types(proven=bool(document.code)),
        "_rels/.rels": _relations(
            ("rId1", f"{_RELATION}/officeDocument", "word/document.xml"),
            ("rId2", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
            ("rId3", f"{_RELATION}/extended-properties", "docProps/app.xml"),
        ),
        "docProps/core.xml": _core(document),
        "docProps/app.xml": '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
        'extended-properties"><Application>Nemcon</Application></Properties>',
        "word/document.xml": f"<w:document {NAMESPACES}><w:body>{flow.xml()}{_section(document)}</w:body></w:document>",
        "word/styles.xml": styles(document.language),
        "word/numbering.xml": numbering.xml(),
        "word/settings.xml": _settings(document),
        "word/fontTable.xml": f"<w:fonts {NAMESPACES}>{_FONTS}</w:fonts>",
        "word/footnotes.xml": f"<w:footnotes {NAMESPACES}>{_SEPARATORS}{''.join(words.footnotes)}</w:footnotes>",
        **{f"word/header-{side}.xml": headers[side] for side in _SIDES},
        **{f"word/footer-{side}.xml": footers[side] for side in _SIDES},
        "word/_rels/document.xml.rels": _relations(
            *((f"rId{part}", f"{_RELATION}/{part}", f"{part}.xml") for part in _PARTS),
            *(
                (f"rId{end}-{side}", f"{_RELATION}/{end}", f"{end}-{side}.xml")
                for end in ("header", "footer")
                for side in _SIDES
            ),
            (EMBLEM, f"{_RELATION}/image", "media/emblem.png"),
        ),
    }
    return _package(files)


def _notes_that_no_word_names(flow: Flow, document: model.Document, words: Words) -> None:
    """A footnote without a place in the text is still said, at the end."""
    for note in words.unnamed():
        language = note.text.language or document.language
        mark = f'<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:t>{clean(note.mark)}</w:t></w:r>'
        space = '<w:r><w:t xml:space="preserve"> </w:t></w:r>'
        flow.paragraph(
            "FootnoteText", mark + space + words.runs(note.text, style="FootnoteText"),
            head=bidi(language, document.language), before=1,
        )  # fmt: skip


def _section(document: model.Document) -> str:
    """A4; the upper margin is that of the first page (see docx_masthead.running_heads)."""
    ends = "".join(
        f'<w:{end}Reference w:type="{side}" r:id="rId{end}-{side}"/>' for end in ("header", "footer") for side in _SIDES
    )
    right = "<w:bidi/>" if document.language in RIGHT_TO_LEFT else ""
    return (
        f'<w:sectPr>{ends}<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1304" w:right="2438" w:bottom="1701" '
        f'w:left="2438" w:header="1191" w:footer="624" w:gutter="0"/><w:titlePg/>{right}</w:sectPr>'
    )


def _settings(document: model.Document) -> str:
    language = document.language
    latin = TAGS[language] if language in HYPHENATED else "en-GB"
    hyphens = '<w:autoHyphenation/><w:consecutiveHyphenLimit w:val="2"/>' if language in HYPHENATED else ""
    compress = "compressPunctuation" if language == "zh" else "doNotCompress"
    return (
        f'<w:settings {NAMESPACES}><w:zoom w:percent="100"/><w:defaultTabStop w:val="624"/>{hyphens}'
        f'<w:evenAndOddHeaders/><w:characterSpacingControl w:val="{compress}"/>'
        '<w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>'
        '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" '
        'w:val="15"/></w:compat>'
        f'<w:themeFontLang w:val="{latin}" w:eastAsia="zh-CN" w:bidi="ar-EG"/>'
        '<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>'
    )


def _core(document: model.Document) -> str:
    """Core properties: title, symbol, language, and the document's own date (never the clock's)."""
    title = ": ".join(part for part in (document.title.text, document.head.body.text) if part)
    said = [f"<dc:title>{clean(title)}</dc:title>"]
    if document.head.house:
        said.append(f"<dc:creator>{clean(document.head.house.text)}</dc:creator>")
    if document.head.symbol:
        said.append(f"<dc:identifier>{clean(document.head.symbol)}</dc:identifier>")
    said.append(f"<dc:language>{clean(TAGS.get(document.language, document.language))}</dc:language>")
    if document.date:
        at = dt.datetime.combine(document.date, dt.time()).strftime("%Y-%m-%dT%H:%M:%SZ")
        said += [f'<dcterms:{what} xsi:type="dcterms:W3CDTF">{at}</dcterms:{what}>' for what in ("created", "modified")]
    return (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{"".join(said)}</cp:coreProperties>'
    )


def _content_types(*, proven: bool) -> str:
    """The types of the parts. A document that is issued (`proven`) may be given a proof; see issued/docx.py."""
    kinds = {"document": "document.main", **{part: part for part in _PARTS}}
    overrides = [(f"/word/{part}.xml", f"{_WORD}{kind}+xml") for part, kind in kinds.items()]
    overrides += [(f"/word/{end}-{side}.xml", f"{_WORD}{end}+xml") for end in ("header", "footer") for side in _SIDES]
    overrides += [
        ("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
        ("/docProps/app.xml", "application/vnd.openxmlformats-officedocument.extended-properties+xml"),
    ]
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
        + ('<Default Extension="tlog-proof" ContentType="text/plain"/>' if proven else "")
        + "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in overrides)
        + "</Types>"
    )


def _relations(*relations: tuple[str, str, str]) -> str:
    return (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        + "".join(f'<Relationship Id="{key}" Type="{kind}" Target="{to}"/>' for key, kind, to in relations)
        + "</Relationships>"
    )


def _package(files: dict[str, str]) -> bytes:
    """The zip, with one fixed time for every file and nothing of the machine that wrote it."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
        for name, content in [
            *((n, (_HEAD + xml).encode()) for n, xml in files.items()),
            ("word/media/emblem.png", emblem()),
        ]:
            entry = zipfile.ZipInfo(name, _FIXED)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            entry.external_attr = 0
            package.writestr(entry, content)
    return out.getvalue()
