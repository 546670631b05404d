"""A meeting as last time: the previous meeting's agenda, programme, documents and deadlines, moved (core.renewal).

What the core leaves to check, language by language, is put together here: one point for one place of the agenda, with
the languages in which it stands.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import get_args

from nemcon.core import agenda as agendas
from nemcon.core import slots
from nemcon.core.agenda import Agenda, Item, reference, walk
from nemcon.core.languages import LANGUAGES
from nemcon.core.number_words import find_numbers_in_words
from nemcon.core.renewal import Change, Check, Coming, OldDocument, Previous, Renewal, renew
from nemcon.core.symbol_series import numbered
from nemcon.core.symbols import SymbolError
from nemcon.web.drafting import selectors as drafting
from nemcon.web.meetings import planned
from nemcon.web.meetings.models import Deadline, Institution, Meeting
from nemcon.web.meetings.opening import Day, Facts, Plan, PlannedPaper, from_nothing
from nemcon.web.papers import selectors as papers
from nemcon.web.papers.models import Document

RELEASED = "released"


def agenda_of(role: str | None, meeting: Meeting) -> Agenda | None:
    """The agenda of an earlier meeting: as it was published, else as its newest draft says; None if it has none."""
    published = papers.agenda_of(role, meeting, "en")
    if published is not None:
        return agendas.decode(bytes(published.document.agenda))
    drafts = [draft for draft in drafting.of_meeting(role, meeting) if draft.kind == "agenda"]
    return drafting.agenda(drafts[-1]) if drafts else None


def as_last_time(
    role: str | None, institution: Institution, previous: Meeting, facts: Facts
) -> tuple[Plan, Renewal | None]:
    """The plan of a meeting as `previous` was, and what was renewed; from nothing where that one has no agenda."""
    held = agenda_of(role, previous)
    if held is None:
        return from_nothing(facts), None
    profile, _whose = planned.profile_of(facts.body)
    observed = planned.observed(institution, facts.opens.year)
    made = renew(
        _previous(role, previous, held),
        Coming(
            opens=facts.opens,
            closes=facts.closes,
            zone=facts.zone,
            places=dict(facts.places),
            names=dict(facts.names),
            number=number_of(facts.names),
            series=facts.series,
            languages=tuple(institution.languages),
        ),
        observed=observed,
        profile=profile,
    )
    return Plan(
        agenda=made.agenda,
        previous=previous,
        papers=tuple(
            PlannedPaper(title, one.kind, one.series)
            for one in made.planned
            if (title := one.titles.get(held.language) or one.titles.get("en") or next(iter(one.titles.values()), ""))
        ),
        to_check=tuple(together(made.checks, made.agenda)),
        days=_days(role, previous, made),
    ), made


def number_of(names: Mapping[str, str]) -> int | None:
    """The number of a meeting by its names: 12 for "Twelfth meeting"; None where they say none, or several."""
    found = {
        one.value for language, name in names.items() for one in find_numbers_in_words(name, language) if one.ordinal
    }
    return found.pop() if len(found) == 1 else None


def _previous(role: str | None, meeting: Meeting, agenda: Agenda) -> Previous:
    listed: dict[str, list[str]] = {}
    for path, item in walk(agenda.items):
        for paper in item.documentation:
            listed.setdefault(paper.symbol, []).append(reference(path))
    documents = [
        one for one in papers.of_meeting(role, meeting, agenda.language) if one.symbol != agenda.masthead.symbol
    ]
    return Previous(
        agenda=agenda,
        opens=meeting.opens,
        closes=meeting.closes,
        number=number_of(meeting.names),
        series=series_of(agenda.masthead.symbol),
        documents=tuple(_old(one, tuple(listed.get(one.symbol, ()))) for one in documents),
        deadlines=tuple(_counted(planned.deadlines_of(role, meeting))),
    )


def series_of(symbol: str) -> str:
    """What the symbols of a meeting's documents begin with, by its agenda's: "CTOC/COP/WG.3/2021/", or ""."""
    try:
        found = numbered(symbol) if symbol else None
    except SymbolError:
        return ""
    return found.series if found else ""


def _old(document: Document, items: tuple[str, ...]) -> OldDocument:
    held = agendas.decode(bytes(document.agenda))
    titles = {held.language: held.masthead.title} | {
        code: one.masthead.title for code, one in held.translations.items()
    }
    out = {code: RELEASED for code in document.issued if code not in document.advance}
    return OldDocument(
        symbol=document.symbol,
        kind="paper",
        titles={code: title for code, title in titles.items() if title},
        states=out | dict.fromkeys(document.advance, "advance"),
        items=items,
    )


def _counted(rows: Sequence[Deadline]) -> Iterable[slots.Deadline]:
    """The deadlines that rules gave last time."""
    for row in rows:
        if row.code in get_args(slots.Code) and row.counted is not None:
            yield slots.Deadline(
                code=row.code,  # type: ignore[arg-type]
                at=row.at,
                day=row.day,
                whom=row.whom,  # type: ignore[arg-type]
                source=row.source or "–",
                force=row.force or "practice",  # type: ignore[arg-type]
                document=row.document,
                counted=row.counted,
            )


def _days(role: str | None, previous: Meeting, made: Renewal) -> tuple[Day, ...]:
    """The sittings of last time on the new days, with what was arranged, none of it asked for yet."""
    held = [row for row in planned.arrangements(role, previous) if row.pk]
    return tuple(
        Day(day, row.sittings, row.room, row.platform, row.interpretation)
        for day, row in zip(made.days, held, strict=False)
    )


def together(checks: Sequence[Check], agenda: Agenda) -> list[tuple[str, dict[str, str]]]:
    """The checks as codes with facts; those at one place in several languages are one, with its `languages`.

    Each language numbers its items in its own way, so a place is known by the positions of items in `agenda`. The
    words, and the number of the item, are those of the original where it is among them.
    """
    versions = {agenda.language: agenda, **agenda.translations}
    positions = {language: _positions(one.items) for language, one in versions.items()}
    counted: dict[tuple[object, ...], int] = {}
    found: dict[tuple[object, ...], list[Check]] = {}
    for check in checks:
        item = positions.get(check.language, {}).get(check.place.item, check.place.item)
        same = (check.code, item, check.place.part, check.place.block, () if check.language else check.facts)
        counted[check.language, *same] = counted.get((check.language, *same), 0) + 1
        found.setdefault((counted[check.language, *same], bool(check.language), *same), []).append(check)
    points = []
    for group in found.values():
        shown = next((check for check in group if check.language == agenda.language), group[0])
        facts = {name: value for name, value in shown.flat.items() if name not in ("start", "end", "language")}
        languages = [code for code in LANGUAGES if any(check.language == code for check in group)]
        points.append((shown.code, facts | ({"languages": " ".join(languages)} if languages else {})))
    return points


def _positions(items: tuple[Item, ...]) -> dict[tuple[str, ...], tuple[object, ...]]:
    """Where each item stands, by its path of numbers: (1, 0) for the first under the second."""
    found: dict[tuple[str, ...], tuple[object, ...]] = {}

    def go(items: tuple[Item, ...], path: tuple[str, ...], at: tuple[object, ...]) -> None:
        for place, item in enumerate(items):
            found.setdefault((*path, item.number), (*at, place))
            go(item.items, (*path, item.number), (*at, place))

    go(items, (), ())
    return found


def changed_together(changes: Sequence[Change], original: str) -> list[tuple[str, str]]:
    """What was reworded in the original, each pair of words once."""
    return list(dict.fromkeys((one.before, one.after) for one in changes if one.language == original))
