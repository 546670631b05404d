"""Which requirements of a request are in conflict: one after the other is given up until each that is left is needed.

Two cases. Where the items would fit if only nothing else were asked, the items stand and the conflict is among
constraints, limits and breaks. Where the items do not fit the sittings at all, the conflict is among the items.
"""

from collections.abc import Callable

from nemcon.core.proposing import words
from nemcon.core.proposing.outcome import Conflict, Requirement, RequirementCode
from nemcon.core.proposing.problem import Key, compile_request
from nemcon.core.proposing.request import Constraint, Need, Request, references
from nemcon.core.proposing.search import Budget, Exhausted, solve

Giveable = tuple[Requirement, frozenset[Key]]
"""A requirement, and its keys in the settled request."""


def conflict_in(request: Request, origins: tuple[Constraint, ...], budget: int) -> Conflict:
    """The conflict in a settled request that is known to have no organization of work.

    `origins` are the constraints as they stood in the request. What cannot be decided within the budget stays among
    the requirements, and `minimal` is then false.
    """
    purse = Budget(2 * budget)

    def impossible_without(given_up: frozenset[Key]) -> bool | None:
        """None where that could not be decided within the budget."""
        step = Budget(min(max(1, min(budget, 20_000)), purse.limit - purse.used))
        try:
            return solve(compile_request(request, given_up), step) is None
        except Exhausted:
            return None
        finally:
            purse.used += min(step.used, step.limit)

    beside = _beside_items(request, origins)
    everything_else = frozenset(key for _, keys in beside for key in keys)
    left: list[Giveable] = []
    if not impossible_without(everything_else):
        left, minimal = _minimal(beside, frozenset(), impossible_without)
    if not left:
        items = [_item(n, need) for n, need in enumerate(request.items)]
        left, minimal = _minimal(items, everything_else, impossible_without)
    requirements = tuple(requirement for requirement, _ in left)
    sentence = _sentence(request, requirements)
    if not minimal:
        sentence += " (That each of them is needed for the conflict could not be shown within the budget.)"
    return Conflict(requirements=requirements, minimal=minimal, sentence=sentence)


def _minimal(
    asked: list[Giveable], given_up: frozenset[Key], impossible_without: Callable[[frozenset[Key]], bool | None]
) -> tuple[list[Giveable], bool]:
    """What is left of `asked` when no more can be given up, halves first, then one by one; and whether that is sure."""
    left = list(asked)
    sure = True
    size = max(1, len(left) // 2)
    while True:
        start, sure = 0, True
        while start < len(left):
            chunk = left[start : start + size]
            keys = given_up.union(*(keys for _, keys in chunk))
            answer = impossible_without(keys)
            if answer:
                del left[start : start + size]
                given_up = keys
            else:
                sure = sure and answer is not None
                start += size
        if size == 1:
            return left, sure
        size //= 2


def _beside_items(request: Request, origins: tuple[Constraint, ...]) -> list[Giveable]:
    """All that is asked beside the items, the limits of the house first: they are the first to be given up."""
    limits = request.interpretation
    found: list[Giveable] = [
        (Requirement(code="longest", sentence=words.longest_sentence(request)), frozenset({("longest", 0)}))
    ]
    if limits.weekly and limits.teams:
        sentence = words.weekly_sentence(limits.weekly)
        found.append((Requirement(code="weekly", number=limits.weekly, sentence=sentence), frozenset({("weekly", 0)})))
    if limits.teams:
        sentence = words.teams_sentence(limits.teams)
        found.append((Requirement(code="teams", number=limits.teams, sentence=sentence), frozenset({("teams", 0)})))
    for n, pause in enumerate(request.breaks):
        requirement = Requirement(code="break", pause=pause, sentence=words.break_sentence(pause))
        found.append((requirement, frozenset({("break", n)})))
    for n, track in enumerate(request.tracks):
        if track.items or track.bodies:
            requirement = Requirement(code="track", track=track.name, sentence=words.track_sentence(track.name))
            found.append((requirement, frozenset({("track", n)})))
    for n, need in enumerate(request.items):
        if need.bodies:
            sentence = words.allocation_sentence(need.item, need.bodies)
            requirement = Requirement(code="allocation", item=need.item, sentence=sentence)
            found.append((requirement, frozenset({("allocation", n)})))
    for origin in dict.fromkeys(origins):
        keys = frozenset(_key("constraint", n) for n, other in enumerate(origins) if other == origin)
        requirement = Requirement(code="constraint", constraint=origin, sentence=words.constraint_sentence(origin))
        found.append((requirement, keys))
    return found


def _key(code: RequirementCode, number: int) -> Key:
    return code, number


def _item(number: int, need: Need) -> Giveable:
    requirement = Requirement(
        code="item", item=need.item, number=need.minutes, sentence=words.item_sentence(need.item, need.minutes)
    )
    return requirement, frozenset({_key("item", number)})


def _sentence(request: Request, requirements: tuple[Requirement, ...]) -> str:
    """What is in conflict, with the time that the items concerned need and the time that there is."""
    problem = compile_request(request)
    there_is = problem.work_before(tuple(range(len(problem.names))))[-1]
    minutes = {need.item: need.minutes for need in request.items}
    if requirements and all(requirement.code == "item" for requirement in requirements):
        named = [requirement.item or "" for requirement in requirements]
        told = (
            words.items(named).capitalize()
            if len(named) <= 8
            else f"{len(named)} items, from {named[0]} to {named[-1]},"
        )
        return (
            f"{told} {'need' if len(named) > 1 else 'needs'} "
            f"{words.length(sum(minutes[item] for item in named))} and cannot be arranged in the sittings, "
            f"which have {words.length(there_is)} in all."
        )
    concerned = dict.fromkeys(
        item for requirement in requirements for item in _concerned(requirement) if item in minutes
    )
    lengths = [f"item {item} {words.length(minutes[item])}" for item in concerned]
    time = f"The sittings have {words.length(there_is)} in all"
    time += f"; of this {words.listed(lengths)}." if lengths else "."
    if len(requirements) == 1:
        return f"This cannot be met with the items and sittings of the request: {requirements[0].sentence} {time}"
    asked = " ".join(f"({n}) {requirement.sentence}" for n, requirement in enumerate(requirements, 1))
    return f"These cannot all be met: {asked} {time}"


def _concerned(requirement: Requirement) -> tuple[str, ...]:
    if requirement.constraint is not None:
        return references(requirement.constraint)
    return (requirement.item,) if requirement.item else ()
