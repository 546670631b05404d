"""Who works on a draft at the desk, and what they do to it."""

import datetime as dt
from dataclasses import dataclass

from nemcon.core.acts import Capacity
from nemcon.core.agenda import Agenda, Item, Masthead
from nemcon.core.roles import CLEARING_OFFICER
from nemcon.web.accounts.by import By
from nemcon.web.accounts.models import Account, Appointment
from nemcon.web.drafting.actions import open_agenda
from nemcon.web.drafting.models import Draft
from nemcon.web.issuing import clearing, languages
from nemcon.web.issuing.clearing import Said, StepFacts
from nemcon.web.meetings.models import Body, Meeting
from nemcon.web.record.perform import Actor, Call
from nemcon.web.record.world import REAL

LONG_AGO = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
WORDS = {
    "en": "Questions of clocks",
    "fr": "Questions d’horloges",
    "es": "Cuestiones de relojes",
    "ru": "Вопросы часов",
    "zh": "时钟问题",
    "ar": "مسائل الساعات",
}


def agenda(*codes: str, item: str = WORDS["en"]) -> Agenda:
    """A small agenda in English, and in the other languages that are named."""

    def own(code: str, title: str) -> Agenda:
        head = Masthead(title="Provisional agenda" if code == "en" else "", opens=dt.date(2021, 3, 25))
        items = (Item(number="1", title=title), Item(number="2", title=f"{title} (2)"))
        return Agenda(language=code, masthead=replace_closes(head), items=items)

    whole = own("en", item)
    return Agenda(
        language="en",
        masthead=whole.masthead,
        items=whole.items,
        translations={code: own(code, WORDS[code]) for code in codes if code != "en"},
    )


def replace_closes(head: Masthead) -> Masthead:
    """The head with both days of the meeting."""
    import msgspec

    return msgspec.structs.replace(head, closes=dt.date(2021, 3, 26))


def account(name: str, role: str, until: dt.datetime | None = None) -> Account:
    """Somebody in a role."""
    made = Account.objects.create_user(f"{name.lower()}@example.org", name=name)
    Appointment.objects.create(account=made, role=role, since=LONG_AGO, until=until)
    return made


@dataclass
class Room:
    """Who works here, and what they work on."""

    officer: Account
    chief: Account
    director: Account
    substitute: Account
    administrator: Account
    meeting: Meeting
    body: Body
    draft: Draft

    def by(self, who: str = "officer", now: dt.datetime | None = None) -> By:
        """Somebody who asks."""
        roles = {"officer": str(Capacity.OFFICER), "administrator": str(Capacity.ADMINISTRATOR)}
        return By(getattr(self, who), roles.get(who, CLEARING_OFFICER), now or REAL.now())

    def call(self, who: str = "officer") -> Call:
        """A call of an act by somebody."""
        actor = Actor(Capacity(who), account=str(getattr(self, who).id))
        return Call(actor, REAL.now(), "door", REAL.identifier())

    def again(self) -> Draft:
        """The draft as it is in the database."""
        self.draft = Draft.objects.select_related("meeting", "meeting__body", "of", "owner").get(id=self.draft.id)
        return self.draft

    def set_chain(self, **settings: object) -> None:
        """The chief, then the director, whose substitute is another."""
        steps = [
            StepFacts({"en": "Chief of section"}, self.chief),
            StepFacts({"en": "Director"}, self.director, (self.substitute,)),
        ]
        clearing.set_chain(self.by("administrator"), None, steps, **settings)  # type: ignore[arg-type]

    def clear(self) -> None:
        """The whole chain clears the draft as it stands."""
        from nemcon.web.issuing import chains

        draft = self.again()
        row = chains.chain_of(draft.meeting.body)
        assert row is not None
        for step, who in zip(chains.steps_in(row), ("chief", "director"), strict=True):
            clearing.say(self.by(who), draft, Said(step.id, draft.revision))

    def final(self, *codes: str, advance: bool = False) -> None:
        """The files of these languages are in, as the draft has them."""
        for code in codes:
            state = "advance" if advance else "final"
            languages.set_language(self.by(), self.again(), code, state)


def make_room(meeting: Meeting) -> Room:
    """Officer, clearing officers, administrator, and a draft in six languages of a meeting."""
    officer = account("Officer", "officer")
    draft = open_agenda(
        officer,
        meeting,
        agenda(*WORDS),
        title="Annotated provisional agenda",
        series="CTOC/COP/WG.3/2021/",
        now=REAL.now(),
    )
    made = Room(
        officer=officer,
        chief=account("Chief", CLEARING_OFFICER),
        director=account("Director", CLEARING_OFFICER),
        substitute=account("Substitute", CLEARING_OFFICER),
        administrator=account("Administrator", "administrator"),
        meeting=meeting,
        body=meeting.body,
        draft=draft,
    )
    made.again()
    return made
