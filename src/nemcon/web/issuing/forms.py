"""Forms between draft and release. What was typed survives a refusal."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from nemcon.core.languages import LANGUAGES
from nemcon.web.accounts.models import Account
from nemcon.web.desk.forms import OfficerField, SeatForm, day_field, hour_field, seat_parts, words_field
from nemcon.web.desk.page import Desk
from nemcon.web.issuing.frame import language_name
from nemcon.web.issuing.models import LanguageFile, Plan, Query
from nemcon.web.issuing.planning import Planned


class LanguageForm(SeatForm):
    """How a language of a document stands."""

    state = forms.ChoiceField(label=later("How it stands"), widget=forms.RadioSelect)
    current = forms.BooleanField(
        label=later("It was compared with the original as it is now"),
        required=False,
        help_text=later("Tick this where the original changed after the text was sent out."),
    )
    expected = day_field(later("Expected on"), required=False)
    job = words_field(later("Job number"), 40, required=False, help_text=later("As document management gave it."))
    file = forms.FileField(label=later("The file as it came"), required=False)

    def __init__(self, desk: Desk, *args: Any, held: LanguageFile | None = None, original: bool, **kwargs: Any) -> None:
        if held is not None:
            expected = held.expected.isoformat() if held.expected else ""
            kwargs.setdefault("initial", {"state": held.state, "expected": expected, "job": held.job})
        super().__init__(desk, *args, **kwargs)
        choices = [
            ("in translation", _("In translation: sent out with the original as it is now")),
            ("advance", _("Advance unedited version: its text is in, as the draft has it now")),
            ("final", _("Final: its text is in, as the draft has it now")),
        ]
        if original:
            choices[0] = ("in translation", _("Being edited"))
            del self.fields["current"]
        self.fields["state"].choices = choices  # type: ignore[attr-defined]


class QueryForm(SeatForm):
    """A question of an editor or translator."""

    question = words_field(later("Question"), 4000, rows=3)
    asked_by = words_field(later("Signed"), 200, help_text=later("“Editor”, “French translation section”"))
    query_language = forms.ChoiceField(label=later("Language"), required=False)
    place = words_field(later("Place in the document"), 200, required=False)
    asked_day = day_field(later("Asked on"))
    asked_hour = hour_field(later("at"))

    def __init__(self, desk: Desk, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", seat_parts("asked", desk.now, desk.institution.zone))
        super().__init__(desk, *args, **kwargs)
        languages = [(code, language_name(code, desk)) for code in LANGUAGES]
        self.fields["query_language"].choices = [("", _("all")), *languages]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The instant."""
        given = super().clean() or {}
        return {**given, "asked": self.moment("asked")}


class AnswerForm(SeatForm):
    """The answer to a query."""

    answer = words_field(later("Answer"), 4000, rows=3)

    def __init__(self, desk: Desk, *args: Any, held: Query, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"answer": held.answer})
        super().__init__(desk, *args, **kwargs)


class PlanForm(SeatForm):
    """The facts of the pipeline."""

    owner = OfficerField(later("Officer who sees to it"))
    forecast = day_field(later("Forecast"), required=False)
    slot = day_field(later("Slot, as document management gave it"), required=False)
    limit = forms.IntegerField(label=later("Limit of words"), required=False, min_value=1)
    limit_source = words_field(later("Which rule sets the limit"), 200, required=False)
    job = words_field(later("Job number"), 40, required=False, help_text=later("As document management gave it."))
    late = words_field(
        later("Why it is late"), 300, required=False, help_text=later("Printed in a footnote of the document.")
    )
    languages = forms.MultipleChoiceField(
        label=later("Languages in which it comes out"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=later("None ticked: all languages of the institution."),
    )

    def __init__(self, desk: Desk, *args: Any, held: Plan | None, owner: Account | None, **kwargs: Any) -> None:
        if held is not None:
            kwargs.setdefault(
                "initial",
                {
                    "owner": str(held.owner_id or ""),
                    "forecast": held.forecast.isoformat() if held.forecast else "",
                    "slot": held.slot.isoformat() if held.slot else "",
                    "limit": held.limit,
                    "limit_source": held.limit_source,
                    "job": held.job,
                    "late": held.late,
                    "languages": held.languages,
                },
            )
        else:
            kwargs.setdefault("initial", {"owner": str(owner.pk) if owner else ""})
        super().__init__(desk, *args, **kwargs)
        offered: Any = self.fields["owner"]
        offered.offer(desk, (held.owner if held else None) or owner)
        languages = [(code, language_name(code, desk)) for code in LANGUAGES if code in desk.institution.languages]
        self.fields["languages"].choices = languages  # type: ignore[attr-defined]

    def facts(self) -> Planned:
        """What is planned."""
        given = self.cleaned_data
        return Planned(
            forecast=given["forecast"],
            slot=given["slot"],
            limit=given["limit"],
            limit_source=given["limit_source"],
            owner=given["owner"],
            job=given["job"],
            late=given["late"],
            languages=given["languages"],
        )


class AdoptionForm(SeatForm):
    """When a meeting adopted its agenda."""

    day = day_field(
        later("Adopted on"),
        required=False,
        help_text=later("From then on its documents say “Agenda item 2”. Leave it empty if it was not adopted."),
    )
