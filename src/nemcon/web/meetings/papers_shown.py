"""The documents of a meeting as the desk lists them: what is released, and what is drafted or planned."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from nemcon.core.issuing import Standing
from nemcon.core.slots import Code
from nemcon.web.addresses import document_address
from nemcon.web.desk import seat as seats
from nemcon.web.desk.page import Desk
from nemcon.web.drafting.models import Draft
from nemcon.web.issuing import selectors as issuing
from nemcon.web.issuing.selectors import InPipeline
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
    on_the_way = issuing.in_pipeline([draft for draft in drafts if draft.id not in released])
    return rows + [_on_the_way(desk, one, due) for one in on_the_way]


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


def _on_the_way(desk: Desk, one: InPipeline, due: Iterable[Deadline]) -> Listed:
    """A document that is not released: how it stands, and until when it is to be submitted if it is not."""
    draft, state = one.draft, one.state
    return Listed(
        symbol=state.symbol,
        title=draft.title,
        title_language="" if draft.original == desk.language else draft.original,
        state=_in_words(desk, one, due),
        address=reverse("issuing:document", args=[desk.language, draft.id]),
        out=tuple(code for code in state.out if code not in state.advance),
        advance=tuple(state.advance),
    )


def _in_words(desk: Desk, one: InPipeline, due: Iterable[Deadline]) -> str:
    def on(when: dt.datetime) -> str:
        return seats.day(desk.clock.on(when), desk.clock, inside=True, short=True)

    draft = one.draft
    if one.submission is not None:
        return _("submitted %(day)s") % {"day": on(one.submission.at)}
    if draft.kind == "paper":
        said = _("planned")
    elif one.word is Standing.IN_CLEARANCE:
        said = _("in clearance")
    else:
        said = _("draft, changed %(when)s") % {"when": on(draft.changed)}
    submission = by_kind(due, "submission", "agenda" if draft.kind == "agenda" else "", draft.title)
    if submission is None:
        return said
    day = seats.day(submission.day, desk.clock, inside=True, short=True)
    return _("%(state)s; to be submitted by %(day)s") % {"state": said, "day": day}


def by_kind(due: Iterable[Deadline], code: Code, document: str, title: str = "") -> Deadline | None:
    """The deadline of a document: its own by its title, else that of its kind, else that of all documents."""
    found = {(row.title, row.document): row for row in due if row.code == code}
    return found.get((title, document)) or found.get(("", document)) or found.get(("", ""))


def newest_change(drafts: Iterable[Draft]) -> dt.datetime | None:
    """When a draft of an agenda was changed last."""
    return max((draft.changed for draft in drafts if draft.kind == "agenda"), default=None)
