"""Holidays as institutions have them: plain lists and calendar files."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemcon.web.meetings.holiday_lists import read


@pytest.mark.parametrize(
    "line",
    [
        "2021-04-02 Good Friday",
        "2.4.2021; Good Friday",
        "2 April 2021, Good Friday",
        "Good Friday: 2 April 2021",
        "Friday, 2 April 2021 – Good Friday",
    ],
)
def test_a_line_gives_its_day_and_its_name(line):
    found = read(line)
    assert list(found.days) == [dt.date(2021, 4, 2)]
    assert found.days[dt.date(2021, 4, 2)].endswith("Good Friday")
    assert found.unread == ()


def test_a_span_gives_each_of_its_days():
    assert list(read("24–26 December 2021 Christmas").days) == [dt.date(2021, 12, day) for day in (24, 25, 26)]


@pytest.mark.parametrize("line", ["4/5/2021 who knows", "30 February 2021", "Whit Monday", "31.2.2021 never"])
def test_what_is_no_day_or_could_be_two_is_given_back_unread(line):
    assert read(f"2021-12-25 Christmas\n{line}").unread == (line,)


def test_with_strokes_a_day_is_read_where_only_one_reading_is_possible():
    assert (
        read("24/5/2021 Whit Monday").days
        == read("5/24/2021 Whit Monday").days
        == {dt.date(2021, 5, 24): "Whit Monday"}
    )


def test_a_calendar_file_gives_every_day_of_its_entries_and_what_recurs_is_named():
    entry = "BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:{}\r\nDTEND;VALUE=DATE:{}\r\nSUMMARY:{}\r\n{}END:VEVENT\r\n"
    text = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"
        + entry.format("20210513", "20210515", "Eid al-Fitr", "")
        + entry.format("20211225", "20211226", "Christmas", "RRULE:FREQ=YEARLY\r\n")
        + "END:VCALENDAR\r\n"
    )
    found = read(text)
    assert found.days == {dt.date(2021, 5, 13): "Eid al-Fitr", dt.date(2021, 5, 14): "Eid al-Fitr"}
    assert found.unread == ("2021-12-25 Christmas",)


@given(st.text(max_size=300))
def test_no_text_makes_reading_fail_and_no_line_disappears(text):
    found = read(text)
    if not text.lstrip("\ufeff \r\n").upper().startswith("BEGIN:VCALENDAR"):
        lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
        assert len(found.unread) + (1 if found.days else 0) <= max(len(lines), 0)
        assert bool(lines) == bool(found.days or found.unread)
