"""Checking what follows from acts: it is made anew from all of them, in tables of the same names, and compared.

The tables are temporary, and PostgreSQL looks for a name among them first: the functions that project acts fill them
without knowing it. Every table of ours has such a double, so that nothing is read but what acts made; and once they are
there the transaction can write to nothing else.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import DatabaseError, connection
from django.db.models import Field, Model, UniqueConstraint

from nemcon.core import acts
from nemcon.core.acts import Act, BadAct
from nemcon.core.payloads import ERASABLE
from nemcon.web.record import selectors
from nemcon.web.record.models import ActPart, Log, LoggedAct
from nemcon.web.record.projections import PROJECTIONS, Projected

if TYPE_CHECKING:
    from nemcon.web.record.check import Report, Say

READ = (Log, LoggedAct, ActPart)
"""What is read and has no double."""
SHOWN = 10
"""Rows of a table that are named."""
SAY_EVERY = 1_000


def check(logs: Sequence[Log], report: Report, say: Say) -> None:
    """Compare the tables with what the acts of `logs` say, in the transaction of the caller, which must roll back."""
    followed = {each.model for each in PROJECTIONS.tables}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            if model.__module__.startswith("nemcon.web.") and model not in READ:
                _make_double(cursor, model._meta.db_table, indexed=model in followed)
        cursor.execute("SET TRANSACTION READ ONLY")  # which does not hold for temporary tables
    if _replay(logs, report, say):
        for each in PROJECTIONS.tables:
            _compare(each, report)
            report.tables += 1


def _make_double(cursor: Any, table: str, *, indexed: bool) -> None:
    quoted = connection.ops.quote_name(table)
    alike = "INCLUDING DEFAULTS INCLUDING IDENTITY" + " INCLUDING INDEXES" * indexed
    cursor.execute(f"CREATE TEMPORARY TABLE {quoted} (LIKE public.{quoted} {alike})")


def _replay(logs: Sequence[Log], report: Report, say: Say) -> bool:
    """Project every act again, in the order in which they were recorded; False if the database gave it up."""
    size = sum(each.size for each in logs)
    for done, (of, act) in enumerate(_merged(logs), 1):
        if act.content is not None or "content" in ERASABLE.get(act.type, frozenset()):
            try:
                PROJECTIONS.project(act)
            except DatabaseError as error:
                reason = str(error).strip().splitlines()[0]
                report.fault(f"{of.origin}: Act {act.seq} ({act.type}) cannot be replayed, nor what follows: {reason}.")
                return False
            except Exception as error:
                reason = f"{type(error).__name__}: {error}"
                report.fault(f"{of.origin}: What follows from act {act.seq} ({act.type}) cannot be made anew. {reason}")
        if done % SAY_EVERY == 0 or done == size:
            say(f"Made anew what follows from {done:,} of {size:,} acts")
    return True


def _merged(logs: Sequence[Log]) -> Iterator[tuple[Log, Act]]:
    """The acts of all logs as they were recorded; within one log its own order counts, which is the same."""

    def of_log(place: int, of: Log) -> Iterator[tuple[Any, int, int, Act]]:
        for seq, _, parts in selectors.leaves_and_parts(of.id, 0, of.size):
            if parts.what is not None:
                with suppress(BadAct):  # which the check of the log has said
                    act = acts.decode(seq, parts)
                    yield act.recorded, place, seq, act

    for _, place, _, act in heapq.merge(*(of_log(place, of) for place, of in enumerate(logs))):
        yield logs[place], act


def _compare(projected: Projected, report: Report) -> None:
    """Name the rows in which the table and its double differ, each by its key."""
    model = projected.model
    table = connection.ops.quote_name(model._meta.db_table)
    columns = [str(each.column) for each in model._meta.concrete_fields if each.name not in projected.without]
    keys = [str(each.column) for each in _key_of(model, projected.without)]
    chosen, key = _names(columns), _names(keys)
    rows = ", ".join(f"{side}.{name}" for side in ("kept", "due") for name in _quoted(columns))
    order = ", ".join(f"coalesce(kept.{name}, due.{name})" for name in _quoted(keys))
    query = f"""
        WITH there AS (SELECT {chosen} FROM public.{table}), meant AS (SELECT {chosen} FROM pg_temp.{table}),
             kept AS (TABLE there EXCEPT ALL TABLE meant), due AS (TABLE meant EXCEPT ALL TABLE there)
        SELECT count(*) OVER (), kept.found IS NULL, due.found IS NULL, {rows}
        FROM (SELECT *, true AS found FROM kept) AS kept FULL JOIN (SELECT *, true AS found FROM due) AS due
        USING ({key}) ORDER BY {order} LIMIT {SHOWN}
    """
    with connection.cursor() as cursor:
        cursor.execute(query)
        found = cursor.fetchall()
    for _, absent, unexplained, *values in found:
        kept, due = (dict(zip(columns, part, strict=True)) for part in (values[: len(columns)], values[len(columns) :]))
        named = ", ".join(f"{name} {(due if absent else kept)[name]}" for name in keys)
        if absent:
            why = "is not there, and acts say that it is"
        elif unexplained:
            why = "is there, and no act says so"
        else:
            differing = ", ".join(name for name in columns if kept[name] != due[name])
            why = f"is not what the acts say, in {differing}"
        report.fault(f"{model._meta.db_table}: The row of {named} {why}.")
    if found and found[0][0] > SHOWN:
        report.fault(f"{model._meta.db_table}: And {found[0][0] - SHOWN:,} more rows.")


def _key_of(model: type[Model], without: frozenset[str]) -> Sequence[Field[Any, Any]]:
    """By what a row is known: its primary key, or else what is said to be unique."""
    if model._meta.pk.name not in without:
        return list(model._meta.pk_fields)
    unique = next(each for each in model._meta.constraints if isinstance(each, UniqueConstraint))
    return [model._meta.get_field(name) for name in unique.fields]  # type: ignore[misc]


def _quoted(columns: Sequence[str]) -> list[str]:
    return [connection.ops.quote_name(name) for name in columns]


def _names(columns: Sequence[str]) -> str:
    return ", ".join(_quoted(columns))
