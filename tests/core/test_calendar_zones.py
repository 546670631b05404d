"""The clock of the seat: UTC inside, hours that exist twice or not at all, and an instant in words."""

import datetime as dt
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemcon.core import calendar
from nemcon.core.calendar import MissingHour, from_seat, instant, seat_time, utc
from nemcon.core.languages import LANGUAGES

VIENNA = "Europe/Vienna"
ZONES = [VIENNA, "America/New_York", "Africa/Nairobi", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia", "UTC"]


def at(*when: int) -> dt.datetime:
    return dt.datetime(*when, tzinfo=dt.UTC)


def test_the_seat_reads_summer_and_winter_time():
    assert seat_time(at(2020, 11, 19, 15), VIENNA).hour == 16
    assert seat_time(at(2020, 9, 11, 15), VIENNA).hour == 17
    assert from_seat(dt.date(2020, 11, 19), dt.time(16), VIENNA) == at(2020, 11, 19, 15)


def test_an_hour_that_the_clock_shows_twice_is_the_later_one_so_that_nobody_is_late():
    day, hour = dt.date(2020, 10, 25), dt.time(2, 30)

    assert from_seat(day, hour, VIENNA) == at(2020, 10, 25, 1, 30)
    assert from_seat(day, hour, VIENNA, first=True) == at(2020, 10, 25, 0, 30)


def test_an_hour_that_the_clock_passes_over_is_refused_with_the_hours_beside_it():
    with pytest.raises(MissingHour) as refused:
        from_seat(dt.date(2021, 3, 28), dt.time(2, 30), VIENNA)

    said = str(refused.value).replace("\u00a0", " ")
    assert "2.30 a.m. does not exist on 28 March 2021" in said
    assert "from 2 a.m. to 3 a.m." in said
    assert "choose an hour before or after" in said
    assert from_seat(dt.date(2021, 3, 28), dt.time(3), VIENNA) == at(2021, 3, 28, 1)
    assert from_seat(dt.date(2021, 3, 28), dt.time(1, 59), VIENNA) == at(2021, 3, 28, 0, 59)


def test_a_day_that_a_place_skipped_has_no_hours():
    with pytest.raises(MissingHour):
        from_seat(dt.date(2011, 12, 30), dt.time(12), "Pacific/Apia")


@given(st.datetimes(dt.datetime(1950, 1, 1), dt.datetime(2037, 1, 1)), st.sampled_from(ZONES))
def test_an_instant_goes_to_the_seat_and_back(when, zone):
    when = when.replace(tzinfo=dt.UTC)
    local = seat_time(when, zone)

    back = {from_seat(local.date(), local.time(), zone, first=first) for first in (True, False)}

    assert when in back
    assert utc(local) == when


def test_a_naive_instant_is_refused():
    for call in (lambda: utc(dt.datetime(2020, 1, 1)), lambda: instant(dt.datetime(2020, 1, 1), VIENNA, "en")):
        with pytest.raises(ValueError, match="names no time zone"):
            call()


@pytest.mark.parametrize(
    "name", ["Europe/Wien", "", "..", "../../etc/passwd", "Europe", "zone.tab", "a\0b", "CET/", "/etc"]
)
def test_a_zone_that_does_not_exist_is_refused(name):
    with pytest.raises(ValueError, match="give a name such as Europe/Vienna"):
        calendar.zone(name)


def test_the_rules_of_the_clocks_are_those_of_the_pinned_package_and_not_of_the_machine(monkeypatch):
    monkeypatch.setenv("PYTHONTZPATH", "/nowhere")
    calendar.zone.cache_clear()

    assert calendar.zone("Asia/Tbilisi").key == "Asia/Tbilisi"
    assert calendar.tzdb_version()[:2] == "20"


def test_an_instant_at_the_seat_can_be_stored_by_python():
    local = seat_time(at(2020, 11, 19, 15), VIENNA)

    assert pickle.loads(pickle.dumps(local)) == local


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Thursday, 19 November 2020, 4 p.m. (Vienna time)"),
        ("fr", "Jeudi 19 novembre 2020, 16 heures (heure de Vienne)"),
        ("es", "Jueves 19 de noviembre de 2020, 16.00 horas (hora de Viena)"),
        ("ru", "Четверг, 19 ноября 2020 года, 16 ч. 00 м. (время г. Вена)"),
        ("zh", "2020年11月19日，星期四，下午4时（维也纳时间）"),
        ("ar", "الخميس، 19 تشرين الثاني/نوفمبر 2020، الساعة 16/00 (بتوقيت فيينا)"),
    ],
)
def test_an_instant_names_day_hour_and_place(language, words):
    assert instant(at(2020, 11, 19, 15), VIENNA, language).replace("\u00a0", " ") == words


def test_a_place_that_is_no_seat_is_named_too_in_good_french():
    when = at(2020, 11, 19, 15)

    assert "(heure du Caire)" in instant(when, "Africa/Cairo", "fr")
    assert "(heure d’Oslo)" in instant(when, "Europe/Oslo", "fr")
    assert "(heure d’Helsinki)" in instant(when, "Europe/Helsinki", "fr")
    assert "(heure de Harare)" in instant(when, "Africa/Harare", "fr")
    assert "(heure de Yaoundé)" in instant(when, "Africa/Douala", "fr", place="Yaoundé")
    assert "(heure d’Ypres)" in instant(when, "Europe/Brussels", "fr", place="Ypres")
    assert "(hora de Bangkok)" in instant(when, "Asia/Bangkok", "es")
    assert "(Geneva time)" in instant(when, "Europe/Zurich", "en")
    assert "(Bonn time)" in instant(when, "Europe/Berlin", "en", place="Bonn")
    assert instant(when, "UTC", "en").endswith("(UTC)")


@given(
    st.datetimes(dt.datetime(1950, 1, 1), dt.datetime(2037, 1, 1)), st.sampled_from(ZONES), st.sampled_from(LANGUAGES)
)
def test_an_instant_in_words_reads_back_to_the_minute(when, zone, language):
    when = when.replace(tzinfo=dt.UTC)
    local = seat_time(when, zone)

    found = calendar.read_day(instant(when, zone, language))

    assert found.date == local.date()
    assert found.agrees
    assert found.hours.start == local.time().replace(second=0, microsecond=0)


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Asia/Bangkok", "UTC+7"),
        ("Asia/Kathmandu", "UTC+5:45"),
        ("America/St_Johns", "UTC−3:30"),
        ("Africa/Accra", "UTC"),
    ],
)
def test_the_capital_is_so_many_hours_from_utc(zone, words):
    assert calendar.utc_offset(at(2020, 11, 19, 15), zone) == words
