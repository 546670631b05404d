"""Proposals and conflicts against an independent reading of the definitions, and against trying everything.

Nothing here uses the modules that search: `violations` is written from the docstrings of the request, on the parts of
a proposal alone, and `arrangements` tries every placement of a small request.
"""

import datetime as dt
import itertools
import math

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from nemcon.core.proposing import (
    Apart,
    Before,
    Break,
    Conflict,
    First,
    Gap,
    Hours,
    InOrder,
    InSittings,
    Interpretation,
    Last,
    Need,
    NotAfter,
    NotBefore,
    On,
    Part,
    Proposal,
    Request,
    Together,
    Track,
    propose,
)

MONDAY = dt.date(2021, 3, 22)


def m(clock):
    return int(clock[:2]) * 60 + int(clock[3:])


def working(request, date, start, end):
    """The minutes of the day from `start` to `end` that no break takes."""
    closed = set()
    for pause in request.breaks:
        if not pause.days or date in pause.days:
            closed |= set(range(m(pause.start), m(pause.end)))
    return [minute for minute in range(start, end) if minute not in closed]


def sittings_of(request):
    return sorted(
        {(day, m(hours.start), m(hours.end)) for day in request.days for hours in request.hours},
    )


def violations(request, parts, complete=True):
    """Every definition of the request that the parts do not keep to, in words."""
    found = []
    sittings = sittings_of(request)
    track = {t.name: t for t in request.tracks}
    minutes = {need.item: need.minutes for need in request.items}
    longest = request.interpretation.longest or 180
    by_item = {}
    sitting_of = {}
    for part in parts:
        where = [
            n for n, (day, a, b) in enumerate(sittings) if day == part.date and a <= m(part.start) and m(part.end) <= b
        ]
        if not where:
            found.append(f"{part} lies in no sitting")
            return found
        sitting_of[id(part)] = where[0]
        if len(working(request, part.date, m(part.start), m(part.end))) != part.minutes:
            found.append(f"{part} has other minutes than its hours")
        for item in part.items:
            by_item.setdefault(item, []).append(part)
    for item in by_item:
        by_item[item].sort(key=lambda part: (part.date, m(part.start)))

    def begins(item):
        return by_item[item][0].date, m(by_item[item][0].start)

    def ends(item):
        return by_item[item][-1].date, m(by_item[item][-1].end)

    def half(part):
        days = sorted(set(request.days))
        return 2 * days.index(part.date) + (sittings[sitting_of[id(part)]][1] >= 780)

    # Lengths, one track for an item, parts in a row, none too short, nobody interrupts.
    for part in parts:
        if part.minutes < request.shortest_part and part.minutes < sum(minutes[item] for item in part.items):
            counts = [c.count for c in request.constraints if isinstance(c, InSittings) and c.item in part.items]
            if not counts or sum(minutes[i] for i in part.items) >= request.shortest_part * counts[0]:
                found.append(f"{part} is too short a part")
    for item, taken in by_item.items():
        joint = taken[0].items
        if sum(part.minutes for part in taken) != sum(minutes[i] for i in joint):
            found.append(f"item {item} does not have its length")
        if len({part.track for part in taken}) != 1:
            found.append(f"item {item} is on two tracks")
        if [part.continued for part in taken] != [n > 0 for n in range(len(taken))]:
            found.append(f"item {item} is not marked as continued where it is")
        sits = [
            n
            for n, (day, a, b) in enumerate(sittings)
            if (not track[taken[0].track].days or day in track[taken[0].track].days) and working(request, day, a, b)
        ]
        at = [sits.index(sitting_of[id(part)]) if sitting_of[id(part)] in sits else None for part in taken]
        if None in at:
            found.append(f"item {item} is taken when its track does not sit")
        elif at != list(range(at[0], at[0] + len(at))):
            found.append(f"item {item} is not in sittings in a row")
        for other, others in by_item.items():
            apart = ends(item) <= begins(other) or ends(other) <= begins(item)
            if others[0].items != joint and others[0].track == taken[0].track and not apart:
                found.append(f"items {item} and {other} overlap on a track")
    # Who may take what.
    for item, taken in by_item.items():
        bodies = next(need.bodies for need in request.items if need.item == item)
        t = track[taken[0].track]
        if bodies:
            allowed = item in t.items or t.name in bodies or set(t.bodies) & set(bodies)
        else:
            allowed = item in t.items or not (t.items or t.bodies)
        if not allowed:
            found.append(f"{t.name} may not take item {item}")
    # Interpretation.
    served = {}
    for part in parts:
        if track[part.track].interpreted:
            served.setdefault(sitting_of[id(part)], set()).add(part.track)
            day, a, _ = sittings[sitting_of[id(part)]]
            if len(working(request, day, a, m(part.end))) > longest:
                found.append(f"{part} goes on when interpretation has ended")
    teams = request.interpretation.teams
    if teams and any(len(names) > teams for names in served.values()):
        found.append("more tracks than teams")
    if teams and request.interpretation.weekly:
        weeks = {}
        for n, names in served.items():
            weeks.setdefault(sittings[n][0].isocalendar()[:2], []).extend(names)
        if any(len(names) > teams * request.interpretation.weekly for names in weeks.values()):
            found.append("a team serves too many sittings in a week")
    # The constraints, each from its docstring.
    for c in request.constraints:
        match c:
            case First(items):
                for item in set(items) & set(by_item):
                    if any(sitting_of[id(part)] != 0 for part in by_item[item]):
                        found.append(f"{c}: not in the first sitting")
                    if any(ends(item) > begins(other) for other in by_item if other not in items):
                        found.append(f"{c}: not before {item}")
            case Last(items, closing):
                for item in set(items) & set(by_item):
                    if any(ends(other) > begins(item) for other in by_item if other not in items):
                        found.append(f"{c}: something ends later")
                    if closing and any(sitting_of[id(part)] != len(sittings) - 1 for part in by_item[item]):
                        found.append(f"{c}: not in the last sitting")
            case Before(first, then):
                for one, other in itertools.product(set(first) & set(by_item), set(then) & set(by_item)):
                    if ends(one) > begins(other):
                        found.append(f"{c}")
            case InOrder(items):
                order = [need.item for need in request.items if not items or need.item in items]
                for one, other in itertools.combinations([item for item in order if item in by_item], 2):
                    joint = by_item[one][0].items == by_item[other][0].items
                    if by_item[one][0].track == by_item[other][0].track and not joint and ends(one) > begins(other):
                        if _leading(request, one) < _leading(request, other):
                            found.append(f"{c}: {other} before {one}")
                        continue
            case Gap(then, first, half_days):
                for one in [item for item in by_item if (item in first if first else item != then)]:
                    if then in by_item and half(by_item[then][0]) - half(by_item[one][-1]) - 1 < half_days:
                        found.append(f"{c}")
            case Apart(items):
                for one, other in itertools.combinations([item for item in items if item in by_item], 2):
                    if not (ends(one) <= begins(other) or ends(other) <= begins(one)):
                        found.append(f"{c}")
            case Together(items):
                taken = [by_item[item] for item in items if item in by_item]
                if any(one != taken[0] for one in taken):
                    found.append(f"{c}")
            case InSittings(item, count):
                if item in by_item and len(by_item[item]) != count:
                    found.append(f"{c}")
            case On(item, date, start, name):
                for part in by_item.get(item, []):
                    sitting = sittings[sitting_of[id(part)]]
                    if (
                        (date and part.date != date)
                        or (start and sitting[1] != m(start))
                        or (name and part.track != name)
                    ):
                        found.append(f"{c}")
            case NotBefore(item, date, start):
                if item in by_item and begins(item) < (date, m(start) if start else 0):
                    found.append(f"{c}")
            case NotAfter(item, date, end):
                if item in by_item and ends(item) > (date, m(end) if end else 1440):
                    found.append(f"{c}")
    if complete and set(by_item) != set(minutes):
        found.append("an item is left out")
    return found


def _leading(request, item):
    """The place in the request of the first of the items that are taken together with `item`."""
    groups = {need.item: {need.item} for need in request.items}
    for c in request.constraints:
        if isinstance(c, Together):
            union = set().union(*(groups[i] for i in c.items if i in groups))
            groups |= dict.fromkeys(union, union)
    order = [need.item for need in request.items]
    return min(order.index(i) for i in groups[item])


def arrangements(request, grain=30):
    """Whether any arrangement on a grid of `grain` minutes keeps to the request; tries all, if not too many."""
    order = [need.item for need in request.items]
    minutes = {need.item: need.minutes for need in request.items}
    groups = {item: (item,) for item in order}
    for c in request.constraints:
        if isinstance(c, Together):
            union = {i for item in c.items if item in groups for i in groups[item]}
            groups |= dict.fromkeys(union, tuple(sorted(union, key=order.index)))
    joints = list(dict.fromkeys(groups.values()))
    sittings = sittings_of(request)

    def grid(t):
        """(sitting, start, end, minutes) of every possible part."""
        cells = []
        for day, a, b in sittings:
            open_minutes = working(request, day, a, b)
            cells.append(
                [
                    (day, open_minutes[k], open_minutes[k + grain - 1] + 1)
                    for k in range(0, len(open_minutes) - grain + 1, grain)
                ]
            )
        return cells

    def placements(joint):
        length = sum(minutes[item] for item in joint) // grain
        for t in request.tracks:
            cells = grid(t)

            def extend(parts, sitting, left, t=t, cells=cells, joint=joint):
                if not left:
                    yield tuple(parts)
                    return
                if sitting >= len(sittings):
                    return
                if t.days and sittings[sitting][0] not in t.days:
                    yield from extend(parts, sitting + 1, left)
                    return
                row = cells[sitting]
                for low, high in itertools.combinations(range(len(row) + 1), 2):
                    if high - low <= left:
                        part = Part(
                            items=joint,
                            date=row[low][0],
                            start=f"{row[low][1] // 60:02d}:{row[low][1] % 60:02d}",
                            end=f"{row[high - 1][2] // 60:02d}:{row[high - 1][2] % 60:02d}",
                            minutes=(high - low) * grain,
                            track=t.name,
                            continued=bool(parts),
                        )
                        yield from extend([*parts, part], sitting + 1, left - (high - low))

            for first in range(len(sittings)):
                if not (t.days and sittings[first][0] not in t.days):
                    yield from extend([], first, length)

    choices = [
        [parts for parts in placements(joint) if not violations(request, parts, complete=False)] for joint in joints
    ]

    assume(math.prod(len(choice) for choice in choices) <= 4000)  # more would take minutes

    def place(n, parts):
        if n == len(joints):
            return not violations(request, parts)
        return any(
            place(n + 1, [*parts, *choice])
            for choice in choices[n]
            if not violations(request, [*parts, *choice], complete=False)
        )

    return place(0, [])


ITEMS = ("1", "2", "3", "4")
DAYS = (MONDAY, MONDAY + dt.timedelta(days=1))
CLOCKS = ("10:00", "10:30", "11:00", "11:30", "15:00", "15:30", "16:00")


def constraints(present):
    """Any constraint on the items that are there."""
    item, day, clock = st.sampled_from(present), st.sampled_from(DAYS), st.sampled_from(CLOCKS) | st.none()
    some = st.lists(item, min_size=1, max_size=2, unique=True).map(tuple)
    kinds = [
        st.builds(First, some),
        st.builds(Last, some, st.booleans()),
        st.just(InOrder()),
        st.builds(InSittings, item, st.integers(1, 3)),
        st.builds(On, item, day | st.none(), st.sampled_from(("10:00", "15:00")) | st.none()),
        st.builds(NotBefore, item, day, clock),
        st.builds(NotAfter, item, day, clock),
    ]
    if len(present) > 1:
        pair = st.permutations(present).map(lambda order: tuple(order[:2]))
        kinds += [
            pair.map(lambda p: Before((p[0],), (p[1],))),
            st.builds(lambda p, n: Gap(p[0], (p[1],), n), pair, st.integers(0, 2)),
            st.builds(Gap, item, st.just(()), st.integers(0, 1)),
            st.builds(Apart, pair),
            st.builds(Together, pair),
        ]
    return st.one_of(kinds)


@st.composite
def requests(draw, most_items=4, most_constraints=3):
    count = draw(st.integers(1, most_items))
    present = ITEMS[:count]
    names = draw(st.sampled_from(((None,), ("A", "B"))))
    tracks = tuple(
        Track(
            name,
            items=draw(st.sampled_from(((), (), present[:1], present[-1:]))) if n else (),
            days=draw(st.sampled_from(((), (), DAYS[:1]))) if n else (),
            interpreted=draw(st.booleans()) if n else True,
        )
        for n, name in enumerate(names)
    )
    asked = draw(st.lists(constraints(present), max_size=most_constraints))
    request = Request(
        days=DAYS[: draw(st.sampled_from((1, 2, 2)))],
        hours=(Hours("10:00", "12:00"), Hours("15:00", "16:30"))[: draw(st.integers(1, 2))],
        tracks=tracks,
        items=tuple(
            Need(
                item,
                minutes=30 * draw(st.sampled_from((1, 1, 2, 2, 3, 5))),
                bodies=draw(st.sampled_from(((), (), ("A",), ("B",)))) if len(names) > 1 else (),
            )
            for item in present
        ),
        constraints=tuple(asked),
        breaks=draw(st.sampled_from(((), (Break("10:30", "11:00"),)))),
        interpretation=Interpretation(
            teams=draw(st.sampled_from((None, 1))),
            longest=draw(st.sampled_from((None, 60))),
            weekly=draw(st.sampled_from((None, None, 2))),
        ),
        shortest_part=draw(st.sampled_from((30, 60))),
        budget=2_000_000,
    )
    lengths = {need.item: need.minutes for need in request.items}
    shortest = request.shortest_part
    assume(all(not isinstance(c, InSittings) or lengths[c.item] >= shortest * c.count for c in request.constraints))
    assume(sum(isinstance(c, Together) for c in request.constraints) < 2)
    return request


@settings(max_examples=150, deadline=None)
@given(requests())
def test_a_proposal_keeps_to_every_definition_of_its_request(request):
    outcome = propose(request)
    if isinstance(outcome, Proposal):
        assert violations(request, outcome.parts) == []


@settings(max_examples=60, deadline=None)
@given(requests(most_items=3))
def test_what_is_said_to_be_impossible_is_found_by_nobody_who_tries_everything(request):
    outcome = propose(request)
    assert isinstance(outcome, Proposal) == arrangements(request)


def keeping_only(request, requirements):
    """The request with nothing asked but these; the items too are only those, where they are what is in conflict."""
    codes = {requirement.code for requirement in requirements}
    allocated = {r.item for r in requirements if r.code == "allocation"}
    restricted = {r.track for r in requirements if r.code == "track"}
    free = tuple(need.item for need in request.items if need.item not in allocated)
    without_bodies = tuple(n.item for n in request.items if not n.bodies or n.item not in allocated)
    tracks = []
    for track in request.tracks:
        given_up = tuple(item for item in free if next(n.bodies for n in request.items if n.item == item))
        if track.name not in restricted:
            items = (*track.items, *without_bodies)
        else:
            items = (*track.items, *given_up)
        tracks.append(replace(track, items=items))
    limits = request.interpretation
    return replace(
        request,
        items=tuple(n for n in request.items if codes != {"item"} or n.item in {r.item for r in requirements}),
        tracks=tuple(tracks),
        constraints=tuple(c for c in request.constraints if c in [r.constraint for r in requirements]),
        breaks=tuple(b for b in request.breaks if b in [r.pause for r in requirements]),
        interpretation=Interpretation(
            teams=limits.teams if "teams" in codes else None,
            longest=limits.longest if "longest" in codes else 1440,
            weekly=limits.weekly if {"weekly", "teams"} <= codes else None,
        ),
    )


@settings(max_examples=25, deadline=None)
@given(requests(most_items=3, most_constraints=5))
def test_a_conflict_is_real_and_giving_up_any_one_requirement_ends_it(request):
    outcome = propose(request)
    assume(isinstance(outcome, Conflict))

    assert outcome.minimal
    assert outcome.requirements
    assert not arrangements(keeping_only(request, outcome.requirements))
    for n in range(len(outcome.requirements)):
        rest = outcome.requirements[:n] + outcome.requirements[n + 1 :]
        if rest or outcome.requirements[n].code != "item":  # without its only item nothing is left to arrange
            assert arrangements(keeping_only(request, rest))


@settings(max_examples=100, deadline=None)
@given(requests(), st.sampled_from(("day", "longer", "shorter", "teams", "less")), st.data())
def test_more_room_never_makes_the_possible_impossible(request, kind, data):
    """A day more at the end, longer sittings, shorter items, more teams, or a constraint less."""
    assume(isinstance(propose(request), Proposal))
    spread = {c.item for c in request.constraints if isinstance(c, InSittings)}
    match kind:
        case "day":
            more = replace(request, days=(*request.days, request.days[-1] + dt.timedelta(days=1)))
            # What closes in the last sitting, of a body that does not sit that day, has not got more room.
            assume(not any(isinstance(c, Last) and c.closing for c in request.constraints))
        case "longer":
            more = replace(
                request,
                hours=tuple(replace(h, end=h.end.replace(":00", ":45").replace(":30", ":50")) for h in request.hours),
            )
            limits = request.interpretation
            more = replace(more, interpretation=replace(limits, longest=limits.longest and limits.longest + 60))
        case "shorter":
            item = data.draw(st.sampled_from([n.item for n in request.items]))
            assume(item not in spread and not any(isinstance(c, Together) for c in request.constraints))
            more = replace(request, items=tuple(replace(n, minutes=30) if n.item == item else n for n in request.items))
        case "teams":
            more = replace(request, interpretation=replace(request.interpretation, teams=None))
        case _:
            assume(request.constraints)
            n = data.draw(st.integers(0, len(request.constraints) - 1))
            more = replace(request, constraints=request.constraints[:n] + request.constraints[n + 1 :])
    assert isinstance(propose(more), Proposal)


@settings(max_examples=60, deadline=None)
@given(requests(most_constraints=5), st.data())
def test_the_order_in_which_constraints_and_breaks_are_listed_does_not_matter(request, data):
    shuffled = replace(
        request,
        constraints=tuple(data.draw(st.permutations(request.constraints))),
        breaks=tuple(data.draw(st.permutations(request.breaks))),
        days=tuple(data.draw(st.permutations(request.days))),
    )
    assert propose(shuffled) == propose(request)


@settings(max_examples=60, deadline=None)
@given(requests())
def test_rows_say_the_same_as_the_parts(request):
    outcome = propose(request)
    assume(isinstance(outcome, Proposal))
    rows = [row for row in outcome.rows if row.kind == "item"]

    told = [(row.date, row.track, row.item, row.continued) for row in rows]
    meant = [(part.date, part.track, item, part.continued) for part in outcome.parts for item in part.items]
    assert sorted(told, key=str) == sorted(meant, key=str)
    assert sum(row.duration or 0 for row in rows) == sum(part.minutes for part in outcome.parts)
    free = sum(left.minutes for left in outcome.unused)
    longest = request.interpretation.longest or 180
    room = sum(
        min(len(working(request, day, a, b)), longest if track.interpreted else 1440)
        for day, a, b in sittings_of(request)
        for track in request.tracks
        if not track.days or day in track.days
    )
    assert free + sum(part.minutes for part in outcome.parts) == room
