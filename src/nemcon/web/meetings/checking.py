"""What is to be checked after a meeting was opened as last time, in words; each point can be ticked off."""

from collections.abc import Mapping
from dataclasses import dataclass

from nemcon.web.desk.page import Desk
from nemcon.web.meetings import planned
from nemcon.web.meetings.models import Meeting, ToCheck


@dataclass(frozen=True)
class Point:
    """A point to check: its row and its sentence."""

    row: ToCheck
    words: str


def points(desk: Desk, meeting: Meeting) -> list[Point]:
    """The points of a meeting in their order."""
    return [Point(row, sentence(row.code, row.facts, desk)) for row in planned.to_check(desk.role, meeting)]


def sentence(code: str, facts: Mapping[str, str], desk: Desk) -> str:
    """What is to be checked, in a sentence."""
    return code
