"""The first page's masthead, and what stands at head and foot of each page."""

import zlib
from functools import cache
from struct import pack

from nemcon.core.passage import Passage
from nemcon.documents import model
from nemcon.documents.write.docx_flow import Flow
from nemcon.documents.write.docx_styles import GUTTER, WIDE, exact_line, line
from nemcon.documents.write.docx_words import Words, bidi, clean
from nemcon.documents.write.standing import standing

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
EMBLEM = "rIdEmblem"
_SIDE = 540000  # 15 mm in English metric units
_DISTRIBUTION = 2154  # 38 mm
_SYMBOL = 5300
# LibreOffice puts an empty paragraph of the usual height before a table that begins a document with footnotes.
_FIRST = '<w:spacing w:line="20" w:lineRule="exact"/><w:rPr><w:sz w:val="2"/><w:szCs w:val="2"/></w:rPr>'
_ENGLISH_LINES = frozenset({"ru", "zh", "ar"})  # DOMAIN section 2
_HEAD_AT, _TEXT_AT = 1191, 1871  # 21 and 33 mm from the top of the page


def masthead(flow: Flow, document: model.Document, words: Words) -> None:
    """House and symbol over a thin rule; emblem, organ and distribution over a heavy one; body, session, item."""
    head, language = document.head, document.language
    right = bidi(language, language)
    if head.house or head.symbol or head.organ or any(head.lines):
        flow.paragraph("Normal", "", head=right, tail=_FIRST)
        flow.table(_table(document, words), before=0, after=2.5)
    if head.body:
        flow.paragraph(
            "NemconBody",
            words.runs(head.body),
            head=bidi(head.body.language or language, language),
            foreign=head.body.language,
        )
    third = [part for part in (head.meeting, head.session) if part]
    for place, part in enumerate(third, 1):
        after = None if place == len(third) else 0
        side = bidi(part.language or language, language)
        flow.paragraph("NemconSession", words.runs(part), head=side, after=after, foreign=part.language)
    for part in (head.item, *head.others):
        if part:
            style = "NemconItemLine" if part is head.item else "NemconSession"
            flow.paragraph(
                style, words.runs(part), head=bidi(part.language or language, language), foreign=part.language
            )
    last = 1 if document.unofficial else None
    flow.paragraph(
        "Title",
        words.runs(document.title, style="Title"),
        head=right,
        foreign=document.title.language,
        after=0.5 if document.subtitle else last,
    )
    if document.subtitle:
        flow.paragraph("Subtitle", words.runs(document.subtitle, style="Subtitle"), head=right, after=last)
    if document.unofficial:
        flow.paragraph("NemconTrace", words.plain(document.unofficial), head=right)


def _table(document: model.Document, words: Words) -> str:
    head, language = document.head, document.language
    right = bidi(language, language)
    middle = WIDE - GUTTER - _DISTRIBUTION
    grid = (GUTTER, WIDE - GUTTER - _SYMBOL, middle + GUTTER - (WIDE - _SYMBOL), _DISTRIBUTION)
    visual = "<w:bidiVisual/>" if right else ""
    cells = (
        _cell(WIDE - _SYMBOL, 2, 4, "bottom", _words(head.house, "NemconHouse", words, right))
        + _cell(_SYMBOL, 2, 4, "bottom", _symbol(head.symbol, right)),
        _cell(GUTTER, 1, 18, "top", _emblem(right))
        + _cell(middle, 2, 18, "top", _words(head.organ, "NemconOrgan", words, right))
        + _cell(_DISTRIBUTION, 1, 18, "top", _lines(head.lines, language, words)),
    )
    rows = "".join(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{row}</w:tr>" for row in cells)
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in grid)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="NemconMasthead"/>{visual}<w:tblW w:w="{WIDE}" w:type="dxa"/>'
        f'<w:tblInd w:w="-{GUTTER}" w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblCellMar>'
        '<w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"
    )


def _cell(width: int, span: int, rule: int, align: str, content: str) -> str:
    spans = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    top = '<w:top w:w="130" w:type="dxa"/>' if align == "top" else ""
    bottom = 150 if align == "top" else 0
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spans}<w:tcBorders><w:bottom w:val="single" w:sz="{rule}" '
        f'w:space="0" w:color="auto"/></w:tcBorders><w:tcMar>{top}<w:bottom w:w="{bottom}" w:type="dxa"/></w:tcMar>'
        f'<w:vAlign w:val="{align}"/></w:tcPr>{content}</w:tc>'
    )


def _words(passage: Passage, style: str, words: Words, right: str) -> str:
    line = exact_line(passage.language, words.language, style)
    line = f"<w:spacing{line}/>" if line else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{right}{line}</w:pPr>{words.runs(passage, style=style)}</w:p>'


def _symbol(symbol: str, right: str) -> str:
    """The organ large, then the rest, all of it from left to right."""
    organ, slash, rest = symbol.partition("/")
    runs = "".join(
        f'<w:r><w:rPr><w:rStyle w:val="NemconSymbol"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr>'
        f'<w:t xml:space="preserve">{clean(part)}</w:t></w:r>'
        for part, size in ((organ, 34), (slash + rest, 22))
        if part
    )
    return f'<w:p><w:pPr><w:pStyle w:val="NemconMastheadSymbol"/>{right}<w:jc w:val="right"/></w:pPr>{runs}</w:p>'


def _lines(lines: tuple[str, ...], language: str, words: Words) -> str:
    """Distribution, date, language, original: English and read from the left in Russian, Chinese and Arabic."""
    spoken = "en" if language in _ENGLISH_LINES else language
    properties = f'<w:pPr><w:pStyle w:val="NemconDistribution"/>{bidi(spoken, language)}</w:pPr>'
    return "".join(
        f"<w:p>{properties}{words.plain(one, spoken if one.isascii() else language)}</w:p>" for one in lines or ("",)
    )


def _emblem(right: str) -> str:
    """A plain circle where an institution's emblem will be; decoration, so without words."""
    picture = (
        '<w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
        f'distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{_SIDE}" cy="{_SIDE}"/>'
        '<wp:docPr id="1" name="Emblem" descr=""><a:extLst '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        '<a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative '
        'xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext></a:extLst>'
        "</wp:docPr>"
        '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData '
        'uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic '
        'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:nvPicPr>'
        '<pic:cNvPr id="1" name="emblem.png"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
        f'<a:blip r:embed="{EMBLEM}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm>'
        f'<a:off x="0" y="0"/><a:ext cx="{_SIDE}" cy="{_SIDE}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
        "</a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>"
    )
    return (
        f'<w:p><w:pPr>{right}<w:spacing w:line="240" w:lineRule="auto"/></w:pPr><w:r><w:rPr><w:noProof/></w:rPr>'
        f"{picture}</w:r></w:p>"
    )


@cache
def emblem() -> bytes:
    """The circle as PNG, 15 mm at 300 dots to the inch, black with soft edges on nothing."""
    side = 177
    middle, outer, stroke = (side - 1) / 2, side / 2 - 1, 2.5
    rows = bytearray()
    for y in range(side):
        rows.append(0)
        for x in range(side):
            far = ((x - middle) ** 2 + (y - middle) ** 2) ** 0.5
            ink = min(outer - far, far - (outer - stroke)) + 0.5
            rows += bytes((0, round(255 * min(max(ink, 0), 1))))
    chunks = (
        (b"IHDR", pack(">IIBBBBB", side, side, 8, 4, 0, 0, 0)),
        (b"pHYs", pack(">IIB", 11811, 11811, 1)),
        (b"IDAT", zlib.compress(bytes(rows), 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


# ── head and foot of the page


def running_heads(document: model.Document) -> dict[str, str]:
    """Headers by type: nothing on the first page, then the symbol at the outer edge over a thin rule.

    The page's upper margin is that of the first page; on the others the head is as tall as it takes for the text to
    begin 33 mm from the edge.
    """
    language = document.language
    right = bidi(language, language)
    room = _TEXT_AT - _HEAD_AT - line(language, 0.82) - 70
    symbol = (
        f'<w:r><w:rPr><w:rStyle w:val="NemconSymbol"/></w:rPr><w:t xml:space="preserve">{clean(document.head.symbol)}'
        "</w:t></w:r>"
        if document.head.symbol
        else ""
    )

    def head(side: str) -> str:
        return (
            f'<w:hdr {NAMESPACES}><w:p><w:pPr><w:pStyle w:val="Header"/>{right}<w:spacing w:after="{room}"/>{side}'
            f"</w:pPr>{symbol}</w:p></w:hdr>"
        )

    empty = (
        f'<w:hdr {NAMESPACES}><w:p><w:pPr><w:pStyle w:val="Header"/><w:pBdr><w:bottom w:val="nil"/></w:pBdr>'
        '<w:spacing w:line="20" w:lineRule="exact"/></w:pPr></w:p></w:hdr>'
    )
    return {"first": empty, "default": head('<w:jc w:val="right"/>'), "even": head("")}


def feet(document: model.Document, words: Words) -> dict[str, str]:
    """Footers by type: on the first page what is illustrative and the job number, then page and number of pages."""
    language = document.language
    right = bidi(language, language)
    job = _left_to_right(document.job)
    first = ""
    if document.illustrative:
        said = words.plain(document.illustrative, grey=True)
        first += f'<w:p><w:pPr><w:pStyle w:val="Footer"/>{right}</w:pPr>{said}</w:p>'
    first += f'<w:p><w:pPr><w:pStyle w:val="Footer"/>{right}</w:pPr>{job}</w:p>'
    bold = "<w:rPr><w:b/><w:bCs/></w:rPr>"
    # A field has no direction of its own: in Arabic a mark on each side keeps page and number of pages in order.
    mark = f"<w:r>{bold}<w:t>\u200e</w:t></w:r>" if right else ""
    page = mark.join(
        (
            "",
            f'<w:fldSimple w:instr=" PAGE "><w:r>{bold}<w:t>2</w:t></w:r></w:fldSimple>',
            f"<w:r>{bold}<w:t>/</w:t></w:r>",
            f'<w:fldSimple w:instr=" NUMPAGES "><w:r>{bold}<w:t>2</w:t></w:r></w:fldSimple>',
            "",
        )
    )
    mark_of_version = standing(document)
    middle = words.plain(mark_of_version, grey=True) if mark_of_version else ""
    tab = "<w:r><w:tab/></w:r>"

    def foot(*parts: str) -> str:
        return (
            f'<w:ftr {NAMESPACES}><w:p><w:pPr><w:pStyle w:val="Footer"/>{right}<w:spacing w:after="340"/></w:pPr>'
            f"{tab.join(parts)}</w:p></w:ftr>"
        )

    return {
        "first": f"<w:ftr {NAMESPACES}>{first}</w:ftr>",
        "default": foot(job, middle, page),
        "even": foot(page, middle, job),
    }


def _left_to_right(text: str) -> str:
    return f'<w:r><w:rPr><w:noProof/></w:rPr><w:t xml:space="preserve">{clean(text)}</w:t></w:r>' if text else ""
