"""Writes the words of a version into the search column of its language."""

from collections.abc import Iterable

from django.db import connection

from nemcon.web.papers import indexing
from nemcon.web.papers.models import WORDS, Version

_LONG = 200_000
"""Above so many characters only the different words are indexed, without their places."""
_ROOM = 900_000
"""Bytes for words in one index entry, which PostgreSQL limits to 1 MB. Words beyond it are not found by search."""
_APIECE = 12
"""Bytes that a word takes beside its letters."""


def index(version: Version, symbol: str) -> None:
    """Index the title and symbol (weight A) and the text (weight D) of a version."""
    title = f"{version.title} {symbol.replace('/', ' ')}"
    text = " ".join(f"{heading} {words}" for _, heading, words in version.passages)
    configuration = indexing.CONFIGURATIONS.get(version.language)
    column = f"words_{version.language}"
    assert column in WORDS
    with connection.cursor() as cursor:
        if configuration is None:
            cursor.execute(
                f"UPDATE papers_version SET {column} = setweight(array_to_tsvector(%s::text[]), 'A')"
                " || array_to_tsvector(%s::text[]) WHERE id = %s",
                [_set(indexing.pieces(title)), _within_room(indexing.pieces(text)), version.id],
            )
            return
        folded = indexing.fold(text)
        if len(folded) > _LONG:
            folded = " ".join(_within_room(folded.split()))
        cursor.execute(
            f"UPDATE papers_version SET {column} = setweight(to_tsvector(%s::regconfig, %s), 'A')"
            " || setweight(to_tsvector(%s::regconfig, %s), 'D') WHERE id = %s",
            [configuration, indexing.fold(title), configuration, folded, version.id],
        )


def _set(words: Iterable[str]) -> list[str]:
    return sorted({word for word in words if word})


def _within_room(words: Iterable[str]) -> list[str]:
    """The different words in their order, as many as an index entry has room for."""
    kept: list[str] = []
    room = _ROOM
    for word in dict.fromkeys(words):
        room -= len(word.encode()) + _APIECE
        if room < 0:
            break
        kept.append(word)
    return kept
