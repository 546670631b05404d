"""The one shape of every procedure: a frozen state, a total fold over acts, and what the clock does next.

A procedure is known by how its subjects begin ("nemcon:silence/"). The list of those that this version knows is
`PROCEDURES`; `--derive` runs them on a record to see whether each act of the clock follows from the acts before it.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from nemcon.core.acts import Act, Made


class Procedure(Protocol):
    """A procedure of the core. `evolve` never raises: history is history."""

    def initial(self) -> Any:
        """The state before the first act."""
        ...

    def evolve(self, state: Any, act: Act) -> Any:
        """The state after `act`; an act without effect is kept in it and says so."""
        ...

    def due(self, state: Any, now: dt.datetime) -> tuple[Made, ...]:
        """The acts that the clock makes at `now`."""
        ...


PROCEDURES: Mapping[str, Procedure] = {}
"""By how a subject begins."""


def procedure_of(subject: str, procedures: Mapping[str, Procedure]) -> Procedure | None:
    """The procedure to which `subject` belongs."""
    head, slash, _ = subject.partition("/")
    return procedures.get(head + slash)


@dataclass(unsafe_hash=True)
class Refusal(Exception):
    """A command that the rules do not allow now: a stable code, and facts for the sentence that `web` makes of it.

    Not frozen, since whoever passes an exception on sets its traceback.
    """

    code: str
    facts: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return ", ".join((self.code, *(f"{name} {value}" for name, value in self.facts)))


def refuse(code: str, **facts: object) -> Refusal:
    """A refusal with facts by name."""
    return Refusal(code, tuple((name, str(value)) for name, value in facts.items()))
