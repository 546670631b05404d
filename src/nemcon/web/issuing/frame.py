"""What every page of a document between draft and release has in common: where it is, and the ways to work on it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from nemcon.core.issuing import Standing
from nemcon.core.languages import LANGUAGES, OWN_NAMES
from nemcon.documents.compose.words import listed
from nemcon.web import wording
from nemcon.web.desk import seat as seats
from nemcon.web.desk.page import Desk
from nemcon.web.drafting.models import Draft
from nemcon.web.issuing import chains, reading, selectors
from nemcon.web.issuing.asking import Upload
from nemcon.web.issuing.selectors import Stands

MOST_UPLOADED = 25 * 1024 * 1024
"""Bytes of a file that may be attached."""


@dataclass(frozen=True)
class Held:
    """A draft with what it says and where it is, read once for a page."""

    draft: Draft
    text: reading.Text
    stands: Stands

    @property
    def symbol(self) -> str:
        """Its symbol; "" while it has none."""
        return self.stands.state.symbol


def held_at(desk: Desk, draft_id: UUID) -> Held:
    """The draft at this address. Raises: Http404 if there is none that the reader may see."""
    draft = selectors.draft(desk.role, draft_id)
    if draft is None:
        raise Http404
    text = reading.Text(draft)
    return Held(draft, text, selectors.stands(draft, text, desk.now))


def own(desk: Desk, name: str, *more: Any) -> Desk:
    """The desk of a form that was sent to the door: its languages lead to the page on which the form stands."""
    return replace(desk, own=reverse(f"issuing:{name}", args=[desk.language, *more]))


def uploaded(desk: Desk, field: str) -> Upload | None:
    """The file that came with a form, if one did."""
    file = desk.request.FILES.get(field)
    if file is None or file.size is None or file.size > MOST_UPLOADED:
        return None
    return Upload(file.name or "file", file.content_type or "application/octet-stream", file.read())


def frame(desk: Desk, held: Held, reading_: str) -> dict[str, Any]:
    """What the head of each page prints; `reading_` is the page's own name among the ways to work on it."""
    draft = held.draft

    def at(name: str) -> str:
        return reverse(f"issuing:{name}", args=[desk.language, draft.id])

    readings = [("document", _("Document"), at("document")), ("clearance", _("Clearance"), at("clearance"))]
    if held.stands.state.submission is None:
        readings.append(("submission", _("Submission"), at("submission")))
    else:
        readings.append(("release", _("Release"), at("release")))
    text = []
    if draft.kind == "agenda":
        text = [("text", _("Text"), reverse("drafting:text", args=[desk.language, draft.id]))]
    return {
        "draft": draft,
        "meeting": draft.meeting,
        "reading": reading_,
        "readings": [{"name": name, "title": title, "address": address} for name, title, address in (*text, *readings)],
        "section": "desk-meetings",
        "symbol": held.symbol,
        "standing": standing_in_words(desk, held),
        "may_edit": desk.may("edit.draft"),
        "out": [code for code in held.stands.state.out if code not in held.stands.state.advance],
        "advance": list(held.stands.state.advance),
    }


def standing_in_words(desk: Desk, held: Held) -> str:
    """Where the document is, as a sentence or two."""
    state, clearing = held.stands.state, held.stands.clearing
    parts = [
        {
            Standing.DRAFTED: _("Drafted; clearance was not asked for."),
            Standing.IN_CLEARANCE: _("In clearance."),
            Standing.CLEARED: _("Cleared by the whole chain; not submitted."),
            Standing.SUBMITTED: _("Submitted; not released."),
            Standing.IN_PART: _("Released in part."),
            Standing.RELEASED: _("Released."),
            Standing.WITHDRAWN: _("Withdrawn."),
        }[held.stands.word]
    ]
    if held.stands.word is Standing.IN_CLEARANCE and clearing.next is not None:
        step = chains.name_of(clearing.next, desk.language)
        parts.append(_("Next: %(step)s.") % {"step": step})
    if state.submission is not None:
        day = seats.day(state.submission.date, desk.clock, inside=True, short=True)
        parts.append(_("The date of its masthead is fixed: %(day)s.") % {"day": day})
    return " ".join(parts)


def language_name(code: str, desk: Desk) -> str:
    """What a language is called on the page."""
    return wording.language_name(code, desk.language)


def names_of(codes: Collection[str], desk: Desk) -> str:
    """Languages by their names, in the order of the United Nations: "English, French and Spanish"."""
    return listed([language_name(code, desk) for code in LANGUAGES if code in codes], desk.language)


def own_name(code: str) -> str:
    """What a language calls itself."""
    return OWN_NAMES[code]  # type: ignore[index]


def typed(values: Mapping[str, Any], *names: str) -> dict[str, str]:
    """What was typed into fields of a form, so that it survives a refusal."""
    return {name: str(values.get(name, "")) for name in names}
