"""What elements of HTML mean to the reader: blocks, headings, lists and their numbers, furniture, languages."""

import re
from collections import Counter
from collections.abc import Iterator

from lxml import etree

from nemcon.documents.read.docx_numerals import numeral
from nemcon.documents.source import LineKind

Element = etree._Element


def _names(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


NO_WORDS = _names("script style template head title meta link base colgroup col param source track area datalist input")
OTHER_PAGES = frozenset(("iframe", "frame", "object", "embed", "applet"))
ITALIC = frozenset(("i", "em", "cite", "var", "dfn", "address"))
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
LISTS = frozenset(("ol", "ul", "menu", "dir"))
_BLOCKS = (
    _names(
        "address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure footer "
        "form header hgroup hr html legend li main nav noscript optgroup option p pre search section select summary "
        "table textarea button xmp listing caption tr td th tbody thead tfoot"
    )
    | HEADINGS
    | LISTS
)
# Our own pages set these apart by style sheet alone.
_OWN_BLOCKS = frozenset(("first", "distribution"))
_LABEL = re.compile(
    r"\W{0,2}(?:[0-9٠-٩]{1,4}(?:[ .]\w{1,8}){0,4}|[A-Za-zа-яء-ي]{1,6}|[IVXLCivxlc]{1,8}|[一二三四五六七八九十百]{1,5}"
    r"|[•–—*†‡§])\W{0,2}"
)
_CLOSED = re.compile(r".*[\W\d]$|[IVXLC]+$", re.S)
_MARGIN = re.compile(r"(?<![\w-])(?:margin|padding)-(?:left|inline-start):\s*(-?\d{1,4}(?:\.\d+)?)(pt|px|cm|in|em|mm)")
_POINTS = {"pt": 1.0, "px": 0.75, "cm": 28.35, "in": 72.0, "em": 12.0, "mm": 2.835}


def is_block(element: Element, tag: str) -> bool:
    """Whether the element stands on lines of its own."""
    if tag in _BLOCKS:
        return True
    classes = (element.get("class") or "").split()
    if tag == "a":
        return "skip" in classes
    above = element.getparent()
    return tag == "span" and above is not None and bool(_OWN_BLOCKS & set((above.get("class") or "").split()))


def collapsed(text: str) -> str:
    """Blanks as a browser shows them: runs of them are one. No-break spaces stay."""
    return re.sub(r"[ \t\r\n\f]+", " ", text)


def words(element: Element) -> str:
    """All words of the element."""
    return " ".join("".join(t for t in element.itertext() if isinstance(t, str)).replace("\u00a0", " ").split())


def language(element: Element) -> str:
    """The language that the element declares, without its region: "en", "" if it declares none."""
    given = element.get("lang") or element.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    return re.split("[-_]", given.strip())[0].lower()


def main_language(tongues: Counter[str]) -> str:
    """The language of nearly all letters of a line, "" if there is none."""
    if not tongues:
        return ""
    tongue, count = tongues.most_common(1)[0]
    return tongue if count >= 0.9 * tongues.total() else ""


def heading(element: Element, tag: str) -> int:
    """The level of a heading from 1, 0 for what is none."""
    stated = element.get("aria-level", "")
    if tag in HEADINGS or element.get("role") == "heading":
        if stated.isdigit() and 0 < int(stated) < 20:
            return int(stated)
        return int(tag[1]) if tag in HEADINGS else 2
    return 0


def is_centred(element: Element, tag: str, style: str) -> bool:
    """Whether the element centres its words itself."""
    return (
        tag == "center" or element.get("align", "").lower() == "center" or "text-align:center" in style.replace(" ", "")
    )


def indent(style: str) -> float:
    """The indentation that a style gives, in points / 6."""
    found = _MARGIN.search(style)
    return max(0.0, float(found[1]) * _POINTS[found[2]] / 6) if found else 0.0


def label(element: Element) -> Element | None:
    """The <span> in which our pages, and pages saved by Word, write the number of an item, a heading or a note."""
    tag = str(element.tag)
    if tag in HEADINGS or tag in ("p", "div", "li"):
        for span in element.iterfind(".//span"):
            if "mso-list" in span.get("style", "").lower().replace(" ", ""):
                return span
    spans = [child for child in element if isinstance(child.tag, str)]
    if not spans or spans[0].tag != "span" or (element.text or "").strip() or (spans[0].tail or "").strip():
        return None
    first, classes = words(spans[0]), (element.get("class") or "").split()
    above = element.getparent()
    listed = tag == "li" and above is not None and above.get("role") == "list" and len(spans) > 1
    if spans[0].get("class") == "number" or (tag == "p" and "numbered" in classes):
        return spans[0]
    if listed and spans[1].tag in ("span", "div") and len(first) < 24:
        return spans[0]
    if (
        tag in HEADINGS
        and len(spans) == 2
        and spans[1].tag == "span"
        and _LABEL.fullmatch(first)
        and _CLOSED.match(first)
    ):
        return spans[0]
    return None


def numbers(element: Element, tag: str) -> Iterator[str]:
    """The labels of the entries of a list, as a browser prints them; "" where the page says that it prints none."""
    style = element.get("style", "").lower().replace(" ", "")
    items = [child for child in element if child.tag == "li"]
    if element.get("role") == "list" or "list-style:none" in style or "list-style-type:none" in style:
        yield from ("" for _ in items)
        return
    if tag != "ol":
        yield from ("•" for _ in items)
        return
    forms = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
    form = forms.get(element.get("type", "1"), "decimal")
    for css, name in _STYLES.items():
        if f"list-style-type:{css}" in style or f"list-style:{css}" in style:
            form = name
    step = -1 if element.get("reversed") is not None else 1
    at = _whole(element.get("start"), len(items) if step < 0 else 1)
    for item in items:
        at = _whole(item.get("value"), at)
        own = forms.get(item.get("type", ""), form)
        yield f"{numeral(at, own)}."
        at += step


_STYLES = {
    "lower-alpha": "lowerLetter",
    "lower-latin": "lowerLetter",
    "upper-alpha": "upperLetter",
    "upper-latin": "upperLetter",
    "lower-roman": "lowerRoman",
    "upper-roman": "upperRoman",
    "cjk-ideographic": "chineseCounting",
    "hebrew": "hebrew1",
}


def furniture(element: Element, tag: str, classes: list[str]) -> LineKind | None:
    """Whether the element frames the page: "head" or "foot", None for the document itself."""
    role = element.get("role", "")
    if tag == "nav" or role == "navigation" or "skip" in classes or (tag == "header" and "frame" in classes):
        return "head"
    if tag == "header" or role == "banner":
        return "head" if _outside_main(element) else None
    if tag == "footer" or role == "contentinfo":
        return "foot" if _within_body_alone(element) else None
    if tag == "aside" and "illustrative" not in classes:
        above = element.getparent()
        beside = above is not None and "columns" in (above.get("class") or "").split()
        return "foot" if beside or _outside_main(element) else None
    return None


def _outside_main(element: Element) -> bool:
    """Whether the page has a <main> and the element is not in it."""
    if any(above.tag == "main" for above in element.iterancestors()):
        return False
    return element.getroottree().find(".//main") is not None


def _within_body_alone(element: Element) -> bool:
    return not any(above.tag in ("main", "article", "section", "blockquote", "td") for above in element.iterancestors())


def _whole(text: str | None, otherwise: int) -> int:
    try:
        number = int(text) if text is not None else otherwise
    except ValueError:
        return otherwise
    return number if abs(number) < 1_000_000 else otherwise
