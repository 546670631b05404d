"""Names of States in six languages, and the States that a text names.

Facts: `states.csv` (names of 2024, one line a State; copied from the project's data) and `states_also.csv` (what else
a document calls them: former names, short forms). A State is known by its ISO 3166 code of three letters; the Holy
See, the State of Palestine and the European Union stand among them, since they are parties or observers.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from nemcon.core.calendar.folding import fold, folded
from nemcon.core.languages import LANGUAGES

# Names that are also ordinary words, or another place: "financial", "Amman", "of that".
_UNCERTAIN = frozenset({("ar", "MLI"), ("ar", "OMN"), ("ru", "TGO")})
_ARABIC_LETTER = "\u0621-\u064a"


@dataclass(frozen=True)
class FoundState:
    """A State named at `start` to `end` of a text; `certain` is false where the words may mean something else."""

    start: int
    end: int
    code: str
    certain: bool = True


@dataclass(frozen=True, eq=False)
class StateNames:
    """Names by language: `names` is the one to print, `others` what else it may be called. Not to be changed."""

    names: Mapping[str, Mapping[str, str]]
    others: Mapping[str, tuple[tuple[str, str], ...]]
    patterns: Mapping[str, tuple[re.Pattern[str], tuple[str, ...]]]

    def name(self, code: str, language: str) -> str:
        """The name to print; the code itself where there is none."""
        return self.names.get(language, {}).get(code, code)

    def find(self, text: str, language: str) -> list[FoundState]:
        """The States that `text` names, in order, the longest name where several begin at one place. Never raises.

        Inflected names of Russian and prefixes of Arabic are seen through; small letters name no State.
        """
        pattern = self.patterns.get(language)
        if pattern is None:
            return []
        seen = fold(text)
        found = []
        for match in pattern[0].finditer(seen.text):
            group = match.lastgroup or ""
            start, end = seen.start(match.start(group)), seen.end(match.end(group))
            if not text[start].islower():
                code = pattern[1][int(group[1:])]
                found.append(FoundState(start, end, code, (language, code) not in _UNCERTAIN))
        return found


@cache
def state_names() -> StateNames:
    """The names that come with the program."""
    folder = resources.files("nemcon.core")
    rows = list(csv.DictReader(folder.joinpath("states.csv").read_text("utf-8").splitlines()))
    also = list(csv.DictReader(folder.joinpath("states_also.csv").read_text("utf-8").splitlines()))
    names: dict[str, dict[str, str]] = {
        tongue: {str(row["iso3"]): str(row[tongue]) for row in rows} for tongue in LANGUAGES
    }
    others: dict[str, tuple[tuple[str, str], ...]] = {
        tongue: tuple((str(row["iso3"]), str(row["name"])) for row in also if row["language"] == tongue)
        for tongue in LANGUAGES
    }
    return make_names(names, others)


def make_names(
    names: Mapping[str, Mapping[str, str]], others: Mapping[str, tuple[tuple[str, str], ...]] | None = None
) -> StateNames:
    """Names by language and code, to be found in texts; `others` are (code, name) by language."""
    more = others or {}
    patterns = {}
    for tongue, listed in names.items():
        forms = {form: code for code, name in more.get(tongue, ()) for form in _forms(name)}
        forms |= {form: code for code, name in listed.items() for form in _forms(name)}
        if forms:
            patterns[tongue] = _pattern(forms, tongue)
    return StateNames(names, more, patterns)


def _forms(name: str) -> Iterator[str]:
    """A name, and without its brackets: "Iran" of "Iran (Islamic Republic of)", with what Arabic puts around it."""
    short, bracket, rest = name.partition(" (")
    yield name
    if bracket:
        yield short
        inside = rest.rstrip(")")
        if re.search(r"(?:^| )[-_](?: |$)", inside):
            yield re.sub(r"(?<![^ ])[-_](?![^ ])", short, inside)


def _pattern(forms: Mapping[str, str], language: str) -> tuple[re.Pattern[str], tuple[str, ...]]:
    longest_first = sorted(forms, key=lambda form: (-len(form), form))
    groups = "|".join(f"(?P<s{at}>{_written(form, language)})" for at, form in enumerate(longest_first))
    if language == "ar":
        before, after = rf"(?<![{_ARABIC_LETTER}])[وف]?[بكل]?", rf"(?![{_ARABIC_LETTER}])"
    else:
        before, after = ("", "") if language == "zh" else (r"(?<!\w)", r"(?!\w)")
    return re.compile(f"{before}(?:{groups}){after}"), tuple(forms[form] for form in longest_first)


def _written(form: str, language: str) -> str:
    """A pattern of the folded forms in which a name may stand."""
    words = re.split(r"( - |[ -])", form)
    out = []
    for word in words:
        if word == " ":
            out.append(r"\s+")
        elif word in ("-", " - "):
            out.append(r"\s*-\s*")
        elif language == "ru" and word[:1].isupper():
            out.append(_declined(folded(word)))
        elif language == "ar" and word.startswith("ال"):
            out.append(f"(?:ال|(?<=ل)ل){re.escape(folded(word)[2:])}")
        else:
            out.append(re.escape(folded(word)))
    return "".join(out)


# Endings of folded Russian words (й is и, ё is е) with those that they may change to; the first that fits counts.
_RUSSIAN: tuple[tuple[str, str], ...] = (
    ("ская", "ск(?:ая|ои|ую|ою)"),
    ("ная", "н(?:ая|ои|ую|ою)"),
    ("вая", "в(?:ая|ои|ую|ою)"),
    ("жная", "жн(?:ая|ои|ую|ою)"),
    ("ое", "(?:ое|ого|ому|ым|ом)"),
    ("ые", "(?:ые|ых|ым|ыми)"),
    ("ие", "(?:ие|их|им|ими)"),
    ("кии", "к(?:ии|ого|ому|им|ом)"),
    ("ныи", "н(?:ыи|ого|ому|ым|ом)"),
    ("тои", "т(?:ои|ого|ому|ым|ом)"),
    ("ия", "и(?:я|и|ю|еи|ею)"),
    ("ея", "е(?:я|и|ю|еи|ею)"),
    ("я", "(?:я|и|е|ю|еи)"),
    ("а", "(?:а|ы|и|е|у|ои|ою|ов)"),
    ("ы", "(?:ы|ов|ам|ами|ах)?"),
    ("ель", "(?:ель|еля|елю|елем|еле|ели|елью)"),
    ("ол", "(?:ол|ола|олу|олом|оле)"),
    ("ь", "(?:ь|я|ю|ем|е|и|ью)"),
    ("аи", "а(?:и|я|ю|ем|е)"),
    ("во", "в(?:о|а|у|ом|е)"),
)


def _declined(word: str) -> str:
    if word in ("мали", "чили", "перу"):
        return word
    for ending, forms in _RUSSIAN:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return re.escape(word[: -len(ending)]) + forms
    if word[-1] in "бвгджзклмнпрстфхцчшщ":
        return re.escape(word) + "(?:а|у|ом|е|ем)?"
    return re.escape(word)
