"""What lies on the desk of the demonstration: a chain of clearance, and a revision of the agenda that waits for it."""

import datetime as dt

from msgspec.structs import replace

from nemcon.core import agenda as agendas
from nemcon.core.agenda import Agenda
from nemcon.web.accounts import selectors as accounts
from nemcon.web.accounts.by import By
from nemcon.web.accounts.demo import PEOPLE
from nemcon.web.drafting.actions import open_agenda
from nemcon.web.drafting.models import Draft
from nemcon.web.issuing import clearing
from nemcon.web.issuing.clearing import StepFacts
from nemcon.web.papers.models import Document

AGENDA = "CTOC/COP/WG.3/2021/1"
DIRECTOR = {"ar": "المدير", "zh": "主任", "en": "Director", "fr": "Directeur", "ru": "Директор", "es": "Director"}


def furnish(now: dt.datetime) -> None:
    """Lay it there, unless somebody has worked at the desk already."""
    document = Document.objects.filter(symbol=AGENDA).select_related("meeting").first()
    if Draft.objects.exists() or document is None or document.meeting is None:
        return
    officer, director, administrator = (accounts.by_address(email) for email, _name, _role in PEOPLE)
    assert officer is not None
    assert director is not None
    clearing.set_chain(By(administrator, "administrator", now), None, [StepFacts(DIRECTOR, director)])
    agenda = agendas.decode(bytes(document.agenda))
    draft = open_agenda(
        officer,
        document.meeting,
        replace(_open(agenda), translations={code: _open(own) for code, own in agenda.translations.items()}),
        title=f"{agenda.masthead.title} (Rev.1)",
        series=f"{AGENDA}/Rev.",
        of=document,
        relation="Rev.",
        now=now,
    )
    clearing.ask(By(officer, "officer", now), draft, "")


def _open(agenda: Agenda) -> Agenda:
    """Without what submission fixes."""
    return replace(agenda, masthead=replace(agenda.masthead, symbol="", date=None, date_text=""))
