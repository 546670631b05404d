"""The paper's styles as Word keeps them: measures of shared/design/paper, built-in names where Word has one.

Sizes are factors of the body, which a language sets; vertical space comes in units of 7 points above the leading,
which an exact line holds. Twips (twentieths of a point) throughout, half points for sizes of letters, as in the file.
"""

from functools import cache

import msgspec

from nemcon.core.languages import RIGHT_TO_LEFT

UNIT = 140
GUTTER = 1021  # 18 mm: numbers hang in it, rules cross it
HANG = 624  # 11 mm, also the step of a sub-level
WIDE = 9071  # 160 mm
QUIET = "4D4D4D"

LATIN, HAN, ARABIC = "Times New Roman", "SimSun", "Traditional Arabic"
TAGS = {"ar": "ar-EG", "zh": "zh-CN", "en": "en-GB", "fr": "fr-FR", "ru": "ru-RU", "es": "es-ES"}
HYPHENATED = frozenset({"en", "fr", "es", "ru"})
UPRIGHT = frozenset({"zh", "ar"})  # scripts without italics

_SIZES = {"ar": 13.0, "zh": 10.5}  # points; the others 11
_LINES = {"ar": 20.0, "zh": 17.0}  # points; the others 14


def size(language: str) -> float:
    """The size of the body in points. In Arabic that of the Arabic letters; Latin beside them is 11."""
    return _SIZES.get(language, 11.0)


def line(language: str, factor: float = 1) -> int:
    """The exact line for letters of `factor` times the body: the letters and the body's leading, in twips."""
    body = size(language)
    return round(20 * (body * factor + _LINES.get(language, 14.0) - body))


def exact_line(language: str, around: str, style: str) -> str:
    """Attributes of w:spacing for words in `language` within a document in `around`: the line of their own script."""
    if not language or language == around:
        return ""
    return f' w:line="{line(language, STYLES[style].factor)}" w:lineRule="exact"'


class Style(msgspec.Struct, frozen=True, kw_only=True):
    """A paragraph style. `before` and `after` in units; `extra` is XML of w:pPr by the name of its element."""

    name: str
    based: str = "Normal"
    factor: float = 1
    bold: bool = False
    italic: bool = False
    before: float = 0
    after: float = 0
    following: str = ""
    keep: bool = False
    outline: int = -1
    justified: bool = False
    grey: bool = False
    points: float = 0
    line: int = 0
    indent: str = ""
    tabs: str = ""
    border: str = ""
    built_in: bool = False
    quick: bool = True


_SHORT = '<w:ind w:right="850"/>'  # 15 mm short
_ACROSS = f'<w:ind w:left="-{GUTTER}" w:right="-{GUTTER}"/>'
_FOOT_TABS = '<w:tabs><w:tab w:val="center" w:pos="3515"/><w:tab w:val="right" w:pos="8050"/></w:tabs>'


def _head(level: int, factor: float, before: float, after: float) -> Style:
    return Style(
        name=f"heading {level}",
        factor=factor,
        bold=level < 4,
        italic=level >= 4,
        before=before,
        after=after,
        following="BodyText",
        keep=True,
        outline=level - 1,
        built_in=True,
    )


STYLES: dict[str, Style] = {
    "Normal": Style(name="Normal", built_in=True),
    "Title": Style(
        name="Title", factor=1.55, bold=True, before=4, after=3, following="BodyText", keep=True, indent=_SHORT,
        built_in=True,
    ),
    "Subtitle": Style(
        name="Subtitle", factor=1.1, before=0, after=3, following="BodyText", keep=True, indent=_SHORT, built_in=True
    ),
    "Heading1": _head(1, 1.27, 3.5, 1.5),
    "Heading2": _head(2, 1.1, 2.5, 0.8),
    "Heading3": _head(3, 1, 1.6, 0.8),
    "Heading4": _head(4, 1, 1, 0.5),
    "Heading5": _head(5, 1, 1, 0.5),
    "Heading6": _head(6, 1, 1, 0.5),
    "NemconDocumentation": Style(
        name="Nemcon Documentation", italic=True, before=1, after=0.5, following="NemconPaper", keep=True, outline=3
    ),
    "BodyText": Style(name="Body Text", after=1, justified=True, built_in=True),
    "NemconNumbered": Style(name="Nemcon Numbered", after=1, justified=True, based="BodyText"),
    "Quote": Style(
        name="Quote", after=1, justified=True, indent=f'<w:ind w:left="{HANG}" w:right="{HANG}"/>', built_in=True,
        based="BodyText",
    ),
    "NemconBasis": Style(name="Nemcon Basis", after=1, justified=True, italic=True, based="BodyText"),
    "NemconStatement": Style(name="Nemcon Statement", before=1, after=1),
    "ListNumber": Style(name="List Number", built_in=True),
    "NemconItem": Style(name="Nemcon Item", based="ListNumber", before=4 / 7),
    "NemconSubItem": Style(name="Nemcon Sub-item", based="ListNumber", before=1.5 / 7),
    "NemconPoint": Style(name="Nemcon Point", based="ListNumber", before=1.5 / 7),
    "List": Style(name="List", built_in=True),
    "NemconPaper": Style(
        name="Nemcon Paper", based="List", before=3 / 7, indent='<w:ind w:left="283" w:hanging="283"/>'
    ),
    "NemconDeadline": Style(
        name="Nemcon Deadline", factor=1.27, bold=True, before=2, after=2,
        border='<w:pBdr><w:top w:val="single" w:sz="4" w:space="4" w:color="auto"/>'
        '<w:bottom w:val="single" w:sz="4" w:space="4" w:color="auto"/></w:pBdr>',
    ),
    "NemconTrace": Style(name="Nemcon Trace", factor=0.82, after=1, grey=True),
    "NemconHouse": Style(name="Nemcon House", factor=1.1, quick=False),
    "NemconMastheadSymbol": Style(name="Nemcon Masthead Symbol", line=380, quick=False),
    "NemconOrgan": Style(name="Nemcon Organ", factor=1.27, bold=True, indent='<w:ind w:right="283"/>', quick=False),
    "NemconDistribution": Style(name="Nemcon Distribution", points=10, line=280, quick=False),
    "NemconBody": Style(name="Nemcon Body", bold=True, keep=True, quick=False),
    "NemconItemLine": Style(name="Nemcon Item Line", bold=True, after=1, keep=True, quick=False),
    "NemconSession": Style(name="Nemcon Session", after=1, keep=True, quick=False),
    "NemconTableText": Style(name="Nemcon Table Text", factor=0.91),
    "NemconTableHead": Style(name="Nemcon Table Head", factor=0.82, italic=True, keep=True),
    "NemconTableDay": Style(name="Nemcon Table Day", based="NemconTableText", factor=0.91, bold=True, keep=True),
    "NemconEnd": Style(
        name="Nemcon End", before=3, line=20, points=1, indent='<w:ind w:left="2665" w:right="2665"/>', quick=False,
        border='<w:pBdr><w:top w:val="single" w:sz="4" w:space="1" w:color="auto"/></w:pBdr>',
    ),
    "FootnoteText": Style(name="footnote text", factor=0.82, after=4 / 7, built_in=True, quick=False),
    "Header": Style(
        name="header", factor=0.82, indent=_ACROSS, built_in=True, quick=False,
        border='<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="3" w:color="auto"/></w:pBdr>',
    ),
    "Footer": Style(name="footer", factor=0.82, indent=_ACROSS, tabs=_FOOT_TABS, built_in=True, quick=False),
}  # fmt: skip

_CHARACTER = (
    '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
    '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/><w:unhideWhenUsed/></w:style>'
    '<w:style w:type="character" w:styleId="Strong"><w:name w:val="Strong"/><w:basedOn w:val="DefaultParagraphFont"/>'
    "<w:qFormat/><w:rPr><w:b/><w:bCs/></w:rPr></w:style>"
    '<w:style w:type="character" w:styleId="Emphasis"><w:name w:val="Emphasis"/>'
    '<w:basedOn w:val="DefaultParagraphFont"/><w:qFormat/>{emphasis}</w:style>'
    '<w:style w:type="character" w:styleId="FootnoteReference"><w:name w:val="footnote reference"/>'
    '<w:basedOn w:val="DefaultParagraphFont"/><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
    '<w:style w:type="character" w:customStyle="1" w:styleId="NemconSymbol"><w:name w:val="Nemcon Symbol"/>'
    '<w:basedOn w:val="DefaultParagraphFont"/><w:qFormat/><w:rPr><w:noProof/></w:rPr></w:style>'
)
_TABLES = (
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
    '<w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>'
    '<w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
    '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    '<w:style w:type="table" w:customStyle="1" w:styleId="NemconTable"><w:name w:val="Nemcon Table"/>'
    '<w:basedOn w:val="TableNormal"/><w:qFormat/><w:tblPr><w:tblBorders>'
    '<w:top w:val="single" w:sz="8" w:space="0" w:color="auto"/>'
    '<w:bottom w:val="single" w:sz="8" w:space="0" w:color="auto"/>'
    '</w:tblBorders>{margins}</w:tblPr></w:style>'
    '<w:style w:type="table" w:customStyle="1" w:styleId="NemconMasthead"><w:name w:val="Nemcon Masthead"/>'
    '<w:basedOn w:val="TableNormal"/><w:tblPr><w:tblCellMar><w:top w:w="0" w:type="dxa"/>'
    '<w:left w:w="0" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/>'
    '</w:tblCellMar></w:tblPr></w:style>'
    '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/>'
    '<w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/></w:style>'
)  # fmt: skip


def sizes(factor: float, *, han: bool = False) -> str:
    """w:sz and w:szCs: Latin (or Han) letters at 11 (10.5) points, Arabic at 13, times `factor`."""
    return f'<w:sz w:val="{_half(10.5 if han else 11, factor)}"/><w:szCs w:val="{_half(13, factor)}"/>'


def cell_margins(language: str) -> str:
    """w:tblCellMar of a table: none at the sides, and 3.5 points above and below, less half the line's leading."""
    room = max(0, round(20 * (3.5 - (line(language) / 20 - size(language)) / 2)))
    return (
        f'<w:tblCellMar><w:top w:w="{room}" w:type="dxa"/><w:left w:w="0" w:type="dxa"/>'
        f'<w:bottom w:w="{room}" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar>'
    )


def _half(points: float, factor: float) -> int:
    return round(2 * points * factor)


@cache
def styles(language: str) -> str:
    """word/styles.xml for a document in `language`."""
    tag, right = TAGS.get(language, "en-GB"), language in RIGHT_TO_LEFT
    latin = tag if language in HYPHENATED else "en-GB"
    body = (
        f'<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:eastAsia="{HAN}" '
        f'w:cs="{ARABIC}"/>{sizes(1, han=language == "zh")}<w:lang w:val="{latin}" w:eastAsia="zh-CN" w:bidi="ar-EG"/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:widowControl/></w:pPr></w:pPrDefault></w:docDefaults>"
    )
    emphasis = "" if language in UPRIGHT else "<w:rPr><w:i/><w:iCs/></w:rPr>"
    paragraphs = "".join(_paragraph_style(key, style, language, right) for key, style in STYLES.items())
    return (
        '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f"{body}{paragraphs}{_CHARACTER.format(emphasis=emphasis)}{_TABLES.format(margins=cell_margins(language))}</w:styles>"
    )


def _paragraph_style(key: str, style: Style, language: str, right: bool) -> str:
    exact = style.line or line(language, style.factor)
    hyphens = "" if style.justified else "<w:suppressAutoHyphens/>"
    italic = style.italic and language not in UPRIGHT
    bold = style.bold or (key == "NemconDocumentation" and language in UPRIGHT)
    if style.points:
        letters = f'<w:sz w:val="{round(2 * style.points)}"/><w:szCs w:val="{round(2 * style.points)}"/>'
    else:
        letters = sizes(style.factor, han=language == "zh")
    return "".join(
        (
            '<w:style w:type="paragraph"',
            "" if style.built_in else ' w:customStyle="1"',
            ' w:default="1"' if key == "Normal" else "",
            f' w:styleId="{key}"><w:name w:val="{style.name}"/>',
            "" if key == "Normal" else f'<w:basedOn w:val="{style.based}"/>',
            f'<w:next w:val="{style.following}"/>' if style.following else "",
            "<w:qFormat/>" if style.quick else "",
            "<w:pPr>",
            "<w:keepNext/><w:keepLines/>" if style.keep else "",
            "<w:widowControl/>",
            style.border,
            style.tabs,
            hyphens,
            "<w:bidi/>" if right else "",
            f'<w:spacing w:before="{twips(style.before)}" w:after="{twips(style.after)}" w:line="{exact}" '
            'w:lineRule="exact"/>',
            style.indent,
            '<w:jc w:val="both"/>' if style.justified else "",
            f'<w:outlineLvl w:val="{style.outline}"/>' if style.outline >= 0 else "",
            "</w:pPr><w:rPr>",
            "<w:b/><w:bCs/>" if bold else "",
            "<w:i/><w:iCs/>" if italic else "",
            f'<w:color w:val="{QUIET}"/>' if style.grey else "",
            letters,
            "</w:rPr></w:style>",
        )
    )


def twips(units: float) -> int:
    """Units of 7 points in twips."""
    return round(units * UNIT)
