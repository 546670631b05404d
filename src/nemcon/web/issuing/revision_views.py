"""Revisions, corrigenda and addenda of what is out; the file for editors; that a meeting adopted its agenda."""

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from nemcon.core.procedure import Refusal
from nemcon.documents.write.tracked import tracked_docx
from nemcon.web.desk.page import Desk, desk_page, show
from nemcon.web.issuing import planning, revising, selectors
from nemcon.web.issuing.forms import AdoptionForm
from nemcon.web.issuing.frame import frame, held_at
from nemcon.web.issuing.refusal_words import sentence
from nemcon.web.meetings import selectors as meetings
from nemcon.web.papers.formats import FORMATS, file_name


@desk_page("edit.draft", "POST")
def revise(desk: Desk, draft: UUID) -> HttpResponse:
    """Open a draft that revises, corrects or adds to this document."""
    held = held_at(desk, draft)
    if not held.stands.state.out:
        raise Http404
    refused = ""
    if desk.request.method == "POST":
        try:
            made = revising.revise(desk.by, held.draft, desk.request.POST.get("relation", ""))
        except Refusal as why:
            refused = sentence(why, desk.language)
        else:
            return HttpResponseRedirect(reverse("drafting:text", args=[desk.language, made.id]))
    context = {
        **frame(desk, held, "document"),
        "choices": revising.choices(held.draft),
        "others": revising.opened(held.draft),
        "refused": refused,
    }
    return show(desk, "issuing/revise.html", context, status=409 if refused else 200)


@desk_page("read.draft")
def editors(desk: Desk, draft: UUID, code: str) -> HttpResponse:
    """The file for editors: every change from the version that is out, or was submitted, as a tracked change."""
    held = held_at(desk, draft)
    found = revising.for_editors(held.draft, held.text, code, desk.institution.names)
    if found is None:
        raise Http404
    old, new = found
    data = tracked_docx(old, new, author="Secretariat", when=held.draft.changed)
    response = HttpResponse(data, content_type=FORMATS["docx"].media_type)
    name = file_name(held.symbol or "draft", code, "docx").replace(".docx", "-changes.docx")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@desk_page("edit.draft", "POST")
def adoption(desk: Desk, slug: str) -> HttpResponse:
    """Enter when a meeting adopted its agenda."""
    meeting = meetings.meeting(slug)
    if meeting is None:
        raise Http404
    held = selectors.adoption(meeting)
    sent = desk.request.method == "POST"
    initial = {"day": held.day.isoformat()} if held else {}
    form = AdoptionForm(desk, desk.request.POST if sent else None, initial=initial)
    refused = ""
    if sent and form.is_valid():
        try:
            planning.adopted(desk.by, meeting, form.cleaned_data["day"])
        except Refusal as why:
            refused = sentence(why, desk.language)
        else:
            return HttpResponseRedirect(reverse("meetings:meeting", args=[desk.language, slug]))
    context = {"meeting": meeting, "form": form, "refused": refused, "section": "desk-meetings", "held": held}
    return show(desk, "issuing/adoption.html", context, status=409 if refused else 400 if form.errors else 200)
