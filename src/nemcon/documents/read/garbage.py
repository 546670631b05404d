"""Garbage: text whose letters are not those that were printed, told by how letters and words of a language look."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator

from nemcon.documents.read.encoding import COMMON_CHINESE, is_simplified
from nemcon.documents.source import Line

CHUNK = 600  # letters that are judged together: fewer tell nothing
LOOKED_AT = 6_000  # characters of such a stretch, which may be one endless line
_ODD = re.compile("[\ufffd\ue000-\uf8ff\U000f0000-\U0010ffff]")
ADVICE = (
    "Fonts of a PDF file may have character codes of their own. Ask for the original as DOCX, or type the text anew."
)
# The letters that make up most of a text, and the least share that they have in any real one of some length.
_FREQUENT: dict[str, tuple[str, frozenset[str], float]] = {
    "cyrillic": ("Russian", frozenset("оеаинтсрвл"), 0.52),
    "arabic": ("Arabic", frozenset("اليمنوترةعبأ"), 0.6),
}
_COMMON_LATIN = frozenset("eaisnrtolé")  # two thirds of the letters of English, French and Spanish
_VOWELS = frozenset("aeiouyàáâäãåèéêëìíîïòóôöõùúûüœæ")


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# Small words of the languages that an agenda may be in, written with Latin letters.
_SMALL = _words(
    "the of and to in for on by with at from is be shall a an le la les de du des et à au aux en un une sur par pour "
    "dans el los las del y al con es que se su por no der die das und von zu mit für ist il di che e o da do dos "
    "em os as um uma het van een och i att det på til av og"
)


def find_garbage(lines: list[Line]) -> list[str]:
    """Sentences about what in these lines is garbage; none for text that is well."""
    said: list[str] = []
    unreadable = Counter[str]()
    for line in lines:
        unreadable.update(_ODD.findall(line.text))
    total = sum(len(line.text) for line in lines) or 1
    if unreadable and unreadable.total() > max(2, total // 1000):
        said.append(
            f"{unreadable.total()} characters have no meaning of their own (private or replacement characters), "
            f"{_share(unreadable.total(), total)} of the text. {ADVICE}"
        )
    if any(re.search(r"\(cid:\d+\)", line.text) for line in lines):
        said.append(f"Parts of the text are codes of a font (“(cid:12)”) in place of letters. {ADVICE}")
    bad: dict[str, list[int]] = {}
    for name, first, last in _bad_stretches(lines):
        bad.setdefault(name, []).extend((first, last))
    for name, places in bad.items():
        said.append(f"{name} looks like garbage from line {min(places)} on: its letters do not form words. {ADVICE}")
    return said


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if part * 100 >= whole else "less than 1 %"


def _bad_stretches(lines: Iterable[Line]) -> Iterator[tuple[str, int, int]]:
    """The stretches that are garbage: what they seem to be written in, and their first and last line."""
    held: list[Line] = []
    letters = 0
    for line in lines:
        held.append(line)
        letters += sum(map(str.isalpha, line.text))
        if letters >= CHUNK:
            yield from _judged(held)
            held, letters = [], 0
    if letters >= CHUNK // 6:
        yield from _judged(held)


def _judged(lines: list[Line]) -> Iterator[tuple[str, int, int]]:
    text = "\n".join(line.text for line in lines)[:LOOKED_AT]
    place = (lines[0].at, lines[-1].at)
    scripts = Counter(filter(None, map(_script, text)))
    total = scripts.total()
    if not total:
        return
    if scripts["phonetic"] > 0.04 * total:
        yield "Text in rare letters (“ɉɪɨɟɤɬ”)", *place
        return
    for script, (name, frequent, least) in _FREQUENT.items():
        if scripts[script] > 100 and scripts[script] > 0.5 * total:
            own = [c for c in text.lower() if _script(c) == script]
            if sum(c in frequent for c in own) / len(own) < least:
                yield f"The {name} text", *place
    if scripts["han"] > 60 and scripts["han"] > 0.5 * total:
        own = [c for c in text if _script(c) == "han"]
        common = sum(c in COMMON_CHINESE for c in own) / len(own)
        known = sum(is_simplified(c) or c in COMMON_CHINESE for c in own) / len(own)
        if common < 0.3 and known < 0.8:
            yield "The Chinese text", *place
    if scripts["latin"] > 0.5 * total and scripts["latin"] > 80 and _latin_is_garbage(text):
        yield "Text in Latin letters", *place


def _latin_is_garbage(text: str) -> bool:
    """Words without vowels, capitals and figures within words, and none of the small words of any language."""
    words = re.findall(r"[^\s“”\"()\[\]/–—-]{2,}", text)
    words = [w.strip(".,;:!?’'") for w in words if sum(_script(c) == "latin" for c in w) > 1]
    if len(words) < 12:
        return False
    letters = [c for c in text.lower() if _script(c) == "latin"]
    vowels = sum(c in _VOWELS or unicodedata.normalize("NFD", c)[0] in _VOWELS for c in letters) / len(letters)
    strange = sum(1 for w in words if _strange(w)) / len(words)
    small = sum(1 for w in re.findall(r"[^\W\d_]+", text.lower()) if len(w) > 1 and w in _SMALL) / len(words)
    accents = sum(c > "\x7f" for c in letters) / len(letters)
    signs = 0
    signs += vowels < 0.26
    signs += strange > 0.25
    signs += small < 0.02
    signs += accents > 0.35
    signs += sum(c in _COMMON_LATIN for c in letters) / len(letters) < 0.5
    return signs > 1 and (small < 0.05)


def _strange(word: str) -> bool:
    """Whether a word mixes what words do not mix: a capital after a small letter, figures or signs among letters."""
    if re.search(r"https?:|www\.|@|_", word):
        return False
    return bool(re.search(r"[a-zà-ÿ][A-ZÀ-Þ]|[^\W\d_]\d+[^\W\d_]|[^\W\d_][^\w\s.,;:’'·&+*][^\W\d_]", word))


def _script(character: str) -> str:
    if not character.isalpha():
        return ""
    if character < "\u0180":
        return "latin"
    if "\u0180" <= character <= "\u02af" or "\u1d00" <= character <= "\u1dbf" or "\ua720" <= character <= "\ua7ff":
        return "phonetic"
    if "\u0400" <= character <= "\u052f":
        return "cyrillic"
    if "\u0621" <= character <= "\u06d3":
        return "arabic"
    if "\u3400" <= character <= "\u9fff":
        return "han"
    return "other"
