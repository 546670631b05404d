"""Opening a meeting at the desk: which body, as last time or from nothing; what follows; then one act."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext

from nemcon.core import calendar, slots
from nemcon.core.agenda import walk
from nemcon.core.languages import OWN_NAMES
from nemcon.core.procedure import Refusal
from nemcon.core.renewal import Renewal
from nemcon.web.desk.forms import SeatForm, day_field, words_field
from nemcon.web.desk.page import Desk, desk_act, desk_page, show
from nemcon.web.identifiers import uuid7
from nemcon.web.meetings import planned, words
from nemcon.web.meetings import selectors as meetings
from nemcon.web.meetings.actions import BadFacts
from nemcon.web.meetings.as_last_time import as_last_time, changed_together
from nemcon.web.meetings.checking import named_languages, sentence, where
from nemcon.web.meetings.clashes import clashes
from nemcon.web.meetings.models import Body, Deadline, Meeting
from nemcon.web.meetings.opening import Facts, Plan, from_nothing, open_meeting
from nemcon.web.meetings.ordinals import next_names

A_YEAR = dt.timedelta(weeks=52)
"""After so long the weekdays are the same."""


class OpeningForm(SeatForm):
    """A meeting as it is opened: names and places by language, days, form, address."""

    opens = day_field(later("First day"))
    closes = day_field(later("Last day"))
    form = forms.ChoiceField(label=later("Form"))
    zone = words_field(later("Time zone of the place"), 64)
    slug = words_field(later("Address"), 120, help_text=later("Small letters, digits and hyphens."))
    series = words_field(
        later("Symbols begin with"), 120, required=False, help_text=later("CTOC/COP/WG.3/2021/; the number follows.")
    )

    def __init__(self, desk: Desk, *args: Any, **kwargs: Any) -> None:
        super().__init__(desk, *args, **kwargs)
        shown = {"in person": _("in person"), "hybrid": _("hybrid"), "online": _("online")}
        self.fields["form"].choices = [(code, shown[code]) for code, _words in Meeting.FORMS]  # type: ignore[attr-defined]
        first = desk.institution.languages[0] if desk.language not in desk.institution.languages else desk.language
        for code in desk.institution.languages:
            for what, label, most in (("name", _("Name"), 300), ("place", _("Place"), 200)):
                said = _("%(what)s (%(language)s)") % {"what": label, "language": OWN_NAMES[code]}
                field = words_field(said, most, required=code == first)
                field.widget.attrs |= {"lang": code, "dir": "auto"}
                self.fields[f"{what}_{code}"] = field
                self.told(f"{what}_{code}")

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first."""
        given = super().clean() or {}
        opens, closes = given.get("opens"), given.get("closes")
        if opens and closes and closes < opens:
            self.add_error("closes", _("This is before the first day; give a later one."))
        if opens and closes and (closes - opens).days > 60:
            self.add_error("closes", _("A meeting lasts 60 days at most."))
        if given.get("slug") and not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", given["slug"]):
            self.add_error("slug", _("Use small letters, digits and hyphens."))
        zone = given.get("zone")
        if zone:
            try:
                calendar.zone(zone)
            except ValueError:
                self.add_error("zone", _("Give the name of a city’s zone, such as Europe/Vienna."))
        return given

    def facts(self, body: Body) -> Facts:
        """What was entered, of a form that is valid."""
        given = self.cleaned_data

        def in_languages(what: str) -> dict[str, str]:
            codes = self.desk.institution.languages
            return {code: given[f"{what}_{code}"] for code in codes if given.get(f"{what}_{code}")}

        return Facts(
            slug=given["slug"],
            body=body,
            names=in_languages("name"),
            places=in_languages("place"),
            zone=given["zone"],
            opens=given["opens"],
            closes=given["closes"],
            form=given["form"],
            series=given["series"].strip(),
        )

    @property
    def main(self) -> list[forms.BoundField]:
        """The fields beside names and places."""
        return [field for field in self if not field.name.startswith(("name_", "place_"))]

    @property
    def names(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Name and place in each language."""
        return [(self[f"name_{code}"], self[f"place_{code}"]) for code in self.desk.institution.languages]


@dataclass(frozen=True)
class Chosen:
    """Which meeting is opened: of which body, as which earlier one."""

    body: Body
    previous: Meeting | None


@desk_page("plan.meeting")
def choose(desk: Desk) -> HttpResponse:
    """Which body; its last meeting stands ready."""
    bodies = [{"body": body, "last": planned.last_of(desk.role, body)} for body in meetings.bodies(desk.language)]
    return show(desk, "meetings/choose.html", {"section": "desk-meetings", "bodies": bodies})


@desk_page("plan.meeting")
def preview(desk: Desk) -> HttpResponse:
    """The new meeting with what is proposed, and what opening it carries over, shifts, drops and leaves to check."""
    asked = desk.request.GET
    chosen = _chosen(desk, asked)
    typed = asked if "opens" in asked else None
    form = OpeningForm(desk, typed, initial=proposed(desk, chosen))
    return _form(desk, chosen, form, uuid7())


@desk_act("plan.meeting")
def open_it(desk: Desk) -> HttpResponse:
    """Open the meeting: one act, and all that follows with it, or nothing."""
    sent = desk.request.POST
    chosen = _chosen(desk, sent)
    try:
        form_id = UUID(sent.get("id", ""))
    except ValueError:
        raise Http404 from None
    own = f"{reverse('meetings:preview', args=[desk.language])}?body={chosen.body.slug}"
    if chosen.previous:
        own += f"&as={chosen.previous.slug}"
    here = Desk(desk.request, desk.institution, desk.language, desk.role, desk.account, own)
    form = OpeningForm(here, sent)
    held = meetings.meeting(sent.get("slug", ""))
    if form.is_valid() and held is not None and held.id != form_id:
        form.add_error("slug", _("There is a meeting at this address already; give this one another."))
    if form.is_valid():
        facts = form.facts(chosen.body)
        try:
            plan, _renewed = plan_of(here, chosen, facts)
            meeting = open_meeting(here.call(form_id), here.by, here.institution, facts, plan)
            return HttpResponseRedirect(reverse("meetings:meeting", args=[here.language, meeting.slug]), status=303)
        except BadFacts as error:
            form.add_error(None, str(error))
        except Refusal:
            form.add_error(None, _("This form was used already. Load the page again and send it anew."))
    return _form(here, chosen, form, form_id)


def _chosen(desk: Desk, given: QueryDict) -> Chosen:
    body = meetings.body(given.get("body", ""))
    if body is None:
        raise Http404
    as_slug = given.get("as", "")
    previous = meetings.meeting(as_slug) if as_slug else None
    if as_slug and (previous is None or previous.body_id != body.id):
        raise Http404
    return Chosen(body, previous)


def _form(desk: Desk, chosen: Chosen, form: OpeningForm, form_id: UUID) -> HttpResponse:
    """The page: the form, and what follows from what stands in it."""
    facts = None
    if not form.is_bound:
        shown = OpeningForm(desk, {name: value for name, value in form.initial.items() if value is not None})
        facts = shown.facts(chosen.body) if shown.is_valid() else None
    elif form.is_valid():
        facts = form.facts(chosen.body)
    plan, renewed = plan_of(desk, chosen, facts) if facts else (None, None)
    context = {
        "section": "desk-meetings",
        "chosen": chosen,
        "form": form,
        "form_id": form_id,
        "plan": plan,
        "due": _due(desk, facts, plan) if facts and plan else [],
        "clashes": _clashes(desk, facts) if facts else [],
        "follows": follows(desk, plan, renewed) if plan else {},
    }
    return show(desk, "meetings/preview.html", context, status=422 if form.errors else 200)


def plan_of(desk: Desk, chosen: Chosen, facts: Facts) -> tuple[Plan, Renewal | None]:
    """What opening it makes: as last time where there was one, else from nothing."""
    if chosen.previous is None:
        return from_nothing(facts), None
    return as_last_time(desk.role, desk.institution, chosen.previous, facts)


def follows(desk: Desk, plan: Plan, renewed: Renewal | None) -> dict[str, list[dict[str, Any]]]:
    """What is carried over, shifted, planned, taken out and left to check: lines of words, each with its place."""
    if renewed is None:
        lines = [(_("An empty draft of the annotated agenda, with its masthead."), "")]
        return {"aside": [{"name": "carried", "title": _("Made"), "lines": lines}], "main": []}
    agenda = plan.agenda
    languages = [agenda.language, *agenda.translations]
    count = sum(1 for _each in walk(agenda.items))
    items = ngettext("%(count)s item of the agenda", "%(count)s items of the agenda", count)
    rows = ngettext(
        "%(count)s row of the organization of work", "%(count)s rows of the organization of work", len(agenda.programme)
    )
    carried = [
        items % {"count": count},
        rows % {"count": len(agenda.programme)},
        _("Languages: %(languages)s") % {"languages": named_languages(" ".join(languages), desk.language)},
    ]
    shifted = [
        _("%(before)s → %(after)s") % {"before": before, "after": after}
        for before, after in changed_together(renewed.changes, agenda.language)
        if after
    ]
    dropped = [point for point in plan.to_check if point[0].endswith("dropped")]
    others = [point for point in plan.to_check if not point[0].endswith("dropped")]
    parts = [
        ("carried", _("Carried over"), [(line, "") for line in carried]),
        ("shifted", _("Shifted"), [(line, "") for line in shifted]),
        ("planned", _("Planned"), [(paper.title, "") for paper in plan.papers]),
        ("dropped", _("Taken out"), [_point(code, said, desk.language) for code, said in dropped]),
        ("checks", _("To check afterwards"), [_point(code, said, desk.language) for code, said in others]),
    ]
    shown = [{"name": name, "title": title, "lines": lines} for name, title, lines in parts if lines]
    long = ("dropped", "checks")
    return {
        "aside": [part for part in shown if part["name"] not in long],
        "main": [part for part in shown if part["name"] in long],
    }


def _point(code: str, said: dict[str, str], language: str) -> tuple[str, str]:
    return sentence(code, said, language), where(said, language)


def proposed(desk: Desk, chosen: Chosen) -> dict[str, Any]:
    """What stands in the form at first: as last time, a year later on the same weekdays, with the next number."""
    last = chosen.previous
    if last is None:
        seats_of = desk.institution.seats
        return {
            **{f"place_{code}": seats_of.get(code, "") for code in desk.institution.languages},
            "zone": desk.institution.zone,
            "form": "in person",
            "slug": _free(f"{chosen.body.slug}-{desk.clock.today.year}"),
            "series": _series(chosen.body, desk.clock.today.year),
        }
    opens, closes = last.opens + A_YEAR, last.closes + A_YEAR
    while opens <= desk.clock.today:
        opens, closes = opens + A_YEAR, closes + A_YEAR
    names = next_names(last.names)
    return {
        **{f"name_{code}": names.get(code, "") for code in desk.institution.languages},
        **{f"place_{code}": _place(last, code) for code in desk.institution.languages},
        "opens": opens.isoformat(),
        "closes": closes.isoformat(),
        "zone": last.zone,
        "form": last.form,
        "slug": _free(_following(last.slug)),
        "series": _series(chosen.body, opens.year),
    }


def _place(last: Meeting, code: str) -> str:
    """The place in a language; where the last meeting has none, as its time zone is named, if that is the place."""
    if held := last.places.get(code):
        return str(held)
    same = any(calendar.place_name(last.zone, other) == said for other, said in last.places.items())
    return calendar.place_name(last.zone, code) if same else ""


def _series(body: Body, year: int) -> str:
    return f"{body.prefix}/{year}/" if body.prefix else ""


def _following(slug: str) -> str:
    """The address with its last number put up by one."""
    return re.sub(r"(\d{1,4})$", lambda found: str(int(found[1]) + 1), slug) if slug[-1:].isdigit() else f"{slug}-2"


def _free(slug: str) -> str:
    """The address, or the next one that no meeting has."""
    for _try in range(50):
        if meetings.meeting(slug) is None:
            return slug
        slug = _following(slug)
    return slug


def _due(desk: Desk, facts: Facts, plan: Plan) -> list[dict[str, Any]]:
    """The deadlines that will be counted back, in words."""
    profile, _whose = planned.profile_of(facts.body)
    observed = planned.observed(desk.institution, facts.opens.year)
    found = []
    for one in slots.deadlines(facts.opens, profile, observed, desk.institution.zone):
        if one.document and one.document not in plan.kinds:
            continue
        row = Deadline(
            code=one.code,
            document=one.document,
            at=one.at,
            day=one.day,
            counted=one.counted,
            whom=one.whom,
            owner=desk.account,
            moved=[[each.day.isoformat(), each.because, each.name] for each in one.moved_because],
        )
        found.append(
            {
                "row": row,
                "what": words.title(row, desk.language),
                "moved": words.moved(row, desk.language),
                "past": one.at < desk.now,
            }
        )
    return found


def _clashes(desk: Desk, facts: Facts) -> list[dict[str, Any]]:
    """What would be in the way of these days."""
    from nemcon.web.meetings.calendar_views import said_of

    new = Meeting(id=uuid7(), slug=facts.slug, body=facts.body, opens=facts.opens, closes=facts.closes)
    beside = planned.between(desk.role, facts.opens, facts.closes)
    observed = planned.observed(desk.institution, facts.opens.year)
    return [said_of(clash, desk) for clash in clashes([*beside, new], observed)[new.id]]
