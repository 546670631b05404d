"""Passages as runs of WordprocessingML: marks as character styles, scripts apart, footnotes where they are named.

Word needs to be told which words run from the right: `w:rtl` on a run. A run of Latin letters or of figures without it
is laid out from the left as one piece, which is what an isolate (U+2068 … U+2069) does elsewhere; so isolates become
runs, and what stands in them stays.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from xml.sax.saxutils import escape

from nemcon.core.languages import RIGHT_TO_LEFT, direction
from nemcon.core.passage import Mark, Passage
from nemcon.documents import model
from nemcon.documents.write.docx_styles import QUIET, STYLES, TAGS, UPRIGHT, sizes
from nemcon.documents.write.xml import possible

_ARABIC = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_WORD = rf"[^\W\d_{_ARABIC}]"
_TOKEN = rf"(?:{_WORD}|[0-9_])+(?:[./:’'@&–-]+(?:{_WORD}|[0-9_])+)*"
# In Arabic: a symbol, hours, a figure; or Latin words together, since a space between two runs would turn them round.
_PHRASE = rf"/?(?=[0-9./:–-]*{_WORD}){_TOKEN}(?:,? {_TOKEN})*|/?{_TOKEN}"
_LATIN = re.compile(rf"\u2068(?P<isolated>[^\u2068\u2069{_ARABIC}]*)\u2069|{_PHRASE}")
# Figures with a dash between: the only ones that Unicode alone would turn round, for readers that go by Unicode alone.
_RANGE = re.compile(r"[0-9][0-9./:]*[–-]")
_MARK = "\u200e"
_ENDS = {"ltr": _MARK, "rtl": "\u200f"}
_RIGHT = re.compile(rf"[{_ARABIC}]+(?:[ ،؛/\u2060-]*[{_ARABIC}]+)*")
_ISOLATES = re.compile("[\u2066-\u2069]")
# French spaces, as wide and as fixed as print has them, where ordinary ones were typed; the words stay the same.
_FRENCH = re.compile(r" (?=[;?!:»])|(?<=«) ")
_LINKS = ("item",)


def clean(text: str) -> str:
    """The text as character data; what XML cannot hold is shown as U+FFFD."""
    return escape(possible(text))


def _french(text: str) -> str:
    return _FRENCH.sub(lambda m: "\u202f" if text[m.end() : m.end() + 1] in ";?!" else "\u00a0", text)


def pieces(text: str, *, right: bool) -> Iterator[tuple[str, bool]]:
    """The text in pieces of one direction: (piece, whether it runs from the right)."""
    if not right:
        at = 0
        for found in _RIGHT.finditer(text):
            if found.start() > at:
                yield text[at : found.start()], False
            yield found.group(), True
            at = found.end()
        if at < len(text):
            yield text[at:], False
        return
    at = 0
    for found in _LATIN.finditer(text):
        if between := _ISOLATES.sub("", text[at : found.start()]):
            yield between, True
        latin = found["isolated"] if found["isolated"] is not None else found.group()
        if latin:
            yield (_MARK + latin if _RANGE.match(latin) else latin), False
        at = found.end()
    if rest := _ISOLATES.sub("", text[at:]):
        yield rest, True


class Words:
    """Turns the passages of one document into runs, and collects the footnotes that they name."""

    def __init__(self, document: model.Document, links: dict[str, str]) -> None:
        """`links` leads from the reference of an item to the bookmark of its heading or line."""
        self.language = document.language
        self.links = links
        self._notes = {note.mark: note for note in document.footnotes}
        self._named: dict[str, int] = {}
        self._counted = 0
        self._within = False
        self.footnotes: list[str] = []

    def runs(self, passage: Passage, *, style: str = "") -> str:
        """The words of `passage` with its marks. `style`: of the paragraph, where its language may differ."""
        language = passage.language or self.language
        text = _french(passage.text) if language == "fr" else passage.text
        if not passage.marks:
            return self._text(text, language, (), style)
        marks = [m for m in passage.marks if 0 <= m.start <= m.end <= len(text)]
        notes: dict[int, list[str]] = {}
        for mark in marks:
            if mark.kind == "note":
                notes.setdefault(mark.start, []).append(mark.value)
        brackets = set(_brackets(text, marks)) if language in RIGHT_TO_LEFT else set[int]()
        places = sorted(
            {0, len(text), *(m.start for m in marks), *(m.end for m in marks), *brackets, *(b + 1 for b in brackets)}
        )
        out = ["".join(map(self._note, notes.get(0, ())))]
        for start, end in pairwise(places):
            held = [m for m in marks if m.start <= start and end <= m.end and m.start < m.end]
            if start in brackets:
                bracket = text[start:end]
                run = self._text(_MARK + bracket if bracket == "(" else bracket + _MARK, "", (), style, foreign=False)
            else:
                run = self._text(text[start:end], language, held, style)
            link = next((self.links[m.value] for m in held if m.kind in _LINKS and m.value in self.links), "")
            out.append(f'<w:hyperlink w:anchor="{link}" w:history="1">{run}</w:hyperlink>' if link else run)
            out.extend(map(self._note, notes.get(end, ())))
        return "".join(out)

    def sided(self, passage: Passage, style: str, *, numbered: bool) -> tuple[str, str]:
        """w:bidi of the paragraph that holds `passage`, and its runs.

        A paragraph runs as its words do; one with a number runs as the document does, so that all numbers stand on
        one side, and a mark at the end of its words keeps their last point with them.
        """
        runs, spoken = self.runs(passage, style=style), passage.language or self.language
        if not numbered or direction(spoken) == direction(self.language):
            return bidi(spoken, self.language), runs
        return bidi(self.language, self.language), runs + self.plain(_ENDS[direction(spoken)], spoken)

    def plain(self, text: str, language: str = "", *, grey: bool = False) -> str:
        """Runs of a text without marks."""
        language = language or self.language
        return self._text(_french(text) if language == "fr" else text, language, (), "", grey=grey)

    def unnamed(self) -> Iterator[model.Footnote]:
        """The footnotes that no word names."""
        return (note for mark, note in self._notes.items() if mark not in self._named)

    def _text(
        self,
        text: str,
        language: str,
        marks: Iterable[Mark],
        style: str,
        *,
        grey: bool = False,
        foreign: bool | None = None,
    ) -> str:
        right = language in RIGHT_TO_LEFT
        foreign = language != self.language if foreign is None else foreign
        if not (right or marks or foreign or grey) and text.isascii() and "\n" not in text and "\t" not in text:
            return f'<w:r><w:t xml:space="preserve">{clean(text)}</w:t></w:r>' if text else ""
        kinds: set[str] = {mark.kind for mark in marks} | ({"grey"} if grey else set())
        return "".join(
            f"<w:r>{self._properties(kinds, language, from_right, foreign, style)}{_content(piece)}</w:r>"
            for piece, from_right in pieces(text, right=right)
        )

    def _properties(self, kinds: set[str], language: str, from_right: bool, foreign: bool, style: str) -> str:
        named = next(
            (s for k, s in (("symbol", "NemconSymbol"), ("bold", "Strong"), ("italic", "Emphasis")) if k in kinds), ""
        )
        bold = "bold" in kinds and named != "Strong"
        italic = "italic" in kinds and named != "Emphasis" and language not in UPRIGHT
        han = language == "zh"
        tag = TAGS.get(language, language)
        factor = STYLES[style].factor if style else 1
        spoken = ""
        if foreign:
            spoken = f'<w:lang w:{"bidi" if from_right else "eastAsia" if han else "val"}="{clean(tag)}"/>'
        inside = "".join(
            (
                f'<w:rStyle w:val="{named}"/>' if named else "",
                '<w:rFonts w:hint="eastAsia"/>' if han else "",
                "<w:b/><w:bCs/>" if bold else "",
                "<w:i/><w:iCs/>" if italic else "",
                f'<w:color w:val="{QUIET}"/>' if "grey" in kinds else "",
                sizes(factor, han=han) if foreign and "zh" in (language, self.language) else "",
                "<w:rtl/>" if from_right else "",
                spoken,
            )
        )
        return f"<w:rPr>{inside}</w:rPr>" if inside else ""

    def _note(self, mark: str) -> str:
        """A footnote's reference. A figure that Word would count so is counted; any other mark is kept as it is."""
        note = self._notes.get(mark)
        if note is None or self._within or mark in self._named:  # Word has one reference to a note, none within notes
            return f'<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr>{_content(mark)}</w:r>'
        number = self._named[mark] = len(self._named) + 1
        counts = mark == str(self._counted + 1)
        self._counted += counts
        sign = _content(mark)
        style = '<w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr>'
        language = note.text.language or self.language
        self._within = True
        text = self.runs(note.text, style="FootnoteText")
        self._within = False
        self.footnotes.append(
            f'<w:footnote w:id="{number}"><w:p><w:pPr><w:pStyle w:val="FootnoteText"/>{bidi(language, self.language)}'
            f"</w:pPr><w:r>{style}{'<w:footnoteRef/>' if counts else sign}</w:r>"
            f'<w:r><w:t xml:space="preserve"> </w:t></w:r>{text}</w:p></w:footnote>'
        )
        own = "" if counts else ' w:customMarkFollows="1"'
        return f'<w:r>{style}<w:footnoteReference{own} w:id="{number}"/>{"" if counts else sign}</w:r>'


def _brackets(text: str, marks: Iterable[Mark]) -> Iterator[int]:
    """Where brackets stand around a symbol in Arabic: they run with it, or LibreOffice ends a line after the first."""
    for mark in marks:
        if mark.kind == "symbol" and text[mark.start - 1 : mark.start] == "(" and text[mark.end : mark.end + 1] == ")":
            yield from (mark.start - 1, mark.end)


def bidi(language: str, around: str) -> str:
    """w:bidi of a paragraph in `language`: said in Arabic, and unsaid for another language in an Arabic document."""
    if direction(language) == "rtl":
        return "<w:bidi/>"
    return '<w:bidi w:val="0"/>' if direction(around) == "rtl" else ""


def _content(text: str) -> str:
    """w:t with the text, its line breaks and tabs as elements."""
    if "\n" not in text and "\t" not in text:
        return f'<w:t xml:space="preserve">{clean(text)}</w:t>'
    out = []
    for part in re.split(r"([\n\t])", text):
        if part == "\n":
            out.append("<w:br/>")
        elif part == "\t":
            out.append("<w:tab/>")
        elif part:
            out.append(f'<w:t xml:space="preserve">{clean(part)}</w:t>')
    return "".join(out)
