"""Forms of the desk. Days and hours are entered on the clock of the seat; what was typed survives a refusal."""

import datetime as dt
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from nemcon.core.calendar import MissingHour, from_seat, seat_time
from nemcon.web.accounts import selectors as accounts
from nemcon.web.accounts.models import Account
from nemcon.web.desk.page import Desk
from nemcon.web.meetings import selectors as meetings
from nemcon.web.meetings import words
from nemcon.web.meetings.models import Deadline, Incoming, Meeting, Waiting

END_OF_DAY = dt.time(18)
"""The hour that is proposed for what is due."""
CHOSEN_MEETINGS = 200
"""Meetings that a form offers: those to come, the next first."""


class SeatForm(forms.Form):
    """A form whose days and hours are those of the seat. `desk` says of which, and in which language."""

    def __init__(self, desk: Desk, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.desk = desk
        for name in self.fields:
            self.told(name)

    def told(self, name: str) -> None:
        """Say in a field's errors what to do; for those that are added to the form later as well."""
        field = self.fields[name]
        field.error_messages["required"] = _("Fill this in.")
        if name.endswith("_hour"):
            field.error_messages["invalid"] = _("Give an hour such as 18:00.")
        elif isinstance(field, forms.DateField):
            field.error_messages["invalid"] = _("Give a day such as 2021-03-25.")

    def moment(self, name: str) -> dt.datetime | None:
        """The instant of the fields `name`_day and `name`_hour; None where no day was given.

        An hour that the clock of the seat passes over is an error of its field.
        """
        day, hour = self.cleaned_data.get(f"{name}_day"), self.cleaned_data.get(f"{name}_hour")
        if not day:
            return None
        try:
            return from_seat(day, hour or END_OF_DAY, self.desk.institution.zone)
        except MissingHour as error:
            self.add_error(f"{name}_hour", str(error))
            return None


def seat_parts(name: str, when: dt.datetime | None, zone: str) -> dict[str, Any]:
    """The initial values of the fields of an instant."""
    if when is None:
        return {}
    local = seat_time(when, zone)
    return {f"{name}_day": local.date().isoformat(), f"{name}_hour": f"{local:%H:%M}"}


def day_field(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    """A day."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


def hour_field(label: Any, *, required: bool = False) -> forms.TimeField:
    """An hour at the seat."""
    return forms.TimeField(
        label=label,
        required=required,
        input_formats=["%H:%M"],
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )


def words_field(label: Any, most: int, *, required: bool = True, rows: int = 0, help_text: Any = "") -> forms.CharField:
    """Words, on one line, or in a box of so many `rows`."""
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(label=label, max_length=most, required=required, widget=widget, help_text=help_text)


class OfficerField(forms.ChoiceField):
    """One of the officers, or nobody."""

    def __init__(self, label: Any, *, role: str = "officer") -> None:
        super().__init__(label=label, required=False)
        self.role = role

    def offer(self, desk: Desk, held: Account | None = None) -> None:
        """Offer the reader first, then the other officers, and who is `held` already even if they left."""
        others = [one for one in accounts.holders(self.role, desk.now) if one.pk != desk.account.pk]
        if held is not None and held.pk not in {desk.account.pk, *(one.pk for one in others)}:
            others.append(held)
        self.choices = [
            ("", _("not assigned")),
            (str(desk.account.pk), _("You")),
            *((str(one.pk), str(one)) for one in others),
        ]

    def clean(self, value: Any) -> Account | None:
        """The account."""
        chosen = super().clean(value)
        return accounts.account(UUID(chosen)) if chosen else None


class MeetingField(forms.ChoiceField):
    """A meeting to come, or none."""

    def offer(self, desk: Desk, held: Meeting | None = None) -> None:
        """Offer the meetings to come, and the one that is `held` already."""
        found = meetings.coming(desk.today, most=CHOSEN_MEETINGS)
        if held is not None and held not in found:
            found = [held, *found]
        self.choices = [("", _("none")), *((one.slug, full_name(one, desk.language)) for one in found)]

    def clean(self, value: Any) -> Meeting | None:
        """The meeting."""
        chosen = super().clean(value)
        return meetings.meeting(chosen) if chosen else None


def full_name(meeting: Meeting, language: str) -> str:
    """Body and meeting, as plain words."""
    from nemcon.web.wording import in_language

    body = meetings.body_name(meeting.body, language).text
    return f"{body}, {in_language(meeting.names, language).text}"


class IncomingForm(SeatForm):
    """What came in."""

    kind = forms.ChoiceField(label=later("Kind"))
    received_day = day_field(later("Received on"))
    received_hour = hour_field(later("at"), required=True)
    sender = words_field(later("From"), 200)
    what = words_field(later("What it asks or says"), 1000, rows=3)
    meeting = MeetingField(label=later("Meeting"), required=False)
    officer = OfficerField(later("Action officer"))
    due_day = day_field(later("To be answered by"), required=False)
    due_hour = hour_field(later("at"))

    def __init__(self, desk: Desk, *args: Any, held: Incoming | None = None, **kwargs: Any) -> None:
        super().__init__(desk, *args, **kwargs)
        self.fields["kind"].choices = list(words.kinds_of_incoming().items())  # type: ignore[attr-defined]
        self.fields["meeting"].offer(desk, held.meeting if held else None)  # type: ignore[attr-defined]
        self.fields["officer"].offer(desk, held.officer if held else None)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The instants; nothing is received in the future."""
        given = super().clean() or {}
        received, due = self.moment("received"), self.moment("due")
        if received and received > self.desk.now + dt.timedelta(minutes=5):
            self.add_error("received_day", _("This is still to come; give the day and hour at which it arrived."))
        if received and due and due < received:
            self.add_error("due_day", _("This is before it came in; give a later day."))
        return {**given, "received": received, "due": due}

    def facts(self) -> dict[str, Any]:
        """What is registered."""
        names = ("kind", "received", "sender", "what", "meeting", "officer", "due")
        return {name: self.cleaned_data[name] for name in names}


class AnswerForm(SeatForm):
    """How it was answered."""

    answered_day = day_field(later("Answered on"))
    answered_hour = hour_field(later("at"))
    outcome = words_field(later("How"), 300, help_text=later("By letter, at the meeting, no answer needed."))


class QuestionForm(SeatForm):
    """A question for a presiding officer."""

    what = words_field(later("The question"), 200)
    context = words_field(later("What must be known to decide it"), 1000, required=False, rows=3)
    whom = words_field(later("Who decides"), 200, help_text=later("The President, the Chair of the Working Group."))
    before_day = day_field(later("To be decided by"), required=False)
    before_hour = hour_field(later("at"))
    officer = OfficerField(later("Officer who prepares it"))

    def __init__(self, desk: Desk, *args: Any, **kwargs: Any) -> None:
        super().__init__(desk, *args, **kwargs)
        self.fields["officer"].offer(desk)  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        """What is put."""
        given = self.cleaned_data
        return {
            **{name: given[name] for name in ("what", "context", "whom")},
            "before": self.moment("before"),
            "officer": given["officer"] or self.desk.account,
        }


class DecisionForm(SeatForm):
    """What a presiding officer decided."""

    decision = words_field(later("What was decided"), 1000, rows=3)
    how = words_field(
        later("How it is known"), 300, help_text=later("By letter, orally and noted by whom, at which meeting.")
    )
    decided_day = day_field(later("Decided on"))
    decided_hour = hour_field(later("at"))

    def __init__(self, desk: Desk, *args: Any, held: Waiting, **kwargs: Any) -> None:
        super().__init__(desk, *args, **kwargs)
        self.held = held

    def clean(self) -> dict[str, Any]:
        """The instant; nobody has decided in the future."""
        given = super().clean() or {}
        decided = self.moment("decided")
        if decided and decided > self.desk.now + dt.timedelta(days=1):
            self.add_error("decided_day", _("This is still to come; note a decision when it was taken."))
        return {**given, "decided": decided}


class DeadlineForm(SeatForm):
    """A deadline: when, for whom, how it stands. A rule's own may be moved with a reason."""

    title = words_field(later("What is due"), 200)
    at_day = day_field(later("Day"))
    at_hour = hour_field(later("Hour"), required=True)
    whom = words_field(later("For whom"), 120)
    reason = words_field(
        later("Why it is moved"), 300, required=False, help_text=later("Needed where a rule gives the day.")
    )
    stands = words_field(later("How it stands"), 200, required=False, help_text=later("“drafted”, “2 of 9 answered”"))
    owner = OfficerField(later("Officer who sees to it"))

    def __init__(self, desk: Desk, *args: Any, held: Deadline | None = None, **kwargs: Any) -> None:
        super().__init__(desk, *args, **kwargs)
        self.held = held
        self.fields["owner"].offer(desk, held.owner if held else None)  # type: ignore[attr-defined]
        if held is None:
            del self.fields["reason"]
        else:
            del self.fields["title"], self.fields["whom"]
            if not held.code:
                del self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        """The instant; a rule's day is moved with a reason only."""
        given = super().clean() or {}
        at = self.moment("at")
        if self.held and self.held.code and at and at != self.held.at and not given.get("reason", "").strip():
            self.add_error("reason", _("A rule gives this deadline; say why it is moved."))
        return {**given, "at": at}
