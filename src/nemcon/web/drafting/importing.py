"""A file becomes a draft: read, reviewed by a human, then put in. What was not understood is shown, and kept."""

import mimetypes
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from nemcon.core import agenda as agendas
from nemcon.core.agenda import Agenda, reference, walk
from nemcon.core.programme import days
from nemcon.documents.read import read
from nemcon.documents.read.agenda import read_agenda
from nemcon.documents.source import Unreadable
from nemcon.web.desk.page import Desk, desk_page, show
from nemcon.web.drafting import actions, selectors
from nemcon.web.drafting.models import Draft, Import
from nemcon.web.meetings import selectors as meetings
from nemcon.web.meetings.models import Meeting
from nemcon.web.papers import files
from nemcon.web.papers.models import StoredFile
from nemcon.web.record.world import REAL


@dataclass(frozen=True)
class Sent:
    """A file as it came with a form, on the disk before anything is read of it."""

    name: str
    data: bytes
    source: StoredFile

    def kept(
        self, desk: Desk, meeting: Meeting, agenda: Agenda, warnings: Sequence[str], draft: Draft | None
    ) -> Import:
        """What was read of it, until it is put into a draft."""
        return Import.objects.create(
            meeting=meeting,
            name=self.name,
            source=self.source,
            read=agendas.encode(agenda),
            warnings=list(warnings),
            account=desk.account,
            at=REAL.now(),
            draft=draft,
        )


def sent_with(desk: Desk) -> Sent | None:
    """The file of the form, if one came with it."""
    file = desk.request.FILES.get("file")
    if file is None:
        return None
    data, name = file.read(), (file.name or "")[:200]
    return Sent(name, data, files.keep(data, mimetypes.guess_type(name)[0] or "application/octet-stream"))


def _meeting(slug: str) -> Meeting:
    held = meetings.meeting(slug)
    if held is None:
        raise Http404
    return held


@desk_page("edit.draft", "POST")
def bring(desk: Desk, slug: str) -> HttpResponse:
    """The form to which a Word file, a PDF, a page or a text is given; a file that cannot be read is said why."""
    meeting = _meeting(slug)
    context: dict[str, Any] = {"meeting": meeting, "section": "desk-meetings"}
    if desk.request.method != "POST":
        return show(desk, "drafting/bring.html", context)
    sent = sent_with(desk)
    if sent is None:
        return show(
            desk, "drafting/bring.html", {**context, "refused": _("No file was chosen. Choose one.")}, status=422
        )
    try:
        found = read(sent.data, name=sent.name)
        agenda = read_agenda(found)
    except Unreadable as why:
        said = _("Nothing was taken over from “%(name)s”.") % {"name": sent.name}
        return show(desk, "drafting/bring.html", {**context, "refused": f"{said} {why}"}, status=422)
    held = sent.kept(desk, meeting, agenda, found.warnings, None)
    return HttpResponseRedirect(reverse("drafting:review", args=[desk.language, held.id]))


@desk_page("edit.draft", "POST")
def review(desk: Desk, import_id: UUID) -> HttpResponse:
    """What was recognised and what was not; then into a draft of the meeting, or a new one."""
    held = Import.objects.filter(id=import_id).select_related("meeting", "draft").first()
    if held is None:
        raise Http404
    agenda = agendas.decode(bytes(held.read))
    if desk.request.method == "POST":
        into = desk.request.POST.get("into", "")
        draft = selectors.draft(desk.role, UUID(into)) if into else None
        if into and (draft is None or draft.meeting_id != held.meeting_id):
            raise Http404
        draft = actions.take_over(desk.account, held, agenda, draft, REAL.now())
        return HttpResponseRedirect(reverse("drafting:text", args=[desk.language, draft.id]))
    context = {
        "held": held,
        "meeting": held.meeting,
        "section": "desk-meetings",
        "agenda": agenda,
        "items": [
            {
                "number": reference(path),
                "depth": len(path),
                "title": item.title,
                "paragraphs": len(item.annotation),
                "documents": len(item.documentation),
                "none_foreseen": item.none_foreseen,
            }
            for path, item in walk(agenda.items)
        ],
        "days": days(agenda.programme),
        "words": _words(agenda),
        "drafts": [each for each in selectors.of_meeting(desk.role, held.meeting) if each.kind == "agenda"],
    }
    return show(desk, "drafting/review.html", context)


def _words(agenda: Agenda) -> int:
    """How many words were recognised, roughly: those of titles and annotations."""
    return sum(
        len(item.title.split()) + sum(len(block.text.split()) for block in item.annotation)
        for _path, item in walk(agenda.items)
    )
