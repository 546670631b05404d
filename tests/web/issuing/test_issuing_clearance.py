"""Clearance as rows: chains of bodies, who is next, substitutes on leave, those who left, evidence; and refusals in
words."""

import ast
import datetime as dt
from pathlib import Path

import pytest
from tests.web.issuing.issuing_room import Room, account

import nemcon.core.clearance
import nemcon.core.issuing
import nemcon.web.issuing
from nemcon.core.procedure import Refusal, refuse
from nemcon.core.roles import CLEARING_OFFICER
from nemcon.web.accounts.models import Appointment
from nemcon.web.issuing import chains, clearing, refusal_words, selectors
from nemcon.web.issuing.asking import Upload
from nemcon.web.issuing.clearing import Said, StepFacts
from nemcon.web.issuing.models import Clearance, ClearancePost, ClearanceStep
from nemcon.web.papers import files
from nemcon.web.record.perform import NotAllowed
from nemcon.web.record.world import REAL

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def steps(room: Room) -> list[ClearanceStep]:
    """The steps of the draft's chain."""
    row = chains.chain_of(room.body)
    assert row is not None
    return chains.steps_in(row)


def say(room: Room, who: str, place: int, **facts: object) -> Clearance:
    """Somebody says something of the draft at a step."""
    draft = room.again()
    return clearing.say(room.by(who), draft, Said(steps(room)[place].id, draft.revision, **facts))  # type: ignore[arg-type]


def code(room: Room, who: str, place: int, **facts: object) -> str:
    """With what it is refused."""
    with pytest.raises(Refusal) as why:
        say(room, who, place, **facts)
    return why.value.code


def test_a_body_has_the_chain_of_the_body_above_it_until_it_has_its_own(room):
    room.set_chain()
    assert [str(one) for one in steps(room)] == ["Chief of section", "Director"]
    clearing.set_chain(room.by("administrator"), room.body.parent, [StepFacts({"en": "Secretary"}, room.chief)])
    assert [str(one) for one in steps(room)] == ["Secretary"]
    clearing.set_chain(room.by("administrator"), room.body, [StepFacts({"en": "Own"}, room.director)])
    assert [str(one) for one in steps(room)] == ["Own"]


def test_only_an_administrator_sets_a_chain_and_only_with_people_who_work_here(room):
    with pytest.raises(NotAllowed):
        clearing.set_chain(room.by(), None, [StepFacts({"en": "X"}, room.chief)])
    gone = account("Gone", CLEARING_OFFICER, until=REAL.now() - DAY)
    for steps_, why in (
        ([], "no_steps"),
        ([StepFacts({"en": " "}, room.chief)], "no_title"),
        ([StepFacts({"en": "X"}, None)], "nobody"),
        ([StepFacts({"en": "X"}, gone)], "gone"),
        ([StepFacts({"en": "X"}, room.chief, (gone,))], "gone"),
    ):
        with pytest.raises(Refusal, match=f"clearance.{why}"):
            clearing.set_chain(room.by("administrator"), None, steps_)


def test_who_is_replaced_keeps_what_they_cleared(room):
    room.set_chain()
    say(room, "chief", 0)
    first, second = steps(room)
    changed = [
        StepFacts({"en": "Chief of section"}, room.substitute, (), first.id),
        StepFacts({"en": "Director"}, room.director, (), second.id),
    ]
    clearing.set_chain(room.by("administrator"), None, changed)
    draft = room.again()
    found = chains.clearing_of(draft, steps_text(draft), REAL.now())
    assert found.standing is not None
    assert found.standing.steps[0].state == "cleared"
    assert found.next is not None
    assert found.next.names == {"en": "Director"}
    assert ClearancePost.objects.filter(step=first, account=room.chief).get().until is not None


def steps_text(draft) -> str:
    from nemcon.web.issuing import reading

    return reading.version_now(draft)


def test_a_substitute_clears_while_the_holder_is_on_leave_and_so_does_who_acts_for_the_holder(room):
    room.set_chain()
    say(room, "chief", 0)
    assert code(room, "substitute", 1) == "clearance.not_entitled"
    now = REAL.now()
    acting = account("Acting", CLEARING_OFFICER)
    Appointment.objects.create(
        account=acting, role=CLEARING_OFFICER, since=now - DAY, until=now + DAY, covers=room.director
    )
    room.chief, held = acting, room.chief  # by("chief") is now the one who acts for the director
    assert say(room, "chief", 1).by == acting
    room.chief = held


def test_what_one_who_left_said_while_they_were_here_can_still_be_noted_and_nothing_later(room):
    room.set_chain()
    now = REAL.now()
    room.chief.appointments.update(until=now - DAY)
    noted = {"how": "orally", "account": room.chief, "remarks": "At the meeting on Monday"}
    assert code(room, "officer", 0, at=now - DAY / 2, **noted) == "clearance.left"
    assert code(room, "chief", 0) == "clearance.left"
    assert say(room, "officer", 0, at=now - 2 * DAY, **noted).noted_by == room.officer


def test_what_is_noted_has_its_evidence_and_a_time_that_is_past(room):
    room.set_chain()
    now = REAL.now()
    mail = {"how": "by e-mail", "account": room.chief}
    assert code(room, "officer", 0, at=now - DAY, **mail) == "clearance.no_evidence"
    evidence = Upload("a.eml", "message/rfc822", b"Subject: cleared")
    assert code(room, "officer", 0, at=now + DAY, evidence=evidence, **mail) == "clearance.in_future"
    assert code(room, "officer", 0, at=now - DAY, evidence=evidence, how="by e-mail") == "clearance.no_account"
    assert code(room, "officer", 0, at=now - DAY, evidence=evidence, how="by e-mail", account=room.director) == (
        "clearance.not_entitled"
    )
    row = say(room, "officer", 0, at=now - DAY, evidence=evidence, **mail)
    assert row.evidence is not None
    assert files.read(row.evidence.sha256) == b"Subject: cleared"
    with pytest.raises(NotAllowed):  # a clearing officer notes nothing for others
        say(room, "chief", 1, how="orally", account=room.director, at=now, remarks="x")


def test_what_waits_for_somebody_is_on_their_desk_and_on_nobody_elses(room):
    room.set_chain()
    now = REAL.now()

    def waits(who: str) -> list[bool]:
        found = selectors.to_clear(room.by(who).role, [getattr(room, who)], now, 10)
        return [one.changed for one in found]

    assert waits("chief") == []
    clearing.ask(room.by(), room.again())
    assert clearing.ask(room.by(), room.again()) == clearing.ask(room.by(), room.again())
    assert (waits("chief"), waits("director"), waits("officer")) == ([False], [], [])
    say(room, "chief", 0)
    assert (waits("chief"), waits("director")) == ([], [False])
    from tests.web.issuing.test_issuing_release import change

    change(room, "Questions of sundials")
    assert (waits("chief"), waits("director")) == ([True], [False])
    say(room, "chief", 0, outcome="seen")
    assert waits("chief") == []
    clearing.take_back(room.by(), room.again())
    assert waits("director") == []


# --- Refusals in words ----------------------------------------------------------------------------------------------


def codes() -> set[str]:
    """Every code with which something here or in its core is refused."""
    paths = [Path(nemcon.core.issuing.__file__), Path(nemcon.core.clearance.__file__)]
    paths += sorted(Path(nemcon.web.issuing.__file__).parent.glob("*.py"))
    paths += [Path(nemcon.web.issuing.__file__).parent.parent / "papers" / "actions.py"]
    found = set()
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
                at = {"refuse": 0, "fail": 1}.get(node.func.id)
                if at is not None and len(node.args) > at and isinstance(node.args[at], ast.Constant):
                    found.add(node.args[at].value)
    return found


def test_every_refusal_is_a_sentence_that_says_what_was_not_done():
    found = codes()
    assert len(found) > 40
    general = refusal_words.in_words("no.such_code", {}, "en")
    for each in sorted(found):
        said = refusal_words.sentence(refuse(each), "en")
        assert said != general or each.startswith("papers."), each
        assert "%(" not in said
        assert said.startswith(("Nothing", "The release was given up")), each


@pytest.mark.parametrize("language", ["en", "ar", "zh"])
def test_facts_are_said_by_their_names(room, language):
    room.set_chain()
    step = steps(room)[0]
    said = refusal_words.sentence(refuse("clearance.twice", step=step.id, by=room.chief.pk, other=step.id), language)
    assert "Chief" in said
    assert str(step.id) not in said
    said = refusal_words.sentence(refuse("issuing.no_reason", languages="ar fr"), "en")
    assert "Arabic and French would be missing" in said
