"""What came in, and what waits for a presiding officer: registered, seen to, answered, decided."""

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from nemcon.web.desk.forms import AnswerForm, DecisionForm, IncomingForm, QuestionForm, seat_parts
from nemcon.web.desk.page import Desk, desk_page, show
from nemcon.web.meetings import planned, planning
from nemcon.web.meetings import selectors as meetings
from nemcon.web.meetings.models import Incoming


@desk_page("read.desk")
def came_in(desk: Desk) -> HttpResponse:
    """All that came in, the newest first."""
    after = desk.request.GET.get("after", "")
    page = planned.all_that_came_in(desk.role, after)
    context = {"section": "desk", "came": page.rows, "after": page.after, "may_plan": desk.may("plan.meeting")}
    return show(desk, "desk/came_in.html", context)


@desk_page("plan.meeting", "POST")
def register(desk: Desk) -> HttpResponse:
    """Register a note verbale, a mail, a letter or a call."""
    now = seat_parts("received", desk.now, desk.institution.zone)
    initial = {**now, "kind": "note verbale", "meeting": desk.request.GET.get("meeting", "")}
    form = IncomingForm(desk, desk.request.POST or None, initial=initial)
    if desk.request.method == "POST" and form.is_valid():
        planning.register(desk.by, **form.facts())
        return HttpResponseRedirect(f"{reverse('desk:home', args=[desk.language])}#came")
    heading = _("Register what came in")
    context = {"section": "desk", "form": form, "heading": heading, "act": _("Register")}
    return show(desk, "desk/form.html", context, status=422 if form.errors else 200)


@desk_page("read.desk", "POST")
def incoming(desk: Desk, incoming_id: UUID) -> HttpResponse:
    """What came in: what was registered, who answers it, and that it was answered."""
    row = planned.incoming(desk.role, incoming_id)
    may = desk.may("plan.meeting")
    asked = desk.request.POST.get("do", "")
    if row is None or (desk.request.method == "POST" and not may):
        raise Http404
    form = IncomingForm(desk, desk.request.POST if asked == "change" else None, held=row, initial=_held(desk, row))
    answered = seat_parts("answered", row.answered or desk.now, desk.institution.zone)
    answer = AnswerForm(desk, desk.request.POST if asked == "answer" else None, initial=answered)
    if asked == "change" and form.is_valid():
        planning.see_to(desk.by, row, **form.facts())
        return HttpResponseRedirect(desk.request.get_full_path())
    if asked == "answer" and answer.is_valid():
        at = answer.moment("answered")
        if not answer.errors:
            planning.answer(desk.by, row, answered=at, outcome=answer.cleaned_data["outcome"])
            return HttpResponseRedirect(f"{reverse('desk:home', args=[desk.language])}#came")
    if asked == "unanswer":
        planning.answer(desk.by, row, answered=None, outcome="")
        return HttpResponseRedirect(desk.request.get_full_path())
    context = {"section": "desk", "row": row, "form": form, "answer": answer, "may_plan": may}
    return show(desk, "desk/incoming.html", context, status=422 if form.errors or answer.errors else 200)


def _held(desk: Desk, row: Incoming) -> dict[str, object]:
    zone = desk.institution.zone
    return {
        "kind": row.kind,
        "sender": row.sender,
        "what": row.what,
        "meeting": row.meeting.slug if row.meeting else "",
        "officer": str(row.officer_id or ""),
        **seat_parts("received", row.received, zone),
        **seat_parts("due", row.due, zone),
    }


@desk_page("plan.meeting", "POST")
def question(desk: Desk, slug: str) -> HttpResponse:
    """Put a question of a meeting to a presiding officer."""
    meeting = meetings.meeting(slug)
    if meeting is None:
        raise Http404
    form = QuestionForm(desk, desk.request.POST or None, initial={"officer": str(desk.account.pk)})
    if desk.request.method == "POST" and form.is_valid():
        facts = form.facts()
        if not form.errors:
            planning.put_to_presiding(desk.by, meeting, since=desk.now, **facts)
            return HttpResponseRedirect(reverse("meetings:meeting", args=[desk.language, slug]))
    context = {
        "section": "desk-meetings",
        "form": form,
        "meeting": meeting,
        "heading": _("Put a question to a presiding officer"),
        "standfirst": _("Nothing is sent. The question stands on the desk until the decision is noted."),
        "act": _("Put the question on the desk"),
    }
    return show(desk, "desk/form.html", context, status=422 if form.errors else 200)


@desk_page("read.desk", "POST")
def decision(desk: Desk, waiting_id: UUID) -> HttpResponse:
    """A question that waits, and what was decided."""
    row = planned.decision(desk.role, waiting_id)
    may = desk.may("plan.meeting")
    posted = desk.request.method == "POST"
    if row is None or (posted and not may):
        raise Http404
    initial = {**seat_parts("decided", desk.now, desk.institution.zone)}
    form = DecisionForm(desk, desk.request.POST if posted else None, held=row, initial=initial)
    if posted and form.is_valid():
        given = form.cleaned_data
        planning.note_decision(
            desk.by, row, decision=given["decision"], how=given["how"], decided=given["decided"] or desk.now
        )
        return HttpResponseRedirect(f"{reverse('desk:home', args=[desk.language])}#waits")
    context = {"section": "desk", "row": row, "form": form, "may_plan": may}
    return show(desk, "desk/decision.html", context, status=422 if form.errors else 200)
