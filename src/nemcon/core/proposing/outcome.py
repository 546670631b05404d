"""What comes back: a proposal with its reasons, a conflict with what is in it, or an honest "not found"."""

import datetime as dt
from typing import Literal

import msgspec

from nemcon.core.programme import Row
from nemcon.core.proposing.request import Break, Constraint

ReasonCode = Literal[
    "first_sitting",
    "last",
    "last_sitting",
    "after",
    "gap",
    "fixed",
    "not_before",
    "not_after",
    "joint",
    "apart",
    "sittings",
    "continued",
    "not_divided",
    "team",
    "track",
    "shortened",
]
RequirementCode = Literal["item", "constraint", "break", "teams", "longest", "weekly", "track", "allocation"]


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """What one sitting takes of an item, or of items taken together: `minutes` of work from `start` to `end`.

    Breaks within the hours are not counted in `minutes`.
    """

    items: tuple[str, ...]
    date: dt.date
    start: str
    end: str
    minutes: int
    track: str | None = None
    continued: bool = False


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """Why items stand where they stand. `others` are the items that the reason speaks of, `number` its figure
    (minutes, sittings or half-days), `date` and `start` where the items begin."""

    code: ReasonCode
    items: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    date: dt.date | None = None
    start: str | None = None
    track: str | None = None
    number: int | None = None
    sentence: str = ""


class Unused(msgspec.Struct, frozen=True, kw_only=True):
    """The working minutes of a sitting of a track that the proposal leaves free; `sits` is false where all of it."""

    date: dt.date
    start: str
    end: str
    track: str | None
    minutes: int
    sits: bool


class Proposal(msgspec.Struct, frozen=True, kw_only=True, tag="proposal", tag_field="outcome"):
    """An organization of work that keeps to every constraint of the request."""

    rows: tuple[Row, ...]
    parts: tuple[Part, ...]
    reasons: tuple[Reason, ...]
    unused: tuple[Unused, ...]


class Requirement(msgspec.Struct, frozen=True, kw_only=True):
    """Something that the request asks for and could give up: an item's time, a constraint, a limit, a break."""

    code: RequirementCode
    item: str | None = None
    constraint: Constraint | None = None
    pause: Break | None = None
    track: str | None = None
    number: int | None = None
    sentence: str = ""


class Conflict(msgspec.Struct, frozen=True, kw_only=True, tag="conflict", tag_field="outcome"):
    """It is proven that no organization of work meets all of `requirements` within the sittings of the request.

    Giving up any one of them makes it possible, if `minimal`; otherwise that could not be shown within the budget
    for every one of them.
    """

    requirements: tuple[Requirement, ...]
    minimal: bool = True
    sentence: str = ""


class NotFound(msgspec.Struct, frozen=True, kw_only=True, tag="not_found", tag_field="outcome"):
    """Neither a proposal nor a proof that there is none was found within the budget of `steps`."""

    steps: int
    sentence: str = ""


Outcome = Proposal | Conflict | NotFound
