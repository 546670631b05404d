"""Seat time and UTC. Instants are kept in UTC; people read and choose hours on the clock of the seat.

The rules of the world's clocks come from the `tzdata` package, pinned in requirements/, never from the machine, so
that two installations of one version agree; `tzdb_version()` names the edition and is kept with an opening act.
"""

import datetime as dt
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from zoneinfo import ZoneInfo

from nemcon.core.calendar.wording import NB, date, hour


class MissingHour(ValueError):
    """An hour that the clock of the seat passes over when it goes forward."""


class SeatZone(ZoneInfo):
    """A time zone of the pinned package. It is stored by its name (a plain ZoneInfo from a file cannot be)."""

    def __reduce__(self) -> tuple[Callable[[str], ZoneInfo], tuple[str]]:
        return zone, (self.key,)


@lru_cache(maxsize=256)
def zone(name: str) -> ZoneInfo:
    """The time zone called `name` in the tz database, "Europe/Vienna".

    Raises: ValueError if there is none.
    """
    parts = name.split("/")
    folder = Path(_tzdata().__file__ or "").parent / "zoneinfo"
    if parts and all(part and part[0] not in "._" and "\0" not in part and "\\" not in part for part in parts):
        path = folder.joinpath(*parts)
        if len(name) < 100 and path.is_file() and path.suffix == "":
            with path.open("rb") as data:
                if data.read(4) == b"TZif":
                    data.seek(0)
                    return SeatZone.from_file(data, key=name)
    raise ValueError(f"“{name}” is not a time zone that the tz database knows; give a name such as Europe/Vienna.")


def tzdb_version() -> str:
    """The edition of the tz database in use, "2026b"."""
    return str(_tzdata().IANA_VERSION)


def _tzdata() -> ModuleType:
    import tzdata  # type: ignore[import-untyped]

    return tzdata  # type: ignore[no-any-return]


def utc(when: dt.datetime) -> dt.datetime:
    """`when` in UTC. Raises: ValueError if it is naive, since an hour without a place is not an instant."""
    if when.utcoffset() is None:
        raise ValueError(f"{when.isoformat(' ')} names no time zone; say at which place the clock shows this hour.")
    return when.astimezone(dt.UTC)


def seat_time(when: dt.datetime, seat: str) -> dt.datetime:
    """`when` on the clock of the zone `seat`. Raises: ValueError if `when` is naive or the zone is not known."""
    return utc(when).astimezone(zone(seat))


def from_seat(day: dt.date, time: dt.time, seat: str, *, first: bool = False) -> dt.datetime:
    """The instant, in UTC, at which the clock of the zone `seat` shows `time` on `day`.

    An hour that the clock shows twice, when it goes back, is the later one, so that nobody who reads the clock is
    late; `first` takes the earlier. An hour that it passes over is refused.
    Raises: MissingHour, which names the hours beside it; ValueError if the zone is not known.
    """
    place = zone(seat)
    local = dt.datetime.combine(day, time.replace(tzinfo=None))
    wanted = local.replace(tzinfo=place, fold=0 if first else 1)
    instant = wanted.astimezone(dt.UTC)
    if instant.astimezone(place).replace(tzinfo=None, fold=0) == local.replace(fold=0):
        return instant
    before, after = (local.replace(tzinfo=place, fold=side).utcoffset() for side in (0, 1))
    jump = (after or dt.timedelta()) - (before or dt.timedelta())
    change = _change(local, place)
    raise MissingHour(
        f"{_spoken(local.time())} does not exist on {date(day, 'en')} on the clock of {seat}, which goes forward from "
        f"{_spoken((change - jump).time())} to {_spoken(change.time())}; choose an hour before or after."
    )


def _change(local: dt.datetime, place: ZoneInfo) -> dt.datetime:
    """The hour to which the clock jumps: the first after `local` that it shows."""
    low, high = local, local + dt.timedelta(days=1)
    while high - low > dt.timedelta(seconds=1):
        middle = (low + (high - low) / 2).replace(microsecond=0)
        if middle in (low, high):
            break
        aware = middle.replace(tzinfo=place)
        shown = aware.astimezone(dt.UTC).astimezone(place).replace(tzinfo=None)
        low, high = (low, middle) if shown == middle else (middle, high)
    return high


def _spoken(time: dt.time) -> str:
    return hour(time, "en").replace(NB, " ")


def utc_offset(when: dt.datetime, seat: str) -> str:
    """How far the clock of `seat` is from UTC at that instant: "UTC+7", "UTC−3:30", "UTC"."""
    offset = seat_time(when, seat).utcoffset() or dt.timedelta()
    minutes = round(offset.total_seconds() / 60)
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '−'}{hours}{f':{rest:02d}' if rest else ''}"
