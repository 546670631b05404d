"""From placed jobs to parts, rows and unused time."""

import datetime as dt

from msgspec.structs import replace

from nemcon.core.programme import Row
from nemcon.core.proposing.outcome import Part, Unused
from nemcon.core.proposing.problem import Problem
from nemcon.core.proposing.request import Break, Request, minute
from nemcon.core.proposing.search import Placed


def clock(minutes: int) -> str:
    """ "HH:MM" of minutes since midnight."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def start_of(problem: Problem, placed: Placed) -> tuple[dt.date, str]:
    """Day and hour at which a job begins."""
    sitting, offset, _ = placed.parts[0]
    return problem.hall.openings[sitting].date, clock(problem.hall.clock(sitting, offset, ends=False))


def end_of(problem: Problem, placed: Placed) -> tuple[dt.date, str]:
    """Day and hour at which a job has ended."""
    sitting, offset, minutes = placed.parts[-1]
    return problem.hall.openings[sitting].date, clock(problem.hall.clock(sitting, offset + minutes, ends=True))


def parts_of(problem: Problem, plan: list[Placed]) -> tuple[Part, ...]:
    """What each sitting takes, in order of time, then of tracks."""
    hall = problem.hall
    found = []
    for placed in plan:
        for n, (sitting, offset, minutes) in enumerate(placed.parts):
            part = Part(
                items=problem.jobs[placed.job].items,
                date=hall.openings[sitting].date,
                start=clock(hall.clock(sitting, offset, ends=False)),
                end=clock(hall.clock(sitting, offset + minutes, ends=True)),
                minutes=minutes,
                track=problem.names[placed.track],
                continued=n > 0,
            )
            found.append((sitting, placed.track, offset, part))
    return tuple(part for *_, part in sorted(found, key=lambda entry: entry[:3]))


def rows_of(request: Request, problem: Problem, plan: list[Placed]) -> tuple[Row, ...]:
    """The rows of the organization of work, sitting by sitting, with the breaks of the days on which something sits."""
    hall = problem.hall
    titles = {need.item: need.title for need in request.items}
    keyed: list[tuple[tuple[object, ...], Row]] = []
    for placed in plan:
        for n, (sitting, offset, minutes) in enumerate(placed.parts):
            opening = hall.openings[sitting]
            begins = hall.clock(sitting, offset, ends=False)
            if request.show == "item":
                start, end = clock(begins), clock(hall.clock(sitting, offset + minutes, ends=True))
            else:
                start, end = opening.start, closes(problem, sitting, placed.track)
            for m, item in enumerate(problem.jobs[placed.job].items):
                row = Row(
                    date=opening.date,
                    start=start,
                    end=end,
                    session=opening.session,
                    track=problem.names[placed.track],
                    item=item,
                    title=titles[item],
                    continued=n > 0,
                    duration=minutes if m == 0 else None,
                    joint=m > 0,
                )
                keyed.append(((opening.date, minute(opening.start), placed.track, begins, m), row))
    keyed += _breaks(request, problem, plan)
    return tuple(row for _, row in sorted(keyed, key=lambda entry: entry[0]))


def closes(problem: Problem, sitting: int, track: int) -> str:
    """When the sitting of the track ends: earlier than planned where interpretation allows no more."""
    capacity = problem.capacity[track][sitting]
    if capacity == problem.hall.full[sitting]:
        return problem.hall.openings[sitting].end
    return clock(problem.hall.clock(sitting, capacity, ends=True))


def _breaks(request: Request, problem: Problem, plan: list[Placed]) -> list[tuple[tuple[object, ...], Row]]:
    used = {sitting for placed in plan for sitting, _, _ in placed.parts}
    openings = [problem.hall.openings[sitting] for sitting in sorted(used)]
    found: list[tuple[tuple[object, ...], Row]] = []
    for date in sorted({opening.date for opening in openings}):
        sat = [(minute(o.start), minute(o.end)) for o in openings if o.date == date]
        for pause in sorted(set(request.breaks), key=lambda pause: (pause.start, pause.end, pause.title)):
            low, high = minute(pause.start), minute(pause.end)
            inside = next((start for start, end in sat if start < high and low < end), None)
            between = any(end <= low for _, end in sat) and any(start >= high for start, _ in sat)
            if (pause.days and date not in pause.days) or (inside is None and not between):
                continue
            after_all_tracks = 0 if len(problem.names) == 1 and inside is not None else len(problem.names)
            sitting = inside if inside is not None else max(start for start, end in sat if end <= low)
            found.append(((date, sitting, after_all_tracks, low, -1), _break_row(date, pause)))
    return found


def _break_row(date: dt.date, pause: Break) -> Row:
    row = Row(date=date, start=pause.start, end=pause.end, title=pause.title, kind="break")
    return replace(row, duration=minute(pause.end) - minute(pause.start))


def unused_of(problem: Problem, plan: list[Placed]) -> tuple[Unused, ...]:
    """For each sitting of each track, the working minutes that are left free, where there are any."""
    hall = problem.hall
    used: dict[tuple[int, int], int] = {}
    for placed in plan:
        for sitting, _, minutes in placed.parts:
            used[sitting, placed.track] = used.get((sitting, placed.track), 0) + minutes
    return tuple(
        Unused(
            date=opening.date,
            start=opening.start,
            end=closes(problem, sitting, track),
            track=name,
            minutes=problem.capacity[track][sitting] - used.get((sitting, track), 0),
            sits=(sitting, track) in used,
        )
        for sitting, opening in enumerate(hall.openings)
        for track, name in enumerate(problem.names)
        if problem.capacity[track][sitting] > used.get((sitting, track), 0)
    )
