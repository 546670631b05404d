"""What real documents print of dates, days, hours, durations and places, and what only looks like it."""

import datetime as dt
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nemcon.core import calendar
from nemcon.core.calendar import find_dates, find_hours, read_date, read_day, read_duration, read_hours, read_meeting
from nemcon.core.languages import LANGUAGES

D = dt.date
T = dt.time
MON, TUE, WED, THU, FRI, SAT, SUN = range(7)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("11 December 2020", D(2020, 12, 11)),
        ("11 DECEMBER 2020", D(2020, 12, 11)),
        ("11December2020", D(2020, 12, 11)),
        ("Thursday, 25 March 2021", D(2021, 3, 25)),
        ("May 7, 1995", D(1995, 5, 7)),
        ("16th August 2024", D(2024, 8, 16)),
        ("9 Dec 2015", D(2015, 12, 9)),
        ("7 Sept. 2020", D(2020, 9, 7)),
        ("1er novembre 2006", D(2006, 11, 1)),
        ("le 26 mars 2021", D(2021, 3, 26)),
        ("12 aout 2020", D(2020, 8, 12)),
        ("12 aou\u0302t 2020", D(2020, 8, 12)),
        ("22 de febrero de 2013", D(2013, 2, 22)),
        ("5 de mayo del 2003", D(2003, 5, 5)),
        ("1 ноября 2006 года", D(2006, 11, 1)),
        ("1 ноября 2006 г.", D(2006, 11, 1)),
        ("2008年10月8日", D(2008, 10, 8)),
        ("２００８年１０月８日", D(2008, 10, 8)),
        ("15 تشرين الثاني/نوفمبر 2000", D(2000, 11, 15)),
        ("١٥ تشرين الثاني/نوفمبر ٢٠٠٠", D(2000, 11, 15)),
        ("15 تشرين الثاني / نوفمبر 2000", D(2000, 11, 15)),
        ("15 نوفمبر 2000", D(2000, 11, 15)),
        ("15 تشرين الثاني 2000", D(2000, 11, 15)),
        ("3 يونيو 2015", D(2015, 6, 3)),
        ("3 حزيران/يونيه 2015", D(2015, 6, 3)),
        ("3 يوليو 2015", D(2015, 7, 3)),
        ("2021-03-25", D(2021, 3, 25)),
        ("05/06/2021", D(2021, 6, 5)),
        ("25.03.2021", D(2021, 3, 25)),
        ("14-May-2019", D(2019, 5, 14)),
        ("the 14th of May 2019", D(2019, 5, 14)),
        ("2019-05-14", D(2019, 5, 14)),
        (" 11\u00a0December\u20092020. ", D(2020, 12, 11)),
    ],
)
def test_a_date_as_documents_print_it(text, day):
    assert read_date(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "31 February 2021",
        "29 February 2021",
        "2021-13-01",
        "0 May 2020",
        "25 March",
        "May 1997",
        "7 and 8 July 2020",
    ]
    + ["Note of 11 December 2020", "11 December 2020 at noon", "CTOC/COP/WG.3/2020/4", "25032021", "2021"],
)
def test_what_is_not_one_date_is_none(text):
    assert read_date(text) is None


def test_a_date_is_read_in_its_own_language_or_english():
    assert read_date("11 December 2020", "ru") == D(2020, 12, 11)
    assert read_date("11 декабря 2020 года", "ru") == D(2020, 12, 11)
    assert read_date("11 декабря 2020 года", "fr") is None


@pytest.mark.parametrize(
    ("text", "span", "first", "last"),
    [
        ("held on 7 and 8 July 2020)", "7 and 8 July 2020", D(2020, 7, 7), D(2020, 7, 8)),
        ("(Vienna, 7–8 July 2020)", "7–8 July 2020", D(2020, 7, 7), D(2020, 7, 8)),
        ("SEOUL May 8-19, 1995", "May 8-19, 1995", D(1995, 5, 8), D(1995, 5, 19)),
        ("in Vienna from 27 to 29 January 2010", "from 27 to 29 January 2010", D(2010, 1, 27), D(2010, 1, 29)),
        ("23 March–2 April 2026", "23 March–2 April 2026", D(2026, 3, 23), D(2026, 4, 2)),
        ("28 December–3 January 2021", "28 December–3 January 2021", D(2020, 12, 28), D(2021, 1, 3)),
        ("du lundi 7 au vendredi 11 septembre 2020", "du lundi 7 au vendredi 11 septembre 2020", None, None),
        ("los días 7 y 8 de julio de 2020", "7 y 8 de julio de 2020", D(2020, 7, 7), D(2020, 7, 8)),
        ("Bonn, 6 a 17 de noviembre de 2017", "6 a 17 de noviembre de 2017", D(2017, 11, 6), D(2017, 11, 17)),
        ("в Вене 30 мая – 1 июня 2012 года", "30 мая – 1 июня 2012 года", D(2012, 5, 30), D(2012, 6, 1)),
        ("2015年6月1日至5日,维也纳", "2015年6月1日至5日", D(2015, 6, 1), D(2015, 6, 5)),
        ("2015年6月1-5日", "2015年6月1-5日", D(2015, 6, 1), D(2015, 6, 5)),
        ("自2020年9月7日起，至9月11日止", "2020年9月7日起，至9月11日", D(2020, 9, 7), D(2020, 9, 11)),
        ("فيينا، 25 و26 آذار/مارس 2021", "25 و26 آذار/مارس 2021", D(2021, 3, 25), D(2021, 3, 26)),
        ("وامتد من 7 إلى 11 أيلول/سبتمبر 2020؛", "من 7 إلى 11 أيلول/سبتمبر 2020", D(2020, 9, 7), D(2020, 9, 11)),
    ],
)
def test_days_that_stand_together_are_found_as_one(text, span, first, last):
    (found,) = find_dates(text)

    assert text[found.start : found.end] == span
    assert (found.first, found.last) == (first or D(2020, 9, 7), last or D(2020, 9, 11))


def test_each_date_of_a_paragraph_is_found_where_it_stands():
    text = "shared on 7 September and approved on 11 September 2020; then, on 6\nNovember 2020, the topics"

    found = find_dates(text)

    assert [text[f.start : f.end] for f in found] == ["11 September 2020", "6\nNovember 2020"]


def test_two_spans_with_one_year_are_two():
    found = find_dates("from 14 to 25 April and from 18 to 29 August 2025")

    assert [(f.first, f.last, f.through) for f in found] == [
        (D(2025, 4, 14), D(2025, 4, 25), True),
        (D(2025, 8, 18), D(2025, 8, 29), True),
    ]


def test_a_number_before_a_date_is_not_a_day():
    for text in (
        "item 3, 25 March 2021",
        "5\n\n25 March 2021",
        "WG.3 25 March 2021",
        "decisions 9 and 25 March 2021, 2",
    ):
        assert find_dates(text)[-1].last == D(2021, 3, 25)
    (found,) = find_dates("item 3, 25 March 2021")
    assert found.first == D(2021, 3, 25)


@pytest.mark.parametrize(
    "text",
    ["paragraph 5 may 2020 times", "we march 10 2020", "CTOC/COP/2020/CRP.4", "10.12.2020.5", "1994/95 and 1995-96"]
    + ["resolution 49/221", "in May 2020", "V.20-02530 (E) 080620 090620", "item 7 (May) 2020"],
)
def test_what_only_looks_like_a_date_is_left_alone(text):
    assert find_dates(text) == []


def test_an_impossible_date_is_reported_with_its_place():
    text = "Vienna, 30 and 31 February 2021; then 2021-13-01 and 11 March 2021; 2021年2月30日"

    places = calendar.impossible_dates(text)

    assert [text[a:b] for a, b in places] == ["30 and 31 February 2021", "2021-13-01", "2021年2月30日"]
    assert [f.first for f in find_dates(text)] == [D(2021, 3, 11)]


@pytest.mark.parametrize(
    ("text", "weekday", "day", "month", "used"),
    [
        ("Thursday, 25 March", THU, 25, 3, "Thursday, 25 March"),
        ("THURSDAY 25 MARCH", THU, 25, 3, "THURSDAY 25 MARCH"),
        ("Jeudi 25 mars", THU, 25, 3, "Jeudi 25 mars"),
        ("Jeudi 1er avril", THU, 1, 4, "Jeudi 1er avril"),
        ("Jueves 25 de marzo", THU, 25, 3, "Jueves 25 de marzo"),
        ("el lunes, 5 de mayo", MON, 5, 5, "el lunes, 5 de mayo"),
        ("Четверг, 25 марта", THU, 25, 3, "Четверг, 25 марта"),
        ("3月25日，星期四", THU, 25, 3, "3月25日，星期四"),
        ("3月25日星期四", THU, 25, 3, "3月25日星期四"),
        ("3月25日（星期四）上午", THU, 25, 3, "3月25日（星期四）"),
        ("الثلاثاء، 6 أيلول/سبتمبر", TUE, 6, 9, "الثلاثاء، 6 أيلول/سبتمبر"),
        ("May 8 (Mon)", MON, 8, 5, "May 8 (Mon)"),
        ("May 15(Mon)      ", MON, 15, 5, "May 15(Mon)"),
        ("Mon 8 May", MON, 8, 5, "Mon 8 May"),
        ("Monday, May 8", MON, 8, 5, "Monday, May 8"),
        ("May 18(Thu)                     Item 16. Data", THU, 18, 5, "May 18(Thu)"),
        ("  Friday, 26 March  ", FRI, 26, 3, "  Friday, 26 March"),
        ("25 March", None, 25, 3, "25 March"),
        ("Tuesday, 14th May", TUE, 14, 5, "Tuesday, 14th May"),
        ("Tue 14/5", TUE, 14, 5, "Tue 14/5"),
    ],
)
def test_the_day_line_of_a_programme(text, weekday, day, month, used):
    found = read_day(text)

    assert found is not None
    assert (found.weekday, found.day, found.month, text[: found.end]) == (weekday, day, month, used)
    assert found.date is None  # without a year a weekday picks nothing
    assert not found.impossible


def test_the_year_of_a_day_line_is_its_own_or_the_meetings():
    assert read_day("Monday, May 8, 1995", year=2020).date == D(1995, 5, 8)
    assert read_day("Thursday, 25 March", year=2021).date == D(2021, 3, 25)
    assert read_day("2021年3月25日，星期四").date == D(2021, 3, 25)


def test_a_weekday_that_is_not_that_of_the_date_is_noticed():
    assert read_day("Thursday, 25 March", year=2021).agrees
    assert not read_day("Friday, 25 March", year=2021).agrees
    assert read_day("Friday, 25 March").agrees  # nothing to compare with


def test_an_impossible_day_is_said_and_not_dropped():
    for text in ("Thursday, 31 February", "Monday, 32 May 2021", "Monday, 29 February 2021", "2月31日，星期四"):
        found = read_day(text)
        assert found is not None
        assert found.impossible
        assert found.date is None
    assert not read_day("Saturday, 29 February").impossible  # in some year


def test_a_day_line_may_carry_its_hours():
    tuesday = read_day("Tuesday (09:00 – 17:00)")
    assert (tuesday.weekday, tuesday.date, tuesday.day) == (TUE, None, None)
    assert (tuesday.hours.start, tuesday.hours.end, tuesday.end) == (T(9), T(17), 23)

    sunday = read_day("May 14, Sunday, 09:00-18:00", year=1995)
    assert (sunday.date, sunday.weekday, sunday.hours.end) == (D(1995, 5, 14), SUN, T(18))

    morning = read_day("2021年3月25日星期四上午10时至下午1时")
    assert (morning.date, morning.hours.start, morning.hours.end) == (D(2021, 3, 25), T(10), T(13))

    bare = read_day("Tuesday 9.30-11.00")
    assert (bare.weekday, bare.day, bare.hours.start) == (TUE, None, T(9, 30))

    printed = read_day("19 May 1:46 PM")
    assert (printed.day, printed.hours.start) == (19, T(13, 46))


def test_a_weekday_alone_is_a_day_line_only_where_the_line_ends_with_it():
    assert read_day("Tuesday").weekday == TUE
    assert read_day("Tuesday:").weekday == TUE
    assert read_day("星期二").weekday == TUE
    for text in ("Tuesday is the last day", "Sunday school", "Sun protection", "Monday, May", "The Thursday club"):
        assert read_day(text) is None


def test_figures_alone_are_a_day_only_with_a_weekday_and_the_weekday_settles_the_order():
    assert read_day("5.08(Mon)", year=1995).date == D(1995, 5, 8)
    assert read_day("5.08(Mon)").weekday == MON
    assert read_day("25/03/2021").date == D(2021, 3, 25)
    assert read_day("Thursday, 25.03.2021").agrees
    assert read_day("Thursday 2021-03-25").date == D(2021, 3, 25)
    for text in ("5.08", "5.08 Monitoring", "1. Opening", "3", "10.30", "12 Monkeys", "4.1 WDCA"):
        assert read_day(text) is None


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("10 a.m.–1 p.m.", T(10), T(13)),
        ("10 a.m. – 1 p.m.", T(10), T(13)),
        ("10 A.M.-1 P.M.", T(10), T(13)),
        ("10am-1pm", T(10), T(13)),
        ("3–6 p.m.", T(15), T(18)),
        ("3\u20136\u00a0p.m.", T(15), T(18)),
        ("10-11.30 a.m.", T(10), T(11, 30)),
        ("11-1 p.m.", T(11), T(13)),
        ("noon–2 p.m.", T(12), T(14)),
        ("10 a.m. to noon", T(10), T(12)),
        ("09:00-10:30", T(9), T(10, 30)),
        (" 09:00-10:30", T(9), T(10, 30)),
        ("09:00 – 17:00", T(9), T(17)),
        ("9:30 to14:30", T(9, 30), T(14, 30)),
        ("04:00 to 06:00 p.m.", T(16), T(18)),
        ("9:30 a.m. to 12:30 p.m.", T(9, 30), T(12, 30)),
        ("18:00-24:00", T(18), T(0)),
        ("10.00–13.00", T(10), T(13)),
        ("с 10.00 до 13.00", T(10), T(13)),
        ("10/00-13/00", T(10), T(13)),
        ("١٠/٠٠-١٣/٠٠", T(10), T(13)),
        ("10 heures-13 heures", T(10), T(13)),
        ("de 10 heures à 13 heures", T(10), T(13)),
        ("10 h 30-13 h", T(10, 30), T(13)),
        ("10h30-13h", T(10, 30), T(13)),
        ("de 10.00 a 13.00 horas", T(10), T(13)),
        ("a las 10.00 horas", T(10), None),
        ("10 ч. 00 м.", T(10), None),
        ("в 10 часов", T(10), None),
        ("上午10时至下午1时", T(10), T(13)),
        ("上午10:30至12:30", T(10, 30), T(12, 30)),
        ("下午3时至6时", T(15), T(18)),
        ("上午9时半", T(9, 30), None),
        ("0900 hours", T(9), None),
        ("10:30 a.m.", T(10, 30), None),
        ("12 a.m.", T(0), None),
        ("12.30 p.m.", T(12, 30), None),
        ("الساعة 10/00", T(10), None),
        ("10:00 صباحا", T(10), None),
        ("5.59 p.m.", T(17, 59), None),
        ("09.00 – 10.30 Opening", T(9), T(10, 30)),
        ("0930-1030", T(9, 30), T(10, 30)),
        ("1400 – 1530 hrs", T(14), T(15, 30)),
        ("10 a.m. – 12 noon", T(10), T(12)),
        ("12:00 noon", T(12), None),
        ("de las 9.00 a las 13.00 horas", T(9), T(13)),
        ("entre 10 h et 12 h 30", T(10), T(12, 30)),
        ("с 10 ч. 00 м. до 13 ч. 00 м.", T(10), T(13)),
        ("в 10 час. 00 мин.", T(10), None),
        ("من الساعة 10/00 إلى الساعة 13/00", T(10), T(13)),
        ("9：00—10：30", T(9), T(10, 30)),
        ("10:00 AM - 1:00 PM (CET)", T(10), T(13)),
    ],
)
def test_hours_as_documents_print_them(text, start, end):
    found = read_hours(text)

    assert found is not None
    assert (found.start, found.end) == (start, end)


@pytest.mark.parametrize(
    "text",
    ["", "a.m.", "p.m.", "a.m. and p.m.", "10", "10.30", "11–1", "10-15 minutes", "1994/95", "24/7", "49/221", "3-6"]
    + [
        "(82-2) 356-5656",
        "May 8-19, 1995",
        "paragraphs 3.15 – 4.20",
        "2015-2020",
        "1994",
        "Item 11 h",
        "Doc 4.1",
        "25:00",
        "10:75",
    ]
    + [
        "CTOC/COP/WG.3/2020/4",
        "72 hours",
        "24 hours",
        "1.2.3",
        "9/1",
        "13 p",
        "resolutions 9/1 to 9/4",
    ],
)
def test_what_only_looks_like_hours_is_left_alone(text):
    assert read_hours(text) is None


def test_hours_are_found_where_they_stand():
    text = "Daily hours are from 9:30 a.m. to 12:30 p.m., and from 2:30 p.m. to 6:00 p.m., with breaks at 11:00 a.m."

    found = find_hours(text)

    assert [text[f.begins : f.ends] for f in found] == [
        "9:30 a.m. to 12:30 p.m.",
        "2:30 p.m. to 6:00 p.m.",
        "11:00 a.m.",
    ]


@pytest.mark.parametrize(
    ("text", "minutes", "each", "used"),
    [
        ("Welcome, practical arrangements (15’)", 15, False, "(15’)"),
        ("(15')", 15, False, "(15')"),
        ("Reports (20’ each)", 20, True, "(20’ each)"),
        ("(120’)", 120, False, "(120’)"),
        ("30 min", 30, False, "30 min"),
        ("(30 min.)", 30, False, "(30 min.)"),
        ("1 h 30", 90, False, "1 h 30"),
        ("1h30", 90, False, "1h30"),
        ("90 minutes", 90, False, "90 minutes"),
        ("for fifteen or 15 minutes", 15, False, "15 minutes"),
        ("1 hour 30 minutes", 90, False, "1 hour 30 minutes"),
        ("1½ hours", 90, False, "1½ hours"),
        ("2 hours", 120, False, "2 hours"),
        ("15 минут", 15, False, "15 минут"),
        ("30分钟", 30, False, "30分钟"),
        ("20 minutos cada uno", 20, True, "20 minutos cada uno"),
        ("15 minutes chacun", 15, True, "15 minutes chacun"),
        ("Доклады (по 20 мин.)", 20, True, "(по 20 мин.)"),
        ("报告（各20分钟）", 20, True, "（各20分钟）"),
        ("每项20分钟", 20, True, "每项20分钟"),
        ("تقارير (10 دقائق لكل منها)", 10, True, "(10 دقائق لكل منها)"),
    ],
)
def test_durations_as_documents_print_them(text, minutes, each, used):
    found = read_duration(text)

    assert found is not None
    assert (found.minutes, found.each, text[found.start : found.end]) == (minutes, each, used)


@pytest.mark.parametrize(
    "text", ["", "15", "the 1990's", "5'6", "Doc 4.1", "item 11 h", "(15)", "10:30", "minutes", "0 min"]
)
def test_what_is_not_a_duration_is_none(text):
    assert read_duration(text) is None


@pytest.mark.parametrize(
    ("text", "place", "first", "last"),
    [
        ("Vienna, 25 and 26 March 2021", "Vienna", D(2021, 3, 25), D(2021, 3, 26)),
        ("Bonn, 6 a 17 de noviembre de 2017", "Bonn", D(2017, 11, 6), D(2017, 11, 17)),
        ("Abidjan (Côte d'Ivoire), 11-13 mai 2022", "Abidjan (Côte d'Ivoire)", D(2022, 5, 11), D(2022, 5, 13)),
        ("2015年6月1日至5日,维也纳", "维也纳", D(2015, 6, 1), D(2015, 6, 5)),
        ("SEOUL / May 8-19, 1995", "SEOUL", D(1995, 5, 8), D(1995, 5, 19)),
        ("SEOUL\n                        May 8-19, 1995", "SEOUL", D(1995, 5, 8), D(1995, 5, 19)),
        ("KYOTO 11-22 April 1994", "KYOTO", D(1994, 4, 11), D(1994, 4, 22)),
        ("Sharm el-Sheikh, Egypt, 13-17 December 2021", "Sharm el-Sheikh, Egypt", D(2021, 12, 13), D(2021, 12, 17)),
        ("Вена, 1-5 июня 2015 года", "Вена", D(2015, 6, 1), D(2015, 6, 5)),
        ("فيينا، 25 و26 آذار/مارس 2021", "فيينا", D(2021, 3, 25), D(2021, 3, 26)),
        ("Vienne, 12-15 juillet 2021", "Vienne", D(2021, 7, 12), D(2021, 7, 15)),
        ("Sixth session, Vienna, 1–5 June 2015", "Vienna", D(2015, 6, 1), D(2015, 6, 5)),
        ("New York, 23 March–2 April 2026", "New York", D(2026, 3, 23), D(2026, 4, 2)),
        ("Genève, du 3 au 7 juin 2019", "Genève", D(2019, 6, 3), D(2019, 6, 7)),
        ("Geneva, Monday, 3 June to Friday, 7 June 2019", "Geneva", D(2019, 6, 3), D(2019, 6, 7)),
        ("25 and 26 March 2021 (Vienna)", "Vienna", D(2021, 3, 25), D(2021, 3, 26)),
        ("Женева, с 3 по 7 июня 2019 года", "Женева", D(2019, 6, 3), D(2019, 6, 7)),
        ("Port-au-Prince, 5 May 2003", "Port-au-Prince", D(2003, 5, 5), D(2003, 5, 5)),
    ],
)
def test_the_place_and_days_of_a_meeting(text, place, first, last):
    assert read_meeting(text) == (place, first, last)


@pytest.mark.parametrize(
    "text",
    ["", "Vienna", "25 March 2021", "Report on the meeting held in Vienna from 27 to 29 January 2010", "on 7 July 2020"]
    + [
        "Meeting on 19 October 1970",
        "The report was issued on 7 July 2020.",
        "Vienna, 25 March",
        "5. Vienna, 7 July 2020",
    ],
)
def test_what_is_not_the_place_and_days_of_a_meeting_is_none(text):
    assert read_meeting(text) is None


# Whatever the text, nothing raises and nothing takes long.

FRAGMENTS = [
    "25",
    "26",
    "2021",
    "31",
    "0",
    "99999",
    "March",
    "May",
    "mars",
    "марта",
    "年",
    "月",
    "日",
    "آذار/مارس",
    "و",
]
FRAGMENTS += [
    "تشرين",
    "الثاني",
    "a.m.",
    "p.m.",
    "noon",
    ":",
    ".",
    "/",
    "-",
    "–",
    ",",
    "、",
    "至",
    "and",
    "to",
    "from",
    "(",
    ")",
]
FRAGMENTS += [
    "Thursday",
    "(Mon)",
    "星期四",
    "h",
    "heures",
    "horas",
    "ч.",
    "上午",
    "时",
    "半",
    "'",
    "min",
    "each",
    "½",
    "er",
    "-го",
]
FRAGMENTS += [
    "\u00a0",
    "\u2060",
    "\u200f",
    "\u0301",
    " ",
    "\n",
    "İ",
    "ß",
    "\ud800",
    "\x00",
    "𝟙",
    "٣",
    "الساعة",
    "de",
    "du",
    "с",
]
texts = st.text() | st.lists(st.sampled_from(FRAGMENTS), max_size=14).map("".join)
texts |= st.lists(st.sampled_from(FRAGMENTS), max_size=14).map(" ".join)


@given(texts, st.sampled_from([None, *LANGUAGES]), st.sampled_from([None, 1, 2021, 9999]))
@example("٠٠٠", None, None)
@example("", "ar", 2021)
def test_readers_never_raise_and_stay_within_the_text(text, language, year):
    spans = [(f.start, f.end) for f in find_dates(text, language)]
    spans += calendar.impossible_dates(text, language)
    spans += [(f.begins, f.ends) for f in find_hours(text)]
    if day := read_day(text, year=year, language=language):
        spans.append((0, day.end))
        assert (day.date is not None) <= (day.agrees or day.weekday is not None)
    if hours := read_hours(text):
        assert hours == find_hours(text)[0]
    if duration := read_duration(text):
        spans.append((duration.start, duration.end))
        assert duration.minutes > 0
    if meeting := read_meeting(text, language):
        assert meeting.first <= meeting.last
    read_date(text, language)

    assert all(0 <= start < end <= len(text) for start, end in spans)


@given(st.text(max_size=20), st.dates(D(1900, 1, 1), D(2100, 1, 1)), st.sampled_from(LANGUAGES), st.text(max_size=20))
def test_a_date_is_found_where_it_stands_among_other_words(before, day, language, after):
    words = calendar.date(day, language)
    text = f"{before}; {words}; {after}"

    assert (len(before) + 2, len(before) + 2 + len(words), day) in [f[:3] for f in find_dates(text)]


@pytest.mark.parametrize(
    "piece",
    [
        "1, ",
        "1 and ",
        "25 March ",
        "May ",
        "10-",
        "10 a.m.-",
        "2021年3月25日、",
        "(",
        "1 h ",
        "و1 ",
        "25 March 2021 and ",
        "May 8, 1995, to ",
        "\n  ",
    ],
)
def test_a_hundred_kilobytes_of_anything_are_read_in_linear_time(piece):
    def seconds(size: int) -> float:
        text = piece * (size // len(piece.encode()))
        begin = time.process_time()
        for read in (find_dates, find_hours, read_date, read_day, read_duration, read_hours, read_meeting):
            read(text)
        return time.process_time() - begin

    seconds(1_000)

    assert seconds(100_000) < 25 * seconds(10_000) + 0.2
