"""Proposals as a secretariat meets them: the reference case, its constraints, its modes, and what cannot be."""

import datetime as dt
import time

import msgspec
import pytest
from msgspec.structs import replace

from nemcon.core.agenda import Agenda, Item, Masthead, Paper, encode
from nemcon.core.programme import mark_continued
from nemcon.core.proposing import (
    Apart,
    Before,
    Break,
    Conflict,
    Gap,
    InOrder,
    InSittings,
    Interpretation,
    Need,
    NotAfter,
    NotBefore,
    NotFound,
    On,
    Proposal,
    Request,
    RequestError,
    Together,
    Track,
    decode_request,
    propose,
    read_request,
    request_from_agenda,
)

THURSDAY, FRIDAY = dt.date(2021, 3, 25), dt.date(2021, 3, 26)
WEEK = tuple(dt.date(2021, 3, 22) + dt.timedelta(days=n) for n in range(5))

REFERENCE = Agenda(
    masthead=Masthead(opens=THURSDAY, closes=FRIDAY),
    items=(
        Item(
            number="1",
            title="Organizational matters",
            items=(
                Item(number="(a)", title="Opening of the meeting"),
                Item(number="(b)", title="Adoption of the agenda and organization of work"),
            ),
        ),
        Item(
            number="2",
            title="Finalization and adoption of the recommendations",
            items=(Item(number="(a)", title="Joint bodies"), Item(number="(b)", title="Special techniques")),
            documentation=tuple(Paper(title=f"Paper {n}") for n in range(4)),
        ),
        Item(number="3", title="Impact of the pandemic", documentation=(Paper(title="Background paper"),)),
        Item(number="4", title="Other matters"),
        Item(number="5", title="Adoption of the report"),
    ),
)


def told(outcome):
    return [(row.date, row.start, row.item, row.continued) for row in outcome.rows]


def codes(outcome):
    return [reason.code for reason in outcome.reasons]


def test_the_reference_agenda_gets_the_organization_of_work_that_was_issued():
    assert told(propose(request_from_agenda(REFERENCE))) == [
        (THURSDAY, "10:00", "1 (a)", False),
        (THURSDAY, "10:00", "1 (b)", False),
        (THURSDAY, "10:00", "2", False),
        (THURSDAY, "15:00", "2", True),
        (FRIDAY, "10:00", "3", False),
        (FRIDAY, "15:00", "4", False),
        (FRIDAY, "15:00", "5", False),
    ]


def test_the_order_is_explained():
    outcome = propose(request_from_agenda(REFERENCE))
    assert codes(outcome) == ["first_sitting", "continued", "last_sitting", "after"]
    assert (
        outcome.reasons[0].sentence == "Items 1 (a) and 1 (b) are taken in the first sitting, before every other item."
    )
    assert [(left.date, left.start, left.minutes) for left in outcome.unused] == [(FRIDAY, "15:00", 90)]


@pytest.mark.parametrize(
    ("titles", "kept_last"),
    [
        (("Ouverture de la réunion", "Fonds", "Questions diverses", "Adoption du rapport"), ["3", "4"]),
        (("Apertura de la reunión", "Asunto", "Otros asuntos", "Aprobación del informe"), ["3", "4"]),
        (("Открытие совещания", "Вопрос", "Прочие вопросы", "Утверждение доклада"), ["3", "4"]),
        (("会议开幕", "审议", "其他事项", "通过报告"), ["3", "4"]),
        (("افتتاح الاجتماع", "استعراض", "مسائل أخرى", "اعتماد التقرير"), ["3", "4"]),
        (
            (
                "Opening of the session",
                "Subject",
                "Any other business",
                "Adoption of the report",
                "Closure of the session",
            ),
            ["3", "4", "5"],
        ),
    ],
)
def test_opening_and_closing_items_are_known_in_six_languages(titles, kept_last):
    items = tuple(Item(number=str(n), title=title) for n, title in enumerate(titles, 1))
    rows = propose(request_from_agenda(Agenda(masthead=REFERENCE.masthead, items=items))).rows

    assert (rows[0].item, rows[0].start, rows[0].date) == ("1", "10:00", THURSDAY)
    assert [row.item for row in rows if (row.date, row.start) == (FRIDAY, "15:00")] == kept_last


def test_allocated_items_go_to_the_tracks_of_their_bodies():
    items = (
        Item(number="1", title="Opening of the Meeting", allocation="Plenary"),
        Item(number="6", title="Protocol", allocation="Plenary/WG I"),
        Item(number="7", title="Tourism", allocation="WG I"),
        Item(
            number="9",
            title="Inspections",
            items=(
                Item(number="a)", title="Made", allocation="WG I"),
                Item(number="b)", title="Checklists", allocation="WG II"),
            ),
        ),
        Item(number="19", title="Adoption of the Report", allocation="Plenary"),
    )  # fmt: skip
    outcome = propose(request_from_agenda(Agenda(masthead=REFERENCE.masthead, items=items)))

    assert {row.item: row.track for row in outcome.rows} | {"6": ""} == {
        "1": "Plenary", "6": "", "7": "WG I", "9 a)": "WG I", "9 b)": "WG II", "19": "Plenary",
    }  # fmt: skip


def test_an_agenda_of_many_items_without_any_sign_is_arranged_all_the_same():
    items = tuple(Item(number="" if n % 7 == 0 else str(n % 20), title=f"Subject {n}") for n in range(60))
    outcome = propose(request_from_agenda(Agenda(masthead=REFERENCE.masthead, items=items)))
    assert isinstance(outcome, Proposal)
    assert len({row.item for row in outcome.rows}) == 60


@pytest.mark.parametrize(
    ("agenda", "sentence"),
    [
        (replace(REFERENCE, masthead=Masthead()), "does not say when the meeting opens"),
        (replace(REFERENCE, masthead=Masthead(opens=FRIDAY, closes=THURSDAY)), "before it opens"),
        (replace(REFERENCE, masthead=Masthead(opens=FRIDAY, closes=dt.date(2031, 1, 1))), "more than a year"),
        (replace(REFERENCE, items=()), "no items"),
    ],
)
def test_an_agenda_that_lacks_what_is_needed_is_answered_with_what_to_do(agenda, sentence):
    with pytest.raises(RequestError, match=sentence):
        request_from_agenda(agenda)


def ask(*constraints, minutes=(60, 60, 60), days=WEEK[:1], **more):
    items = tuple(Need(str(n), title=f"Item {n}", minutes=m) for n, m in enumerate(minutes, 1))
    return Request(days=days, items=items, constraints=constraints, **more)


def test_online_sittings_are_at_other_hours_and_last_two_hours():
    outcome = propose(ask(mode="online", minutes=(120, 120)))
    assert [(row.start, row.end) for row in outcome.rows] == [("11:00", "13:00"), ("15:00", "17:00")]


def test_a_sitting_longer_than_interpretation_allows_is_ended_early_and_that_is_said():
    outcome = propose(ask(minutes=(120, 60), interpretation=Interpretation(longest=120)))
    assert [(row.start, row.end) for row in outcome.rows] == [("10:00", "12:00"), ("15:00", "17:00")]
    assert "shortened" in codes(outcome)

    uninterpreted = ask(minutes=(180,), interpretation=Interpretation(longest=120), tracks=(Track(interpreted=False),))
    assert [(row.start, row.end) for row in propose(uninterpreted).rows] == [("10:00", "13:00")]


def test_a_joint_item_is_listed_once_in_a_sitting_with_the_time_of_both():
    outcome = propose(ask(Together(("2", "3"))))
    assert [(part.items, part.minutes) for part in outcome.parts] == [(("1",), 60), (("2", "3"), 120)]
    assert [(row.item, row.joint, row.duration) for row in outcome.rows] == [
        ("1", False, 60),
        ("2", False, 120),
        ("3", True, None),
    ]
    assert "joint" in codes(outcome)


def test_half_a_day_lies_between_the_end_of_debate_and_the_report():
    outcome = propose(ask(Gap("3", half_days=1), days=WEEK[:2]))
    report = next(row for row in outcome.rows if row.item == "3")
    assert (report.date, report.start) == (WEEK[1], "10:00")
    reason = next(reason for reason in outcome.reasons if reason.code == "gap")
    assert reason.sentence.replace("\xa0", " ") == (
        "Item 3 begins on Tuesday, 23 March, 10 a.m., at least one half-day after the end of item 2 on Monday, "
        "22 March, noon."
    )


def test_two_sittings_for_an_item_a_fixed_day_and_what_is_earliest_and_latest():
    outcome = propose(
        ask(
            InSittings("1", 2),
            On("2", WEEK[2], "15:00"),
            NotBefore("3", WEEK[1], "11:00"),
            NotAfter("3", WEEK[1]),
            minutes=(200, 60, 60),
            days=WEEK,
        )
    )
    places = [(row.item, row.date, row.start) for row in outcome.rows]
    assert places == [
        ("1", WEEK[0], "10:00"),
        ("1", WEEK[0], "15:00"),
        ("3", WEEK[1], "10:00"),
        ("2", WEEK[2], "15:00"),
    ]
    assert next(part.start for part in outcome.parts if part.items == ("3",)) == "11:00"
    assert {"sittings", "fixed", "not_before", "not_after"} <= set(codes(outcome))


def test_items_not_to_be_taken_in_parallel_wait_for_each_other():
    tracks = (Track("A", items=("1",)), Track("B", items=("2", "3")))
    outcome = propose(ask(Apart(("1", "2")), Before(("2",), ("3",)), tracks=tracks))
    assert {part.items: part.start for part in outcome.parts} == {("1",): "10:00", ("2",): "11:00", ("3",): "12:00"}
    assert "apart" in codes(outcome)


def test_no_more_tracks_sit_than_there_are_teams_of_interpreters():
    tracks = (Track("A", items=("1",)), Track("B", items=("2",)), Track("C", items=("3",), interpreted=False))
    outcome = propose(ask(tracks=tracks, interpretation=Interpretation(teams=1)))
    assert {row.track: row.start for row in outcome.rows} == {"A": "10:00", "B": "15:00", "C": "10:00"}
    assert "team" in codes(outcome)


def test_breaks_are_rows_and_take_no_item():
    pauses = (Break("11:00", "11:15", "Coffee break"), Break("13:00", "15:00", "Lunch break"))
    outcome = propose(ask(breaks=pauses, minutes=(120, 90)))
    assert [(row.kind, row.item, row.start) for row in outcome.rows] == [
        ("item", "1", "10:00"), ("break", None, "11:00"), ("break", None, "13:00"), ("item", "2", "15:00"),
    ]  # fmt: skip
    assert (outcome.parts[0].start, outcome.parts[0].end, outcome.parts[0].minutes) == ("10:00", "12:15", 120)


def test_rows_can_carry_the_hours_of_each_item():
    outcome = propose(ask(show="item"))
    assert [(row.start, row.end) for row in outcome.rows] == [
        ("10:00", "11:00"),
        ("11:00", "12:00"),
        ("12:00", "13:00"),
    ]


def test_rows_are_marked_as_mark_continued_would_mark_them():
    rows = propose(ask(minutes=(400, 200), days=WEEK)).rows
    assert list(rows) == mark_continued(replace(row, continued=False) for row in rows)


def test_sub_items_are_meant_where_the_item_above_them_is_named():
    items = (Need("2"), Need("1 (a)"), Need("1 (b)"))
    outcome = propose(Request(days=WEEK[:1], items=items, constraints=(Before(("1",), ("2",)),)))
    assert [row.item for row in outcome.rows] == ["1 (a)", "1 (b)", "2"]


def test_a_conflict_names_what_is_in_it_and_nothing_else():
    outcome = propose(
        ask(Before(("1",), ("2",)), Before(("2",), ("3",)), Before(("3",), ("1",)), Apart(("1", "3")), days=WEEK)
    )
    assert isinstance(outcome, Conflict)
    assert {r.constraint for r in outcome.requirements} == {
        Before(("1",), ("2",)), Before(("2",), ("3",)), Before(("3",), ("1",)),
    }  # fmt: skip
    assert "Item 1 has ended when item 2 begins." in [r.sentence for r in outcome.requirements]


def test_items_that_need_more_time_than_there_is_are_the_conflict():
    outcome = propose(ask(minutes=(300, 200, 10)))
    assert [r.item for r in outcome.requirements] == ["1", "2"]
    assert (
        outcome.sentence
        == "Items 1 and 2 need 8 hours 20 minutes and cannot be arranged in the sittings, which have 6 hours in all."
    )


def test_what_is_neither_found_nor_refuted_within_the_budget_is_said_to_be_that():
    outcome = propose(ask(minutes=(60,) * 12, days=WEEK, budget=3))
    assert isinstance(outcome, NotFound)
    assert "no proof that there is none" in outcome.sentence


@pytest.mark.parametrize(
    ("request_", "sentence"),
    [
        (ask(Before(("1",), ("9",))), "names item 9"),
        (ask(days=()), "no days"),
        (ask(minutes=()), "no items"),
        (ask(minutes=(1,) * 301), "at most 300"),
        (replace(ask(), items=(Need("1"), Need("1"))), "stands twice under `items`"),
        (ask(tracks=(Track("A"), Track("A"))), "stands twice under `tracks`"),
        (ask(On("1", track="B")), "names the track “B”"),
        (ask(InSittings("1", 61)), "too few"),
        (ask(breaks=(Break("12:00", "11:00"),)), "ends before it begins"),
        (ask(tracks=(Track(items=("9",)),)), "may take item 9"),
    ],
)
def test_a_request_that_cannot_be_understood_is_answered_with_what_to_do(request_, sentence):
    with pytest.raises(RequestError, match=sentence):
        propose(request_)


def test_a_request_is_read_from_json_and_an_outcome_written_to_it():
    request = decode_request(
        """{"days": ["2021-03-22"], "items": [{"item": "1", "minutes": 90}, {"item": "2"}],
            "constraints": [{"kind": "before", "first": ["2"], "then": ["1"]}, {"kind": "in_order", "items": []}]}"""
    )
    assert request.constraints == (Before(("2",), ("1",)), InOrder())
    written = msgspec.json.decode(msgspec.json.encode(propose(request)))
    assert (written["outcome"], len(written["requirements"])) == ("conflict", 2)


def test_an_agenda_or_a_request_is_told_apart_in_json():
    assert read_request(encode(REFERENCE)) == request_from_agenda(REFERENCE)
    assert read_request(msgspec.json.encode(ask())) == ask()
    with pytest.raises(RequestError, match="neither an agenda"):
        read_request(b"{}")
    with pytest.raises(msgspec.ValidationError):
        read_request(b"[]")


def test_forty_items_over_two_weeks_are_arranged_within_a_second(large_request):
    began = time.process_time()
    outcome = propose(large_request)
    assert isinstance(outcome, Proposal)
    assert time.process_time() - began < 1


@pytest.fixture
def large_request(request):
    import importlib.util

    path = request.config.rootpath / "benchmarks" / "programme.py"
    spec = importlib.util.spec_from_file_location("benchmark_programme", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.request()


def test_on_one_track_an_item_waits_for_those_listed_before_it_and_on_another_it_does_not():
    waits = NotBefore("1", WEEK[1])
    one = propose(ask(waits, InOrder(), days=WEEK))
    assert [row.date for row in one.rows] == [WEEK[1]] * 3

    tracks = (Track("A", items=("1", "2")), Track("B", items=("3",)))
    two = propose(ask(waits, InOrder(), days=WEEK, tracks=tracks))
    assert {row.item: row.date for row in two.rows} == {"1": WEEK[1], "2": WEEK[1], "3": WEEK[0]}
    assert {row.item: row.date for row in propose(ask(waits, days=WEEK)).rows}["2"] == WEEK[0]
