"""A document from submission to withdrawal: its state follows from its acts, and what may follow is said here.

    drafted → in clearance → cleared → submitted → released, language by language → withdrawn

What comes before submission are no acts: drafts and clearances are the secretariat's own. `standing` says in one word
where a document is, from its acts and from how far its clearance is.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from uuid import UUID

import msgspec

from nemcon.core import agenda as agendas
from nemcon.core.acts import Act, Made
from nemcon.core.agenda import Agenda, Masthead
from nemcon.core.languages import LANGUAGES
from nemcon.core.payloads import (
    Cleared,
    DocumentPublished,
    DocumentReleased,
    DocumentSubmitted,
    DocumentWithdrawn,
    SymbolReserved,
)
from nemcon.core.procedure import refuse
from nemcon.core.symbol_series import RESERVED


class Standing(StrEnum):
    """Where a document is."""

    DRAFTED = "drafted"
    IN_CLEARANCE = "in clearance"
    CLEARED = "cleared"
    SUBMITTED = "submitted"
    IN_PART = "released in part"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Submission:
    """What was submitted, and when. `symbol` is "" for a document that gets its number at release."""

    act: UUID
    at: dt.datetime
    symbol: str
    date: dt.date
    model: str


@dataclass(frozen=True)
class State:
    """What the acts of one document make of it. `out` are the languages that can be read, `advance` those of them that
    are advance unedited versions; `was_out` says that some could be read at some time. `without_effect` are acts that
    changed nothing."""

    submission: Submission | None = None
    symbol: str = ""
    out: tuple[str, ...] = ()
    advance: tuple[str, ...] = ()
    apart: str = ""
    was_out: bool = False
    withdrawn: bool = False
    without_effect: tuple[UUID, ...] = ()


def evolve(state: State, act: Act) -> State:
    """The state after `act`. Total: an act that can have no effect is kept and said to have none."""
    said = act.content
    match said:
        case DocumentSubmitted() if state.submission is None and not state.was_out:
            submission = Submission(act.id, act.received, said.symbol, said.date, said.model)
            return replace(state, submission=submission, symbol=said.symbol, withdrawn=False)
        case DocumentReleased():
            return replace(
                state,
                symbol=said.symbol,
                out=tuple(said.issued),
                advance=tuple(said.advance),
                apart=said.apart,
                was_out=True,
                withdrawn=False,
            )
        case DocumentPublished():
            out = tuple(said.issued)
            return replace(state, symbol=said.symbol, out=out, advance=(), apart="", was_out=True, withdrawn=False)
        case DocumentWithdrawn() if state.submission is not None or state.out:
            # What was submitted and never came out may be submitted again; what was out keeps its date and symbol.
            kept = state.submission if state.was_out else None
            return replace(state, submission=kept, out=(), advance=(), apart="", withdrawn=True)
        case _:
            return replace(state, without_effect=(*state.without_effect, act.id))


def state_at(acts: Iterable[Act]) -> State:
    """The state after `acts`, in the order of the record."""
    state = State()
    for act in acts:
        state = evolve(state, act)
    return state


def standing(state: State, languages: Sequence[str], *, asked: bool, cleared: bool) -> Standing:
    """In one word. `languages` are those in which it shall come out; `asked` says that clearance was asked for,
    `cleared` that the whole chain has given it."""
    if state.withdrawn:
        return Standing.WITHDRAWN
    if state.out:
        whole = set(languages) <= set(state.out) and not state.advance
        return Standing.RELEASED if whole else Standing.IN_PART
    if state.submission is not None:
        return Standing.SUBMITTED
    if cleared:
        return Standing.CLEARED
    return Standing.IN_CLEARANCE if asked else Standing.DRAFTED


# --- The text of one language -------------------------------------------------------------------------------------


def own_words(agenda: Agenda, language: str) -> Agenda:
    """The agenda in `language` alone, without other languages and without what submission and release put into its
    masthead: symbol, date, job number. Raises: KeyError, if it is not in that language."""
    own = agenda if language == agenda.language else agenda.translations[language]
    head = msgspec.structs.replace(own.masthead, symbol="", date=None, date_text="", job="")
    return msgspec.structs.replace(own, masthead=head, translations={})


def version(agenda: Agenda, language: str) -> str:
    """Which version of the text it is in `language`: the SHA-256 of its own words. It is the same before submission and
    after, and another as soon as a word is. Raises: KeyError, as `own_words`."""
    return hashlib.sha256(agendas.encode(own_words(agenda, language))).hexdigest()


def to_be_issued(
    words: Mapping[str, Agenda], original: str, symbol: str, date: dt.date, jobs: Mapping[str, str]
) -> Agenda:
    """The model of a document as it is issued: the words of each language under one masthead's symbol and date.

    `jobs` are the job numbers as they were entered, by language. The words of `original` must be among `words`.
    """

    def headed(language: str, own: Agenda) -> Agenda:
        head: Masthead = msgspec.structs.replace(
            own.masthead, symbol=symbol, date=date, date_text="", job=jobs.get(language, own.masthead.job)
        )
        return msgspec.structs.replace(own, language=language, masthead=head)

    others = {code: headed(code, words[code]) for code in LANGUAGES if code in words and code != original}
    return msgspec.structs.replace(headed(original, words[original]), translations=others)


# --- Submission ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Submit:
    """The command to submit. `missing` is the step of clearance that is missing, "" if none; `errors` how many errors
    of the checks block; `taken` the state of the symbol in the register and by which document it is taken, if by any.
    `relation` is "Rev.", "Corr.", "Add." or ""; `changes` says by language what it changes."""

    document: UUID
    draft: str
    title: str
    symbol: str
    body: str | None
    meeting: str | None
    date: dt.date
    model: str
    clearances: tuple[Cleared, ...]
    missing: str = ""
    errors: int = 0
    registered: str | None = None
    taken: UUID | None = None
    relation: str = ""
    changes: Mapping[str, str] = field(default_factory=dict)


def submit(state: State, command: Submit) -> tuple[Made, ...]:
    """The acts of a submission: the symbol is reserved if it is not, and the document submitted.

    Raises: Refusal with one of
    issuing.date_fixed        it was submitted before, and keeps its date
    issuing.errors            errors of the checks block
    issuing.not_cleared       a step of the chain has not cleared
    issuing.no_changes        a revision or corrigendum says of no language what it changes
    issuing.symbol_used       another document has the symbol
    """
    if state.submission is not None:
        raise refuse("issuing.date_fixed", date=state.submission.date.isoformat())
    if state.was_out:
        raise refuse("issuing.date_fixed", date="")
    if command.errors:
        raise refuse("issuing.errors", count=command.errors)
    if command.missing:
        raise refuse("issuing.not_cleared", step=command.missing)
    if command.relation in CHANGING and not any(words.strip() for words in command.changes.values()):
        raise refuse("issuing.no_changes", relation=command.relation)
    if command.taken is not None and command.taken != command.document:
        raise refuse("issuing.symbol_used", symbol=command.symbol)
    submitted = DocumentSubmitted(
        draft=command.draft,
        title=command.title,
        symbol=command.symbol,
        body=command.body,
        meeting=command.meeting,
        date=command.date,
        model=command.model,
        clearances=list(command.clearances),
    )
    made = [Made(subject(command.document), submitted)]
    if command.symbol and command.registered != RESERVED:
        made.insert(0, Made(f"nemcon:symbol/{command.symbol}", SymbolReserved(symbol=command.symbol)))
    return tuple(made)


CHANGING = ("Rev.", "Corr.")
"""Relations to an issued document that change what it says, and say how."""


def subject(document: UUID) -> str:
    """How acts name a document."""
    return f"nemcon:document/{document}"


# --- Release ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ready:
    """A language whose file is in. `made_for` is the version of the original for which it was made, `text` which
    version of its own words it is; `advance` says that it is not edited yet."""

    made_for: str
    text: str
    advance: bool = False


@dataclass(frozen=True)
class Asked:
    """What shall be released: these `languages`, of those that are `ready`, by language. `whole` are all languages in
    which the document shall come out; `shown` is which version of its words each language shows now. `running` names
    a release that is being prepared."""

    languages: tuple[str, ...]
    ready: Mapping[str, Ready]
    original: str
    whole: tuple[str, ...]
    shown: Mapping[str, str] = field(default_factory=dict)
    apart: str = ""
    relation: str = ""
    changes: Mapping[str, str] = field(default_factory=dict)
    running: str = ""


def check_release(state: State, asked: Asked) -> None:
    """Raises: Refusal with one of
    issuing.not_submitted     it was not submitted, or was withdrawn before it came out
    issuing.running           another release of it is being prepared
    issuing.no_language       no language was chosen, or one in which it does not come out
    issuing.file_missing      the final file of a language is not in
    issuing.original_first    the original is not out, and not among the languages
    issuing.other_version     a file was made for another version of the original
    issuing.nothing_new       a language shows this very text already
    issuing.no_reason         not all languages will be out, finally edited, and no reason is given
    issuing.no_changes        a revision or corrigendum does not say in a language what it changes
    """
    if state.submission is None:
        raise refuse("issuing.not_submitted")
    if asked.running:
        raise refuse("issuing.running", release=asked.running)
    strange = [code for code in asked.languages if code not in asked.whole]
    if not asked.languages or strange:
        raise refuse("issuing.no_language", language=strange[0] if strange else "")
    for code in asked.languages:
        if code not in asked.ready:
            raise refuse("issuing.file_missing", language=code)
    if asked.original not in (*state.out, *asked.languages):
        raise refuse("issuing.original_first", language=asked.original)
    original = asked.shown.get(asked.original, "")  # the original as it will be out, beside which each is read
    if asked.original in asked.languages:
        original = asked.ready[asked.original].text
    for code in asked.languages:
        ready = asked.ready[code]
        if ready.made_for != original:
            raise refuse("issuing.other_version", language=code)
        if code in state.out and asked.shown.get(code) == ready.text and (code in state.advance) == ready.advance:
            raise refuse("issuing.nothing_new", language=code)
    if asked.relation in CHANGING:
        for code in asked.languages:
            if not asked.changes.get(code, "").strip():
                raise refuse("issuing.no_changes", relation=asked.relation, language=code)
    if apart(state, asked) and not asked.apart.strip():
        raise refuse("issuing.no_reason", languages=" ".join(apart(state, asked)))


def out_after(state: State, asked: Asked) -> tuple[list[str], list[str]]:
    """The languages that will be out, and those of them that will be advance unedited versions."""
    out: list[str] = [code for code in LANGUAGES if code in state.out or code in asked.languages]
    advance = [
        code for code in out if (asked.ready[code].advance if code in asked.languages else code in state.advance)
    ]
    return out, advance


def apart(state: State, asked: Asked) -> list[str]:
    """The languages that will not be out, or only as advance unedited versions: that needs a reason."""
    out, advance = out_after(state, asked)
    return [code for code in asked.whole if code not in out or code in advance]


def released(
    state: State,
    asked: Asked,
    *,
    document: UUID,
    draft: str,
    symbol: str,
    body: str | None,
    meeting: str | None,
    model: str,
    files: Mapping[str, Mapping[str, str]],
    source: str | None = None,
) -> Made:
    """The act of a release: how the document stands after it. `files` are those of all languages that will be out.

    Raises: Refusal, as `check_release`; ValueError, if a language that will be out has no file, or one that will not
    be has one.
    """
    check_release(state, asked)
    assert state.submission is not None
    out, advance = out_after(state, asked)
    if set(files) != set(out):
        raise ValueError(f"Out in {', '.join(out)}, and with files in {', '.join(files)}: that cannot be.")
    content = DocumentReleased(
        symbol=symbol,
        body=body,
        meeting=meeting,
        day=state.submission.date,
        issued=out,
        status={},
        model=model,
        source=source,
        files={code: dict(files[code]) for code in out},
        advance=advance,
        apart=asked.apart.strip() if apart(state, asked) else "",
        changes={code: words for code, words in asked.changes.items() if code in out and words.strip()},
        draft=draft,
    )
    return Made(subject(document), content)
