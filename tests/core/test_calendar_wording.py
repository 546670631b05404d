"""The wording of dates, spans, hours and days, in six languages; and that what we word, we read."""

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemcon.core import calendar
from nemcon.core.languages import LANGUAGES

D = dt.date
T = dt.time


def plain(words: str) -> str:
    """Words with ordinary spaces, to compare with a table."""
    return words.replace("\u00a0", " ")


dates = st.dates(D(1900, 1, 1), D(2199, 12, 31))
times = st.times().map(lambda t: t.replace(second=0, microsecond=0))
languages = st.sampled_from(LANGUAGES)


@pytest.mark.parametrize(
    ("day", "language", "words"),
    [
        (D(2020, 12, 11), "en", "11 December 2020"),
        (D(2006, 11, 1), "fr", "1er novembre 2006"),
        (D(2006, 11, 1), "ru", "1 ноября 2006 года"),
        (D(2013, 2, 22), "es", "22 de febrero de 2013"),
        (D(2008, 10, 8), "zh", "2008年10月8日"),
        (D(2000, 11, 15), "ar", "15 تشرين الثاني/نوفمبر 2000"),
    ],
)
def test_a_date_in_running_text_is_worded_as_the_united_nations_do(day, language, words):
    assert plain(calendar.date(day, language)) == words


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "zh"])
def test_a_day_never_leaves_its_month(language):
    words = calendar.date(D(2021, 3, 25), language)

    assert words.startswith("25\u00a0")


def test_a_masthead_has_its_own_language_in_french_and_spanish_only():
    mastheads = {language: plain(calendar.masthead_date(D(2020, 12, 11), language)) for language in LANGUAGES}

    assert mastheads.pop("fr") == "11 décembre 2020"
    assert mastheads.pop("es") == "11 de diciembre de 2020"
    assert set(mastheads.values()) == {"11 December 2020"}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "7, 8 and 10 July 2020"),
        ("fr", "7, 8 et 10 juillet 2020"),
        ("es", "7, 8 y 10 de julio de 2020"),
        ("ru", "7, 8 и 10 июля 2020 года"),
        ("zh", "2020年7月7日、8日和10日"),
        ("ar", "7 و8 و10 تموز/يوليه 2020"),
    ],
)
def test_days_of_one_month_name_it_once(language, words):
    days = [D(2020, 7, 10), D(2020, 7, 7), D(2020, 7, 8), D(2020, 7, 7)]

    assert plain(calendar.dates(days, language)) == words


def test_days_of_two_months_and_two_years_name_each():
    assert plain(calendar.dates([D(2021, 3, 30), D(2021, 4, 1)], "en")) == "30 March and 1 April 2021"
    assert plain(calendar.dates([D(2020, 12, 31), D(2021, 1, 1)], "en")) == "31 December 2020 and 1 January 2021"
    assert plain(calendar.dates([D(2021, 3, 30), D(2021, 4, 1)], "zh")) == "2021年3月30日和4月1日"
    assert plain(calendar.dates([D(2021, 3, 31), D(2021, 4, 1)], "fr")) == "31 mars et 1er avril 2021"


@pytest.mark.parametrize(
    ("first", "last", "language", "dashed", "worded"),
    [
        (D(2021, 3, 8), D(2021, 3, 12), "en", "8–12 March 2021", "from 8 to 12 March 2021"),
        (D(2021, 3, 30), D(2021, 4, 1), "en", "30 March–1 April 2021", "from 30 March to 1 April 2021"),
        (
            *(D(2020, 12, 28), D(2021, 1, 3), "en"),
            *("28 December 2020–3 January 2021", "from 28 December 2020 to 3 January 2021"),
        ),
        (D(2022, 5, 11), D(2022, 5, 13), "fr", "11-13 mai 2022", "du 11 au 13 mai 2022"),
        (D(2020, 9, 7), D(2020, 9, 11), "fr", "7-11 septembre 2020", "du 7 au 11 septembre 2020"),
        (
            *(D(2012, 10, 15), D(2012, 10, 19), "es"),
            *("15 a 19 de octubre de 2012", "del 15 al 19 de octubre de 2012"),
        ),
        (D(2015, 6, 1), D(2015, 6, 5), "ru", "1–5 июня 2015 года", "с 1 по 5 июня 2015 года"),
        (D(2015, 6, 2), D(2015, 6, 5), "ru", "2–5 июня 2015 года", "со 2 по 5 июня 2015 года"),
        (D(2012, 5, 30), D(2012, 6, 1), "ru", "30 мая – 1 июня 2012 года", "с 30 мая по 1 июня 2012 года"),
        (D(2015, 6, 1), D(2015, 6, 5), "zh", "2015年6月1日至5日", "2015年6月1日至5日"),
        (
            *(D(2020, 9, 7), D(2020, 9, 11), "ar"),
            *("من 7 إلى 11 أيلول/سبتمبر 2020", "من 7 إلى 11 أيلول/سبتمبر 2020"),
        ),
    ],
)
def test_a_span_says_month_and_year_once_where_they_are_the_same(first, last, language, dashed, worded):
    assert plain(calendar.span(first, last, language)) == dashed
    assert plain(calendar.span(first, last, language, words=True)) == worded


@pytest.mark.parametrize(
    ("language", "two", "week"),
    [
        ("en", "25 and 26 March 2021", "1–5 June 2015"),
        ("fr", "25 et 26 mars 2021", "1er-5 juin 2015"),
        ("es", "25 y 26 de marzo de 2021", "1 a 5 de junio de 2015"),
        ("ru", "25 и 26 марта 2021 года", "1–5 июня 2015 года"),
        ("zh", "2021年3月25日和26日", "2015年6月1日至5日"),
        ("ar", "25 و26 آذار/مارس 2021", "من 1 إلى 5 حزيران/يونيه 2015"),
    ],
)
def test_a_meeting_of_two_days_says_and_and_a_longer_one_says_until(language, two, week):
    assert plain(calendar.meeting_dates(D(2021, 3, 25), D(2021, 3, 26), language)) == two
    assert plain(calendar.meeting_dates(D(2015, 6, 1), D(2015, 6, 5), language)) == week
    assert calendar.meeting_dates(D(2015, 6, 1), D(2015, 6, 1), language) == calendar.date(D(2015, 6, 1), language)


@pytest.mark.parametrize(
    ("language", "head", "with_year", "in_a_sentence"),
    [
        ("en", "Thursday, 25 March", "Thursday, 25 March 2021", "Thursday, 25 March"),
        ("fr", "Jeudi 25 mars", "Jeudi 25 mars 2021", "jeudi 25 mars"),
        ("es", "Jueves 25 de marzo", "Jueves 25 de marzo de 2021", "jueves 25 de marzo"),
        ("ru", "Четверг, 25 марта", "Четверг, 25 марта 2021 года", "четверг, 25 марта"),
        ("zh", "3月25日，星期四", "2021年3月25日，星期四", "3月25日，星期四"),
        ("ar", "الخميس، 25 آذار/مارس", "الخميس، 25 آذار/مارس 2021", "الخميس، 25 آذار/مارس"),
    ],
)
def test_a_day_of_the_programme_has_its_weekday(language, head, with_year, in_a_sentence):
    assert plain(calendar.day(D(2021, 3, 25), language)) == head
    assert plain(calendar.day(D(2021, 3, 25), language, year=True)) == with_year
    assert plain(calendar.day(D(2021, 3, 25), language, sentence=True)) == in_a_sentence


@pytest.mark.parametrize(
    ("language", "ten", "half_past", "noon", "morning", "afternoon"),
    [
        ("en", "10 a.m.", "10.30 a.m.", "noon", "10 a.m.–1 p.m.", "3–6 p.m."),
        ("fr", "10 heures", "10 h 30", "12 heures", "10 heures-13 heures", "15 heures-18 heures"),
        ("es", "10.00 horas", "10.30 horas", "12.00 horas", "10.00 a 13.00 horas", "15.00 a 18.00 horas"),
        ("ru", "10 ч. 00 м.", "10 ч. 30 м.", "12 ч. 00 м.", "10.00–13.00", "15.00–18.00"),
        ("zh", "上午10时", "上午10时30分", "中午12时", "上午10时至下午1时", "下午3时至6时"),
        ("ar", "10/00", "10/30", "12/00", "10/00–13/00", "15/00–18/00"),
    ],
)
def test_hours_and_sittings(language, ten, half_past, noon, morning, afternoon):
    assert plain(calendar.hour(T(10), language)) == ten
    assert plain(calendar.hour(T(10, 30), language)) == half_past
    assert plain(calendar.hour(T(12), language)) == noon
    assert plain(calendar.hours(T(10), T(13), language)) == morning
    assert plain(calendar.hours(T(15), T(18), language)) == afternoon


def test_the_half_of_the_day_is_said_twice_only_where_it_changes():
    assert plain(calendar.hours(T(10), T(11, 30), "en")) == "10–11.30 a.m."
    assert plain(calendar.hours(T(10), T(12), "en")) == "10 a.m.–noon"
    assert plain(calendar.hours(T(12), T(14), "en")) == "noon–2 p.m."
    assert plain(calendar.hours(T(22), T(1), "en")) == "10 p.m.–1 a.m."


@given(times, times)
def test_midnight_is_never_said(start, end):
    said = f"{calendar.hours(start, end, 'en')} {calendar.hour(T(0), 'en')}"

    assert "midnight" not in said


def test_a_sitting_in_one_line():
    assert plain(calendar.sitting(D(2021, 3, 25), T(10), T(13), "en")) == "Thursday, 25 March, 10 a.m.–1 p.m."
    assert plain(calendar.sitting(D(2021, 3, 25), T(15), T(18), "zh")) == "3月25日，星期四，下午3时至6时"


def test_arabic_months_can_be_kept_on_one_line():
    assert calendar.join_months("25 آذار/مارس و1 نيسان/أبريل 10/00") == "25 آذار/\u2060مارس و1 نيسان/\u2060أبريل 10/00"


@given(dates, times, languages)
def test_ordinary_spaces_become_those_that_we_word_with(day, time, language):
    for words in (calendar.date(day, language), calendar.hour(time, language)):
        assert calendar.keep_together(f"({plain(words)}) x", language) == f"({words}) x"


def test_only_the_spaces_inside_a_date_or_an_hour_are_kept():
    text = "Item 3 may be taken in March 2021 or on 25 March, at 10 a.m.; see 12 Marches"

    assert calendar.keep_together(text, "en") == text.replace("25 M", "25\u00a0M").replace("10 a", "10\u00a0a")
    assert calendar.keep_together("2021年 3 月", "zh") == "2021年 3 月"


@pytest.mark.parametrize(
    ("call", "what"),
    [
        (lambda: calendar.dates([], "en"), "give at least one"),
        (lambda: calendar.span(D(2021, 3, 26), D(2021, 3, 25), "en"), "give the first day first"),
        (lambda: calendar.meeting_dates(D(2021, 3, 26), D(2021, 3, 25), "fr"), "give the first day first"),
        (lambda: calendar.date(D(2021, 3, 26), "de"), "give one of ar, zh, en, fr, ru, es"),
    ],
)
def test_what_cannot_be_worded_is_refused_with_a_sentence(call, what):
    with pytest.raises(ValueError, match=re.escape(what)):
        call()


# What we word, we read.


@given(dates, languages)
def test_a_date_reads_back(day, language):
    for words in (calendar.date(day, language), calendar.join_months(calendar.date(day, language))):
        assert calendar.read_date(words) == day
        assert calendar.read_date(words, language) == day
        assert calendar.read_date(words.upper()) == day
    assert calendar.read_date(calendar.masthead_date(day, language), language) == day


@given(st.lists(st.integers(0, 400), min_size=1, max_size=8), dates, languages)
def test_a_list_of_days_reads_back(offsets, start, language):
    days = sorted({start + dt.timedelta(offset) for offset in offsets})

    (found,) = calendar.find_dates(f"({calendar.dates(days, language)})")

    assert list(found.days) == days
    assert (found.first, found.last) == (days[0], days[-1])
    assert not found.through


@given(dates, st.integers(1, 500), languages, st.booleans())
def test_a_span_reads_back(first, length, language, words):
    last = first + dt.timedelta(length)
    text = calendar.span(first, last, language, words=words)

    (found,) = calendar.find_dates(text)

    assert (found.first, found.last, found.through) == (first, last, True)


@given(dates, st.integers(0, 20), languages, st.sampled_from(["Vienna", "Sharm el-Sheikh, Egypt", "维也纳", "فيينا"]))
def test_place_and_days_of_a_meeting_read_back(first, length, language, place):
    last = first + dt.timedelta(length)
    words = calendar.meeting_dates(first, last, language)

    assert calendar.read_meeting(f"{place}, {words}") == (place, first, last)
    assert calendar.read_meeting(f"{words}，{place}") == (place, first, last)


@given(dates, languages, st.booleans())
def test_a_day_of_the_programme_reads_back(day, language, year):
    words = calendar.day(day, language, year=year)

    found = calendar.read_day(words, year=None if year else day.year)

    assert found is not None
    assert (found.date, found.weekday, found.end) == (day, day.weekday(), len(words))
    assert found.agrees


@given(times, languages)
def test_an_hour_reads_back(time, language):
    found = calendar.read_hours(calendar.hour(time, language))

    assert found is not None
    assert (found.start, found.end) == (time, None)


@given(times, times, languages)
def test_the_hours_of_a_sitting_read_back(start, end, language):
    words = calendar.hours(start, end, language)

    found = calendar.read_hours(words)

    assert found is not None
    assert (found.start, found.end, found.begins, found.ends) == (start, end, 0, len(words))


@given(dates, times, times, languages)
def test_a_sitting_reads_back(day, start, end, language):
    words = calendar.sitting(day, start, end, language, year=True)

    found = calendar.read_day(words)

    assert found is not None
    assert found.date == day
    assert found.end == len(words)
    assert found.hours is not None
    assert (found.hours.start, found.hours.end) == (start, end)
