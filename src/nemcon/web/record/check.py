"""Checking the whole record in the database: its trees, what follows from its acts, and the files that they name.

Everything is read in one snapshot, in portions, and nothing is written. A million acts need no more memory than a
thousand, and some minutes for the trees; what follows from them takes as long as it took to record them, without waits.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.db import connection, transaction

from nemcon.core.acts import PARTS
from nemcon.web.record import check_tables, check_tree
from nemcon.web.record.models import Log

MOST_FAULTS = 100
Say = Callable[[str], None]


@dataclass
class Report:
    """What was looked at, and each fault in a sentence; beyond a hundred they are only counted."""

    logs: int = 0
    acts: int = 0
    bare: int = 0
    """Acts of which only the leaf is held, since nothing else was recovered."""
    erased: dict[str, int] = field(default_factory=lambda: dict.fromkeys(PARTS, 0))
    checkpoints: int = 0
    tiles: int = 0
    files: int = 0
    tables: int = 0
    """Tables that were compared; none where only some of the logs were checked."""
    faults: list[str] = field(default_factory=list)
    more_faults: int = 0

    @property
    def holds(self) -> bool:
        """Whether nothing was found wrong."""
        return not self.faults

    def fault(self, sentence: str) -> None:
        """Note a fault."""
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(sentence)
        else:
            self.more_faults += 1

    def sentences(self) -> list[str]:
        """What was found, for people: faults first."""
        said = list(self.faults)
        if self.more_faults:
            said.append(f"And {self.more_faults:,} more.")
        what = (
            f"{self.acts:,} acts of {self.logs:,} records, {self.checkpoints:,} checkpoints, {self.tiles:,} full tiles "
            f"and {self.files:,} files that acts name were checked"
        )
        compared = f"; {self.tables:,} tables were compared with what the acts say" if self.tables else ""
        said.append(f"{what}{compared}.")
        if erased := ", ".join(f"“{part}” of {count:,}" for part, count in self.erased.items() if count):
            said.append(f"Erased, as their types allow: {erased} acts.")
        if self.bare:
            said.append(f"Of {self.bare:,} acts only the leaf is held; what they say was not recovered.")
        said.append("All of it holds." if self.holds else f"{len(self.faults) + self.more_faults:,} faults were found.")
        return said


def check(names: Sequence[str] = (), say: Say = lambda _sentence: None) -> Report:
    """Check the logs of these names, by default all of them and the tables that follow from them together.

    `say` is told how far it is. Raises: LookupError for a name that no log has.
    """
    report = Report()
    alone = not connection.in_atomic_block
    with transaction.atomic():
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        logs = list(Log.objects.order_by("id"))
        if unknown := sorted(set(names) - {each.name for each in logs}):
            raise LookupError(f"There is no record {unknown[0]!r}.")
        for each in logs:
            if not names or each.name in names:
                check_tree.check(each, report, say)
                report.logs += 1
        if not names:
            check_tables.check(logs, report, say)
        transaction.set_rollback(True)
    return report
