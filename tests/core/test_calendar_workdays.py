"""Working days of an institution whose holidays are data."""

import datetime as dt

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemcon.core.calendar import Holidays, easter, holidays, is_working_day, shift, working_days_between

D = dt.date
DAY = dt.timedelta(days=1)
VIENNA = holidays(
    "the Vienna centre",
    {
        D(2023, 4, 7): "Good Friday",
        D(2023, 4, 21): "Eid al-Fitr",
        D(2023, 6, 28): "Eid al-Adha",
        D(2023, 12, 25): "Christmas Day",
    },
)
dates = st.dates(D(2023, 3, 1), D(2023, 10, 31))


def test_the_vienna_centre_observes_good_friday_and_both_eids_and_not_the_holidays_of_the_town():
    assert not is_working_day(D(2023, 4, 7), VIENNA)
    assert not is_working_day(D(2023, 4, 21), VIENNA)
    assert not is_working_day(D(2023, 6, 28), VIENNA)
    for day in (D(2023, 5, 18), D(2023, 6, 8), D(2023, 12, 8)):  # Ascension, Corpus Christi, Immaculate Conception
        assert is_working_day(day, VIENNA)


def test_three_working_days_from_thursday_end_on_tuesday_and_a_holiday_adds_one():
    assert shift(D(2023, 3, 9), 3, VIENNA) == D(2023, 3, 14)
    assert shift(D(2023, 4, 6), 3, VIENNA) == D(2023, 4, 12)
    assert shift(D(2023, 4, 12), -3, VIENNA) == D(2023, 4, 6)
    assert working_days_between(D(2023, 4, 6), D(2023, 4, 12), VIENNA) == 3
    assert working_days_between(D(2023, 4, 12), D(2023, 4, 6), VIENNA) == -3


def test_nothing_added_is_the_next_day_on_which_the_institution_works():
    assert shift(D(2023, 4, 7), 0, VIENNA) == D(2023, 4, 10)
    assert shift(D(2023, 4, 6), 0, VIENNA) == D(2023, 4, 6)


def test_a_seat_may_rest_on_other_days():
    cairo = holidays("the Cairo office", [], years=(2023, 2023), weekend=(4, 5))

    assert is_working_day(D(2023, 4, 9), cairo)  # a Sunday
    assert not is_working_day(D(2023, 4, 7), cairo)


@pytest.mark.parametrize("day", [D(2022, 12, 31), D(2024, 1, 2)])
def test_a_year_whose_holidays_nobody_entered_is_refused(day):
    with pytest.raises(ValueError, match=f"enter those of {day.year} first"):
        is_working_day(day, VIENNA)


def test_counting_into_such_a_year_is_refused_too():
    with pytest.raises(ValueError, match="enter those of 2024 first"):
        shift(D(2023, 12, 28), 5, VIENNA)


@pytest.mark.parametrize(
    ("call", "what"),
    [
        (lambda: holidays("x", []), "which years"),
        (lambda: holidays("x", [], years=(2023, 2022)), "earlier year first"),
        (lambda: holidays("x", [D(2020, 1, 1)], years=(2023, 2023)), "outside the years"),
        (lambda: holidays("x", [], years=(2023, 2023), weekend=range(7)), "at least one working day"),
    ],
)
def test_holidays_that_make_no_sense_are_refused(call, what):
    with pytest.raises(ValueError, match=what):
        call()


def test_holidays_are_data():
    assert msgspec.json.decode(msgspec.json.encode(VIENNA), type=Holidays) == VIENNA


@given(dates, st.integers(-40, 40).filter(bool))
def test_shifting_and_counting_are_each_others_inverse(day, count):
    moved = shift(day, count, VIENNA)

    assert is_working_day(moved, VIENNA)
    if count > 0:
        assert working_days_between(day, moved, VIENNA) == count
    else:
        assert working_days_between(moved - DAY, day - DAY, VIENNA) == -count


@given(dates, dates, dates)
def test_periods_add_up(a, b, c):
    first, middle, last = sorted((a, b, c))

    whole = working_days_between(first, last, VIENNA)

    assert whole == working_days_between(first, middle, VIENNA) + working_days_between(middle, last, VIENNA)
    assert working_days_between(last, first, VIENNA) == -whole


@pytest.mark.parametrize(
    ("year", "sunday"), [(1961, D(1961, 4, 2)), (2000, D(2000, 4, 23)), (2021, D(2021, 4, 4)), (2023, D(2023, 4, 9))]
)
def test_easter(year, sunday):
    assert easter(year) == sunday
