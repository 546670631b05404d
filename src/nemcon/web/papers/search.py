"""Search over titles, symbols and text in six languages, and the place in which the words were found.

A reader asks in one box and in any language. Each language is asked by its own configuration of PostgreSQL; of the
newest documents that hold all the words the best come first. Symbols are found by their beginning.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from nemcon.core.languages import LANGUAGES
from nemcon.core.roles import may
from nemcon.web.papers import indexing
from nemcon.web.papers.models import DocumentSymbol, Version
from nemcon.web.papers.selectors import visible

CANDIDATES = 100
"""So many of the newest documents with the words are ranked in each language; beyond that a word more helps."""
LONGEST = 200
"""Characters of a question that are read."""


@dataclass(frozen=True)
class Found:
    """A document that was found, in `language`. The place is the words `before`, `hit` and `after`, under `heading`.

    `anchor` is where on the page it stands, "" at its beginning.
    """

    symbol: str
    language: str
    title: str
    title_language: str
    anchor: str
    heading: str
    before: str
    hit: str
    after: str


@dataclass(frozen=True)
class Answer:
    """What a search found, the best first: some of `total`. `more` says that not all that match were ranked."""

    found: Sequence[Found]
    total: int
    more: bool


@dataclass(frozen=True)
class _Match:
    version: int
    document: object
    language: str
    score: float
    stems: tuple[str, ...]


def search(role: str | None, asked: str, language: str, start: int = 0, most: int = 20) -> Answer:
    """The documents whose title, symbol or text hold the words `asked`, from the `start`-th on.

    Each is given once, in `language` if it was found there, else in the language in which it was.
    """
    asked = " ".join(asked.replace("\0", " ").split())[:LONGEST]
    if not asked or not may(role, "read.published"):
        return Answer((), 0, False)
    by_words, more = _by_words(asked)
    best: dict[object, _Match] = {}
    for match in [*_by_symbol(asked, language), *by_words]:
        held = best.get(match.document)
        if held is None or _preferred(match, language) > _preferred(held, language):
            best[match.document] = match
    ranked = sorted(best.values(), key=lambda match: -match.score)
    chosen = ranked[start : start + most]
    versions = (
        Version.objects.filter(id__in=[match.version for match in chosen], document__in=visible(role))
        .select_related("document")
        .only("language", "title", "title_language", "passages", "document__symbol")
        .in_bulk()
    )
    found = [_found(versions[match.version], match.stems) for match in chosen if match.version in versions]
    return Answer(found, len(ranked), more)


def _preferred(match: _Match, language: str) -> tuple[bool, float]:
    return match.language == language, match.score


def _by_symbol(asked: str, language: str) -> list[_Match]:
    """Documents whose symbol begins with the question, where the question may be a symbol at all."""
    if not re.search(r"[/.\d]", asked):
        return []
    rows = Version.objects.filter(
        language=language,
        listed__isnull=False,
        document__symbols__in=DocumentSymbol.objects.filter(symbol__startswith=asked.upper().rstrip("*"))[:CANDIDATES],
    )
    return [
        _Match(id_, document, language, 1000.0 - len(symbol) / 1000, (asked,))
        for id_, document, symbol in rows.values_list("id", "document_id", "document__symbol")
    ]


def _by_words(asked: str) -> tuple[list[_Match], bool]:
    """The versions that hold all the words, by language, each with how well and with the stems that were sought."""
    parts: list[str] = []
    given: list[str] = []
    for language in LANGUAGES:
        configuration = indexing.CONFIGURATIONS.get(language)
        query = f"plainto_tsquery('{configuration}', %s)" if configuration else "%s::tsquery"
        question = indexing.fold(asked).replace("/", " ") if configuration else _tsquery(indexing.asked_pieces(asked))
        if not question:
            continue
        parts.append(
            f"(SELECT id, document_id, '{language}', ts_rank(words_{language}, {query}), {query}::text FROM ("
            f" SELECT id, document_id, words_{language} FROM papers_version WHERE words_{language} @@ {query}"
            f" AND listed IS NOT NULL ORDER BY listed DESC LIMIT {CANDIDATES + 1}) AS newest)"
        )
        given += [question] * 3
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), given)
        rows = cursor.fetchall()
    counts: dict[str, int] = {}
    for _, _, language, _, _ in rows:
        counts[language] = counts.get(language, 0) + 1
    whole = (indexing.fold(asked),)  # a Chinese word of several characters is shown whole
    matches = [
        _Match(id_, document, language, float(score), (whole if language == "zh" else ()) + _stems(query))
        for id_, document, language, score, query in rows
    ]
    return matches, any(count > CANDIDATES for count in counts.values())


def _stems(query: str) -> tuple[str, ...]:
    """The words of a query as PostgreSQL prints it: 'recommend' & 'adopt'."""
    return tuple(re.findall(r"'((?:[^']|'')+)'", query))


def _tsquery(pieces: Sequence[str]) -> str:
    """A query for all the pieces; one that ends with an asterisk is the beginning of a piece."""
    quoted = (
        "'{}'{}".format(piece.rstrip("*").replace("\\", "\\\\").replace("'", "''"), ":*" if piece.endswith("*") else "")
        for piece in pieces
    )
    return " & ".join(quoted)


# ── the place


def _found(version: Version, stems: tuple[str, ...]) -> Found:
    passages = [tuple(passage) for passage in version.passages] or [("", "", version.title)]
    anchor, heading, words = max(passages, key=lambda passage: _held(f"{passage[1]} {passage[2]}", stems))
    start, end = _where(words, stems)
    reach = 40 if version.language == "zh" else 110
    before, after = words[:start], words[end:]
    return Found(
        symbol=version.document.symbol,
        language=version.language,
        title=version.title,
        title_language=version.title_language,
        anchor=anchor,
        heading=heading,
        before=before if len(before) <= reach else "… " + before[-reach:].split(" ", 1)[-1],
        hit=words[start:end],
        after=after if len(after) <= reach else after[:reach].rsplit(" ", 1)[0] + " …",
    )


def _held(words: str, stems: tuple[str, ...]) -> int:
    cores = [_core(stem) for stem in stems]
    plain = all(re.match(f"[{indexing.HAN}]", core) for core in cores)  # Chinese stands as it was asked
    folded = words if plain else indexing.fold(words)
    return sum(core in folded for core in cores)


def _where(words: str, stems: tuple[str, ...]) -> tuple[int, int]:
    """Where the first of the stems stands; nowhere gives an empty place at the beginning."""
    cores = [_core(stem) for stem in stems]
    for core in cores:
        if re.match(f"[{indexing.HAN}]", core) and (at := words.find(core)) >= 0:
            return at, at + len(core)
    for match in re.finditer(r"[^\W_]+", words):
        folded = indexing.fold(match.group())
        if any(core in folded for core in cores):
            return match.start(), match.end()
    return 0, 0


def _core(stem: str) -> str:
    """What a stem and its words have in common: English turns "agency" into "agenc" + "i"."""
    plain = stem.replace("''", "'")
    return plain[:-1] if len(plain) > 3 and plain.isascii() and plain.endswith("i") else plain
