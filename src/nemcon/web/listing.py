"""Long lists, shown a page at a time by key, so that the ten-thousandth row costs what the first does."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)
PAGE = 20


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows of a long list, and the key after which the next ones follow ("" at the end)."""

    rows: Sequence[Row]
    after: str


def cut(rows: QuerySet[Row], key: Callable[[Row], str], most: int = PAGE) -> Page[Row]:
    """The first `most` of ordered rows."""
    found = list(rows[: most + 1])
    return Page(found[:most], key(found[most - 1]) if len(found) > most else "")


def day_and_id(after: str) -> tuple[dt.date, UUID] | None:
    """The key of a list by day as it stands in an address; None if it is none, which begins the list anew."""
    day, _, last = after.partition(".")
    try:
        return dt.date.fromisoformat(day), UUID(last)
    except ValueError:
        return None
