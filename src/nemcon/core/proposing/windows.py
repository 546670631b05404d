"""Bounds before any search: when a job can begin at the earliest and must have ended at the latest.

Every bound follows from the request, so a bound that cannot be met proves that there is no organization of work.
"""

from collections.abc import Callable
from graphlib import CycleError, TopologicalSorter

from nemcon.core.proposing.problem import Job, Problem

Fit = Callable[[Job, int, int], "tuple[int, int] | None"]
"""The earliest start and end of a job on a track from a position, all else free; None where it never fits."""


class Windows:
    """`starts` and `ends` are the earliest, `dues` the latest ends of the jobs; `possible` is false on a proof."""

    def __init__(self, problem: Problem, fit: Fit) -> None:
        self.problem = problem
        self.starts = [0] * len(problem.jobs)
        self.ends = [0] * len(problem.jobs)
        self.dues = [job.due for job in problem.jobs]
        self.tracks = {job.tracks for job in problem.jobs} | {tuple(range(len(problem.names)))}
        self.possible = not problem.impossible and self._earliest(fit) and self._latest() and self._enough_time()

    def _earliest(self, fit: Fit) -> bool:
        jobs = self.problem.jobs
        try:
            self.order = list(TopologicalSorter({n: job.before for n, job in enumerate(jobs)}).static_order())
        except CycleError:
            return False
        for number in self.order:
            job = jobs[number]
            bound = max((self.ends[earlier] for earlier in job.before), default=0)
            bound = max(bound, job.release, *(after_gap(self.problem, self.ends[e], n) for e, n in job.gaps.items()), 0)
            if len(job.before) > 1:
                first = min(self.starts[earlier] for earlier in job.before)
                work = sum(jobs[earlier].minutes for earlier in job.before)
                bound = max(bound, self.problem.earliest_done(self._union(job.before), first, work))
            found = [placed for track in job.tracks if (placed := fit(job, track, bound))]
            if not found:
                return False
            self.starts[number] = min(start for start, _ in found)
            self.ends[number] = min(end for _, end in found)
        return True

    def _latest(self) -> bool:
        jobs = self.problem.jobs
        for number in reversed(self.order):
            job = jobs[number]
            due = self.dues[number]
            for later in job.after:
                begun = self._latest_begun(later)
                due = min(due, begun)
                if number in jobs[later].gaps:
                    due = min(due, before_gap(self.problem, begun, jobs[later].gaps[number]))
            if len(job.after) > 1:
                last = max(self.dues[later] for later in job.after)
                work = sum(jobs[later].minutes for later in job.after)
                due = min(due, self.problem.latest_begun(self._union(job.after), last, work))
            self.dues[number] = due
            if self.ends[number] > due:
                return False
        return True

    def _latest_begun(self, number: int) -> int:
        job = self.problem.jobs[number]
        return max(self.problem.latest_begun((t,), self.dues[number], job.minutes) for t in job.tracks)

    def _union(self, numbers: set[int]) -> tuple[int, ...]:
        return tuple(sorted({track for number in numbers for track in self.problem.jobs[number].tracks}))

    def _enough_time(self) -> bool:
        """For every stretch of time: the jobs that must lie in it need no more than its tracks can work in it."""
        jobs = self.problem.jobs
        for tracks in self.tracks:
            work = self.problem.work_before(tracks)
            inside = sorted(
                (n for n, job in enumerate(jobs) if set(job.tracks) <= set(tracks)), key=lambda n: self.dues[n]
            )
            for start in {self.starts[n] for n in inside}:
                needed = 0
                for n in inside:
                    if self.starts[n] >= start:
                        needed += jobs[n].minutes
                        if needed > work[self.dues[n]] - work[start]:
                            return False
        return True


def after_gap(problem: Problem, end: int, half_days: int) -> int:
    """The first position with at least `half_days` whole half-days between it and the end of something at `end`."""
    hall = problem.hall
    ended = hall.half[hall.sitting_at(end - 1)]
    return next((hall.base[s] for s, half in enumerate(hall.half) if half > ended + half_days), hall.total)


def before_gap(problem: Problem, begun: int, half_days: int) -> int:
    """The last position for an end, so that `half_days` whole half-days lie between it and a beginning at `begun`."""
    hall = problem.hall
    if begun < 0:
        return -1
    half = hall.half[min(hall.sitting_at(begun), len(hall.half) - 1)]
    return max((hall.base[s] + hall.full[s] for s, h in enumerate(hall.half) if h < half - half_days), default=-1)
