"""One field of a draft: its value with a version, and what others wrote at the same time.

Whoever saves names the version that they saw. Where the field has moved on since, nothing is merged and nothing is
lost: what came first stays, what came later stands beside it as a rival until somebody settles which it shall be.
"""

import datetime as dt
from typing import Literal

import msgspec
from msgspec.structs import replace

LONG_AGO = dt.datetime.min.replace(tzinfo=dt.UTC)
"""Before anything that was saved with its time."""

OutcomeKind = Literal["saved", "same", "rival", "settled", "again", "nothing"]


class Rival(msgspec.Struct, frozen=True, omit_defaults=True):
    """What somebody wrote on version `base`, which was no longer the last. `save` is the id of their save."""

    save: str
    value: str
    by: str = ""
    at: dt.datetime | None = None
    base: int = 0


class Save(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One field as one person wants it to be.

    `id` names the save: sent twice it is one save. `base` is the version that the person saw, 0 where there was none.
    `after` is their own save before this one, if they wrote on without waiting for its answer; it counts as seen.
    `settles` are the rivals between which the person chose. `step` holds together what is undone in one go; `undoes`
    is the step that this one takes back. `of` is, for a translation, the version of the original that it renders.
    `rivals` are put back: what was settled, when the settlement is undone. A save that names no field is a mark in the
    history and changes nothing.
    """

    id: str
    node: str
    field: str
    value: str
    base: int = 0
    by: str = ""
    at: dt.datetime | None = None
    step: str = ""
    after: str = ""
    settles: tuple[str, ...] = ()
    undoes: str = ""
    of: int = 0
    rivals: tuple[Rival, ...] = ()


class Held(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A field as it stands: its value, since which version, by whose save and when; `before` is what it replaced.

    Version 0 is a field that was never saved; its value is "". `of` is as in `Save`.
    """

    value: str = ""
    version: int = 0
    rivals: tuple[Rival, ...] = ()
    by: str = ""
    at: dt.datetime | None = None
    save: str = ""
    before: str = ""
    of: int = 0


EMPTY = Held()
"""A field that was never saved."""


class Outcome(msgspec.Struct, frozen=True, omit_defaults=True):
    """What came of a save.

    `saved`: it is the value now. `same`: the value was that already. `rival`: somebody was faster; both are kept.
    `settled`: rivals are gone and the value stays. `again`: it was saved before. `nothing`: it names no field.
    `version` is that of the field afterwards, `before` the value before it; `settled` are the rivals that went.
    """

    kind: OutcomeKind
    version: int = 0
    before: str = ""
    settled: tuple[Rival, ...] = ()


def apply(held: Held, save: Save) -> tuple[Held, Outcome]:
    """The field after the save, and what came of it. Never raises.

    Pure and for one field: `web` calls it with the row locked. The id of a save that is older than the value and its
    rivals is known to the caller, who keeps every save, also one without effect, under its id.
    """
    if save.id and (save.id == held.save or any(r.save == save.id for r in held.rivals)):
        return held, Outcome("again", held.version, held.before)
    back = _put_back(held, save)
    settled = tuple(r for r in held.rivals if r.save in save.settles)
    own = next((r for r in held.rivals if save.after and r.save == save.after and r.by == save.by), None)
    if save.value == held.value:
        gone = settled if own is None or own in settled else (*settled, own)
        rivals = tuple(r for r in back if r not in gone)
        after = replace(held, rivals=rivals, of=max(held.of, save.of))
        return after, Outcome("settled" if gone else "same", held.version, held.value, gone)
    if own is None and (save.base == held.version or (save.after and save.after == held.save)):
        # A rival that says the same as the new value is no rival any more.
        gone = tuple(r for r in held.rivals if r in settled or r.value == save.value)
        after = Held(
            value=save.value,
            version=held.version + 1,
            rivals=tuple(r for r in back if r not in gone),
            by=save.by,
            at=save.at,
            save=save.id,
            before=held.value,
            of=save.of,
        )
        return after, Outcome("saved", after.version, held.value, gone)
    return replace(held, rivals=_with_rival(back, save, own)), Outcome("rival", held.version, held.value)


def _put_back(held: Held, save: Save) -> tuple[Rival, ...]:
    if not save.rivals:
        return held.rivals
    known = {r.save for r in held.rivals}
    return (*held.rivals, *(r for r in save.rivals if r.save not in known and r.value != save.value))


def _with_rival(rivals: tuple[Rival, ...], save: Save, own: Rival | None) -> tuple[Rival, ...]:
    """The rivals with what was saved: in place of the person's own on which they wrote on, else behind the others."""
    rival = Rival(save.id, save.value, save.by, save.at, save.base if own is None else own.base)
    if own is not None:
        return tuple(rival if r == own else r for r in rivals)
    return rivals if any(r.value == save.value for r in rivals) else (*rivals, rival)


def moment(at: dt.datetime | None) -> dt.datetime:
    """The instant, to compare: long ago where none is known; one without a zone is taken as UTC."""
    if at is None:
        return LONG_AGO
    return at if at.tzinfo else at.replace(tzinfo=dt.UTC)
