"""One of each thing that has an address at the desk, for tests that walk all addresses."""

import datetime as dt
from importlib import resources
from uuid import uuid4

from django.apps import apps
from django.db.models import Model
from tests.web.drafting.people import NOW, account

from nemcon.core import agenda as agendas
from nemcon.web.accounts.models import Account
from nemcon.web.drafting import actions
from nemcon.web.drafting.models import Import
from nemcon.web.issuing.models import Chain, Clearance, ClearanceStep, Query, Release
from nemcon.web.meetings.models import Deadline, Incoming, Meeting, Waiting
from nemcon.web.papers import files


def things_at_the_desk() -> dict[str, str]:
    """Ids by what they are the ids of."""
    officer = account("somebody@example.org", "officer")
    meeting = Meeting.objects.get(slug="wg3-12")
    data = resources.files("nemcon.demo.reference").joinpath("ctoc-cop-wg3-2021-1.json").read_bytes()
    agenda = agendas.decode(data)
    draft = actions.open_agenda(
        officer, meeting, agenda, title="Annotated agenda", series="CTOC/COP/WG.3/2021/", now=NOW
    )
    kept = files.keep(b"as it came", "text/plain")
    brought = Import.objects.create(meeting=meeting, name="a.txt", source=kept, read=data, account=officer, at=NOW)
    deadline = Deadline.objects.create(meeting=meeting, title="A deadline", at=NOW, day=NOW.date(), owner=officer)
    came = Incoming.objects.create(received=NOW, kind="mail", sender="A mission", what="A question", officer=officer)
    waiting = Waiting.objects.create(meeting=meeting, what="A question", whom="The Chair", since=NOW)
    chain = Chain.objects.create(body=None, changed=NOW)
    step = ClearanceStep.objects.create(chain=chain, place=1, names={"en": "Director"})
    cleared = Clearance.objects.create(
        draft=draft,
        step=step,
        outcome="cleared",
        how="by e-mail",
        by=officer,
        at=NOW,
        noted_by=officer,
        noted=NOW,
        evidence=kept,
        evidence_name="a.txt",
        revision=draft.revision,
        text="0" * 64,
    )
    query = Query.objects.create(draft=draft, question="Which year?", asked_by="The editor", at=NOW)
    release = Release.objects.create(
        id=uuid4(), draft=draft, languages=["en"], role="officer", at=NOW, total=1, alive=dt.datetime.now(dt.UTC)
    )
    return {
        "draft": str(draft.id),
        "import": str(brought.id),
        "account": str(officer.id),
        "deadline": str(deadline.id),
        "incoming": str(came.id),
        "waiting": str(waiting.id),
        "clearance": str(cleared.id),
        "query": str(query.id),
        "release": str(release.id),
    }


def watched() -> list[type[Model]]:
    """The tables that nobody may change who is not signed in."""
    rooms = ("accounts", "drafting", "issuing", "meetings", "papers", "record")
    unwatched = {"Attempt"}  # counts who tries to sign in
    return [
        model for room in rooms for model in apps.get_app_config(room).get_models() if model.__name__ not in unwatched
    ]


__all__ = ["Account", "things_at_the_desk", "watched"]
