"""What "as last time" starts from and what it gives."""

import datetime as dt
from typing import Literal

import msgspec

from nemcon.core.agenda import Agenda, Paper
from nemcon.core.agenda_units import Place
from nemcon.core.languages import LANGUAGES
from nemcon.core.slots import Deadline


class OldDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A document of the previous meeting. `titles` and `states` are by language ("released"); `items` are the
    references of the items under which it was listed."""

    symbol: str
    kind: str
    titles: dict[str, str]
    states: dict[str, str] = {}
    items: tuple[str, ...] = ()


class Previous(msgspec.Struct, frozen=True, kw_only=True):
    """The previous meeting. `number` is its ordinal, None where it has none; `series` is what the symbols of its
    documents begin with ("CTOC/COP/WG.3/2021/"), "" where it has no series."""

    agenda: Agenda
    opens: dt.date
    closes: dt.date
    number: int | None = None
    series: str = ""
    documents: tuple[OldDocument, ...] = ()
    deadlines: tuple[Deadline, ...] = ()

    def __post_init__(self) -> None:
        _in_order(self.opens, self.closes)


class Coming(msgspec.Struct, frozen=True, kw_only=True):
    """The new meeting, as entered. `days` are its sitting days, by default the working days from `opens` to `closes`.

    `places` and `names` ("Thirteenth meeting") are by language; `languages` are those in which it must have its
    documents.
    """

    opens: dt.date
    closes: dt.date
    zone: str
    days: tuple[dt.date, ...] = ()
    places: dict[str, str] = {}
    names: dict[str, str] = {}
    number: int | None = None
    series: str = ""
    languages: tuple[str, ...] = LANGUAGES

    def __post_init__(self) -> None:
        _in_order(self.opens, self.closes)
        if any(not self.opens <= day <= self.closes for day in self.days):
            raise ValueError("A sitting day is outside the meeting; put the days or the dates right.")


def _in_order(opens: dt.date, closes: dt.date) -> None:
    if closes < opens:
        raise ValueError(f"The meeting closes on {closes}, before it opens on {opens}; put the dates right.")
    if (closes - opens).days > 366:
        raise ValueError(f"From {opens} to {closes} is more than a year; put the dates right.")


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """Words that were changed at a place of the new draft, in the version of `language`: a date, the place."""

    language: str
    place: Place
    before: str
    after: str


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """Something to check: a stable code (see `CODES`), facts, and where.

    `language` is that of the version, "" for the meeting as a whole. `start` and `end` are in the words at `place` of
    the *new* draft, None where the whole place is meant or it is not in the draft.
    """

    code: str
    language: str = ""
    place: Place = Place()
    start: int | None = None
    end: int | None = None
    facts: tuple[tuple[str, str], ...] = ()

    @property
    def flat(self) -> dict[str, str]:
        """Facts and place as one table of words, for who keeps the list: `at_item` has numbers with blanks between."""
        found = dict(self.facts)
        if self.language:
            found["language"] = self.language
        if self.place != Place():
            found |= {"at_part": self.place.part, "at_block": str(self.place.block)}
            found |= {"at_item": " ".join(self.place.item)} if self.place.item else {}
        if self.start is not None and self.end is not None:
            found |= {"start": str(self.start), "end": str(self.end)}
        return found


class Dropped(msgspec.Struct, frozen=True, kw_only=True):
    """A paper that stood under an item of the previous agenda and stands there no more; to be put back as it was."""

    language: str
    place: Place
    paper: Paper


class Planned(msgspec.Struct, frozen=True, kw_only=True):
    """A document that the new meeting will have, of the same kind as `of` had. It has no symbol until one is reserved
    in `series`; until then it shows "number at release". `titles` are last time's, by language."""

    kind: str
    titles: dict[str, str]
    series: str
    items: tuple[str, ...]
    of: str


class Renewal(msgspec.Struct, frozen=True, kw_only=True):
    """The new draft and what goes with it. `days` are the new sitting days; `changes` what was reworded."""

    agenda: Agenda
    days: tuple[dt.date, ...]
    planned: tuple[Planned, ...]
    deadlines: tuple[Deadline, ...]
    changes: tuple[Change, ...]
    dropped: tuple[Dropped, ...]
    checks: tuple[Check, ...]


Documentation = Literal["drop", "reference"]

CODES: dict[str, tuple[str, ...]] = {
    # the meeting
    "days.more": ("before", "now"),
    "days.fewer": ("before", "now"),
    "day.without_sitting": ("day",),
    "day.holiday": ("day", "name"),
    "day.weekend": ("day",),
    "holidays.not_entered": ("year",),
    "language.missing": (),
    "language.differs": (),
    "name.missing": ("number",),
    "place.missing": ("before",),
    # the masthead
    "masthead.symbol_dropped": ("symbol",),
    "masthead.date_dropped": ("date",),
    "masthead.job_dropped": ("text",),
    "session.reworded": ("before", "after"),
    "furniture.dropped": ("text",),
    # items and words
    "item.carried": ("title",),
    "date.left": ("text", "days", "of"),
    "year.left": ("text",),
    "ordinal.left": ("text", "value", "of"),
    "symbol.left": ("text", "symbol"),
    "state.left": ("text", "state"),
    "number.left": ("text",),
    # documents, programme, deadlines
    "paper.dropped": ("title", "symbol"),
    "paper.carried": ("title", "symbol"),
    "row.dropped": ("cites", "title", "day", "start", "end"),
    "day.left": ("text",),
    "document.planned": ("symbol", "kind", "title", "series"),
    "document.not_planned": ("symbol", "kind", "title"),
    "document.no_series": ("symbol", "kind", "title"),
    "document.not_released": ("symbol", "languages"),
    "deadline.no_rule": ("deadline", "document", "day"),
    "deadline.other_distance": ("deadline", "document", "before", "now"),
}
"""Every code of a check, with its facts. Days are ISO; `of` is "last meeting", "the meeting before" or "other";
of an ordinal its number alone decides, so that the eleventh session of another body is said to be "the meeting before"
where that was the eleventh too."""
