"""A programme for 40 items over two weeks: Nemcon beside a greedy scheduler and a plain search, as one table.

Run: python benchmarks/programme.py. Both peers are written here. The greedy one takes the items in order and puts each
where it can first begin; it looks at order, tracks and fixed days, never back. The plain one tries every order of the
items with the same placements, and stops after 50,000 steps (Nemcon takes some hundred). The table says what each
needs, as a ratio to Nemcon, and how many of what was asked each keeps to.
"""

import datetime as dt
import statistics
import time

from nemcon.core.proposing import (
    Apart,
    Before,
    Conflict,
    Constraint,
    First,
    Gap,
    InSittings,
    Interpretation,
    Last,
    Need,
    NotAfter,
    NotBefore,
    On,
    Proposal,
    Request,
    Together,
    Track,
    propose,
)

START = dt.date(2021, 5, 3)
DAYS = tuple(START + dt.timedelta(days=n) for n in range(12) if (START + dt.timedelta(days=n)).isoweekday() < 6)
SITTING = 180


def request(items: int = 40) -> Request:
    """Three tracks, two teams of interpreters, and what a large conference asks for."""
    needs = [
        Need(str(n), title=f"Item {n}", minutes=(60, 90, 120, 150)[n % 4], bodies=(("Plenary", "I", "II")[n % 3],))
        for n in range(5, items - 1)
    ]
    opening = [Need(str(n), minutes=15, bodies=("Plenary",)) for n in range(1, 5)]
    closing = [Need(str(n), minutes=60, bodies=("Plenary",)) for n in (items - 1, items)]
    report, other = str(items), str(items - 1)
    return Request(
        days=DAYS,
        tracks=(Track("Plenary"), Track("Working Group I", bodies=("I",)), Track("Working Group II", bodies=("II",))),
        items=(*opening, *needs, *closing),
        interpretation=Interpretation(teams=2),
        constraints=(
            First(("1", "2", "3", "4")),
            Last((other, report), closing=True),
            Before((other,), (report,)),
            Gap(report, tuple(str(n) for n in range(5, 20)), 1),
            InSittings("6", 2),
            Together(("9", "12")),
            Apart(("7", "8")),
            Apart(("10", "14")),
            On("15", DAYS[3]),
            On("16", DAYS[6]),
            NotBefore("20", DAYS[4]),
            NotAfter("23", DAYS[7], "13:00"),
            NotAfter("11", DAYS[2]),
            Before(("13",), ("18",)),
            Before(("17",), ("21", "22")),
        ),
    )


def rooms(asked: Request) -> dict[str, list[int]]:
    """The minutes left in each sitting of each track."""
    return {str(track.name): [SITTING] * (2 * len(DAYS)) for track in asked.tracks}


def track_of(asked: Request, need: Need) -> str:
    """The track that has the body of the item."""
    return next(str(t.name) for t in asked.tracks if {t.name, *t.bodies} & set(need.bodies))


def greedy(asked: Request) -> dict[str, list[int]]:
    """Each item in the order of the agenda, in the first sittings of its track with room for it."""
    left, plan = rooms(asked), {}
    for need in asked.items:
        row, minutes, taken = left[track_of(asked, need)], need.minutes, []
        fixed = next((c.date for c in asked.constraints if isinstance(c, On) and c.item == need.item), None)
        for sitting in range(2 * DAYS.index(fixed) if fixed else 0, len(row)):
            part = min(row[sitting], minutes)
            if part:
                row[sitting] -= part
                minutes -= part
                taken.append(sitting)
            if not minutes:
                break
        plan[need.item] = taken
    return plan


def plain_search(asked: Request, limit: int) -> tuple[dict[str, list[int]] | None, int]:
    """Whole sittings of items by depth-first search without bounds: the plan or None, and the steps used."""
    left, plan, steps = rooms(asked), {}, 0

    def place(n: int) -> bool:
        nonlocal steps
        if n == len(asked.items):
            return kept(asked, plan) == len(asked.constraints)
        need = asked.items[n]
        row = left[track_of(asked, need)]
        for sitting in range(len(row)):
            steps += 1
            if steps > limit:
                return False
            if row[sitting] >= need.minutes:
                row[sitting] -= need.minutes
                plan[need.item] = [sitting]
                if kept_so_far(asked, plan) and place(n + 1):
                    return True
                row[sitting] += need.minutes
                del plan[need.item]
        return False

    return (dict(plan) if place(0) else None), steps


def kept_so_far(asked: Request, plan: dict[str, list[int]]) -> bool:
    """Whether nothing is broken among the items placed so far; sittings for an item are left to the end."""
    return all(holds(c, plan) for c in asked.constraints if not isinstance(c, InSittings | Together))


def kept(asked: Request, plan: dict[str, list[int]]) -> int:
    """How many constraints the plan keeps to, by sittings (the order inside a sitting is believed)."""
    return sum(holds(c, plan) for c in asked.constraints)


def holds(c: Constraint, plan: dict[str, list[int]]) -> bool:
    """Whether the constraint holds, by sittings, as far as its items are placed."""
    day = {n: DAYS[n // 2] for n in range(2 * len(DAYS))}
    first = {item: min(sittings) for item, sittings in plan.items() if sittings}
    last = {item: max(sittings) for item, sittings in plan.items() if sittings}
    match c:
        case First(items):
            return all(last[item] == 0 for item in items if item in last)
        case Last(items):
            others = max((last[item] for item in last if item not in items), default=0)
            return all(first[item] >= others and first[item] == 2 * len(DAYS) - 1 for item in items if item in first)
        case Before(earlier, then):
            pairs = [(a, b) for a in earlier for b in then if a in last and b in first]
            return all(last[a] <= first[b] for a, b in pairs)
        case Gap(then, earlier, half_days):
            return then not in first or all(first[then] - last[a] > half_days for a in earlier if a in last)
        case InSittings(item, count):
            return item not in plan or len(plan[item]) == count
        case Together(items):
            return len({tuple(plan[item]) for item in items if item in plan}) < 2
        case Apart((a, b)):
            return a not in plan or b not in plan or not set(plan[a]) & set(plan[b])
        case On(item, date):
            return item not in plan or all(day[n] == date for n in plan[item])
        case NotBefore(item, date):
            return item not in first or day[first[item]] >= date
        case NotAfter(item, date):
            return item not in last or day[last[item]] <= date
    raise TypeError(c)


def seconds(action: object, repeat: int = 5) -> float:
    """The middle of `repeat` runs."""
    times = []
    for _ in range(repeat):
        began = time.perf_counter()
        action()  # type: ignore[operator]
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def main() -> None:
    """Prints the table."""
    asked = request()
    outcome = propose(asked)
    ours = seconds(lambda: propose(asked))
    names = len(asked.constraints)
    if isinstance(outcome, Proposal):
        said = f"proposal, {names} of {names} kept, {len(outcome.rows)} rows"
    else:
        said = f"{type(outcome).__name__}: {outcome.sentence}"
    impossible = Request(
        days=asked.days[:5],
        tracks=asked.tracks,
        items=asked.items,
        interpretation=asked.interpretation,
        constraints=asked.constraints,
    )
    against = Request(
        days=asked.days,
        tracks=asked.tracks,
        items=asked.items,
        interpretation=asked.interpretation,
        constraints=(*asked.constraints, Before(("22",), ("17",))),
    )
    rows = [("Nemcon, 40 items, two weeks", ours, said)]
    for name, other in (("Nemcon, in one week (conflict)", impossible), ("Nemcon, a circle in the order", against)):
        answer = propose(other)
        told = f"conflict among {len(answer.requirements)}" if isinstance(answer, Conflict) else type(answer).__name__
        rows.append((name, seconds(lambda other=other: propose(other), 3), told))
    plan = greedy(asked)
    told = f"{kept(asked, plan)} of {names} kept"
    rows.append(("greedy list, never looks back", seconds(lambda: greedy(asked)), told))
    began = time.perf_counter()
    found, steps = plain_search(asked, 50_000)
    took = time.perf_counter() - began
    rows.append(("plain depth-first search", took, "found" if found else f"nothing in {steps - 1} steps"))
    print(f"{'':34}{'ms':>9}{'ratio':>9}  outcome")
    for name, took, told in rows:
        print(f"{name:34}{took * 1000:9.1f}{took / ours:9.2f}  {told}")


if __name__ == "__main__":
    main()
