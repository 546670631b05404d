"""The runs of a Word paragraph: text with emphasis, breaks, fields, symbols, calls of notes, tracked changes."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nemcon.documents.read.docx_names import XML, A, Element, M, W, children, switch, value
from nemcon.documents.read.docx_numerals import numeral
from nemcon.documents.read.docx_styles import Look
from nemcon.documents.read.safety import check_lines
from nemcon.documents.read.words import Words, line
from nemcon.documents.source import Piece

if TYPE_CHECKING:
    from nemcon.documents.read.docx_story import Story

PROPERTIES = frozenset(
    W + name
    for name in (
        "pPr", "rPr", "tblPr", "tblGrid", "trPr", "tcPr", "sectPr", "sdtPr", "sdtEndPr", "smartTagPr", "customXmlPr",
        "tblPrEx", "bookmarkStart", "bookmarkEnd", "proofErr", "fldData", "rubyPr", "commentRangeStart",
        "commentRangeEnd", "annotationRef", "footnoteRef", "endnoteRef", "separator", "continuationSeparator",
    )
)  # fmt: skip
V = "{urn:schemas-microsoft-com:vml}"
OFFICE = "{urn:schemas-microsoft-com:office:office}"

# Characters of the fonts Symbol and Wingdings, which Word stores in the private area from U+F000.
_SYMBOL = dict(
    zip(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "αβχδεφγηιϕκλμνοπθρστυϖωξψζΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ",
        strict=True,
    )
) | {
    "\xb7": "•", "\xa3": "≤", "\xb3": "≥", "\xb1": "±", "\xb4": "×", "\xb8": "÷", "\xb0": "°", "\xae": "→",
    "\xac": "←", "\xde": "⇒", "\xb9": "≠", "\xbb": "≈", "\xa5": "∞", "\xb2": "″", "\xa2": "′", "\xd6": "√",
    "\xe5": "∑", "\xd2": "®", "\xd3": "©", "\xd4": "™", "\xe2": "®", "\xe3": "©", "\xe4": "™", "\xbc": "…",
    "\x2d": "−",
}  # fmt: skip
_WINGDINGS = {
    "\xa8": "☐", "\x6f": "☐", "\x71": "☐", "\xfe": "☑", "\xfd": "☒", "\x78": "☒", "\xfc": "✓", "\xfb": "✗", "\xa7": "▪",
    "\x6e": "■", "\x6c": "●", "\xa1": "○", "\xd8": "➢", "\x76": "❖", "\xe0": "→", "\xdf": "←", "\xe8": "➔",
    "\xf0": "⇨", "\x2a": "✉", "\x28": "☎", "\xb7": "•",
}  # fmt: skip

_CYRILLIC_TONGUES = frozenset({"ru", "uk", "be", "bg", "sr", "mk", "kk", "ky", "mn", "tg"})
_OTHER_SCRIPTS = _CYRILLIC_TONGUES | {"ar", "fa", "ur", "he", "zh", "ja", "ko", "el", "th", "hi", "hy", "ka"}


@dataclass
class Field:
    """A field of Word: first its code ("PAGE", "NOTEREF"), then, once `shown`, its result."""

    code: str = ""
    shown: bool = False


class Runs:
    """The walk through the runs of one paragraph. `boxes` are the text boxes and drawings met on the way."""

    def __init__(self, story: "Story", words: Words, style: Look, tongues: Counter[str]) -> None:
        self.story = story
        self.file = story.file
        self.words = words
        self.style = style
        self.tongues = tongues
        self.boxes: list[Element] = []

    def inline(self, parent: Element) -> None:
        """Add the words of `parent`, an element at the level of runs or above it."""
        for child in children(parent):
            tag = child.tag
            if tag == W + "r":
                self._run(child)
            elif tag in PROPERTIES:
                continue
            elif tag in (W + "del", W + "moveFrom"):
                self.file.met["deletions"] += 1
            elif tag in (M + "oMath", M + "oMathPara"):
                self._add(_math(child), False, False, "")
            elif tag == W + "fldSimple":
                self.story.fields.append(Field(child.get(W + "instr", ""), shown=True))
                self.inline(child)
                self.story.fields.pop()
            else:
                if tag in (W + "ins", W + "moveTo"):
                    self.file.met["insertions"] += 1
                self.inline(child)

    def _run(self, run: Element) -> None:
        properties = run.find(W + "rPr")
        look = self.file.styles.look(value(properties, "rStyle"))
        base = self.file.styles.base
        bold = _toggle(switch(properties, "b"), look.bold, self.style.bold, base.bold)
        italic = _toggle(switch(properties, "i"), look.italic, self.style.italic, base.italic)
        if _toggle(switch(properties, "vanish"), look.hidden, self.style.hidden, base.hidden):
            self.file.met["hidden"] += any(_text(t).strip() for t in run.iter(W + "t"))
        tongue = (
            "" if properties is None else _tongues(properties, look.language or self.style.language or base.language)
        )
        tongue = tongue or (look.language or self.style.language or base.language)
        custom = False
        calls_again = look.name.lower() in ("footnote reference", "endnote reference") and not self.words.is_blank()
        for child in children(run):
            name = child.tag.removeprefix(W)
            if name == "fldChar":
                self._field(child.get(W + "fldCharType"))
            elif name in ("footnoteReference", "endnoteReference"):
                custom = child.get(W + "customMarkFollows", "0") in ("1", "true", "on")
                self._note(name.removesuffix("Reference"), child.get(W + "id", ""), run if custom else None)
            elif name == "lastRenderedPageBreak":
                self.file.page += self.file.rendered_pages
            elif name == "commentReference":
                continue
            elif name in ("drawing", "pict", "object"):
                self._drawing(child, name)
            elif name == "ruby":
                self._ruby(child)
            elif calls_again and name == "t" and re.fullmatch(r"\s*(?:\w{1,4}|[*†‡§]{1,4})\s*", _text(child)):
                self.words.note(_text(child).strip())
            elif not (custom and name in ("t", "sym")):
                self._add(self._written(child, name), bold, italic, tongue)

    def _written(self, child: Element, name: str) -> str:
        """The characters that an element within a run stands for."""
        match name:
            case "t":
                return _text(child)
            case "tab" | "ptab":
                return "\t"
            case "cr":
                return "\n"
            case "instrText":
                if self.story.fields:
                    self.story.fields[-1].code += child.text or ""
                return ""
            case "noBreakHyphen":
                return "\u2011"
            case "sym":
                return _symbol(child.get(W + "font", ""), child.get(W + "char", ""))
            case "br":
                if child.get(W + "type") == "page" and not self.file.rendered_pages:
                    self.file.page += 1
                return "\n"
            case _:
                return ""

    def _add(self, text: str, bold: bool, italic: bool, tongue: str) -> None:
        fields = self.story.fields
        if not text or (self.story.balanced and not all(field.shown for field in fields)):
            return
        if text.strip() and any("NOTEREF" in field.code for field in fields):
            self.words.note(text.strip())
            return
        self.file.characters += len(text)
        check_lines(self.story.at, self.file.characters)
        self.words.add(text, bold=bold, italic=italic)
        _count_letters(text, tongue, self.tongues)

    def _field(self, step: str | None) -> None:
        fields = self.story.fields
        if step == "begin":
            fields.append(Field())
        elif step == "separate" and fields:
            fields[-1].shown = True
        elif step == "end" and fields:
            fields.pop()

    def _note(self, kind: str, identifier: str, marked: Element | None) -> None:
        """A call of a note: its mark is the text beside it or the next number of its kind."""
        if marked is not None:
            mark = "".join(
                self._written(c, c.tag.removeprefix(W)) for c in children(marked) if c.tag in (W + "t", W + "sym")
            )
            mark = mark.strip() or "*"
        else:
            self.file.met[kind] += 1
            mark = numeral(self.file.met[kind], self.file.note_forms[kind])
        self.file.called.append((kind, identifier, mark))
        self.words.note(mark)

    def _drawing(self, element: Element, name: str) -> None:
        found = list(_boxes(element))
        self.boxes.extend(found)
        if name == "object" or any(True for _ in element.iter(OFFICE + "OLEObject")):
            self.file.met["objects"] += 1
        for data in element.iter(A + "graphicData"):
            if data.get("uri", "").rsplit("/", 1)[-1] in ("chart", "diagram", "chartex"):
                self.file.met["objects"] += 1

    def _ruby(self, ruby: Element) -> None:
        """Words with their reading above them: the reading follows in brackets."""
        for part, shape in (("rubyBase", "{}"), ("rt", "({})")):
            text = "".join(_text(t) for t in ruby.iterfind(f"{W}{part}//{W}t"))
            if text:
                self._add(shape.format(text), False, False, "")


def drawing_words(element: Element, story: "Story") -> Iterator[Piece]:
    """The words that a drawing holds outside text boxes: DrawingML paragraphs and WordArt."""
    if element.tag == V + "textpath":
        texts = [element.get("string", "")]
    else:
        texts = ["".join(t.text or "" for t in element.iter(A + "t"))]
    for text in texts:
        made = line(
            text, kind=story.kind or "paragraph", number=story.number, whole=True, page=story.file.page, at=story.at
        )
        if made:
            yield made


def _boxes(element: Element) -> Iterator[Element]:
    for child in children(element):
        if child.tag in (W + "txbxContent", A + "p", V + "textpath"):
            yield child
        else:
            yield from _boxes(child)


def _toggle(direct: bool | None, character: bool | None, paragraph: bool | None, base: bool | None) -> bool:
    """A toggle property: direct formatting decides; otherwise two styles that both say it undo each other (17.7.3)."""
    if direct is not None:
        return direct
    if character is None and paragraph is None:
        return bool(base)
    return bool(character) != bool(paragraph)


def _text(t: Element) -> str:
    text = re.sub(r"[\r\n]+", " ", t.text or "").replace("\u00ad", "")
    return text if t.get(XML + "space") == "preserve" else text.strip(" ")


def _symbol(font: str, code: str) -> str:
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    if not 0x20 <= number <= 0x10FFFF or 0xD800 <= number < 0xE000:
        return ""
    low = chr(number - 0xF000) if 0xF000 <= number <= 0xF0FF else chr(number)
    family = font.lower()
    if family == "symbol":
        return _SYMBOL.get(low, low if low.isascii() else chr(number))
    if family.startswith("wingdings"):
        return _WINGDINGS.get(low, chr(number) if number >= 0xF000 else chr(0xF000 + number))
    return low if 0xF000 <= number <= 0xF0FF and low.isprintable() else chr(number)


def _tongues(properties: Element, base: str) -> str:
    """The languages that a run declares, as "val|eastAsia|bidi"."""
    declared = properties.find(W + "lang")
    if declared is None:
        return ""
    return "|".join(
        (declared.get(W + "val") or base, declared.get(W + "eastAsia") or "", declared.get(W + "bidi") or "")
    )


def _count_letters(text: str, tongue: str, tongues: Counter[str]) -> None:
    """Count the letters of `text` under the language that the file declares for them, where their script agrees."""
    parts = (tongue + "||").split("|")
    val, far, bidi = (part.split("-")[0].lower() for part in parts[:3])
    if text.isascii():
        letters = sum(map(str.isalpha, text))
        if letters and val not in _OTHER_SCRIPTS:
            tongues[val] += letters
        return
    for character in text:
        if not character.isalpha():
            continue
        if character < "\u0370":
            tongues["" if val in _OTHER_SCRIPTS else val] += 1
        elif "\u0400" <= character <= "\u052f":
            tongues[val if val in _CYRILLIC_TONGUES else "ru"] += 1
        elif "\u0600" <= character <= "\u06ff" or "\ufb50" <= character <= "\ufeff":
            tongues[bidi if bidi in ("ar", "fa", "ur") else "ar"] += 1
        elif "\u0590" <= character <= "\u05ff":
            tongues["he"] += 1
        elif "\u4e00" <= character <= "\u9fff":
            tongues[far if far in ("zh", "ja") else "zh"] += 1


def _math(element: Element) -> str:
    """A formula on one line: fractions with a stroke, exponents with ^, indices with _, roots with √."""
    tag = element.tag
    parts = {str(child.tag).removeprefix(M): child for child in element}

    def inner(name: str) -> str:
        return _math(parts[name]) if name in parts else ""

    if tag == M + "t":
        return element.text or ""
    if tag == M + "f":
        return f"{_grouped(inner('num'))}/{_grouped(inner('den'))}"
    if tag == M + "sSup":
        return f"{inner('e')}^{_grouped(inner('sup'))}"
    if tag == M + "sSub":
        return f"{inner('e')}_{_grouped(inner('sub'))}"
    if tag == M + "rad":
        return f"{inner('deg')}√{_grouped(inner('e'))}"
    if tag == M + "d":
        return f"({', '.join(_math(e) for e in element if e.tag == M + 'e')})"
    return "".join(_text(child) if child.tag == W + "t" else _math(child) for child in element)


def _grouped(text: str) -> str:
    return f"({text})" if re.search(r"[\s+\-−/]", text) else text
