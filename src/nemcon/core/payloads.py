"""What acts say: one typed content for each type and version. A version that was ever written stays here for ever.

A new act is a class with `@payload("subject.verb/1")`. Whatever changes its meaning or members is a new version beside
the old one; tests/core/golden_acts.jsonl holds an act of each, and they are replayed in CI.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from nemcon.core.canonical import NotCanonical, canonical, from_canonical


class Payload(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The content of an act."""


class Unknown(Payload, frozen=True, kw_only=True):
    """Content of a type that this version of Nemcon does not know: kept as it is, and said to be so."""

    value: Any


PAYLOADS: dict[str, type[Payload]] = {}
ERASABLE: dict[str, frozenset[str]] = {}
"""By type, the parts that may be erased: those from which no outcome follows."""
OPEN_TO_PUBLIC: dict[str, frozenset[str]] = {}
OPEN_TO_MEMBERS: dict[str, frozenset[str]] = {}
"""By type, the parts that are opened to everybody, and to the members of the body."""
EVERYTHING = ("what", "who", "content")
P = TypeVar("P", bound=type[Payload])


def payload(
    name: str,
    *,
    public: tuple[str, ...] = (),
    members: tuple[str, ...] = (),
    erasable: tuple[str, ...] = (),
) -> Callable[[P], P]:
    """Make a class the content of acts of the type `name`; parts that nobody names are withheld and kept for ever."""

    def registered(cls: P) -> P:
        if PAYLOADS.setdefault(name, cls) is not cls:
            raise ValueError(f"Two payloads are called {name}.")
        OPEN_TO_PUBLIC[name] = frozenset(public)
        OPEN_TO_MEMBERS[name] = frozenset((*public, *members))
        ERASABLE[name] = frozenset(erasable)
        _NAMES[cls] = name
        return cls

    return registered


_NAMES: dict[type[Payload], str] = {}


def type_of(content: Payload) -> str:
    """The type and version of a content: "document.published/1"."""
    return _NAMES[type(content)]


def encode_payload(content: Payload) -> bytes:
    """The canonical form. Raises: NotCanonical."""
    return canonical(content.value if isinstance(content, Unknown) else msgspec.to_builtins(content))


def decode_payload(name: str, data: bytes) -> Payload:
    """The content of an act of the type `name`. Raises: NotCanonical, also if the members are not those of its type."""
    value = from_canonical(data)
    cls = PAYLOADS.get(name)
    if cls is None:
        return Unknown(value=value)
    try:
        return msgspec.convert(value, cls)
    except msgspec.ValidationError as error:
        raise NotCanonical(f"This is not the content of {name}: {error}") from error


# --- The institution's log ---------------------------------------------------------------------------------------


class InstitutionFacts(Payload, frozen=True, kw_only=True):
    """The institution as it is from now on.

    `names` and `seats` are by language; `zone` is the seat's, by its name in the tz database; `colour` is #rrggbb.
    """

    names: dict[str, str]
    seats: dict[str, str]
    zone: str
    languages: list[str]
    colour: str


@payload("institution.founded/1", public=EVERYTHING)
class InstitutionFounded(InstitutionFacts, frozen=True, kw_only=True):
    """The institution was set up."""


@payload("institution.changed/1", public=EVERYTHING)
class InstitutionChanged(InstitutionFacts, frozen=True, kw_only=True):
    """Its facts changed: all of them as they are from now on."""


@payload("log.opened/1", public=EVERYTHING)
class LogOpened(Payload, frozen=True, kw_only=True):
    """The first act of a log: its origin, and the body whose record it is; None for the institution's own."""

    origin: str
    body: str | None


@payload("key.rotated/1", public=EVERYTHING)
class KeyRotated(Payload, frozen=True, kw_only=True):
    """From now on the log is signed with another key. `note` names the new keys, signed by the old and the new one."""

    note: str


# --- Bodies, meetings, documents ---------------------------------------------------------------------------------


class BodyFacts(Payload, frozen=True, kw_only=True):
    """A body as it is from now on.

    `slug` names it in addresses and in this record; `parent` is the slug of the body above it. Names are by language.
    """

    slug: str
    names: dict[str, str]
    short: dict[str, str]
    prefix: str
    parent: str | None


@payload("body.established/1", public=EVERYTHING)
class BodyEstablished(BodyFacts, frozen=True, kw_only=True):
    """A body was established."""


@payload("body.changed/1", public=EVERYTHING)
class BodyChanged(BodyFacts, frozen=True, kw_only=True):
    """Its facts changed: all of them as they are from now on."""


class MeetingFacts(Payload, frozen=True, kw_only=True):
    """A meeting as it is from now on. Days are those at its place, both included; `body` is the slug of its body."""

    slug: str
    body: str
    names: dict[str, str]
    places: dict[str, str]
    zone: str
    opens: dt.date
    closes: dt.date
    form: str


@payload("meeting.convened/1", public=EVERYTHING)
class MeetingConvened(MeetingFacts, frozen=True, kw_only=True):
    """A meeting was convened."""


@payload("meeting.changed/1", public=EVERYTHING)
class MeetingChanged(MeetingFacts, frozen=True, kw_only=True):
    """Its facts changed: all of them as they are from now on."""


@payload("symbol.reserved/1")
class SymbolReserved(Payload, frozen=True, kw_only=True):
    """A symbol was allocated: the next one of its series, or one that had been given back."""

    symbol: str


@payload("symbol.given_back/1")
class SymbolGivenBack(Payload, frozen=True, kw_only=True):
    """A reserved symbol is not used, and why. It is the next to be allocated in its series."""

    symbol: str
    reason: str


@payload("document.published/1", public=EVERYTHING)
class DocumentPublished(Payload, frozen=True, kw_only=True):
    """A document can be read by the public under its symbol; what was published under it before is replaced.

    `model` is the SHA-256 of the document's canonical model, `source` that of the file it came from, and `files` those
    of its files as rendered, by language and form; all in hexadecimal. `day` is where lists show it.
    """

    symbol: str
    body: str | None
    meeting: str | None
    day: dt.date
    issued: list[str]
    status: dict[str, str]
    model: str
    source: str | None
    files: dict[str, dict[str, str]]


class Cleared(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A step of the chain of clearance, how it was cleared ("in the system", "by e-mail", "orally") and at which
    instant, as the record writes instants. Who cleared stands in no act."""

    step: str
    how: str
    at: str


@payload("document.submitted/1")
class DocumentSubmitted(Payload, frozen=True, kw_only=True):
    """A cleared draft was submitted to document management: the date of its masthead is fixed, and its symbol taken.

    `symbol` is "" for a document that gets its number at release. `model` is the SHA-256 of the canonical model as
    submitted. Nobody outside the secretariat is shown that there is such a document.
    """

    draft: str
    title: str
    symbol: str
    body: str | None
    meeting: str | None
    date: dt.date
    model: str
    clearances: list[Cleared]


@payload("document.published/2", public=EVERYTHING)
class DocumentReleased(DocumentPublished, frozen=True, kw_only=True):
    """A document is out in the languages `issued`, each with its files, and in no other.

    It says how the document stands after it: what was out before stands in it too, with the same files. `advance` are
    those of `issued` that are advance unedited versions. `apart` is the reason why not all languages are out together,
    "" where they are. `changes` is what a revision or corrigendum changes, by language. `draft` is the id of the draft.
    """

    advance: list[str]
    apart: str
    changes: dict[str, str]
    draft: str


@payload("document.withdrawn/1", public=("what", "who"))
class DocumentWithdrawn(Payload, frozen=True, kw_only=True):
    """A document can no longer be read by the public."""

    symbol: str
    reason: str
