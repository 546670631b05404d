"""What every page of a draft has in common: the draft, the ways to read it, and how it stands."""

from typing import Any
from uuid import UUID

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from nemcon.web.desk.page import Desk
from nemcon.web.drafting import selectors
from nemcon.web.drafting.models import Draft
from nemcon.web.wording import in_language


def draft_at(desk: Desk, draft_id: UUID) -> Draft:
    """The draft at this address. Raises: Http404 if there is none that the reader may see."""
    held = selectors.draft(desk.role, draft_id)
    if held is None:
        raise Http404
    return held


def frame(desk: Desk, draft: Draft, reading: str) -> dict[str, Any]:
    """What the head of each page of a draft prints; `reading` is the page's own name among the ways to read it."""

    def at(name: str, *more: str) -> str:
        return reverse(f"drafting:{name}", args=[desk.language, draft.id, *more])

    other = next((code for code in desk.institution.languages if code != draft.original), draft.original)
    readings = [
        ("text", _("Items and annotations"), at("text")),
        ("programme", _("Organization of work"), at("programme")),
        ("languages", _("Languages"), at("language", other)),
        ("preview", _("As it will look"), at("preview", draft.original)),
        ("compare", _("Compare"), at("compare")),
        ("checks", _("Checks"), at("checks")),
        ("document", _("Clearance and release"), reverse("issuing:document", args=[desk.language, draft.id])),
    ]
    return {
        "draft": draft,
        "meeting": draft.meeting,
        "meeting_name": in_language(draft.meeting.names, desk.language),
        "reading": reading,
        "readings": [{"name": name, "title": title, "address": address} for name, title, address in readings],
        "section": "desk-meetings",
        "may_edit": desk.may("edit.draft"),
    }
