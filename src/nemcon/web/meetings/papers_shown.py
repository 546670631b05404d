"""The documents of a meeting as the desk lists them: what is released, and what is drafted or planned."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from nemcon.core.slots import Code
from nemcon.web.addresses import document_address
from nemcon.web.desk import seat as seats
from nemcon.web.desk.page import Desk
from nemcon.web.drafting.models import Draft
from nemcon.web.meetings.models import Deadline
from nemcon.web.papers import selectors as papers
from nemcon.web.papers.models import Document


@dataclass(frozen=True)
class Listed:
    """A document in the list: `symbol` is "" where it gets its number at release; `title_language` is "" where the
    title is in the language of the page."""

    symbol: str
    title: str
    title_language: str
    state: str
    address: str
    out: tuple[str, ...] = ()
    advance: tuple[str, ...] = ()
    issued: bool = True


def listed(desk: Desk, documents: Sequence[Document], drafts: Sequence[Draft], due: Sequence[Deadline]) -> list[Listed]:
    """What is released in the order of symbols, then drafts and plans in the order in which they were begun."""
    released: set[UUID] = {document.draft for document in documents if document.draft is not None}
    rows = [_released(desk, document) for document in documents]
    return rows + [_drafted(desk, draft, due) for draft in drafts if draft.id not in released]


def _released(desk: Desk, document: Document) -> Listed:
    version = papers.shown(document)
    out = tuple(code for code in document.issued if code not in document.advance)
    parts = [_("released") if out else _("advance unedited version")]
    if document.date:
        parts.append(seats.day(document.date, desk.clock, inside=True, short=True))
    return Listed(
        symbol=document.symbol,
        title=version.title if version else document.symbol,
        title_language=version.title_language if version else "",
        state=", ".join(parts),
        address=document_address(desk.language, document.symbol),
        out=out,
        advance=tuple(document.advance),
        issued=bool(document.issued),
    )


def _drafted(desk: Desk, draft: Draft, due: Iterable[Deadline]) -> Listed:
    changed = seats.day(desk.clock.on(draft.changed), desk.clock, inside=True, short=True)
    state = _("planned") if draft.kind == "paper" else _("draft, changed %(when)s") % {"when": changed}
    submission = by_kind(due, "submission", "agenda" if draft.kind == "agenda" else "", draft.title)
    if submission is not None:
        day = seats.day(submission.day, desk.clock, inside=True, short=True)
        state = _("%(state)s; to be submitted by %(day)s") % {"state": state, "day": day}
    return Listed(
        symbol="",
        title=draft.title,
        title_language="" if draft.original == desk.language else draft.original,
        state=state,
        address=reverse("drafting:text", args=[desk.language, draft.id]) if draft.kind == "agenda" else "",
    )


def by_kind(due: Iterable[Deadline], code: Code, document: str, title: str = "") -> Deadline | None:
    """The deadline of a document: its own by its title, else that of its kind, else that of all documents."""
    found = {(row.title, row.document): row for row in due if row.code == code}
    return found.get((title, document)) or found.get(("", document)) or found.get(("", ""))


def newest_change(drafts: Iterable[Draft]) -> dt.datetime | None:
    """When a draft of an agenda was changed last."""
    return max((draft.changed for draft in drafts if draft.kind == "agenda"), default=None)
