"""Writes the words of a version into its search column, and asks that column."""

from collections.abc import Sequence

from django.db import connection

from nemcon.web.papers import indexing
from nemcon.web.papers.models import Version

_LONG = 200_000
"""Above so many characters only the different words are indexed, without their places: a tsvector holds 1 MB."""


def index(version: Version, symbol: str) -> None:
    """Index the title and symbol (weight A) and the text (weight D) of a version."""
    title = f"{version.title} {symbol.replace('/', ' ')}"
    text = " ".join(f"{heading} {words}" for _, heading, words in version.passages)
    configuration = indexing.CONFIGURATIONS.get(version.language)
    with connection.cursor() as cursor:
        if configuration is None:
            cursor.execute(
                "UPDATE papers_version SET words = setweight(array_to_tsvector(%s::text[]), 'A')"
                " || array_to_tsvector(%s::text[]) WHERE id = %s",
                [_set(indexing.pieces(title)), _set(indexing.pieces(text)), version.id],
            )
            return
        folded = indexing.fold(text)
        if len(folded) > _LONG:
            folded = " ".join(_set(folded.split()))
        cursor.execute(
            "UPDATE papers_version SET words = setweight(to_tsvector(%s::regconfig, %s), 'A')"
            " || setweight(to_tsvector(%s::regconfig, %s), 'D') WHERE id = %s",
            [configuration, indexing.fold(title), configuration, folded, version.id],
        )


def _set(words: object) -> Sequence[str]:
    return sorted({word for word in words if word})  # type: ignore[attr-defined]
