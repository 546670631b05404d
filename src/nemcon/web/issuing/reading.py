"""The facts from which a document's state, its clearance and its next steps follow. No permission is asked here: pages
read through selectors.py, and actions ask themselves."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from uuid import UUID

from nemcon.core import issuing
from nemcon.core.agenda import Agenda
from nemcon.core.issuing import Asked, Ready, State
from nemcon.core.languages import LANGUAGES
from nemcon.core.procedure import refuse
from nemcon.core.symbol_series import numbered
from nemcon.core.symbols import SymbolError, parse
from nemcon.web.drafting import selectors as drafting
from nemcon.web.drafting.models import Draft
from nemcon.web.issuing.models import LanguageFile, Plan, Release, Statement, Submission
from nemcon.web.meetings.models import Institution
from nemcon.web.papers import naming, projection, symbols
from nemcon.web.papers.models import Document, DocumentSymbol, RegisteredSymbol


def state_of(document: UUID) -> State:
    """What the acts of a document made of it, read from the rows that follow from them."""
    return states([document])[document]


def states(documents: Iterable[UUID]) -> dict[UUID, State]:
    """The states of several documents, in two queries."""
    wanted = list(documents)
    submitted = Submission.objects.in_bulk(wanted)
    published = Document.objects.filter(id__in=wanted).defer("agenda").in_bulk()
    return {each: _state(submitted.get(each), published.get(each)) for each in wanted}


def _state(submitted: Submission | None, held: Document | None) -> State:
    submission = None
    if submitted is not None:
        submission = issuing.Submission(submitted.act, submitted.at, submitted.symbol, submitted.date, submitted.model)
    symbol = held.symbol if held else (submitted.symbol if submitted else "")
    if held is None:
        return State(submission, symbol)
    readable = held.published is not None
    return State(
        submission,
        symbol,
        out=tuple(held.issued) if readable else (),
        advance=tuple(held.advance) if readable else (),
        apart=held.apart if readable else "",
        was_out=True,
        withdrawn=not readable,
    )


@dataclass(frozen=True)
class Text:
    """What a draft says as it stands: read once, since it is put together from many fields."""

    draft: Draft

    @cached_property
    def agenda(self) -> Agenda:
        """The draft as an agenda, with its translations."""
        return drafting.agenda(self.draft)

    @cached_property
    def version(self) -> str:
        """The version of its original."""
        return issuing.version(self.agenda, self.agenda.language)

    def version_in(self, language: str) -> str:
        """The version of its words in a language, "" where it has none."""
        if language != self.agenda.language and language not in self.agenda.translations:
            return ""
        return issuing.version(self.agenda, language)


def version_now(draft: Draft) -> str:
    """The version of the original of a draft as the row says it: kept, since what a revision says never changes."""
    return _version_of(draft.id, draft.revision)


@lru_cache(maxsize=1024)
def _version_of(draft_id: UUID, revision: int) -> str:
    draft = Draft.objects.get(id=draft_id)
    version = Text(draft).version
    if draft.revision != revision:  # changed between two queries of the caller: read it as it was
        version = version_at(draft, revision)
    return version


def version_at(draft: Draft, revision: int) -> str:
    """The version of the original at an earlier revision of the draft. Raises: Refusal (clearance.unknown_revision)."""
    if not 0 <= revision <= draft.revision:
        raise refuse("clearance.unknown_revision", revision=revision)
    agenda = drafting.at_revision(draft, revision)
    return issuing.version(agenda, agenda.language)


def whole_of(draft: Draft) -> tuple[str, ...]:
    """The languages in which a document shall come out: those planned, else all of the institution."""
    return planned_or(Plan.objects.filter(draft=draft).first(), institution_languages())


def planned_or(plan: Plan | None, every: tuple[str, ...]) -> tuple[str, ...]:
    """The languages that are planned, else `every`."""
    return tuple(code for code in every if code in plan.languages) if plan and plan.languages else every


def institution_languages() -> tuple[str, ...]:
    """The languages of the institution."""
    languages = Institution.objects.values_list("languages", flat=True).get()
    return tuple(code for code in LANGUAGES if code in languages)


def ready_of(draft: Draft) -> dict[str, Ready]:
    """The languages whose file is in."""
    rows = LanguageFile.objects.filter(draft=draft).exclude(words=None)
    return {row.language: Ready(row.made_for, row.text, row.state == "advance") for row in rows}


def statements_of(draft: Draft) -> dict[str, str]:
    """What a revision or corrigendum changes, by language."""
    return dict(Statement.objects.filter(draft=draft).values_list("language", "words"))


def shown_of(document: UUID) -> dict[str, str]:
    """Which version of its words each language shows that was released."""
    held = Document.objects.filter(id=document, published__isnull=False).first()
    if held is None:
        return {}
    return {language: _version_in(model, language) for language, model in held.texts.items() if language in held.issued}


@lru_cache(maxsize=256)
def _version_in(model: str, language: str) -> str:
    return issuing.version(projection.model(model), language)


def asked_of(draft: Draft, languages: Iterable[str], apart: str, *, but: UUID | None = None) -> Asked:
    """The command to release these languages of a draft, with the facts on which it depends now. `but` is the release
    itself, which does not stand in its own way."""
    running = Release.objects.filter(draft=draft, state="preparing").exclude(id__in=[but] if but else [])
    return Asked(
        languages=tuple(code for code in LANGUAGES if code in set(languages)),
        ready=ready_of(draft),
        original=draft.original,
        whole=whole_of(draft),
        shown=shown_of(draft.id),
        apart=apart,
        relation=draft.relation,
        changes=statements_of(draft),
        running=str(running.values_list("id", flat=True).first() or ""),
    )


# --- Symbols ------------------------------------------------------------------------------------------------------


def series_of(draft: Draft) -> str:
    """What the symbol of a draft begins with: what follows from what it revises, corrects or adds to, else what its
    officer said, else the main series of its meeting's year."""
    if draft.of is not None and draft.relation:
        return below(draft.of.symbol, draft.relation)
    if draft.series:
        return draft.series
    prefix = draft.meeting.body.prefix
    return f"{prefix}/{draft.meeting.opens.year}/" if prefix else ""


def below(symbol: str, relation: str) -> str:
    """What the symbol of a revision, corrigendum or addendum begins with: CTOC/…/1/Rev. for a first revision and for
    the one after it."""
    parsed = parse(symbol)
    base = str(parsed)
    if parsed.modifiers and f"{parsed.modifiers[-1].kind}." == relation and relation == "Rev.":
        base = base.removesuffix(f"/{parsed.modifiers[-1]}")
    return f"{base}/{relation}"


def numbered_at_release(series: str) -> bool:
    """Whether documents of a series get their number at release only: conference room papers do."""
    try:
        return parse(f"{series}1").kind == "CRP"
    except SymbolError:
        return False


def next_symbol(series: str) -> str:
    """What would be allocated next; "" if no symbol begins so."""
    try:
        return str(symbols.next_free(series)) if series else ""
    except SymbolError:
        return ""


def taken(symbol: str) -> tuple[str | None, UUID | None]:
    """How a (canonical) symbol stands in the register, and which document has it, if one does."""
    for each in naming.findable(symbol):
        holder = RegisteredSymbol.objects.filter(symbol=each).values_list("holder", flat=True).first()
        found = DocumentSymbol.objects.filter(symbol=each).values_list("document_id", flat=True).first()
        if holder or found:
            return symbols.state_of(symbol), holder or found
    return symbols.state_of(symbol), None


def is_numbered(symbol: str) -> bool:
    """Whether a symbol belongs to a series, so that the register knows it."""
    return numbered(symbol) is not None


def files_of(document: UUID, languages: Iterable[str]) -> dict[str, dict[str, str]]:
    """The files of those languages that are out, by form."""
    from nemcon.web.papers.models import Form

    found: dict[str, dict[str, str]] = {}
    for form in Form.objects.filter(document_id=document, language__in=list(languages)):
        found.setdefault(form.language, {})[form.form] = form.file_id
    return found


def words_of(draft: Draft, languages: Iterable[str]) -> dict[str, LanguageFile]:
    """The files of languages that are in."""
    rows = LanguageFile.objects.filter(draft=draft, language__in=list(languages)).exclude(words=None)
    return {row.language: row for row in rows}
