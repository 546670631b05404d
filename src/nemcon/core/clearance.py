"""The chain along which a draft is cleared: its steps, who may clear which, what stands, what changed since.

A clearance is no act: it is a row beside the draft, kept for ever. The chain is data of the institution; its history
is read as it stands, also where the chain or its people have changed since: what was cleared stays cleared by whom it
was. Whether a draft is still the one that was cleared, its hash decides, not its number: undone is unchanged.

Settings of a chain: `after_change` says what a change after a clearance asks for: that it be shown to whoever
cleared ("shown"), or that the step be cleared again ("again"). `once` says that nobody clears two of its steps.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from nemcon.core.procedure import Refusal, refuse

How = Literal["in the system", "by e-mail", "orally"]
Outcome = Literal["cleared", "returned", "seen"]
"""Cleared; returned to the drafter with remarks; or a change after a clearance seen by who had cleared."""
StepState = Literal["cleared", "again", "returned", "waiting"]
As = Literal["holder", "substitute"]


class Period(msgspec.Struct, frozen=True):
    """From an instant, included, until another, excluded; None is for ever."""

    since: dt.datetime | None = None
    until: dt.datetime | None = None

    def holds(self, now: dt.datetime) -> bool:
        """Whether `now` is in it."""
        return (self.since is None or self.since <= now) and (self.until is None or now < self.until)


class Post(msgspec.Struct, frozen=True, kw_only=True):
    """Who holds a step, or stands in for its holder, and for how long; `away` are the times of leave in between."""

    account: str
    during: Period = Period()
    away: tuple[Period, ...] = ()

    def is_there(self, now: dt.datetime) -> bool:
        """In office and not on leave."""
        return self.during.holds(now) and not any(leave.holds(now) for leave in self.away)


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """A step of the chain. `names` are by language; holders may follow each other; substitutes act for whom is away."""

    id: str
    names: dict[str, str]
    holders: tuple[Post, ...]
    substitutes: tuple[Post, ...] = ()


class Chain(msgspec.Struct, frozen=True, kw_only=True):
    """The steps in their order, and what the institution has set (see the module)."""

    steps: tuple[Step, ...]
    after_change: Literal["shown", "again"] = "shown"
    once: bool = False

    def __post_init__(self) -> None:
        ids = [step.id for step in self.steps]
        if not ids or len(ids) != len(set(ids)):
            raise ValueError("A chain has at least one step, and each step its own id; put the steps right.")


class Clearance(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody said of a draft at a step.

    `by` is the account whose clearance it is, `at` when it was given, `noted_by` who recorded it where it was given by
    e-mail or orally, `evidence` the SHA-256 of the file with the e-mail. `version` is the number of the draft's
    revision, `model` its SHA-256.
    """

    step: str
    by: str
    at: dt.datetime
    version: int
    model: str
    how: How = "in the system"
    outcome: Outcome = "cleared"
    noted_by: str | None = None
    evidence: str | None = None
    remarks: str = ""


class Entitled(msgspec.Struct, frozen=True):
    """An account that may clear a step now, and as what."""

    account: str
    role: As


class StepStanding(msgspec.Struct, frozen=True, kw_only=True):
    """How a step stands.

    `entry` is the clearance or return that counts, of `entry.version`. `changed` says that the draft is another since.
    `to_show` is the account to which the change must still be shown. `history` has every entry of the step, in order.
    """

    step: Step
    state: StepState
    entry: Clearance | None
    changed: bool
    to_show: str | None
    history: tuple[Clearance, ...]


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How a draft stands along its chain.

    `next` is the id of the first step that is not cleared, None when all are; `may` are those who may clear it now,
    empty where nobody may: it then needs a substitute. `elsewhere` are entries of steps that the chain no longer has.
    """

    steps: tuple[StepStanding, ...]
    next: str | None
    may: tuple[Entitled, ...]
    elsewhere: tuple[Clearance, ...]

    @property
    def complete(self) -> bool:
        """Whether every step is cleared."""
        return self.next is None


def standing(chain: Chain, clearances: Iterable[Clearance], version: int, model: str, now: dt.datetime) -> Standing:
    """How the draft of this `version` and `model` stands at `now`, after `clearances` in the order of their recording.

    Total: history never raises; what belongs to no step is kept. `version` serves those who show it; `model` decides.
    """
    entries = list(clearances)
    steps = tuple(_stands(step, chain, entries, model) for step in chain.steps)
    following = next((one for one in steps if one.state != "cleared"), None)
    known = {step.id for step in chain.steps}
    return Standing(
        steps=steps,
        next=following.step.id if following else None,
        may=_may(chain, steps, following, now) if following else (),
        elsewhere=tuple(entry for entry in entries if entry.step not in known),
    )


def _may(chain: Chain, steps: Iterable[StepStanding], step: StepStanding, now: dt.datetime) -> tuple[Entitled, ...]:
    used = _cleared_by(steps, step) if chain.once else {}
    return tuple(one for one in entitled(step.step, now) if one.account not in used)


def _cleared_by(steps: Iterable[StepStanding], besides: StepStanding) -> dict[str, str]:
    """Who cleared which step, besides one."""
    return {
        one.entry.by: one.step.id
        for one in steps
        if one.entry and one.state == "cleared" and one.step.id != besides.step.id
    }


def _stands(step: Step, chain: Chain, entries: Sequence[Clearance], model: str) -> StepStanding:
    history = tuple(entry for entry in entries if entry.step == step.id)
    place = max((n for n, one in enumerate(history) if one.outcome != "seen"), default=None)
    entry = None if place is None else history[place]
    changed = entry is not None and entry.model != model
    state: StepState = "waiting"
    to_show = None
    if entry is not None and entry.outcome == "returned":
        state = "returned"
    elif entry is not None:
        state = "again" if changed and chain.after_change == "again" else "cleared"
        # Seen counts after the clearance that it belongs to: an earlier one belonged to an earlier clearance.
        seen = {one.model for one in history[place:] if one.outcome == "seen"}
        to_show = entry.by if changed and model not in seen else None
    return StepStanding(step=step, state=state, entry=entry, changed=changed, to_show=to_show, history=history)


def entitled(step: Step, at: dt.datetime) -> tuple[Entitled, ...]:
    """Who may clear the step at that instant: its holders in office, on leave or not; the substitutes in office where
    no holder is there. Each account once."""
    found = [Entitled(post.account, "holder") for post in step.holders if post.during.holds(at)]
    if not any(post.is_there(at) for post in step.holders):
        found += [Entitled(post.account, "substitute") for post in step.substitutes if post.during.holds(at)]
    first: dict[str, Entitled] = {}
    for one in found:
        first.setdefault(one.account, one)
    return tuple(first.values())


def decide_clear(
    chain: Chain, clearances: Iterable[Clearance], asked: Clearance, version: int, model: str, now: dt.datetime
) -> Clearance:
    """The entry to keep for what is asked: a clearance, a return with remarks, or that a change was seen.

    `version` and `model` are those of the draft now. Raises: Refusal "clearance.…":
    `unknown_step`, `in_future` (given later than now), `not_noted` (by e-mail or orally, and nobody noted it),
    `no_evidence` (by e-mail without the file), `no_remarks` (a return says why), `left` (was entitled until …),
    `not_entitled` (because: "not in the step", "not yet", "holder is there"), `not_cleared` (nothing to be shown),
    `not_next` (an earlier step comes first), `version_changed` (what was read is not the draft now), `already` (said
    of this very draft, or something later was said at this step), `twice` (cleared another step of this chain).
    """
    entries = list(clearances)
    step = next((one for one in chain.steps if one.id == asked.step), None)
    if step is None:
        raise refuse("clearance.unknown_step", step=asked.step)
    _check_form(asked, now)
    stands = standing(chain, entries, version, model, now)
    own = next(one for one in stands.steps if one.step.id == step.id)
    if asked.outcome == "seen":
        _check_seen(own, asked)
    else:
        _check_entitled(step, asked)
        before = next((one for one in stands.steps if one.state != "cleared"), own)
        if chain.steps.index(before.step) < chain.steps.index(step):
            raise refuse("clearance.not_next", step=step.id, next=before.step.id)
    _check_version(chain, asked, version, model)
    last = own.entry
    same = last is not None and (last.outcome, last.model) == (asked.outcome, asked.model)
    if asked.outcome != "seen" and last and (same or asked.at < last.at):
        raise refuse("clearance.already", step=step.id, by=last.by, at=last.at.isoformat(), version=last.version)
    if chain.once and asked.outcome == "cleared" and (other := _cleared_by(stands.steps, own).get(asked.by)):
        raise refuse("clearance.twice", step=step.id, by=asked.by, other=other)
    return asked


def _check_form(asked: Clearance, now: dt.datetime) -> None:
    """What the entry itself must have."""
    if asked.at > now:
        raise refuse("clearance.in_future", step=asked.step, at=asked.at.isoformat())
    if asked.how != "in the system" and not asked.noted_by:
        raise refuse("clearance.not_noted", step=asked.step, how=asked.how)
    if asked.how == "by e-mail" and not asked.evidence:
        raise refuse("clearance.no_evidence", step=asked.step)
    if asked.outcome == "returned" and not asked.remarks.strip():
        raise refuse("clearance.no_remarks", step=asked.step)


def _check_entitled(step: Step, asked: Clearance) -> None:
    """Whether `asked.by` might clear when it was given: an e-mail of somebody's last day is noted the day after."""
    if any(one.account == asked.by for one in entitled(step, asked.at)):
        return
    posts = [post for post in (*step.holders, *step.substitutes) if post.account == asked.by]
    if any(post.during.holds(asked.at) for post in posts):
        raise _not_entitled(step, asked.by, "holder is there")
    ended = [post.during.until for post in posts if post.during.until and post.during.until <= asked.at]
    if ended:
        raise refuse("clearance.left", step=step.id, by=asked.by, until=max(ended).isoformat())
    raise _not_entitled(step, asked.by, "not yet" if posts else "not in the step")


def _not_entitled(step: Step, by: str, because: str) -> Refusal:
    return refuse("clearance.not_entitled", step=step.id, by=by, because=because)


def _check_seen(own: StepStanding, asked: Clearance) -> None:
    """Only who cleared sees for the step, or who may clear it by now."""
    if own.entry is None or own.entry.outcome != "cleared":
        raise refuse("clearance.not_cleared", step=own.step.id)
    if asked.by != own.entry.by:
        _check_entitled(own.step, asked)
    if own.to_show is None:
        raise refuse("clearance.already", step=own.step.id, by=own.entry.by, at=own.entry.at.isoformat())


def _check_version(chain: Chain, asked: Clearance, version: int, model: str) -> None:
    """What was read must be the draft now. What was said by e-mail or orally is of the version that was sent; it is
    kept as such, and the change since is shown, unless the chain would ask for a new clearance at once."""
    of_earlier = asked.how != "in the system" and asked.outcome != "seen" and asked.version < version
    if asked.model == model or (of_earlier and (asked.outcome == "returned" or chain.after_change == "shown")):
        return
    raise refuse("clearance.version_changed", step=asked.step, read=asked.version, now=version)
