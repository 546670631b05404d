"""Why a proposal is as it is: facts with a stable code, and a sentence beside each."""

from collections.abc import Iterator
from itertools import pairwise

from nemcon.core.proposing import words
from nemcon.core.proposing.layout import closes, end_of, start_of
from nemcon.core.proposing.outcome import Reason, ReasonCode
from nemcon.core.proposing.problem import Job, Problem
from nemcon.core.proposing.request import (
    Apart,
    Before,
    Constraint,
    First,
    Gap,
    InSittings,
    Last,
    NotAfter,
    NotBefore,
    On,
    Request,
    Together,
)
from nemcon.core.proposing.search import Placed


def reasons_of(request: Request, problem: Problem, plan: list[Placed]) -> tuple[Reason, ...]:
    """The reasons: first those that hold for the whole, then one by one in the order of the placements."""
    telling = _Telling(request, problem, plan)
    by_constraint = [reason for constraint in request.constraints for reason in telling.constraint(constraint)]
    by_placement = [reason for placed in telling.plan for reason in telling.placement(placed)]
    order = {item: n for n, placed in enumerate(telling.plan) for item in problem.jobs[placed.job].items}
    inner = sorted(by_constraint + by_placement, key=lambda r: min((order[i] for i in r.items), default=0))
    return (*telling.whole(), *dict.fromkeys(inner))


class _Telling:
    def __init__(self, request: Request, problem: Problem, plan: list[Placed]) -> None:
        self.request, self.problem = request, problem
        self.plan = sorted(plan, key=lambda placed: (placed.start, placed.track))
        self.of_item = {item: placed for placed in plan for item in problem.jobs[placed.job].items}

    def reason(
        self,
        code: ReasonCode,
        placed: Placed,
        sentence: str,
        *,
        others: tuple[str, ...] = (),
        figure: int | None = None,
        items: tuple[str, ...] = (),
    ) -> Reason:
        date, start = start_of(self.problem, placed)
        return Reason(
            code=code,
            items=items or self.problem.jobs[placed.job].items,
            others=others,
            date=date,
            start=start,
            track=self.problem.names[placed.track],
            number=figure,
            sentence=words.sentence(sentence),
        )

    def whole(self) -> Iterator[Reason]:
        """That sittings with interpretation end early; that items can go to one track only."""
        hall, problem = self.problem.hall, self.problem
        for track, name in enumerate(problem.names):
            short = next((s for s, full in enumerate(hall.full) if 0 < problem.capacity[track][s] < full), None)
            if short is not None:
                most = max(problem.capacity[track])
                yield Reason(
                    code="shortened",
                    track=name,
                    date=hall.openings[short].date,
                    start=hall.openings[short].start,
                    number=most,
                    sentence=f"{name or 'The meeting'} sits with interpretation, for at most {words.length(most)} at a "
                    f"time; the sitting of {words.when(hall.openings[short].date, hall.openings[short].start)} "
                    f"therefore ends at {words.hour(closes(problem, short, track))}.",
                )
            only = [placed for placed in self.plan if problem.jobs[placed.job].tracks == (track,)]
            if only and len(problem.names) > 1:
                items = tuple(item for placed in only for item in problem.jobs[placed.job].items)
                yield self.reason(
                    "track", only[0], f"{name} alone may take {words.items(items)}.", items=items, figure=len(items)
                )

    def constraint(self, constraint: Constraint) -> Iterator[Reason]:
        """How the proposal meets the constraint."""
        match constraint:
            case First(items):
                placed = self._first(items)
                yield self.reason("first_sitting", placed, words.constraint_sentence(constraint), items=items)
            case Last(items, closing):
                placed = self._first(items)
                code: ReasonCode = "last_sitting" if closing else "last"
                yield self.reason(code, placed, words.constraint_sentence(constraint), items=items)
            case Together(items) if len(items) > 1:
                placed = self._first(items)
                minutes = self.problem.jobs[placed.job].minutes
                text = f"{words.items(items)} are taken together, for {words.length(minutes)} in all."
                yield self.reason("joint", placed, text, items=items, figure=minutes)
            case InSittings(item, count):
                placed = self.of_item[item]
                text = f"item {item} is spread over {words.number(count, 'sitting')}: {self._shares(placed)}."
                yield self.reason("sittings", placed, text, items=(item,), figure=count)
            case On(item):
                text = words.constraint_sentence(constraint)
                yield self.reason("fixed", self.of_item[item], text, items=(item,))
            case Gap(then, first, half_days):
                yield from self._gap(then, first, half_days)
            case NotBefore(item) if self.of_item[item].start == self.problem.jobs[self.of_item[item].job].release:
                text = words.constraint_sentence(constraint)
                yield self.reason("not_before", self.of_item[item], text, items=(item,))
            case NotAfter(item):
                text = f"{words.constraint_sentence(constraint)[:-1]}; it ends {self._ended(self.of_item[item])}."
                yield self.reason("not_after", self.of_item[item], text, items=(item,))
            case Before(first, then):
                yield from self._before(first, then)
            case Apart(items):
                yield from self._apart(items)
            case _:
                return

    def placement(self, placed: Placed) -> Iterator[Reason]:
        """What no constraint says: that an item is divided, kept whole, or waits for interpreters."""
        job = self.problem.jobs[placed.job]
        named = words.items(job.items)
        if len(placed.parts) > 1 and job.count is None:
            goes = "go" if len(job.items) > 1 else "goes"
            text = f"{named} {goes} on over {words.number(len(placed.parts), 'sitting')}: {self._shares(placed)}."
            yield self.reason("continued", placed, text, figure=len(placed.parts))
        bound = self._free_from(placed, job)
        if bound >= placed.start:
            return
        sitting = self.problem.hall.sitting_at(bound)
        blocked = self._without_team(placed, bound)
        if blocked is not None:
            text = f"{named} could not be taken earlier by {self.problem.names[placed.track]}: "
            text += (
                f"on {words.when(self.problem.hall.openings[blocked].date, self.problem.hall.openings[blocked].start)} "
            )
            text += "all teams of interpreters serve other tracks."
            yield self.reason("team", placed, text)
        elif placed.parts[0][1] == 0 and sitting < placed.parts[0][0]:
            left = self.problem.hall.base[sitting] + self.problem.capacity[placed.track][sitting] - bound
            if 0 < left < job.minutes:
                begins = "begin" if len(job.items) > 1 else "begins"
                text = f"{named} {begins} with a new sitting rather than in the {words.length(left)} left of one."
                yield self.reason("not_divided", placed, text, figure=left)

    def _gap(self, then: str, first: tuple[str, ...], half_days: int) -> Iterator[Reason]:
        ends = [self.of_item[item] for item in first]
        if not ends:
            return
        last = max(ends, key=lambda placed: placed.end)
        others = self.problem.jobs[last.job].items
        text = (
            f"item {then} begins on {self._begun(self.of_item[then])}, at least {words.number(half_days, 'half-day')} "
            f"after the end of {words.items(others)} {self._ended(last)}."
        )
        yield self.reason("gap", self.of_item[then], text, items=(then,), others=others, figure=half_days)

    def _before(self, first: tuple[str, ...], then: tuple[str, ...]) -> Iterator[Reason]:
        """Said where it is this that holds the item back, on another track or not."""
        for item in then:
            placed = self.of_item[item]
            binding = [earlier for earlier in first if self.of_item[earlier].end == placed.start]
            if binding:
                has = "has" if len(binding) == 1 else "have"
                text = f"item {item} begins when {words.items(binding)} {has} ended."
                yield self.reason("after", placed, text, items=(item,), others=tuple(binding))

    def _apart(self, items: tuple[str, ...]) -> Iterator[Reason]:
        in_time = sorted((self.of_item[item] for item in items), key=lambda placed: placed.start)
        for one, other in pairwise(in_time):
            if one.track != other.track:
                pair = self.problem.jobs[one.job].items, self.problem.jobs[other.job].items
                text = (
                    f"{words.items(pair[1])} and {words.items(pair[0])} are not taken in parallel: "
                    f"the one begins on {self._begun(other)}, the other has ended {self._ended(one)}."
                )
                yield self.reason("apart", other, text, others=pair[0])

    def _first(self, items: tuple[str, ...]) -> Placed:
        return min((self.of_item[item] for item in items), key=lambda placed: (placed.start, placed.track))

    def _begun(self, placed: Placed) -> str:
        return words.when(*start_of(self.problem, placed))

    def _ended(self, placed: Placed) -> str:
        return f"on {words.when(*end_of(self.problem, placed))}"

    def _shares(self, placed: Placed) -> str:
        shares = []
        for sitting, _, minutes in placed.parts:
            opening = self.problem.hall.openings[sitting]
            shares.append(f"{words.length(minutes)} in the sitting of {words.when(opening.date, opening.start)}")
        return words.listed(shares)

    def _free_from(self, placed: Placed, job: Job) -> int:
        """The first position at which everything but room and interpreters allowed the job to begin on its track."""
        earlier = [p for p in self.plan if p.track == placed.track and p.start < placed.start]
        named = [self.of_item[self.problem.jobs[n].items[0]].end for n in job.before]
        apart = [self.of_item[self.problem.jobs[n].items[0]] for n in job.apart]
        return max(
            job.release,
            *(p.end for p in earlier),
            *named,
            *(p.end for p in apart if p.start < placed.start),
            placed.start if job.gaps or job.only else 0,
            0,
        )

    def _without_team(self, placed: Placed, bound: int) -> int | None:
        """The first sitting from `bound` in which the track could have sat, had a team been free."""
        problem = self.problem
        if problem.teams is None or not problem.interpreted[placed.track]:
            return None
        for sitting in range(problem.hall.sitting_at(bound), placed.parts[0][0]):
            serving = {
                p.track for p in self.plan if problem.interpreted[p.track] and any(s == sitting for s, _, _ in p.parts)
            }
            if (
                placed.track not in serving
                and len(serving) >= problem.teams
                and problem.capacity[placed.track][sitting]
            ):
                return sitting
        return None
