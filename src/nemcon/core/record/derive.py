"""Whether each recorded act of the clock follows from the acts before it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nemcon.core.acts import Act, Capacity
from nemcon.core.procedure import Procedure, procedure_of


@dataclass
class Derivation:
    """Runs procedures over the opened acts of a record, in its order, and counts what follows.

    `unfounded` are the acts of the clock that do not follow. While part of the record is withheld they are no fault:
    what explains them may be among what is not shown.
    """

    procedures: Mapping[str, Procedure]
    following: int = 0
    unknown: int = 0
    withheld: int = 0
    unfounded: list[Act] = field(default_factory=list)
    _states: dict[str, Any] = field(default_factory=dict)

    def add(self, act: Act | None) -> bool:
        """Take the next act, None for one that is withheld or not whole. False if it is the clock's and does not follow
        although nothing before it was withheld."""
        if act is None or act.who is None or act.content is None:
            self.withheld += 1
            return True
        procedure = procedure_of(act.subject, self.procedures)
        by_clock = act.who.capacity is Capacity.CLOCK
        if procedure is None:
            self.unknown += by_clock
            return True
        state = self._states.get(act.subject)
        if state is None:
            state = procedure.initial()
        sound = True
        if by_clock:
            if any(m.subject == act.subject and m.content == act.content for m in procedure.due(state, act.recorded)):
                self.following += 1
            else:
                self.unfounded.append(act)
                sound = self.withheld > 0
        self._states[act.subject] = procedure.evolve(state, act)
        return sound
