"""Symbols of documents: their grammar, order and relations (DOMAIN.md section 1).

    CTOC/COP/WG.3/2020/4          organ / body / subsidiary / year / number
    A/C.3/67/L.44/Rev.1           a revised draft ("L.", limited) of the sixty-seventh session
    CAC/COSP/2015/10*             reissued for technical reasons
    E/CN.7/2019/CRP.13-E/CN.15/2019/CRP.9    one paper of two bodies
    XVIII ATCM/INFO 4 Rev.1       the Antarctic Treaty's meetings: ordinal, kind, number

What a symbol says is read from its parts alone; whether a document of that symbol exists is the register's business.
"""

import re
from functools import cached_property

import msgspec


class SymbolError(ValueError):
    """A text that is no symbol; the sentence says why."""


MODIFIERS = ("Add", "Corr", "Amend", "Rev")
"""Addition, correction, change of an adopted text, revision: in this order in a list, each after its document."""

KINDS = ("CRP", "L", "INF", "WP", "SR", "PV", "NGO", "R", "RES", "DEC", "PRST")
_ANTARCTIC_ORGANS = ("ATCM", "SATCM")
_ANTARCTIC_KINDS = {"INF": "INF", "INFO": "INF", "IP": "INF", "WP": "WP", "SP": "SP", "BP": "BP"}
# Parts with a number that name a body and not a session: AC.296, CN.7, WG.3 against IDB.49, PBC.37, CHW.6.
_BODIES = frozenset({"AC", "C", "CN", "CONF", "EG", "GC", "GE", "MEM", "PC", "SC", "SER", "Sub", "WG", "WP", *KINDS})


class Modifier(msgspec.Struct, frozen=True, order=True):
    """What alters a document: "Rev.1", "Add.2"."""

    kind: str
    number: int

    def __str__(self) -> str:
        return f"{self.kind}.{self.number}"


class Symbol(msgspec.Struct, frozen=True, dict=True):
    """The symbol of a document, in canonical form.

    `parts` are what stands between slashes, modifiers apart. `meeting` is the ordinal before an Antarctic symbol
    ("XIX"). `reissued` is the asterisk. `others` are the further symbols of a paper that several bodies share.
    """

    parts: tuple[str, ...]
    modifiers: tuple[Modifier, ...] = ()
    meeting: str = ""
    reissued: bool = False
    others: tuple["Symbol", ...] = ()

    def __str__(self) -> str:
        between = " " if self._antarctic else "/"
        words = between.join(["/".join(self.parts), *map(str, self.modifiers)])
        joined = "-".join([f"{self.meeting} {words}".strip(), *map(str, self.others)])
        return joined + "*" * self.reissued

    def __lt__(self, other: "Symbol") -> bool:
        return self._key < other._key

    def __le__(self, other: "Symbol") -> bool:
        return self._key <= other._key

    def __gt__(self, other: "Symbol") -> bool:
        return self._key > other._key

    def __ge__(self, other: "Symbol") -> bool:
        return self._key >= other._key

    @property
    def _antarctic(self) -> bool:
        return self.parts[0] in _ANTARCTIC_ORGANS and " " in self.parts[-1]

    @cached_property
    def _key(self) -> tuple[object, ...]:
        """Order of a list of documents: by parts, figures as figures; then base, Add., Corr., Amend., Rev.; then the
        reissue. The symbol itself comes last, so that only equal symbols are equal in order."""
        meeting = ((0, _roman(self.meeting), ""),) if self.meeting else ()
        parts = (*_pieces(self.parts[0]), *meeting, *(piece for part in self.parts[1:] for piece in _pieces(part)))
        modifiers = tuple((MODIFIERS.index(m.kind), m.number) for m in self.modifiers)
        return (parts, modifiers, tuple(other._key for other in self.others), self.reissued, str(self))

    @property
    def base(self) -> "Symbol":
        """The document without its modifiers and reissue: A/C.3/67/L.44 of A/C.3/67/L.44/Rev.1."""
        return Symbol(self.parts, (), self.meeting, False, tuple(other.base for other in self.others))

    @property
    def original(self) -> "Symbol":
        """The document of which this is the technical reissue (without the asterisk); itself where it is none."""
        return msgspec.structs.replace(self, reissued=False)

    @property
    def members(self) -> tuple["Symbol", ...]:
        """Each symbol under which the document may be asked for: a joint one has several, without the asterisk."""
        return (Symbol(self.parts, self.modifiers, self.meeting), *self.others)

    @property
    def _before_last(self) -> "Symbol":
        return Symbol(self.parts, self.modifiers[:-1], self.meeting, False, self.others)

    def _if_last(self, kind: str) -> "Symbol | None":
        return self._before_last if self.modifiers and self.modifiers[-1].kind == kind else None

    @property
    def revises(self) -> "Symbol | None":
        """What a revision replaces: the one before it, the document itself for Rev.1. None where this is none."""
        replaced = self._if_last("Rev")
        if replaced is None or self.modifiers[-1].number <= 1:
            return replaced
        earlier = Modifier("Rev", self.modifiers[-1].number - 1)
        return msgspec.structs.replace(replaced, modifiers=(*replaced.modifiers, earlier))

    @property
    def adds_to(self) -> "Symbol | None":
        """The document to which an addendum belongs; None where this is none."""
        return self._if_last("Add")

    @property
    def corrects(self) -> "Symbol | None":
        """The document that a corrigendum corrects, perhaps in some languages only; None where this is none."""
        return self._if_last("Corr")

    @property
    def amends(self) -> "Symbol | None":
        """The adopted text that an amendment alters; None where this is none."""
        return self._if_last("Amend")

    @property
    def kind(self) -> str:
        """The special element: one of KINDS ("SP", "BP" in Antarctic meetings), or "" in the main series.

        With a number in the same part it is the last one ("L.44"; WP.1 in ECE/TRANS/WP.1/163 is a body); alone it may
        stand before the session ("A/RES/36/117", "A/AC.296/2025/INF/4").
        """
        if self._antarctic:
            name = self.parts[-1].split(" ")[0]
            return _ANTARCTIC_KINDS.get(name, name)
        last = self.parts[-1].partition(".")
        if last[0] in KINDS and last[1]:
            return last[0]
        return next((part for part in self.parts[1:-1] if part in KINDS), "")

    @property
    def is_limited(self) -> bool:
        """Whether it is a draft of limited distribution (an L. document)."""
        return self.kind == "L"

    @property
    def is_restricted(self) -> bool:
        """Whether its distribution is restricted (an R. document)."""
        return self.kind == "R"

    @property
    def number(self) -> int | None:
        """The number within its series: 4 of CTOC/COP/WG.3/2020/4 and of CTOC/COP/2020/CRP.4."""
        found = _LAST_NUMBER.search(self.parts[-1])
        return int(found[1]) if found else None

    @property
    def series(self) -> str:
        """What a document shares with those before and after it in its series: "CTOC/COP/2020/CRP."."""
        found = _LAST_NUMBER.search(self.parts[-1])
        last = self.parts[-1][: found.start(1)] if found else self.parts[-1]
        return f"{self.meeting} {'/'.join([*self.parts[:-1], last])}".strip()

    @property
    def year(self) -> int | None:
        """The year in the symbol: 2020 of CTOC/COP/WG.3/2020/4. A last part is a number and no year: A/59/2005."""
        return next((int(part) for part in self.parts[1:-1] if _YEAR.fullmatch(part)), None)

    @property
    def session(self) -> str:
        """The session in the symbol: "67" of A/C.3/67/L.44, "ES-10", "15" of ICCD/COP(15)/CST/1, "XIX"; "" for none."""
        if self.meeting:
            return self.meeting
        if self.year is None and (session := next(filter(_SESSION.fullmatch, self.parts[1:-1]), "")):
            return session
        for part in self.parts[:-1]:
            found = _NUMBERED.fullmatch(part)
            if found and found[1] not in _BODIES:
                return found[2] or found[3]
        return ""


_LAST_NUMBER = re.compile(r"(?<![0-9])([0-9]+)(?:[a-z]| [A-Z]|\([^()]*\))?$")
_YEAR = re.compile(r"19[4-9][0-9]|20[0-9]{2}")
_SESSION = re.compile(r"[1-9][0-9]{0,2}|(?:ES|S)-[0-9]{1,2}")
_NUMBERED = re.compile(r"([A-Z][A-Za-z]*)(?:\.([0-9]{1,3})|\(([0-9]{1,3})\))")
_PIECE = re.compile(r"[0-9]+|[^0-9]+")


def _pieces(part: str) -> tuple[tuple[int, int, str], ...]:
    """A part as it sorts: figures by size and before words, CRP.2 before CRP.10. Every part ends."""
    pieces = [(1, int(p), "") if p[0].isdigit() else (2, 0, p.upper()) for p in _PIECE.findall(part)]
    return (*pieces, (0, 0, ""))


_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


def _roman(number: str) -> int:
    values = [_ROMAN[letter] for letter in number]
    return sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))


# The grammar.

_ASIDE = r"(?:\((?:[0-9IVX]{1,5}|(?:Part|PART|Vol|VOL|Supp|SUPP)\.? ?[0-9IVX]{0,5})\))?"
_ORGAN = r"(?:[AEST](?![A-Za-z])|[A-Z]{2,10}[0-9]{0,3}(?:-[A-Z]{2,8})?)(?:\.[0-9]{1,3}|\([0-9]{1,3}\))?"
_PART = (
    r"(?:"
    rf"[0-9]{{1,6}}{_ASIDE}"
    rf"|[A-Z][A-Za-z]{{0,9}}(?:\.[A-Z][A-Za-z]{{1,9}}){{0,2}}\.(?:[A-Za-z]{{0,4}}[0-9]{{1,6}}|[A-Z]{{1,4}}){_ASIDE}"
    r"|[A-Z]{1,10}(?:-[0-9]{1,3}|[0-9]{1,4}|\([0-9]{1,3}\))?"
    r")(?![A-Za-z0-9])"
)
_SLASH = "/[\u2060\u200b]?\n?"
_UNITED = rf"{_ORGAN}(?:{_SLASH}{_PART})+"
_MODIFIER = r"(?:Rev|REV|rev|Add|ADD|add|Corr|CORR|corr|Amend|AMEND|amend)"
_ANTARCTIC = (
    r"(?:[CILVX]{1,8}(?:[ ]?(?:th|st|nd|rd))?[ ])?(?:S?ATCM)"
    rf"{_SLASH}[A-Z]{{2,5}}[ ]?[0-9]{{1,4}}(?![0-9A-Za-z])(?:[ /]{_MODIFIER}(?:\.[ ]?|[ ])[0-9]{{1,2}}(?![0-9]))*"
)
_FIND = re.compile(
    rf"(?<![\w/.@#&=?%+~-])(?:{_ANTARCTIC}|{_UNITED}(?:-{_UNITED})*)(?:\*{{1,3}}(?!\*))?(?![\w*])(?!/\w)"
)
_ANTARCTIC_FORM = re.compile(
    r"(?:([CILVX]{1,8})(?:[ ]?(?:th|st|nd|rd))?[ ])?(S?ATCM)/([A-Z]{2,5})[ ]?0*([0-9]{1,4})"
    rf"((?:[ /]{_MODIFIER}(?:\.[ ]?|[ ])?[0-9]{{1,2}})*)"
)
_ONE_MODIFIER = re.compile(rf"({_MODIFIER})[. ]*([0-9]{{1,4}})")
_WHOLE_PART = re.compile(r"[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*(?:\([A-Za-z0-9][A-Za-z0-9. ]{0,15}\)| [A-Z])?")
_WHOLE_ORGAN = re.compile(r"[A-Z][A-Za-z0-9]*(?:[.-][A-Za-z0-9]+)*(?:\([0-9]{1,3}\))?")
_JOINT = re.compile(r"(?<=[0-9A-Z)])-(?=[A-Z][A-Za-z0-9.()]*(?:-[A-Z]+)?/)")
_CLEAN = str.maketrans({"\u2060": None, "\u200b": None, "\u00a0": " ", "\u2010": "-", "\u2011": "-", "\u2013": "-"})


def parse(text: str) -> Symbol:
    """The symbol that `text` is; spaces around it, word joiners and line ends after a slash do not matter.

    "REV.1", "Rev 1" are "Rev.1"; an Antarctic "IP73" is "IP 73". A resolution may have its letter ("A/RES/36/117 B").
    Raises: SymbolError, which says in a sentence what is wrong.
    """
    if len(text) > 300:
        raise SymbolError(f"A symbol is short; this has {len(text)} characters. Give the symbol alone.")
    words = text.translate(_CLEAN).strip().replace("/\n", "/")
    reissued = words.endswith("*")
    words = words.rstrip("*").rstrip()
    if not words:
        raise SymbolError("No symbol was given; give one such as CTOC/COP/WG.3/2021/1.")
    first, *others = (_one(piece) for piece in _joint(words))
    return msgspec.structs.replace(first, reissued=reissued, others=tuple(others))


def _joint(words: str) -> list[str]:
    """The symbols that are joined by hyphens; a hyphen inside an organ (ICC-ASP/18/20) joins nothing."""
    pieces, start = [], 0
    for hyphen in _JOINT.finditer(words):
        if "/" in words[start : hyphen.start()]:
            pieces.append(words[start : hyphen.start()])
            start = hyphen.end()
    return [*pieces, words[start:]]


def _one(words: str) -> Symbol:
    antarctic = _ANTARCTIC_FORM.fullmatch(words)
    if antarctic:
        meeting, organ, kind, number, rest = antarctic.groups()
        changes = tuple(_modifier(name, figure) for name, figure in _ONE_MODIFIER.findall(rest or ""))
        return Symbol((organ, f"{kind} {int(number)}"), changes, meeting or "")
    if "/" not in words:
        raise SymbolError(f"“{words}” is not a symbol: its parts are set apart by slashes, as in CTOC/COP/WG.3/2021/1.")
    parts = [part.strip() for part in words.split("/")]
    if "" in parts:
        raise SymbolError(f"“{words}” is not a symbol: there is nothing between two slashes, or at an end.")
    if not _WHOLE_ORGAN.fullmatch(parts[0]):
        raise SymbolError(f"“{words}” is not a symbol: it begins with an organ in capitals, such as A, E or CTOC.")
    modifiers: list[Modifier] = []
    while len(parts) > 2 and (found := _ONE_MODIFIER.fullmatch(parts[-1])):
        modifiers.insert(0, _modifier(found[1], found[2]))
        parts.pop()
    for part in parts[1:]:
        if not _WHOLE_PART.fullmatch(part):
            raise SymbolError(f"“{words}” is not a symbol: “{part}” has other signs than letters, figures and dots.")
    if not any(sign.isdigit() for part in parts for sign in part):
        raise SymbolError(f"“{words}” is not a symbol: it has no number.")
    return Symbol(tuple(parts), tuple(modifiers))


def _modifier(name: str, number: str) -> Modifier:
    return Modifier(name.capitalize(), int(number))


def find(text: str) -> list[tuple[int, int, Symbol]]:
    """Every symbol in running text, with where it stands. Never raises.

    Stricter than `parse`: "and/or", "N/A", "24/7", dates, web addresses and pairs of acronyms (FAO/WHO) are left.
    """
    if "/" not in text:
        return []
    found = []
    for match in _FIND.finditer(text):
        if _has_number(match[0]):
            try:
                found.append((match.start(), match.end(), parse(match[0])))
            except SymbolError:
                continue
    return found


def _has_number(words: str) -> bool:
    """Whether each symbol of the words ends in a number of its own, and is longer than a fraction of one letter."""
    if "ATCM" in words and " " in words:
        return True
    for symbol in _joint(words.translate(_CLEAN).replace("/\n", "/").rstrip("*")):
        parts = symbol.split("/")
        if not any(part[0].isdigit() or "." in part for part in parts[1:]):
            return False
        if len(parts) == 2 and len(parts[0]) == 1 and len(parts[1]) < 3:
            return False
    return True
