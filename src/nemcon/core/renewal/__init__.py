"""A meeting "as last time": the previous agenda, programme, documents and deadlines, moved to the new dates.

    Previous + Coming ──► renew ──► draft agenda in all its languages, planned documents, deadlines, what to check

Moved are the dates that are the meeting's own, where their wording can be made again in their language; nothing else
in the words is touched. No symbol is renumbered. Everything of last time is in the new draft or in the checks, and
every date of last time that still stands in the draft is in the checks.
"""

import datetime as dt
from collections.abc import Iterator

from msgspec.structs import replace

from nemcon.core import calendar
from nemcon.core.agenda import Agenda, Item, Masthead, walk
from nemcon.core.agenda_units import Place
from nemcon.core.calendar import Holidays
from nemcon.core.languages import LANGUAGES
from nemcon.core.programme import Row
from nemcon.core.proposing.defaults import is_standing
from nemcon.core.renewal.days import Days, day_checks, day_of, days_of
from nemcon.core.renewal.left import left_in
from nemcon.core.renewal.model import (
    CODES,
    Change,
    Check,
    Coming,
    Documentation,
    Dropped,
    OldDocument,
    Planned,
    Previous,
    Renewal,
)
from nemcon.core.renewal.moved import applied, moves
from nemcon.core.renewal.papers import deadline_checks, planned_after, series_after
from nemcon.core.renewal.texts import Text, rewritten
from nemcon.core.slots import USUAL, Deadline, Profile, deadlines
from nemcon.core.states import StateNames, state_names


def renew(
    previous: Previous,
    coming: Coming,
    *,
    observed: Holidays | None,
    profile: Profile = USUAL,
    documentation: Documentation = "drop",
    names: StateNames | None = None,
) -> Renewal:
    """The meeting `coming` as `previous` was.

    `documentation` says whether the papers under the items are dropped or stay as references; either way each is in
    the checks. `observed` is None where no holidays are entered. Raises: ValueError if `coming.zone` is no zone.
    """
    days = days_of(previous, coming, observed)
    due = tuple(deadlines(coming.opens, profile, observed, coming.zone))
    planned, of_documents = planned_after(previous, coming)
    work = _Work(previous, coming, days, documentation, names or state_names())
    agenda = work.version(previous.agenda)
    checks = [
        *_once([*day_checks(days, coming, observed), *_years(due)]),
        *_of_languages(previous, coming),
        *work.checks,
        *of_documents,
        *deadline_checks(previous, coming, profile, observed),
    ]
    return Renewal(
        agenda=agenda,
        days=days.new,
        planned=tuple(planned),
        deadlines=due,
        changes=tuple(work.changes),
        dropped=tuple(work.dropped),
        checks=tuple(checks),
    )


class _Work:
    """Renews version after version; what it finds on the way is kept in `checks`, `changes` and `dropped`."""

    def __init__(
        self, previous: Previous, coming: Coming, days: Days, documentation: Documentation, names: StateNames
    ) -> None:
        self.previous, self.coming, self.days = previous, coming, days
        self.documentation, self.names = documentation, names
        self.checks: list[Check] = []
        self.changes: list[Change] = []
        self.dropped: list[Dropped] = []
        self.told: set[tuple[str, str]] = set()
        self.given: dict[tuple[str, Place], range] = {}  # words that are those of the new meeting already

    def version(self, old: Agenda) -> Agenda:
        """One language, then its translations."""
        language = old.language
        rows = tuple(self.rows(old))
        carried = replace(
            old,
            masthead=self.masthead(old.masthead, language),
            items=tuple(self.item(item, (item.number,), language) for item in old.items),
            programme=rows,
            furniture=(),
            translations={},
        )
        for kept in old.furniture:
            self.check("furniture.dropped", language, Place((), "furniture"), text=kept.text)
        new = rewritten(carried, lambda text: self.words(text, language))
        return replace(new, translations={key: self.version(one) for key, one in old.translations.items()})

    def check(self, code: str, language: str, place: Place, **facts: str) -> None:
        self.checks.append(Check(code=code, language=language, place=place, facts=tuple(facts.items())))

    def words(self, text: Text, version: str) -> Text:
        """A text with its dates moved; what is left of last time goes into the checks. Words given are only read."""
        given = self.given.get((version, text.place))
        found = [] if given else moves(text.words, text.language, self.days)
        words, marks, spans = applied(text.words, text.marks, found)
        for one in found:
            before = text.words[one.start : one.end]
            if before != one.after:
                self.changes.append(Change(language=version, place=text.place, before=before, after=one.after))
        moved = replace(text, words=words, marks=marks)
        done = [given] if given else spans
        self.checks += left_in(moved, version, self.previous.number, self.days, self.names, done)
        return moved

    # The masthead

    def masthead(self, old: Masthead, language: str) -> Masthead:
        """With the new days and place, and without symbol, date and job number: those are given later."""
        date = old.date.isoformat() if old.date else ""
        for field, fact, held in (
            ("symbol", "symbol", old.symbol),
            ("date", "date", date),
            ("date", "date", old.date_text),
            ("job", "text", old.job),
        ):
            if held and (field, held) not in self.told:  # all languages share one symbol
                self.told.add((field, held))
                self.check(f"masthead.{field}_dropped", language, Place((), f"masthead {field}"), **{fact: held})
        town = self.coming.places.get(language) or old.place
        if old.place and not self.coming.places.get(language):
            self.check("place.missing", language, Place((), "masthead place"), before=old.place)
        if old.place and town != old.place:
            self.changed(language, "masthead place", old.place, town)
        meeting = self.coming.names.get(language) or old.meeting if old.meeting else ""
        if meeting != old.meeting:
            self.changed(language, "masthead meeting", old.meeting, meeting)
        if self.coming.names.get(language):
            self.given[language, Place((), "masthead meeting")] = range(len(meeting))
        else:
            self.check("name.missing", language, Place((), "masthead meeting"), number=str(self.coming.number or ""))
        return replace(
            old,
            symbol="",
            date=None,
            date_text="",
            job="",
            opens=self.coming.opens,
            closes=self.coming.closes,
            place=town,
            meeting=meeting,
            session=self.session(old, town, language) if old.session else "",
        )

    def session(self, old: Masthead, town: str, language: str) -> str:
        """The line of place and days: the old line with new ones, or one made anew where it has other words."""
        tongue = language if language in LANGUAGES else "en"
        then = calendar.meeting_dates(self.previous.opens, self.previous.closes, tongue).replace("\u00a0", " ")
        now = calendar.meeting_dates(self.coming.opens, self.coming.closes, tongue).replace("\u00a0", " ")
        held = old.session.replace("\u00a0", " ")
        if held.count(then) == 1 and (not old.place or old.place in held):
            new = held.replace(then, now)
            new = new.replace(old.place, town) if old.place else new
        else:
            new = {"zh": f"{now}，{town}", "ar": f"{town}، {now}"}.get(tongue, f"{town}, {now}") if town else now
            line = Place((), "masthead session")
            self.check("session.reworded", language, line, before=old.session, after=new)
        if "\u00a0" in old.session:
            new = calendar.keep_together(new, tongue)
        at = new.replace("\u00a0", " ").find(now)
        self.given[language, Place((), "masthead session")] = range(at, at + len(now))
        if new != old.session:
            self.changed(language, "masthead session", old.session, new)
        return new

    def changed(self, language: str, part: str, before: str, after: str) -> None:
        self.changes.append(Change(language=language, place=Place((), part), before=before, after=after))

    # Items

    def item(self, item: Item, path: tuple[str, ...], language: str) -> Item:
        """Standing items as they are; the others to be checked, once for all languages; papers dropped, or kept."""
        original = language == self.previous.agenda.language
        if original and not is_standing(item.title) and not _all_standing(item.items):
            self.check("item.carried", language, Place(path, "title"), title=item.title)
        for at, paper in enumerate(item.documentation):
            place = Place(path, "documentation", at)
            code = "paper.dropped" if self.documentation == "drop" else "paper.carried"
            self.check(code, language, place, title=paper.title, symbol=paper.symbol)
            if self.documentation == "drop":
                self.dropped.append(Dropped(language=language, place=place, paper=paper))
        return replace(
            item,
            documentation=() if self.documentation == "drop" else item.documentation,
            items=tuple(self.item(sub, (*path, sub.number), language) for sub in item.items),
        )

    # The organization of work

    def rows(self, old: Agenda) -> Iterator[Row]:
        """The rows on their new days, with the same sittings; those of a day that has no new one are dropped."""
        kept = 0
        for row in old.programme:
            day = day_of(row, old, self.previous)
            new = self.days.to.get(day) if day else None
            place = Place((), "programme day", kept)
            if day and new is None:
                at = (row.date.isoformat() if row.date else row.day, row.start or "", row.end or "")
                facts = {"cites": row.item or "", "title": row.title, "day": at[0], "start": at[1], "end": at[2]}
                self.check("row.dropped", old.language, Place((), "programme"), **facts)
                continue
            if row.date and new:
                if row.day:  # the words for a day that has a date are made anew when it is printed
                    self.changes.append(Change(language=old.language, place=place, before=row.day, after=""))
                row = replace(row, date=new, day="")
            elif row.day:
                row = self.day_in_words(row, place, old.language)
            kept += 1
            yield row

    def day_in_words(self, row: Row, place: Place, language: str) -> Row:
        """A row without a date ("Tuesday", "Thursday, 25 March"), reworded where that is possible."""
        day = day_of(row, Agenda(language=language), self.previous)
        new = self.days.to.get(day) if day else None
        if day and new and language in LANGUAGES:
            for wording in (_weekday, lambda d, tongue: calendar.day(d, tongue).replace("\u00a0", " ")):
                if wording(day, language).casefold() == row.day.replace("\u00a0", " ").casefold():
                    words = wording(new, language)
                    if words != row.day:
                        self.changes.append(Change(language=language, place=place, before=row.day, after=words))
                    self.given[language, place] = range(len(words))
                    return replace(row, day=words)
        self.check("day.left", language, place, text=row.day)
        return row


def _all_standing(items: tuple[Item, ...]) -> bool:
    return bool(items) and all(is_standing(item.title) for item in items)


def _weekday(day: dt.date, language: str) -> str:
    words = calendar.WEEKDAYS[calendar.wording.known(language)][day.weekday()]
    return words[:1].upper() + words[1:]


def _years(due: tuple[Deadline, ...]) -> Iterator[Check]:
    for one in due:
        for year in one.not_entered:
            yield Check(code="holidays.not_entered", facts=(("year", str(year)),))


def _once(checks: list[Check]) -> list[Check]:
    return [check for at, check in enumerate(checks) if check not in checks[:at]]


def _of_languages(previous: Previous, coming: Coming) -> Iterator[Check]:
    """Languages in which there is no version, and versions whose items or rows are not those of the original."""
    agenda = previous.agenda
    there = {agenda.language, *agenda.translations}
    for language in coming.languages:
        if language not in there:
            yield Check(code="language.missing", language=language)
    for language, one in agenda.translations.items():
        if _shape(one) != _shape(agenda):
            yield Check(code="language.differs", language=language)


def _shape(agenda: Agenda) -> tuple[object, ...]:
    items = [(len(path), len(item.annotation), len(item.documentation)) for path, item in walk(agenda.items)]
    return items, [(row.date, row.start, row.end) for row in agenda.programme]


__all__ = [
    "CODES",
    "Change",
    "Check",
    "Coming",
    "Documentation",
    "Dropped",
    "OldDocument",
    "Planned",
    "Previous",
    "Renewal",
    "renew",
    "series_after",
]
