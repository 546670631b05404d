"""Reading the documents of an item: title, symbol, number in a list."""

import re

from msgspec.structs import replace

from nemcon.core import symbols
from nemcon.core.agenda import Paper
from nemcon.documents.read.agenda import words
from nemcon.documents.read.agenda.labels import Label
from nemcon.documents.read.agenda.lines import SENTENCE_END, SYMBOL_FIRST, Unit, single_blanks, trim

DOCUMENT = re.compile(r"^(?P<number>doc(?:ument)?\.?\s*\d+(?:\.\d+)*)\s*[-–—:.]*\s*", re.I)
# A symbol as any organization writes it: "A/77/32", "EB146/5 Add.1", "SSS 7/1/1", and what modifies one: "Corr.1".
ANY = re.compile(
    r"(?=[^\d,;]{0,40}\d)[A-Z][A-Za-z0-9.()-]{0,14}(?: \d{1,3})?(?:/[\w.()-]*\w\)?)+\*?"
    r"(?:(?:/| )?(?:Add|Corr|Rev|Amend)\.\s?\d+(?:[-–]\d+)?)*",
)
LATER = re.compile(r"(?:Add|Corr|Rev|Amend)\.\s?\d+(?:[-–]\d+)?(?:/(?:Add|Corr|Rev)\.\d+)?")
PARTED = re.compile(
    r"\s*(?:[;,；，、،؛](?:\s+(?:and|et|y|и)\b)?|\s(?:and|et|y|и)\s|\sو\s?(?=[A-Z])|和)\s*(?![^()（）]*[)）])", re.I
)
INFORMAL = re.compile(
    r"(?:(?:informal|background|information|working|conference room|reference) (?:document|paper)s?|"
    r"document (?:informel|officieux)|"
    r"documento oficioso|неофициальный документ|(?:WP|INF|CRP|IP|BP)\.?)\s*(?:nos?\.?|n[°º]|№)?\s*\d+(?:[-/.]\d+)*",
    re.I,
)
LONGEST = 2000  # characters: a line that names symbols only is never longer
OF_WHOM = re.compile(r"\s*[(（][^()（）]{2,60}[)）]")


def read_paper(unit: Unit, label: Label | None, *, numbered: bool = False) -> Paper | None:
    """The paper that a line of the documentation names; None where the line is running text.

    With `numbered` only lines such as "Doc 4.1 – …" count, for they are known without a heading over them.
    """
    body, marks = unit.body(label)
    body, marks = single_blanks(body, marks)
    number = ""
    if found := DOCUMENT.match(body):
        number = found["number"]
        body, marks = trim(body, marks, found.end())
    elif numbered:
        return None
    spans = symbols.find(body)
    if not number and not spans:
        return None
    if not spans:
        return Paper(title=body.strip(), number=number, marks=marks)
    start, end, _ = spans[-1]
    symbol = body[start:end]
    if start == 0 and not body[end:].strip(" .;"):
        return Paper(title="", symbol=symbol, number=number)
    if len(spans) == 1 and start <= 1 and end < len(body) - 1:
        title, kept = trim(body, marks, end)
        lead = len(title) - len(title.lstrip(" -–—:,\t"))
        title, kept = trim(title, kept, lead)
        return Paper(title=title.rstrip(";"), symbol=symbol, number=number, marks=kept)
    after = body[end:].strip()
    if re.fullmatch(r"[)）\]]?[.;,。；]*(?: and(?: Corr\.\d)?| и| et| y)?", after) and re.search(
        r"[(（\[]\s*$", body[:start]
    ):
        title, kept = trim(re.sub(r"\s*[(（\[]\s*$", "", body[:start]), marks)
        return Paper(title=title, symbol=symbol, number=number, marks=kept)
    if SENTENCE_END.search(body) and len(body.split()) > 25 and not number:
        return None
    return Paper(title=body, symbol="" if len(spans) > 1 else symbol, number=number, marks=marks)


def listed_papers(unit: Unit, label: Label | None, *, sure: bool = True) -> list[Paper]:
    """The papers of a line under the heading "Documentation"; none where the line is running text.

    Where a paragraph only announced documents (not `sure`), each line must name a symbol.

    "A/77/32, A/77/40 and Corr.1" are three. A line without a symbol is a paper if it is no sentence: "Report of the
    Bureau", "Informal document No. 3".
    """
    body, _ = unit.body(label)
    if several := split_papers(body):
        return several
    if paper := read_paper(unit, label):
        lettered = label is not None and label.kind != "bullet" and not paper.number
        return [replace(paper, number=label.number) if label and lettered else paper]
    if not sure:
        return []
    if len(body) > LONGEST:
        return []
    text, marks = single_blanks(*unit.body(label))
    bulleted = (label is not None and label.kind == "bullet") or INFORMAL.match(text)
    if len(text.split()) > 24 or words.VERB.search(words.plain(text)) or unit.first.kind == "heading":
        return []
    if words.NONE_FORESEEN.search(words.plain(text)) or text.isupper() or not bulleted:
        return []
    return [Paper(title=text.rstrip(".;"), marks=marks)]


def split_papers(text: str) -> list[Paper]:
    """The papers of a line that names symbols only, each perhaps with its sponsor in brackets; none if it says more."""
    found: list[Paper] = []
    if len(text) > LONGEST:
        return []
    for part in PARTED.split(" ".join(text.split()).rstrip(" .;")):
        said = part.strip()
        bare = OF_WHOM.sub("", said)
        if ANY.fullmatch(bare):
            sponsor = said[len(bare) :].strip(" ()（）") if said.startswith(bare) else ""
            found.append(Paper(title="", symbol=bare, people=sponsor))
        elif LATER.fullmatch(bare) and found and found[-1].symbol:
            found.append(Paper(title="", symbol=f"{found[-1].symbol}/{bare}"))
        elif INFORMAL.fullmatch(bare):
            found.append(Paper(title=said))
        else:
            return []
    return found


def inline_papers(text: str) -> list[Paper] | None:
    """The papers of "Documents: SSS 7/1, SSS 7/1/1" or "Document EB146/2"; None where the line is something else."""
    opening = words.DOCUMENTS_ARE.match(text)
    if not opening or len(text) > 1500:
        return None
    said = text[opening.end() :].strip()
    if papers := split_papers(said):
        return papers
    if ":" not in opening[0] and "：" not in opening[0]:
        return None
    parts = [p for p in re.split(r"\s*[;；؛]\s*", said) if p.strip()]
    if not parts or not all(symbols.find(p) or ANY.search(p) for p in parts):
        return None
    return [_titled(part) for part in parts]


def _titled(text: str) -> Paper:
    """A title with its symbol behind it in brackets, or before it."""
    bare = text.strip(" .")
    if found := re.fullmatch(rf"(?P<title>.+?)\s*[(（](?P<symbol>{ANY.pattern})[)）]", bare):
        return Paper(title=found["title"], symbol=found["symbol"])
    if found := re.match(rf"(?P<symbol>{ANY.pattern})[\s,:–-]+(?P<title>.+)$", bare):
        return Paper(title=found["title"], symbol=found["symbol"])
    return Paper(title="" if ANY.fullmatch(bare) else bare, symbol=bare if ANY.fullmatch(bare) else "")


def evident_paper(unit: Unit, label: Label | None) -> Paper | None:
    """A paper that needs no heading over it: a symbol set apart before its title, or a bullet that ends in a symbol."""
    text = unit.text.strip()
    if label is None and SYMBOL_FIRST.match(text) and len(text.split()) <= 60:
        return read_paper(unit, None)
    if (
        label is not None
        and label.kind == "bullet"
        and text.rstrip(".;").endswith((")", "）"))
        and len(text.split()) <= 45
    ):
        paper = read_paper(unit, label)
        return paper if paper and paper.symbol else None
    return None


def numbered_papers(unit: Unit) -> list[Paper]:
    """The papers of a line "Doc 8.2 … Doc 8.3 …"; none if it does not begin with one."""
    if not DOCUMENT.match(unit.text.strip()):
        return []
    cuts = [m.start() for m in re.finditer(r"(?<=\s)doc\.? ?\d+\.\d+", unit.text, re.I)]
    found = []
    for start, end in zip([0, *cuts], [*cuts, len(unit.text)], strict=True):
        text, marks = trim(unit.text[:end], unit.marks, start)
        if paper := read_paper(Unit(text, list(marks), [], unit.lines), None, numbered=True):
            found.append(paper)
    return found
