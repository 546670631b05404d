"""The request as numbers: working minutes on one line, jobs with windows and precedence.

The working minutes of all sittings are laid end to end; a *position* is a minute on that line. All tracks sit in the
same sittings, so equal positions on two tracks are the same instant. A *job* is an item, or items taken together.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

import msgspec
from msgspec.structs import replace

from nemcon.core.proposing.request import (
    USUAL_LONGEST,
    Apart,
    Before,
    Break,
    Constraint,
    First,
    Gap,
    InOrder,
    InSittings,
    Last,
    Need,
    NotAfter,
    NotBefore,
    On,
    Opening,
    Request,
    Together,
    minute,
    named_by,
    openings_of,
)

Key = tuple[str, int]
"""A requirement of the request by its code and its index there; what a conflict tries to give up."""


@dataclass(slots=True)
class Hall:
    """The sittings of the request: when they are, and which minutes of them are working minutes."""

    openings: list[Opening]
    spans: list[list[tuple[int, int]]]
    base: list[int]
    full: list[int]
    half: list[int]
    week: list[int]
    total: int

    def offset(self, sitting: int, clock: int) -> int:
        """Working minutes of the sitting before the hour `clock` (minutes since midnight)."""
        return sum(max(0, min(end, clock) - start) for start, end in self.spans[sitting])

    def clock(self, sitting: int, offset: int, *, ends: bool) -> int:
        """The hour at which `offset` working minutes have passed; a break counts to what follows unless `ends`."""
        for start, end in self.spans[sitting]:
            length = end - start
            if offset < length or (ends and offset == length):
                return start + offset
            offset -= length
        return minute(self.openings[sitting].end)

    def sitting_at(self, position: int) -> int:
        """The sitting in which the minute at `position` lies; the number of sittings where it is past the last."""
        return bisect_right(self.base, position) - 1 if position < self.total else len(self.base)


@dataclass(slots=True)
class Job:
    """Items taken as one. `before` are the jobs that must have ended, `gaps` those with half-days in between."""

    items: tuple[str, ...]
    minutes: int
    tracks: tuple[int, ...]
    place: int
    release: int = 0
    due: int = 0
    only: frozenset[int] | None = None
    count: int | None = None
    before: set[int] = field(default_factory=set)
    after: set[int] = field(default_factory=set)
    gaps: dict[int, int] = field(default_factory=dict)
    apart: set[int] = field(default_factory=set)
    ordered: set[int] = field(default_factory=set)


@dataclass(slots=True)
class Problem:
    """All that the search needs. `impossible` says that a contradiction shows without any search."""

    hall: Hall
    names: list[str | None]
    capacity: list[list[int]]
    interpreted: list[bool]
    teams: int | None
    weekly: int | None
    shortest: int
    jobs: list[Job]
    impossible: bool = False
    worked: dict[tuple[int, ...], list[int]] = field(default_factory=dict)

    def work_before(self, tracks: tuple[int, ...]) -> list[int]:
        """For every position, how many minutes `tracks` can work before it, all together."""
        if tracks not in self.worked:
            rates: list[int] = []
            for s, full in enumerate(self.hall.full):
                interpreted = [self.capacity[t][s] for t in tracks if self.interpreted[t]]
                free = [self.capacity[t][s] for t in tracks if not self.interpreted[t]]
                steps = sorted({0, full, *(c for c in interpreted + free if c < full)})
                for low, high in pairwise(steps):
                    sits = sum(c > low for c in interpreted)
                    rate = (sits if self.teams is None else min(sits, self.teams)) + sum(c > low for c in free)
                    rates += [rate] * (high - low)
            self.worked[tracks] = [0, *accumulate(rates)]
        return self.worked[tracks]

    def earliest_done(self, tracks: tuple[int, ...], start: int, minutes: int) -> int:
        """The first position before which `tracks` can have worked `minutes` from `start`; past the end if never."""
        work = self.work_before(tracks)
        return bisect_left(work, work[min(start, self.hall.total)] + minutes)

    def latest_begun(self, tracks: tuple[int, ...], end: int, minutes: int) -> int:
        """The last position from which `tracks` can work `minutes` until `end`; -1 if there is none."""
        work = self.work_before(tracks)
        return bisect_right(work, work[max(0, min(end, self.hall.total))] - minutes) - 1


def settle(request: Request) -> tuple[Request, tuple[Constraint, ...]]:
    """The request with every reference written out to items and its constraints in a fixed order, each once.

    Beside it, for each of these constraints, the one of the request that it comes from.
    """
    pairs = [
        (one, asked) for asked in in_fixed_order(request.constraints) for one in _written_out(asked, request.items)
    ]
    settled = replace(
        request,
        tracks=tuple(replace(t, items=_every(t.items, request.items)) for t in request.tracks),
        constraints=tuple(one for one, _ in pairs),
    )
    return settled, tuple(asked for _, asked in pairs)


def _every(references: tuple[str, ...], needs: tuple[Need, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item for reference in references for item in named_by(reference, needs)))


def _written_out(constraint: Constraint, needs: tuple[Need, ...]) -> list[Constraint]:
    match constraint:
        case First(named) | Apart(named) | Together(named) | Last(named):
            return [replace(constraint, items=_every(named, needs))]
        case InOrder(named):
            return [replace(constraint, items=_every(named, needs) or tuple(need.item for need in needs))]
        case Before(first, then):
            return [Before(_every(first, needs), _every(then, needs))]
        case Gap(then, first, half_days):
            ends = _every((then,), needs)
            debate = _every(first, needs) or tuple(need.item for need in needs if need.item not in ends)
            return [Gap(end, debate, half_days) for end in ends]
        case _:
            return [replace(constraint, item=item) for item in _every((constraint.item,), needs)]


def in_fixed_order(constraints: tuple[Constraint, ...]) -> list[Constraint]:
    """The constraints, each once, in an order that does not depend on how they were listed."""
    return sorted(dict.fromkeys(constraints), key=msgspec.json.encode)


def compile_request(request: Request, given_up: frozenset[Key] = frozenset()) -> Problem:
    """The settled request as a problem, without the requirements in `given_up`."""
    hall = _hall(request, given_up)
    limits = request.interpretation
    longest = limits.longest or USUAL_LONGEST[request.mode]
    if ("longest", 0) in given_up:
        longest = 24 * 60
    capacity = [
        [
            0 if track.days and opening.date not in track.days else min(full, longest) if track.interpreted else full
            for opening, full in zip(hall.openings, hall.full, strict=True)
        ]
        for track in request.tracks
    ]
    teams = None if ("teams", 0) in given_up else limits.teams
    weekly = None if ("weekly", 0) in given_up else limits.weekly
    needs = [need for n, need in enumerate(request.items) if ("item", n) not in given_up]
    constraints = [c for n, c in enumerate(request.constraints) if ("constraint", n) not in given_up]
    problem = Problem(
        hall=hall,
        names=[track.name for track in request.tracks],
        capacity=capacity,
        interpreted=[track.interpreted for track in request.tracks],
        teams=teams,
        weekly=weekly if teams is not None else None,
        shortest=request.shortest_part,
        jobs=[],
    )
    job_of = _jobs(problem, request, needs, constraints, given_up)
    for constraint in constraints:
        _apply(problem, constraint, job_of)
    for number, job in enumerate(problem.jobs):
        job.before |= job.gaps.keys()
        problem.impossible |= number in job.before or number in job.apart or not job.tracks
        for earlier in job.before:
            problem.jobs[earlier].after.add(number)
    return problem


def _hall(request: Request, given_up: frozenset[Key]) -> Hall:
    openings = openings_of(request)
    breaks = [pause for n, pause in enumerate(request.breaks) if ("break", n) not in given_up]
    spans = [_working_spans(opening, breaks) for opening in openings]
    full = [sum(end - start for start, end in span) for span in spans]
    days = {date: n for n, date in enumerate(sorted({opening.date for opening in openings}))}
    return Hall(
        openings=openings,
        spans=spans,
        base=[0, *accumulate(full)][:-1],
        full=full,
        half=[2 * days[o.date] + (minute(o.start) >= 13 * 60) for o in openings],
        week=[(opening.date.toordinal() - 1) // 7 for opening in openings],
        total=sum(full),
    )


def _working_spans(opening: Opening, breaks: list[Break]) -> list[tuple[int, int]]:
    spans = [(minute(opening.start), minute(opening.end))]
    for pause in breaks:
        if pause.days and opening.date not in pause.days:
            continue
        low, high = minute(pause.start), minute(pause.end)
        cut = [piece for start, end in spans for piece in ((start, min(end, low)), (max(start, high), end))]
        spans = [(start, end) for start, end in cut if start < end]
    return spans


def _jobs(
    problem: Problem, request: Request, needs: list[Need], constraints: list[Constraint], given_up: frozenset[Key]
) -> dict[str, int]:
    """Makes the jobs, items taken together as one, and says which job each item is in."""
    group = {need.item: need.item for need in needs}
    for constraint in constraints:
        if isinstance(constraint, Together):
            present = [item for item in constraint.items if item in group]
            for item in present[1:]:
                old, new = group[item], group[present[0]]
                group = {name: new if head == old else head for name, head in group.items()}
    place = {need.item: n for n, need in enumerate(request.items)}
    allocated = {need.item: ("allocation", place[need.item]) not in given_up for need in needs}
    job_of: dict[str, int] = {}
    for need in needs:
        if need.item in job_of:
            continue
        members = [other for other in needs if group[other.item] == group[need.item]]
        tracks = [
            t
            for t in range(len(request.tracks))
            if all(_may_take(request, t, other, allocated[other.item], given_up) for other in members)
        ]
        job_of |= {other.item: len(problem.jobs) for other in members}
        problem.jobs.append(
            Job(
                items=tuple(other.item for other in members),
                minutes=sum(other.minutes for other in members),
                tracks=tuple(tracks),
                place=place[need.item],
                due=problem.hall.total,
            )
        )
    return job_of


def _may_take(request: Request, number: int, need: Need, allocated: bool, given_up: frozenset[Key]) -> bool:
    track = request.tracks[number]
    if not allocated or need.item in track.items:
        return True
    if need.bodies:
        return not {track.name, *track.bodies}.isdisjoint(need.bodies)
    return ("track", number) in given_up or not (track.items or track.bodies)


def _apply(problem: Problem, constraint: Constraint, job_of: dict[str, int]) -> None:
    """Writes one constraint into the jobs; items that were given up are passed over."""
    jobs, hall = problem.jobs, problem.hall

    def of(items: tuple[str, ...]) -> list[int]:
        return list(dict.fromkeys(job_of[item] for item in items if item in job_of))

    match constraint:
        case First(items):
            for number in of(items):
                jobs[number].due = min(jobs[number].due, hall.full[0])
            for number in of(tuple(item for item in job_of if item not in items)):
                jobs[number].before.update(of(items))
        case Last(items, closing):
            others = of(tuple(item for item in job_of if item not in items))
            for number in of(items):
                jobs[number].before.update(others)
                jobs[number].release = max(jobs[number].release, hall.base[-1] if closing else 0)
        case Before(first, then):
            for number in of(then):
                jobs[number].before.update(of(first))
        case InOrder(items):
            numbers = of(items)
            for number in numbers:
                jobs[number].ordered |= {n for n in numbers if jobs[n].place < jobs[number].place}
        case Gap(then, first, half_days):
            for number in of((then,)):
                for earlier in of(first):
                    jobs[number].gaps[earlier] = max(half_days, jobs[number].gaps.get(earlier, 0))
        case Apart(items):
            numbers = of(items)
            for number in numbers:
                jobs[number].apart |= {other for other in numbers if other != number}
            problem.impossible |= len(numbers) < sum(item in job_of for item in items)
        case Together():
            pass
        case InSittings(item, count):
            for number in of((item,)):
                problem.impossible |= jobs[number].count not in (None, count)
                jobs[number].count = count
        case _:
            for number in of((constraint.item,)):
                _window(problem, constraint, jobs[number])


def _window(problem: Problem, constraint: On | NotBefore | NotAfter, job: Job) -> None:
    hall = problem.hall
    match constraint:
        case On(_, date, start, track):
            sittings = {
                n
                for n, opening in enumerate(hall.openings)
                if (date is None or opening.date == date) and (start is None or opening.start == start)
            }
            job.only = frozenset(sittings if job.only is None else job.only & sittings)
            if track is not None:
                job.tracks = tuple(t for t in job.tracks if problem.names[t] == track)
            if not job.only:
                problem.impossible = True
                return
            job.release = max(job.release, hall.base[min(job.only)])
            last = max(job.only)
            job.due = min(job.due, hall.base[last] + hall.full[last])
        case NotBefore(_, date, start):
            passed = sum(
                hall.full[n] if o.date < date else hall.offset(n, minute(start)) if start and o.date == date else 0
                for n, o in enumerate(hall.openings)
            )
            job.release = max(job.release, passed)
        case NotAfter(_, date, end):
            left = sum(
                0 if o.date > date else hall.offset(n, minute(end)) if end and o.date == date else hall.full[n]
                for n, o in enumerate(hall.openings)
            )
            job.due = min(job.due, left)
