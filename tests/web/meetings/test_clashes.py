"""Meetings in each other's way, and meetings on days of rest."""

import datetime as dt
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from nemcon.core.calendar import holidays
from nemcon.web.meetings.clashes import clashes
from nemcon.web.meetings.models import Arrangement, Body, Meeting
from nemcon.web.meetings.views import read_hours

MONDAY = dt.date(2021, 3, 22)
ONE, OTHER = Body(slug="one"), Body(slug="other")


def meeting(first, days=1, body=ONE, **arranged):
    opens = MONDAY + dt.timedelta(days=first)
    made = Meeting(id=uuid4(), body=body, opens=opens, closes=opens + dt.timedelta(days=days - 1))
    rows = [Arrangement(day=opens + dt.timedelta(days=n), **arranged) for n in range(days)] if arranged else []
    made._prefetched_objects_cache = {"arrangements": rows}  # as a query would have read them
    return made


def found(*meetings, observed=None):
    return [[(clash.kind, len(clash.days)) for clash in clashes(meetings, observed)[each.id]] for each in meetings]


def test_the_same_room_at_the_same_hours_is_a_clash_of_both_and_hides_the_shared_days():
    hours = {"sittings": [["10:00", "13:00"]]}
    one = meeting(0, 2, room="Room 2", **hours)
    other = meeting(1, 2, OTHER, room=" room 2", **hours)
    assert found(one, other) == [[("room", 1)], [("room", 1)]]


def test_the_same_room_at_other_hours_is_none_and_without_hours_it_is_taken_for_the_whole_day():
    one = meeting(0, room="Room 2", sittings=[["10:00", "13:00"]])
    after = meeting(0, body=OTHER, room="Room 2", sittings=[["13:00", "16:00"]])
    whole = meeting(0, body=OTHER, room="Room 2", sittings=[])
    assert found(one, after) == [[("days", 1)], [("days", 1)]]
    assert found(one, whole) == [[("room", 1)], [("room", 1)]]


def test_interpretation_asked_by_both_at_the_same_hours_is_a_clash():
    one = meeting(0, room="1", interpretation="six languages")
    other = meeting(0, body=OTHER, room="2", interpretation="three languages")
    assert found(one, other) == [[("interpretation", 1)], [("interpretation", 1)]]


def test_shared_days_of_two_bodies_are_shown_and_those_of_one_body_are_not():
    assert found(meeting(0, 3), meeting(2, 3, OTHER)) == [[("days", 1)], [("days", 1)]]
    assert found(meeting(0, 3), meeting(2, 3)) == [[], []]


def test_holidays_and_weekends_are_named_and_a_year_that_nobody_entered_is_not_guessed():
    observed = holidays("House", {dt.date(2021, 3, 24): "A day"}, years=(2021, 2021))
    assert found(meeting(2, 4), observed=observed) == [[("holiday", 1), ("weekend", 1)]]
    assert found(meeting(2, 2)) == [[]]


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 9), st.booleans()), max_size=12))
def test_every_pair_that_shares_a_day_is_found_from_both_sides_and_no_other(spans):
    meetings = [meeting(first, days, ONE if one else OTHER) for first, days, one in spans]
    shown = clashes(meetings, None)
    pairs = {(a.id, clash.other.id) for a in meetings for clash in shown[a.id] if clash.kind == "days" and clash.other}
    assert pairs == {
        (a.id, b.id)
        for a in meetings
        for b in meetings
        if a.body != b.body and a.opens <= b.closes and b.opens <= a.closes
    }


def test_hours_are_read_as_people_type_them_and_refused_where_they_overlap():
    assert read_hours("10:00–13:00, 15.00-18.00") == [["10:00", "13:00"], ["15:00", "18:00"]]
    assert read_hours("9:30-12:30") == [["09:30", "12:30"]]
    assert read_hours("") == []
    assert read_hours("10:00-13:00, 13:00-15:00") == [["10:00", "13:00"], ["13:00", "15:00"]]
    for wrong in ("10-13", "13:00-10:00", "10:00-13:00, 12:00-15:00", "morning", "25:00-26:00"):
        assert read_hours(wrong) is None
