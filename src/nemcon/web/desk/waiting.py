"""What the way from draft to release has for the home page: texts to clear, documents at document management.

The desk shows them and decides nothing about them: the facts come from the selectors of web.issuing, the words are made
here.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nemcon.web.accounts.models import Account
from nemcon.web.desk.page import Desk
from nemcon.web.issuing import selectors as issuing
from nemcon.web.meetings.models import Meeting
from nemcon.web.wording import in_language, languages_named

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
    return [_to_clear(desk, row) for row in issuing.to_clear(desk.role, readers, desk.now, MOST)]


def _to_clear(desk: Desk, row: issuing.ToClear) -> ToClear:
    def office(step: str) -> str:
        return in_language(row.names.get(step, {}), desk.language).text

    said = [row.request.note.strip()]
    if row.changed:
        said.insert(0, _("It changed since it was cleared; the change is shown."))
    following = [office(step) for step in row.after]
    comma = {"zh": "、", "ar": "، "}.get(desk.language, ", ")
    step = office(row.step)
    if following:
        who = _("%(step)s, then: %(steps)s") % {"step": step, "steps": comma.join(following)}
    else:
        who = _("%(step)s, the last step") % {"step": step}
    return ToClear(
        asked=row.request.at,
        title=row.draft.title,
        says=" ".join(part for part in said if part),
        who=who,
        meeting=row.draft.meeting,
        address=reverse("issuing:clearance", args=[desk.language, row.draft.id]),
    )


def at_management(desk: Desk, owners: Sequence[Account]) -> list[AtManagement]:
    """The documents of `owners` at document management, the next expected first; at most MOST."""
    return [_at_management(desk, row) for row in issuing.at_management(desk.role, owners, MOST)]


def _at_management(desk: Desk, row: issuing.AtManagement) -> AtManagement:
    out = tuple(code for code in row.state.out if code not in row.state.advance)
    advance = tuple(row.state.advance)
    return AtManagement(
        title=row.submission.title or row.draft.title,
        symbol=row.state.symbol,
        state=_in_words(out, advance, row.translating, desk.language),
        meeting=row.draft.meeting,
        out=out,
        advance=advance,
        expected=row.expected,
        address=reverse("issuing:document", args=[desk.language, row.draft.id]),
        cover=row.draft.owner_id is not None and row.draft.owner_id != desk.account.pk,
    )


def _in_words(out: Sequence[str], advance: Sequence[str], translating: Sequence[str], language: str) -> str:
    parts = []
    if out:
        said = ngettext("released in %(count)s language", "released in %(count)s languages", len(out))
        parts.append(said % {"count": len(out)})
    if advance:
        named = languages_named(advance, language)
        parts.append(_("advance unedited version in %(languages)s") % {"languages": named})
    if translating:
        said = ngettext("%(count)s in translation", "%(count)s in translation", len(translating))
        parts.append(said % {"count": len(translating)})
    return "; ".join(parts) or _("submitted")
