"""Whether the clock's acts follow from those before them, on a small procedure of this file's own.

A bell is wound for some minutes, may be stopped, and rings by the clock when they are over.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

import pytest

from nemcon.core import payloads
from nemcon.core.acts import Act, Capacity, Made, Who
from nemcon.core.payloads import Payload, payload
from nemcon.core.procedure import Procedure, Refusal, procedure_of, refuse
from nemcon.core.record.verify import Report, verify_record
from record.logs import Log, signers

MINUTE = dt.timedelta(minutes=1)


class Wound(Payload, frozen=True, kw_only=True):
    minutes: int


class Stopped(Payload, frozen=True, kw_only=True):
    pass


class Rang(Payload, frozen=True, kw_only=True):
    times: int


@pytest.fixture(autouse=True, scope="module")
def registered() -> Iterator[None]:
    """The acts of the bell, known only while these tests run."""
    names = ("test.wound/1", "test.stopped/1", "test.rang/1")
    for name, cls in zip(names, (Wound, Stopped, Rang), strict=True):
        payload(name, public=("what", "who", "content"))(cls)
    yield
    for name in names:
        for table in (payloads.PAYLOADS, payloads.ERASABLE, payloads.OPEN_TO_PUBLIC, payloads.OPEN_TO_MEMBERS):
            table.pop(name)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class State:
    subject: str = ""
    rings: dt.datetime | None = None
    without_effect: int = 0


class Bell:
    def initial(self) -> State:
        return State()

    def evolve(self, state: State, act: Act) -> State:
        match act.content:
            case Wound(minutes=minutes):
                return replace(state, subject=act.subject, rings=act.recorded + minutes * MINUTE)
            case Stopped() | Rang() if state.rings:
                return replace(state, rings=None)
        return replace(state, without_effect=state.without_effect + 1)

    def due(self, state: State, now: dt.datetime) -> tuple[Made, ...]:
        return (Made(state.subject, Rang(times=3)),) if state.rings and state.rings <= now else ()


BELLS: dict[str, Procedure] = {"nemcon:bell/": Bell()}
CHAIR, CLOCK = Who(Capacity.CHAIR), Who(Capacity.CLOCK)
Written = tuple[float, Payload, Who, str]


def derived(*written: Written, hidden: frozenset[int] = frozenset(), bells: dict[str, Procedure] = BELLS) -> Report:
    """The report on a log in which this was written, each so many minutes after the one before; truly signed."""
    log = Log(Random(1), signers(1))
    log.random.choice = lambda options: options[0]  # type: ignore[assignment,method-assign]
    log.random.randrange = lambda *_: 0  # type: ignore[assignment,method-assign]
    for minutes, content, who, subject in written:
        log.now += minutes * MINUTE
        log.add(content, who, subject=subject)
    erased = frozenset((seq, name) for seq in hidden for name in ("what", "who", "content"))
    return verify_record(log.export(erased=erased), derive=True, procedures=bells)


WIND: Written = (0, Wound(minutes=10), CHAIR, "nemcon:bell/1")
STOP: Written = (5, Stopped(), CHAIR, "nemcon:bell/1")
RING: Written = (10, Rang(times=3), CLOCK, "nemcon:bell/1")


def places(report: Report) -> list[tuple[int, str]]:
    return [(fault.line, fault.code) for fault in report.faults]


def test_what_the_clock_did_when_it_was_due_follows() -> None:
    report = derived(WIND, RING)

    assert report.holds, report.faults
    assert report.derivation
    assert (report.derivation.following, report.derivation.unfounded) == (1, [])


@pytest.mark.parametrize(
    ("written", "line"),
    [
        pytest.param([RING], 2, id="never wound"),
        pytest.param([WIND, STOP, RING], 4, id="stopped"),
        pytest.param([WIND, (9.99, *RING[1:])], 3, id="too early"),
        pytest.param([WIND, (10, Rang(times=2), *RING[2:])], 3, id="another outcome"),
        pytest.param([WIND, (10, *RING[1:3], "nemcon:bell/2")], 3, id="another bell"),
        pytest.param([WIND, RING, (0, *RING[1:])], 4, id="twice"),
    ],
)
def test_a_validly_signed_act_of_the_clock_that_does_not_follow_is_found(written: list[Written], line: int) -> None:
    report = derived(*written)

    assert places(report) == [(line, "derive")]
    assert "test.rang/1 by the clock does not follow" in report.faults[0].sentence
    assert report.derivation
    assert [act.seq for act in report.derivation.unfounded] == [line - 2]


def test_without_derive_it_is_not_looked_for() -> None:
    log = Log(Random(1), signers(1))
    log.add(Rang(times=3), CLOCK, subject="nemcon:bell/1")

    assert verify_record(log.export(), procedures=BELLS).holds


def test_an_outcome_of_one_subject_is_no_reason_for_one_of_another() -> None:
    class Neighbour(Bell):
        def due(self, state: State, now: dt.datetime) -> tuple[Made, ...]:
            return tuple(replace(made, subject="nemcon:bell/2") for made in super().due(state, now))

    assert places(derived(WIND, RING, bells={"nemcon:bell/": Neighbour()})) == [(3, "derive")]


def test_what_people_did_needs_no_reason() -> None:
    assert derived(STOP, (0, Rang(times=9), CHAIR, "nemcon:bell/1")).holds


def test_what_may_follow_from_something_withheld_is_counted_and_is_no_fault() -> None:
    report = derived(WIND, STOP, WIND, RING, hidden=frozenset((2,)))

    assert report.holds
    assert report.derivation
    assert (report.derivation.withheld, len(report.derivation.unfounded)) == (1, 1)


def test_a_procedure_that_this_version_does_not_know_is_said_not_to_be_known() -> None:
    report = derived((0, Rang(times=3), CLOCK, "nemcon:gong/1"))

    assert report.holds
    assert report.derivation
    assert report.derivation.unknown == 1


def test_a_procedure_is_known_by_how_its_subjects_begin() -> None:
    assert procedure_of("nemcon:bell/1", BELLS) is BELLS["nemcon:bell/"]
    assert procedure_of("nemcon:bell", BELLS) is None
    assert procedure_of("nemcon:bells/1", BELLS) is None


def test_a_refusal_has_a_code_and_facts() -> None:
    refused = refuse("bell.not_wound", bell="1", minutes=10)

    assert isinstance(refused, Refusal)
    assert refused.facts == (("bell", "1"), ("minutes", "10"))
    assert str(refused) == "bell.not_wound, bell 1, minutes 10"
