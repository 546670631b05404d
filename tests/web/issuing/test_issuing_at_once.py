"""Several at once, and processes that are killed: transactions are real here, in a database of each test's own."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection
from pytest_django import DjangoDbBlocker
from tests.web.issuing.issuing_room import WORDS, Room, agenda, make_room

from nemcon.core.languages import LANGUAGES
from nemcon.core.procedure import Refusal
from nemcon.web.drafting.actions import open_agenda
from nemcon.web.issuing import actions, releasing
from nemcon.web.issuing.models import Release
from nemcon.web.meetings.actions import convene_meeting, establish_body, found_institution
from nemcon.web.papers.models import Document, Form, RegisteredSymbol, Version
from nemcon.web.record.check import check
from nemcon.web.record.models import LoggedAct
from nemcon.web.record.perform import by_command
from nemcon.web.record.world import REAL

ROOT = Path(__file__).resolve().parents[3]
SYMBOL = "CTOC/COP/WG.3/2021/1"
CARRY_OUT = """
import django
django.setup()
import sys
from pathlib import Path
from uuid import UUID
from django.conf import settings
settings.MEDIA_ROOT = Path(sys.argv[2])
from nemcon.web.issuing import releasing
releasing.OFTEN = 0.0
print("begun", flush=True)
releasing.carry_out(UUID(sys.argv[1]))
"""


@pytest.fixture(scope="module")
def empty(django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker, postgres: str) -> Iterator[str]:
    """The name of a database with all tables and nothing in them, to be copied."""
    with psycopg.connect(postgres, autocommit=True) as server:
        server.execute("CREATE DATABASE issuing_empty")
    with on("issuing_empty", django_db_blocker):
        call_command("migrate", verbosity=0, interactive=False)
    yield "issuing_empty"
    with psycopg.connect(postgres, autocommit=True) as server:
        server.execute("DROP DATABASE issuing_empty WITH (FORCE)")


class on:
    """Within, Django uses the database of that name, in every thread."""

    def __init__(self, name: str, blocker: DjangoDbBlocker) -> None:
        self.name, self.blocker = name, blocker

    def __enter__(self) -> None:
        connection.close()
        self.held, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], self.name
        self.blocker.unblock()

    def __exit__(self, *_: object) -> None:
        connection.close()
        connection.settings_dict["NAME"] = self.held
        self.blocker.restore()


@pytest.fixture
def room(empty: str, postgres: str, django_db_blocker: DjangoDbBlocker, files: Path) -> Iterator[Room]:
    """An institution with a meeting, and a draft of it, in a database of the test's own."""
    name = f"issuing_{uuid4().hex[:12]}"
    with psycopg.connect(postgres, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE {empty}")  # type: ignore[arg-type]
    with on(name, django_db_blocker):
        found_institution(by_command(), names={"en": "I"}, seats={"en": "Vienna"}, zone="Europe/Vienna")
        top = establish_body(by_command(), slug="ctoc", names={"en": "Conference"}, prefix="CTOC/COP")
        body = establish_body(by_command(), slug="wg3", names={"en": "Group"}, prefix="CTOC/COP/WG.3", parent=top)
        meeting = convene_meeting(
            by_command(),
            slug="wg3-12",
            body=body,
            names={"en": "Twelfth meeting"},
            places={"en": "Vienna"},
            zone="Europe/Vienna",
            opens=dt.date(2021, 3, 25),
            closes=dt.date(2021, 3, 26),
        )
        yield make_room(meeting)
    with psycopg.connect(postgres, autocommit=True) as server:
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[arg-type]


def at_once(*work: Callable[[], object]) -> list[object]:
    """Do all of it at the same moment; what each gave or raised."""
    results: list[object] = [None] * len(work)
    ready = threading.Barrier(len(work))

    def run(place: int, one: Callable[[], object]) -> None:
        try:
            ready.wait(10)
            results[place] = one()
        except Exception as error:
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(work)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def submitted(room: Room) -> None:
    actions.submit(room.call(), room.again(), symbol=SYMBOL, revision=room.draft.revision)
    room.final(*WORDS)


def asked(room: Room) -> Release:
    return actions.ask_release(room.call(), room.draft, LANGUAGES, account=room.officer.pk)


def published(room: Room) -> int:
    return LoggedAct.objects.filter(type="document.published/2").count()


def test_of_sixteen_releases_asked_for_at_once_one_is_prepared(room):
    submitted(room)
    results = at_once(*[lambda: asked(room) for _ in range(16)])
    assert sum(isinstance(one, Release) for one in results) == 1
    assert {str(one).partition(",")[0] for one in results if isinstance(one, Refusal)} == {"issuing.running"}


def test_the_same_form_sent_by_eight_at_once_is_one_release(room):
    submitted(room)
    call = room.call()
    results = at_once(
        *[lambda: actions.ask_release(call, room.draft, LANGUAGES, account=room.officer.pk) for _ in range(8)]
    )
    assert {one.id for one in results if isinstance(one, Release)} == {call.id}
    assert not [one for one in results if isinstance(one, Exception)]


def test_a_job_that_runs_three_times_at_once_is_one_act(room):
    submitted(room)
    release = asked(room)
    results = at_once(*[lambda: releasing.carry_out(release.id) for _ in range(3)])
    assert results == [None] * 3
    release.refresh_from_db()
    assert (release.state, published(room)) == ("released", 1)
    assert check().holds


def test_of_two_documents_submitted_at_once_under_one_symbol_one_has_it(room):
    other = open_agenda(room.officer, room.meeting, agenda("en"), title="Other", now=REAL.now())
    drafts = [room.again(), other]
    for attempt in range(5):
        symbol = f"CTOC/COP/WG.3/2021/{attempt + 1}"
        results = at_once(
            *[
                lambda draft=draft, symbol=symbol: actions.submit(
                    room.call(), draft, symbol=symbol, revision=draft.revision
                )
                for draft in drafts
            ]
        )
        refusals = [one for one in results if isinstance(one, Refusal)]
        assert [one.code for one in refusals] == ["issuing.symbol_used"], results
        holder = RegisteredSymbol.objects.get(symbol=symbol).holder
        winner = drafts[results.index(refusals[0]) - 1]
        assert holder == winner.id
        actions.withdraw(room.call(), winner, "a test")
    assert check().holds


def test_a_change_of_the_draft_at_the_moment_of_submission_is_in_it_or_refuses_it(room):
    from tests.web.issuing.test_issuing_release import change

    from nemcon.core import agenda as agendas
    from nemcon.web.issuing.models import Submission
    from nemcon.web.papers import files

    for attempt in range(5):
        draft = room.again()
        words = f"Questions of sundials, {attempt}"
        sent, saved = at_once(
            lambda draft=draft: actions.submit(room.call(), draft, symbol=SYMBOL, revision=draft.revision),
            lambda words=words: change(room, words),
        )
        assert saved is None
        if isinstance(sent, Refusal):
            assert sent.code == "issuing.changed_meanwhile"
            continue
        assert isinstance(sent, dt.date)
        model = agendas.decode(files.read(Submission.objects.get(document=draft.id).model))
        assert model.items[0].title != words  # it is what was read at the revision that was submitted
        actions.withdraw(room.call(), room.again(), "a test")


@pytest.mark.process
def test_a_worker_that_is_killed_at_any_moment_leaves_nothing_half_released(room, postgres, files):
    """Kill -9 of the process that carries the release out, each time a little later, until one comes through."""
    submitted(room)
    release = asked(room)
    name = connection.settings_dict["NAME"]
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT / "src"),
        "DJANGO_SETTINGS_MODULE": "nemcon.web.settings.test",
        "DATABASE_URL": f"{postgres.rsplit('/', 1)[0]}/{name}",
    }
    command = [sys.executable, "-c", CARRY_OUT, str(release.id), str(files)]
    progress, kills = 0, 0
    for _ in range(40):
        worker = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        assert worker.stdout is not None
        worker.stdout.readline()
        try:
            worker.wait(0.02 + kills * 0.05 if kills < 30 else 60)
        except subprocess.TimeoutExpired:
            worker.send_signal(signal.SIGKILL)
            worker.wait(10)
            kills += 1
        release.refresh_from_db()
        assert release.state in ("preparing", "released"), release.failure
        assert release.done >= progress  # what was made is not made again
        progress = release.done
        whole = Document.objects.filter(id=room.draft.id).exists()
        assert whole == (release.state == "released") == (published(room) == 1)
        assert Form.objects.count() == (36 if whole else 0)
        assert Version.objects.filter(document=room.draft.id).count() == (6 if whole else 0)
        if release.state == "released":
            break
    assert release.state == "released"
    assert kills >= 3
    assert check().holds
