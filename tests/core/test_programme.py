"""Rows of an organization of work: sittings, days, what goes on, what is joint, tracks side by side."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemcon.core.programme import (
    Row,
    cited,
    days,
    mark_continued,
    shared,
    side_by_side,
    sittings,
    taken_together,
    tracks,
)

THURSDAY, FRIDAY = dt.date(2021, 3, 25), dt.date(2021, 3, 26)


def row(date, start, item, track=None, **more):
    return Row(
        date=date, start=start, end=f"{int(start[:2]) + 3}:00", item=item, track=track, title=f"Item {item}", **more
    )


REFERENCE = (
    row(THURSDAY, "10:00", "1 (a)"),
    row(THURSDAY, "10:00", "1 (b)"),
    row(THURSDAY, "10:00", "2"),
    row(THURSDAY, "15:00", "2"),
    row(FRIDAY, "10:00", "3"),
    row(FRIDAY, "15:00", "4"),
    row(FRIDAY, "15:00", "5"),
)


def test_the_reference_case_has_two_days_of_two_sittings_and_one_row_that_goes_on():
    assert [(day.date, len(day.sittings)) for day in days(REFERENCE)] == [(THURSDAY, 2), (FRIDAY, 2)]
    assert [shared(sitting) for sitting in sittings(REFERENCE)] == [("1 (a)", "1 (b)", "2"), ("2",), ("3",), ("4", "5")]
    assert [row.continued for row in mark_continued(REFERENCE)] == [False, False, False, True, False, False, False]


def test_earlier_is_earlier_by_the_clock_although_tracks_are_listed_one_after_the_other():
    listed = [row(FRIDAY, "10:00", "6", "WG I"), row(THURSDAY, "10:00", "6", "Plenary"), row(THURSDAY, "15:00", "7")]
    assert [row.continued for row in mark_continued(listed)] == [True, False, False]


def test_without_hours_what_is_listed_later_goes_on():
    listed = [Row(day="Tuesday", item="4"), Row(day="Tuesday", kind="break"), Row(day="Tuesday", item="4")]
    assert [row.continued for row in mark_continued(listed)] == [False, False, True]


def test_a_mark_that_was_printed_stays():
    assert mark_continued([row(FRIDAY, "10:00", "6", continued=True)])[0].continued


@given(
    st.lists(
        st.tuples(st.sampled_from((THURSDAY, FRIDAY)), st.sampled_from(("10:00", "15:00")), st.sampled_from("123"))
    )
)
def test_every_item_begins_exactly_once_and_marking_twice_changes_nothing(drawn):
    marked = mark_continued([row(*one) for one in drawn])
    begun = [one.item for one in marked if not one.continued]

    assert sorted(begun) == sorted({one[2] for one in drawn})
    assert mark_continued(marked) == marked
    for one in marked:
        if not one.continued:
            assert (one.date, one.start) == min((o.date, o.start) for o in marked if o.item == one.item)


def test_items_taken_together_are_one_group():
    rows = [row(THURSDAY, "10:00", "2"), row(THURSDAY, "10:00", "3", joint=True), row(THURSDAY, "10:00", "4")]
    assert [[one.item for one in group] for group in taken_together(rows)] == [["2", "3"], ["4"]]


@pytest.mark.parametrize(
    ("reference", "items"),
    [
        (None, ()),
        ("", ()),
        ("1 (a)", ("1 (a)",)),
        ("2 and 3", ("2", "3")),
        ("2, 3 et 4", ("2", "3", "4")),
        ("2 y 3", ("2", "3")),
        ("2 и 3", ("2", "3")),
        ("2和3", ("2", "3")),
        ("1 (a) and (b)", ("1 (a)", "1 (b)")),
        ("7 A, 7 C", ("7 A", "7 C")),
        ("2–4", ("2", "3", "4")),
        ("3-2", ("3-2",)),
        ("15 bis", ("15 bis",)),
    ],
)
def test_a_reference_names_its_items_in_every_language(reference, items):
    assert cited(reference) == items


@given(st.text(max_size=40))
def test_any_reference_is_read_without_an_error(text):
    assert isinstance(cited(text), tuple)


def test_tracks_stand_side_by_side_and_a_break_stands_in_the_first():
    rows = [
        row(THURSDAY, "10:00", "1", "Plenary"),
        Row(date=THURSDAY, start="11:00", end="11:15", kind="break", title="Coffee break"),
        row(FRIDAY, "10:00", "6", "WG I"),
        row(FRIDAY, "10:00", "9", "WG II"),
    ]
    columns, lines = side_by_side(rows)

    assert columns == tracks(row for row in rows if row.kind == "item") == ("Plenary", "WG I", "WG II")
    assert [[len(cell) for cell in line.columns] for line in lines] == [[1, 0, 0], [1, 0, 0], [0, 1, 1]]
    assert sum(len(cell) for line in lines for cell in line.columns) == len(rows)
