"""The names of WordprocessingML that the reader uses, and small helpers over elements."""

from collections.abc import Iterator

from lxml import etree

Element = etree._Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
XML = "{http://www.w3.org/XML/1998/namespace}"

# The strict form of the standard has its own namespaces; the elements are the same.
STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", W[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", R[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", M[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/drawingml/main", A[1:-1].encode()),
)


def value(parent: Element | None, name: str, attribute: str = "val") -> str | None:
    """The attribute of the child `name` of `parent`, None if either is missing."""
    if parent is None:
        return None
    child = parent.find(W + name)
    return None if child is None else child.get(W + attribute)


def whole(text: str | None) -> int | None:
    """The whole number that `text` is, None if it is none. Word writes some measures as decimals."""
    try:
        return None if text is None else int(float(text.removesuffix("pt")))
    except (ValueError, OverflowError):
        return None


def switch(parent: Element | None, name: str) -> bool | None:
    """A yes-or-no property: None if not said, otherwise what it says."""
    if parent is None:
        return None
    child = parent.find(W + name)
    if child is None:
        return None
    return child.get(W + "val", "true") not in ("0", "false", "off", "none")


def alternative(element: Element) -> Element | None:
    """Of an mc:AlternateContent the branch to read: the choice, or what stands for it where the choice has no words."""
    choices = [child for child in element if child.tag in (MC + "Choice", MC + "Fallback")]
    for choice in choices:
        if any(True for _ in choice.iter(W + "t", W + "delText", A + "t", W + "lvlText", W + "numFmt")):
            return choice
    return choices[0] if choices else None


def children(element: Element) -> Iterator[Element]:
    """The children of `element`, alternatives decided and wrappers without meaning of their own opened."""
    for child in element:
        if child.tag == MC + "AlternateContent":
            chosen = alternative(child)
            if chosen is not None:
                yield from children(chosen)
        elif child.tag in WRAPPERS:
            yield from children(child)
        elif child.tag == W + "sdt":
            content = child.find(W + "sdtContent")
            if content is not None:
                yield from children(content)
        elif isinstance(child.tag, str):
            yield child


WRAPPERS = frozenset(W + name for name in ("smartTag", "customXml", "sdtContent", "dir", "bdo"))
