"""Dates counted back from the opening of a meeting: working days, hours at the seat, what is known of holidays."""

import datetime as dt

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemcon.core.calendar import from_seat, holidays, is_working_day, seat_time, working_days_between
from nemcon.core.slots import USUAL, Limit, Profile, Term, deadline, deadlines, lateness, limit_of, not_worked, slot_of

D = dt.date
DAY = dt.timedelta(days=1)
US = dt.timedelta(microseconds=1)
SEAT = "Europe/Vienna"
OPENING = D(2021, 3, 25)
VIENNA = holidays(
    "the Vienna centre",
    {
        D(2020, 12, 25): "Christmas Day",
        D(2021, 1, 1): "New Year's Day",
        D(2021, 1, 6): "Epiphany",
        D(2021, 4, 2): "Good Friday",
        D(2021, 5, 13): "Eid al-Fitr",
        D(2021, 5, 24): "Whit Monday",
    },
    years=(2020, 2022),
)
openings = st.dates(D(2020, 7, 1), D(2022, 12, 31))
units = st.sampled_from(["weeks", "days", "working days"])
clocks = st.times(dt.time(9), dt.time(18)).map(lambda t: t.replace(second=0, microsecond=0))


def term(before=10, unit="weeks", clock=dt.time(12), code="submission", document=""):
    return Term(
        code=code,
        before=before,
        unit=unit,
        whom="officer",
        clock=clock,
        source="rule 9",
        force="mutatis mutandis",
        document=document,
    )


terms = st.builds(term, st.integers(0, 26), units, clocks)


@given(openings, terms)
def test_a_deadline_is_at_its_hour_on_a_working_day_of_the_seat(opening, one):
    due = deadline(opening, one, VIENNA, SEAT)

    assert is_working_day(due.day, VIENNA)
    assert seat_time(due.at, SEAT).replace(tzinfo=None) == dt.datetime.combine(due.day, one.clock)
    assert due.at.utcoffset() == dt.timedelta()
    assert due.not_entered == ()


@given(openings, terms)
def test_it_moves_to_the_last_working_day_before_and_says_of_each_day_passed_over_why(opening, one):
    due = deadline(opening, one, VIENNA, SEAT)

    assert due.day <= due.counted <= opening
    assert [why.day for why in due.moved_because] == [
        due.counted - n * DAY for n in range((due.counted - due.day).days)
    ]
    for why in due.moved_because:
        assert not is_working_day(why.day, VIENNA)
        assert (why.because, why.name) == (
            ("holiday", VIENNA.days[why.day]) if why.day in VIENNA.days else ("weekend", "")
        )


@given(openings, st.integers(0, 80))
def test_working_days_are_counted_as_the_calendar_counts_them(opening, before):
    due = deadline(opening, term(before, "working days"), VIENNA, SEAT)

    if is_working_day(opening, VIENNA):
        assert working_days_between(due.day, opening, VIENNA) == before


@given(openings, st.integers(0, 26), st.integers(0, 26), units, clocks)
def test_a_longer_term_never_ends_later(opening, one, other, unit, clock):
    longer, shorter = max(one, other), min(one, other)

    earlier = deadline(opening, term(longer, unit, clock), VIENNA, SEAT)
    later = deadline(opening, term(shorter, unit, clock), VIENNA, SEAT)

    assert earlier.at <= later.at


@pytest.mark.parametrize(
    ("observed", "years"),
    [
        (None, (2020, 2021)),
        (holidays("x", {}, years=(2021, 2021)), (2020,)),
        (holidays("x", {}, years=(1, 1)), (2020, 2021)),
    ],
)
def test_years_whose_holidays_nobody_entered_are_said_and_weekends_are_still_left_out(observed, years):
    due = deadline(OPENING, term(60, "working days"), observed, SEAT)

    assert due.not_entered == years
    assert due.day.weekday() < 5


@given(openings, terms)
def test_without_holidays_every_deadline_says_which_years_are_missing(opening, one):
    due = deadline(opening, one, None, SEAT)

    assert due.day.year in due.not_entered
    assert all(why.because == "weekend" for why in due.moved_because)


@pytest.mark.parametrize("clock", [dt.time(0), dt.time(8, 59), dt.time(18, 1), dt.time(23, 59)])
def test_a_term_ends_within_working_hours_and_never_at_midnight(clock):
    with pytest.raises(ValueError, match="outside the working hours"):
        Profile(terms=(term(clock=clock),))


def test_a_term_names_its_source_and_stands_once():
    with pytest.raises(ValueError, match="names no source"):
        msgspec.structs.replace(term(), source=" ")
    with pytest.raises(ValueError, match="keep one"):
        Profile(terms=(term(), term(before=9)))
    with pytest.raises(ValueError, match="no term"):
        term(before=-1)


def test_the_deadlines_of_the_twelfth_meeting_under_the_usual_profile():
    found = {(d.code, d.document): d for d in deadlines(OPENING, USUAL, VIENNA, SEAT)}

    assert found["release", ""].day == D(2021, 2, 11)  # six weeks before, as the background paper was
    assert found["submission", ""].day == D(2021, 1, 14)
    assert found["release", "agenda"].counted == D(2021, 1, 24)  # a Sunday
    assert found["release", "agenda"].day == D(2021, 1, 22)
    assert found["release", "agenda"].force == "mutatis mutandis"
    assert found["delegations", ""].at == dt.datetime(2021, 3, 18, 17, tzinfo=dt.UTC)  # 6 p.m. in Vienna
    assert found["statements", ""].day == D(2021, 3, 24)
    assert all(d.source for d in found.values())


def test_the_deadlines_are_listed_in_order_of_time():
    found = deadlines(OPENING, USUAL, VIENNA, SEAT)

    assert [d.at for d in found] == sorted(d.at for d in found)


def test_a_holiday_between_moves_it_and_is_named():
    due = deadline(D(2021, 5, 31), term(1), VIENNA, SEAT)  # Whit Monday

    assert due.day == D(2021, 5, 21)
    assert [(why.because, why.name) for why in due.moved_because] == [
        ("holiday", "Whit Monday"),
        ("weekend", ""),
        ("weekend", ""),
    ]


def test_a_day_that_the_clock_of_the_seat_passed_over_is_no_day_for_a_deadline():
    due = deadline(D(2012, 1, 6), term(1), holidays("Apia", {}, years=(2011, 2012)), "Pacific/Apia")

    assert due.day == D(2011, 12, 29)  # Samoa had no 30 December 2011
    assert [why.because for why in due.moved_because] == ["clock"]


def test_days_of_a_meeting_that_are_none_of_work_are_named():
    found, unknown = not_worked([D(2021, 5, 22), D(2021, 5, 24), D(2021, 5, 25), D(2023, 5, 2)], VIENNA)

    assert [(why.day, why.because) for why in found] == [(D(2021, 5, 22), "weekend"), (D(2021, 5, 24), "holiday")]
    assert unknown == [2023]


# --- Lateness -----------------------------------------------------------------------------------------------------


@given(st.dates(D(2020, 7, 1), D(2022, 10, 15)), terms, st.timedeltas(dt.timedelta(), dt.timedelta(days=60)))
def test_lateness_counts_working_days_after_the_day_of_the_deadline(opening, one, after):
    due = deadline(opening, one, VIENNA, SEAT)
    arrived = due.at + after

    found = lateness(due, arrived, VIENNA, SEAT)

    assert found.late is (after > dt.timedelta())
    if found.late:
        assert found.working_days == working_days_between(due.day, seat_time(arrived, SEAT).date(), VIENNA)
    else:
        assert (found.working_days, found.footnote) == (0, None)


@given(openings, terms, st.lists(st.timedeltas(dt.timedelta(), dt.timedelta(days=60)), min_size=2, max_size=2))
def test_who_comes_later_is_not_less_late(opening, one, after):
    due = deadline(opening, one, VIENNA, SEAT)
    earlier, later = (lateness(due, due.at + delta, VIENNA, SEAT) for delta in sorted(after))

    assert (earlier.late, earlier.working_days) <= (later.late, later.working_days)


def test_what_comes_at_the_instant_of_the_deadline_is_in_time_and_a_microsecond_later_is_late():
    due = deadline(OPENING, term(), VIENNA, SEAT)

    assert not lateness(due, due.at, VIENNA, SEAT).late
    assert lateness(due, due.at + US, VIENNA, SEAT).late
    assert lateness(due, due.at + US, VIENNA, SEAT).working_days == 0


def test_the_footnote_of_a_late_document_needs_its_reason():
    due = deadline(OPENING, term(), VIENNA, SEAT)
    monday = from_seat(D(2021, 1, 18), dt.time(9), SEAT)

    bare = lateness(due, monday, VIENNA, SEAT).footnote
    told = lateness(due, monday, VIENNA, SEAT, reason=" the need for further information ").footnote

    assert bare.code == "submission.delayed"
    assert dict(bare.facts) == {"due": "2021-01-14", "submitted": "2021-01-18", "working_days": "2"}
    assert bare.lacks == ("reason",)
    assert told.lacks == ()
    assert dict(told.facts)["reason"] == "the need for further information"


def test_only_a_late_submission_is_explained_in_a_footnote():
    due = deadline(OPENING, term(code="delegations"), VIENNA, SEAT)

    assert lateness(due, due.at + DAY, VIENNA, SEAT).footnote is None


def test_lateness_into_a_year_without_holidays_says_so():
    due = deadline(D(2022, 12, 30), term(0, "days"), VIENNA, SEAT)

    assert lateness(due, due.at + 7 * DAY, VIENNA, SEAT).not_entered == (2023,)


def test_an_instant_without_a_place_is_refused():
    due = deadline(OPENING, term(), VIENNA, SEAT)

    with pytest.raises(ValueError, match="names no time zone"):
        lateness(due, dt.datetime(2021, 1, 14, 12), VIENNA, SEAT)


# --- Slots --------------------------------------------------------------------------------------------------------


def test_a_kind_of_documents_has_its_own_terms_and_the_others_those_for_all():
    paper = slot_of("background paper", OPENING, USUAL, VIENNA, SEAT, words=9_000)
    agenda = slot_of("agenda", OPENING, USUAL, VIENNA, SEAT, words=1_320)

    assert paper.expected.day == D(2021, 1, 14)
    assert paper.release.day == D(2021, 2, 11)
    assert agenda.release.day == D(2021, 1, 22)
    assert (paper.over, agenda.over) == (500, 0)
    assert paper.limit.words == 8_500


def test_an_agreed_slot_takes_the_place_of_the_day_counted_back_at_the_same_hour():
    slot = slot_of("background paper", OPENING, USUAL, VIENNA, SEAT, agreed=D(2021, 1, 20))

    assert slot.agreed
    assert slot.expected.code == "slot"
    assert slot.expected.at == dt.datetime(2021, 1, 20, 11, tzinfo=dt.UTC)  # noon


@given(st.integers(0, 30_000))
def test_only_words_beyond_the_limit_are_too_many(words):
    slot = slot_of("note", OPENING, USUAL, VIENNA, SEAT, words=words)

    assert slot.over == max(0, words - 8_500)


def test_a_profile_without_rules_promises_nothing():
    slot = slot_of("note", OPENING, Profile(terms=()), VIENNA, SEAT, words=50_000, agreed=D(2021, 1, 20))

    assert (slot.forecast, slot.expected, slot.release, slot.limit, slot.over) == (None, None, None, None, 0)


def test_the_limit_of_a_kind_comes_before_the_limit_for_all():
    profile = Profile(
        terms=(),
        limits=(
            Limit(words=8_500, source="a", force="binds"),
            Limit(words=100, source="b", force="binds", document="note"),
        ),
    )

    assert limit_of("note", profile).words == 100
    assert limit_of("report", profile).words == 8_500
