"""What the other rooms have for the home page: texts to clear, documents at document management.

The desk shows them and decides nothing about them: each is filled through the selectors of its room.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from nemcon.web.accounts.models import Account
from nemcon.web.desk.page import Desk
from nemcon.web.meetings.models import Meeting

MOST = 10
"""Rows of a list on the home page."""


@dataclass(frozen=True)
class ToClear:
    """A text that waits for the reader's clearance: since when, what must be known of it, whose clearance follows."""

    asked: dt.datetime
    title: str
    says: str
    who: str
    meeting: Meeting
    address: str
    cover: bool = False


@dataclass(frozen=True)
class AtManagement:
    """A document that was submitted and is not out in all languages: `out` are the languages released, `advance` those
    with an advance unedited version. `state` says it in words."""

    title: str
    symbol: str
    state: str
    meeting: Meeting
    out: tuple[str, ...]
    advance: tuple[str, ...]
    expected: dt.date | None
    address: str
    cover: bool = False


def to_clear(desk: Desk, readers: Sequence[Account]) -> list[ToClear]:
    """The texts that wait for a clearance by one of `readers`, the longest waiting first; at most MOST."""
    return []


def at_management(desk: Desk, owners: Sequence[Account]) -> list[AtManagement]:
    """The documents of `owners` at document management, the next expected first; at most MOST."""
    return []
