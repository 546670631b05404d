"""An instant in words: day, hour, and the place whose clock is meant."""

import datetime as dt
import re
from functools import lru_cache

from nemcon.core.calendar.wording import day, hour, known
from nemcon.core.calendar.zones import seat_time, zone
from nemcon.core.languages import Language

SEATS: dict[str, dict[Language, str]] = {
    "Europe/Vienna": {"en": "Vienna", "fr": "Vienne", "es": "Viena", "ru": "Вена", "zh": "维也纳", "ar": "فيينا"},
    "America/New_York": {
        **{"en": "New York", "fr": "New York", "es": "Nueva York"},
        **{"ru": "Нью-Йорк", "zh": "纽约", "ar": "نيويورك"},
    },
    "Europe/Zurich": {"en": "Geneva", "fr": "Genève", "es": "Ginebra", "ru": "Женева", "zh": "日内瓦", "ar": "جنيف"},
    "Africa/Nairobi": {
        **{"en": "Nairobi", "fr": "Nairobi", "es": "Nairobi"},
        **{"ru": "Найроби", "zh": "内罗毕", "ar": "نيروبي"},
    },
}
"""The four seats of the United Nations; the tz database has Geneva under Zurich. Other places: Unicode CLDR."""

_AT: dict[Language, str] = {
    "en": "{} ({} time)",
    "fr": "{} (heure {})",
    "es": "{} (hora de {})",
    "ru": "{} (время г. {})",
    "zh": "{}（{}时间）",
    "ar": "{} (بتوقيت {})",
}


def instant(when: dt.datetime, seat: str, language: str, *, place: str | None = None) -> str:
    """`when` on the clock of the zone `seat`: "Thursday, 19 November 2020, 4 p.m. (Vienna time)".

    The zone is named by its place, never by a code; `place` is the name to use, in `language`, where the institution
    sits in another town of the zone. Seconds are left out. UTC is named as such.
    Raises: ValueError if `when` is naive, or the zone or the language is not known.
    """
    tongue = known(language)
    local = seat_time(when, seat)
    time = hour(local.time(), tongue)
    if tongue == "ar":
        time = f"الساعة {time}"
    comma = {"zh": "，", "ar": "، "}.get(tongue, ", ")
    words = f"{day(local.date(), tongue, year=True)}{comma}{time}"
    if place is None and seat in ("UTC", "Etc/UTC"):
        return f"{words}（UTC）" if tongue == "zh" else f"{words} (UTC)"
    name = place or place_name(seat, tongue)
    return _AT[tongue].format(words, _of_fr(name) if tongue == "fr" else name)


@lru_cache(maxsize=512)
def place_name(seat: str, language: str) -> str:
    """The place after which a zone is named, in `language`: "Вена" for Europe/Vienna.

    Raises: ValueError if the zone or the language is not known.
    """
    tongue = known(language)
    zone(seat)
    if seat in SEATS:
        return SEATS[seat][tongue]
    from babel.dates import get_timezone_location  # late: 0.1 s, and only for a place that is no seat

    return str(get_timezone_location(zone(seat), locale=tongue, return_city=True))


def _of_fr(place: str) -> str:
    """ "de" before a place in French: "de Vienne", "d'Oslo", "du Caire", "des Bermudes"."""
    for article, joined in (("Le ", "du "), ("Les ", "des ")):
        if place.startswith(article):
            return joined + place.removeprefix(article)
    return f"d’{place}" if _ELIDED.match(place) else f"de {place}"


_ELIDED = re.compile(
    r"(?!(?:Hambourg|Hanoï|Harare|Hong Kong|Hô Chi Minh)\b)(?:[AÂEÉÈÊIÎOÔUŒH]|Y(?![aeioué]))", re.IGNORECASE
)
"""Before what "de" loses its vowel; the h of these places is aspirated, and the y of Yaoundé a consonant."""
