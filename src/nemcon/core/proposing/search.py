"""Finding an organization of work, or proving that there is none.

Jobs are placed in order of their beginning, each as early as what is placed allows. All such orders are tried, so
what is not found does not exist: every constraint is one that an earlier end of another job can only make easier.
A state once seen to lead nowhere is not entered again; of jobs that are alike the first is placed first; and a job
that would begin after another could already have ended is left for later.
"""

from dataclasses import dataclass

from nemcon.core.proposing.problem import Job, Problem
from nemcon.core.proposing.windows import Windows, after_gap


class Exhausted(Exception):
    """The budget is used up."""


@dataclass(slots=True, frozen=True)
class Placed:
    """A job on a track. `parts` are (sitting, working minutes before it in the sitting, minutes)."""

    job: int
    track: int
    start: int
    end: int
    parts: tuple[tuple[int, int, int], ...]


@dataclass(slots=True, frozen=True)
class _Before:
    """What was before a job was placed: the track's position, sittings not yet open, and other jobs' bounds."""

    position: int
    opened: list[int]
    bounds: list[tuple[int, int]]


@dataclass(slots=True)
class Budget:
    """How many placements may still be tried; `used` counts them."""

    limit: int
    used: int = 0

    def spend(self) -> None:
        """Count one; raises Exhausted beyond the limit."""
        self.used += 1
        if self.used > self.limit:
            raise Exhausted


def solve(problem: Problem, budget: Budget) -> list[Placed] | None:
    """A placement of every job, or None where it is proven that there is none. Raises Exhausted."""
    search = _Search(problem, budget)
    if not search.windows.possible:
        return None
    # Short first attempts for a better-looking result: nothing divided that fits a sitting, the agenda's order.
    for whole, urgent in ((True, False), (True, True), (False, False), (False, True)):
        search.whole, search.urgent = whole, urgent
        search.budget = Budget(min(budget.limit - budget.used, max(5000, budget.limit // 10)))
        try:
            found = search.run()
        except Exhausted:
            continue
        finally:
            budget.used += min(search.budget.used, search.budget.limit)
        if found or not whole:
            return found
    search.budget = budget
    search.urgent = False
    return search.run()


class _Search:
    def __init__(self, problem: Problem, budget: Budget) -> None:
        self.problem = problem
        self.budget = budget
        self.whole = self.urgent = False
        self.largest = [max(capacity) for capacity in problem.capacity]
        self.open = [0] * len(problem.hall.base)
        self.served: dict[int, int] = {}
        self.windows = Windows(problem, self._alone)
        self.failed: dict[bool, set[tuple[object, ...]]] = {True: set(), False: set()}
        if self.windows.possible:
            self._prepare()

    def _alone(self, job: Job, track: int, bound: int) -> tuple[int, int] | None:
        placed = self._fit(job, track, bound)
        return (placed[0], placed[1]) if placed and placed[1] <= job.due else None

    def _prepare(self) -> None:
        jobs = self.problem.jobs
        by_due = sorted(range(len(jobs)), key=lambda n: self.windows.dues[n])
        self.inside = [
            (tracks, [(n, jobs[n].minutes, self.windows.dues[n]) for n in by_due if set(tracks) >= set(jobs[n].tracks)])
            for tracks in sorted(self.windows.tracks)
        ]
        self.alike_before: list[int | None] = [None] * len(jobs)
        self.later_listed = [0] * len(jobs)
        seen: dict[tuple[object, ...], int] = {}
        for n in sorted(range(len(jobs)), key=lambda n: jobs[n].place):
            job = jobs[n]
            for earlier in job.ordered:
                self.later_listed[earlier] |= 1 << n
            in_order = n if job.ordered or any(n in other.ordered for other in jobs) else None
            alike = (
                (job.minutes, job.tracks, job.release, job.due, job.only, job.count, in_order),
                (frozenset(job.before), frozenset(job.after), frozenset(job.apart), tuple(sorted(job.gaps.items()))),
                tuple((m, other.gaps[n]) for m, other in enumerate(jobs) if n in other.gaps),
            )
            self.alike_before[n] = seen.get(alike)
            seen[alike] = n
        self.with_order = sum(1 << n for n in range(len(jobs)) if self.later_listed[n] or jobs[n].ordered)

    def run(self) -> list[Placed] | None:
        """All jobs placed, or None where no order leads to that."""
        self.placed: list[Placed] = []
        self.mask = 0
        self.bound = [job.release for job in self.problem.jobs]
        self.waiting = [len(job.before) for job in self.problem.jobs]
        self.position = [0] * len(self.problem.names)
        self.on_track = [0] * len(self.problem.names)
        self.open = [0] * len(self.problem.hall.base)
        self.served = {}
        return list(self.placed) if self._descend(0) else None

    def _descend(self, now: int) -> bool:
        """Places what is left, nothing before `now`; true when all is placed."""
        if len(self.placed) == len(self.problem.jobs):
            return True
        bounds = {n: max(now, bound) for n, bound in enumerate(self.bound) if not self.mask >> n & 1}
        key = self._key(now, bounds)
        if key in self.failed[self.whole]:
            return False
        if self._enough_time_left(now):
            for placed in self._candidates(now, bounds):
                before = self._put(placed)
                if self._descend(placed.start):
                    return True
                self._take_back(placed, before)
        self.failed[self.whole].add(key)
        return False

    def _key(self, now: int, bounds: dict[int, int]) -> tuple[object, ...]:
        """What the future depends on, and nothing else."""
        hall = self.problem.hall
        limited = self.problem.teams is not None
        sitting = hall.sitting_at(now)
        return (
            self.mask,
            tuple(max(now, position) for position in self.position),
            tuple(bounds.values()),
            tuple(mask & self.with_order for mask in self.on_track) if self.with_order else (),
            tuple(self.open[sitting:]) if limited else (),
            tuple(sorted(self.served.items())) if self.problem.weekly else (),
        )

    def _enough_time_left(self, now: int) -> bool:
        problem = self.problem
        for tracks, inside in self.inside:
            together = problem.work_before(tracks)
            single = [(problem.work_before((t,)), max(now, self.position[t])) for t in tracks]
            done = sum(work[start] for work, start in single)
            needed, last = 0, -1
            for number, minutes, due in [*inside, (-1, 0, -1)]:
                if number >= 0 and self.mask >> number & 1:
                    continue
                if due != last and needed > 0:
                    left = sum(work[max(last, start)] for work, start in single) - done
                    if needed > left or needed > together[last] - together[min(now, last)]:
                        return False
                needed, last = needed + minutes, due
        return True

    def _candidates(self, now: int, bounds: dict[int, int]) -> list[Placed]:
        """The placements worth trying next, best first; empty where some job can no longer be placed."""
        found: list[Placed] = []
        soonest = self.problem.hall.total + 1
        for number, bound in bounds.items():
            job = self.problem.jobs[number]
            if self.waiting[number]:
                continue
            choices = []
            for track in job.tracks:
                if self.on_track[track] & self.later_listed[number]:
                    continue
                self.budget.spend()
                start = max(bound, self.position[track])
                fits = self._fit(job, track, start)
                if fits and fits[1] <= self.windows.dues[number]:
                    choices.append(Placed(number, track, *fits))
                    if self.problem.weekly:
                        choices += self._delayed(number, track, start)
            if not choices:
                return []
            alike = self.alike_before[number]
            if alike is not None and not self.mask >> alike & 1:
                continue
            found += choices
            if not self.whole and not self.with_order >> number & 1:
                soonest = min(soonest, *(self._certainly_free_at(choice) for choice in choices))
        due = self.windows.dues
        jobs = self.problem.jobs
        if self.urgent:
            order = sorted(found, key=lambda p: (p.start, due[p.job], jobs[p.job].place, p.track))
        else:
            # The order of the agenda, unless what comes next could not begin in this sitting or the next one.
            next_listed: dict[int, int] = {}
            soon = {placed.track: self._next_sitting(found, placed.track) for placed in found}
            for placed in found:
                if placed.start <= soon[placed.track]:
                    place = jobs[placed.job].place
                    next_listed[placed.track] = min(place, next_listed.get(placed.track, place))
            order = sorted(
                found,
                key=lambda p: (jobs[p.job].place != next_listed[p.track], p.start, jobs[p.job].place, p.track),
            )
        return [placed for placed in order if placed.start < soonest]

    def _next_sitting(self, found: list[Placed], track: int) -> int:
        """Where the sitting begins that follows the one in which something can first begin on the track."""
        hall = self.problem.hall
        sitting = hall.sitting_at(min(placed.start for placed in found if placed.track == track))
        return hall.base[sitting] + hall.full[sitting]

    def _delayed(self, number: int, track: int, bound: int) -> list[Placed]:
        """The placements that begin with each later sitting. With a weekly limit, earlier is not always better: an
        item that begins earlier may be in one sitting more."""
        choices = []
        for base in self.problem.hall.base:
            fits = self._fit(self.problem.jobs[number], track, base) if base > bound else None
            if fits and fits[0] == base and fits[1] <= self.windows.dues[number]:
                self.budget.spend()
                choices.append(Placed(number, track, *fits))
        return choices

    def _certainly_free_at(self, placed: Placed) -> int:
        """From when on whatever else begins could not hinder this placement."""
        if self.problem.teams is None or not self.problem.interpreted[placed.track]:
            return placed.end
        if self.problem.weekly:
            return self.problem.hall.total + 1
        hall = self.problem.hall
        last = placed.parts[-1][0]
        return hall.base[last] + hall.full[last]

    def _put(self, placed: Placed) -> _Before:
        """Places the job, and gives back what it takes to take it back."""
        job = self.problem.jobs[placed.job]
        before = _Before(self.position[placed.track], [], [])
        for sitting, _, _ in placed.parts:
            if not self.open[sitting] >> placed.track & 1 and self.problem.interpreted[placed.track]:
                self.open[sitting] |= 1 << placed.track
                week = self.problem.hall.week[sitting]
                self.served[week] = self.served.get(week, 0) + 1
                before.opened.append(sitting)
        for other in job.after | job.apart:
            half_days = self.problem.jobs[other].gaps.get(placed.job)
            bound = placed.end if half_days is None else after_gap(self.problem, placed.end, half_days)
            if bound > self.bound[other]:
                before.bounds.append((other, self.bound[other]))
                self.bound[other] = bound
        for other in job.after:
            self.waiting[other] -= 1
        self.position[placed.track] = placed.end
        self.on_track[placed.track] |= 1 << placed.job
        self.mask |= 1 << placed.job
        self.placed.append(placed)
        return before

    def _take_back(self, placed: Placed, before: _Before) -> None:
        self.placed.pop()
        self.mask ^= 1 << placed.job
        self.on_track[placed.track] ^= 1 << placed.job
        self.position[placed.track] = before.position
        for other in self.problem.jobs[placed.job].after:
            self.waiting[other] += 1
        for other, bound in before.bounds:
            self.bound[other] = bound
        for sitting in before.opened:
            self.open[sitting] ^= 1 << placed.track
            self.served[self.problem.hall.week[sitting]] -= 1

    def _fit(self, job: Job, track: int, bound: int) -> tuple[int, int, tuple[tuple[int, int, int], ...]] | None:
        """The earliest start from `bound`, the end and the parts of the job on the track; None where it never fits."""
        hall = self.problem.hall
        capacity = self.problem.capacity[track]
        first = hall.sitting_at(bound)
        for sitting in range(first, len(hall.base)):
            offset = bound - hall.base[sitting] if sitting == first else 0
            if capacity[sitting] - offset <= 0:
                continue
            parts = self._fill(job, track, sitting, offset)
            if parts:
                last, before, minutes = parts[-1]
                return hall.base[sitting] + offset, hall.base[last] + before + minutes, parts
        return None

    def _fill(self, job: Job, track: int, sitting: int, offset: int) -> tuple[tuple[int, int, int], ...]:
        """The parts of the job from here on, as much as possible in the first; empty where it cannot begin here."""
        capacity = self.problem.capacity[track]
        room = capacity[sitting] - offset
        if job.count is None and job.minutes <= room:
            least, count = 0, 1
        elif job.count is None:
            least, count = self.problem.shortest, None
            if self.whole and job.minutes <= self.largest[track]:
                return ()
        else:
            least, count = min(self.problem.shortest, job.minutes // job.count), job.count
        rooms: list[tuple[int, int, int]] = []
        opened: dict[int, int] = {}
        total = 0
        for s in range(sitting, len(capacity)):
            if not capacity[s]:
                continue
            before = offset if s == sitting else 0
            if not self._may_sit(job, track, s, opened) or capacity[s] - before < least:
                return ()
            rooms.append((s, before, capacity[s] - before))
            total += capacity[s] - before
            if len(rooms) == count or (count is None and total >= job.minutes):
                break
        if total < job.minutes or job.minutes < least * len(rooms) or (count is not None and len(rooms) < count):
            return ()
        parts, rest = [], job.minutes
        for n, (s, before, size) in enumerate(rooms):
            minutes = min(size, rest - least * (len(rooms) - 1 - n))
            parts.append((s, before, minutes))
            rest -= minutes
        return tuple(parts)

    def _may_sit(self, job: Job, track: int, sitting: int, opened: dict[int, int]) -> bool:
        """Whether the job may be in this sitting and a team serves it; `opened` counts new sittings by week."""
        if job.only is not None and sitting not in job.only:
            return False
        teams, weekly = self.problem.teams, self.problem.weekly
        if teams is None or not self.problem.interpreted[track] or self.open[sitting] >> track & 1:
            return True
        if self.open[sitting].bit_count() >= teams:
            return False
        if weekly:
            week = self.problem.hall.week[sitting]
            opened[week] = opened.get(week, 0) + 1
            return self.served.get(week, 0) + opened[week] <= teams * weekly
        return True
