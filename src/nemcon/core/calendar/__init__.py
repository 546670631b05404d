"""The calendar of the house: how dates, hours and sittings are worded in six languages, and read.

**This is the one place where the wording of a date is decided.** The words are in `names.py` (months, weekdays) and
`wording.py` (what stands around them: the Russian "года", the French "1er", the no-break space). No template,
writer or page words a date itself.

Reading is the same the other way round and never raises: `reading.py` (dates), `clock.py` (hours, durations),
`lines.py` (the day line of a programme, the place and days of a meeting). `zones.py` has the clock of the seat,
`instants.py` a moment in words, `workdays.py` the working days of an institution.
"""

from nemcon.core.calendar.clock import Duration, ReadHours, find_hours, read_duration, read_hours
from nemcon.core.calendar.instants import instant, place_name
from nemcon.core.calendar.lines import ReadDay, ReadMeeting, read_day, read_meeting
from nemcon.core.calendar.names import MONTHS, SHORT_MONTHS, WEEKDAYS
from nemcon.core.calendar.reading import FoundDate, find_dates, impossible_dates, read_date
from nemcon.core.calendar.wording import (
    date,
    dates,
    day,
    hour,
    hours,
    join_months,
    keep_together,
    masthead_date,
    meeting_dates,
    sitting,
    span,
)
from nemcon.core.calendar.workdays import Holidays, easter, holidays, is_working_day, shift, working_days_between
from nemcon.core.calendar.zones import MissingHour, from_seat, seat_time, tzdb_version, utc, utc_offset, zone

__all__ = [
    "MONTHS",
    "SHORT_MONTHS",
    "WEEKDAYS",
    "Duration",
    "FoundDate",
    "Holidays",
    "MissingHour",
    "ReadDay",
    "ReadHours",
    "ReadMeeting",
    "date",
    "dates",
    "day",
    "easter",
    "find_dates",
    "find_hours",
    "from_seat",
    "holidays",
    "hour",
    "hours",
    "impossible_dates",
    "instant",
    "is_working_day",
    "join_months",
    "keep_together",
    "masthead_date",
    "meeting_dates",
    "place_name",
    "read_date",
    "read_day",
    "read_duration",
    "read_hours",
    "read_meeting",
    "seat_time",
    "shift",
    "sitting",
    "span",
    "tzdb_version",
    "utc",
    "utc_offset",
    "working_days_between",
    "zone",
]
