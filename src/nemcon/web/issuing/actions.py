"""Ways in for submission and release. What comes between them are rows: clearing.py, languages.py, planning.py."""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from nemcon.core import issuing
from nemcon.core.issuing import Submit
from nemcon.core.payloads import DocumentWithdrawn
from nemcon.core.procedure import refuse
from nemcon.core.roles import Relation
from nemcon.core.symbols import SymbolError
from nemcon.web.drafting.models import Draft
from nemcon.web.issuing import chains, checking, jobs, reading
from nemcon.web.issuing.models import ClearanceRequest, Release
from nemcon.web.meetings.actions import top_of
from nemcon.web.meetings.models import Institution
from nemcon.web.papers import files, naming, projection, symbols
from nemcon.web.papers import jobs as papers_jobs
from nemcon.web.papers.formats import FORMATS
from nemcon.web.record import selectors as record
from nemcon.web.record.logs import log_of_body
from nemcon.web.record.perform import Call, Performance, must, perform

TAKEN_UP_AFTER = dt.timedelta(seconds=45)
"""So long a release may show no progress before its page offers to take it up again."""


def submit(call: Call, draft: Draft, *, symbol: str, revision: int, now: dt.datetime | None = None) -> dt.date:
    """Submit a draft as it was read at `revision`: the date of its masthead is fixed (today's at the seat), its symbol
    taken or reserved, and the clearances recorded. The day.

    `symbol` is "" for a document that gets its number at release. The same call twice is one submission.
    Raises: NotAllowed; Refusal: issuing.changed_meanwhile, issuing.not_written_here, issuing.no_symbol,
    issuing.symbol_malformed, and those of core.issuing.submit.
    """
    if draft.kind != "agenda":
        raise refuse("issuing.not_written_here")
    if symbol:
        try:
            symbol = naming.canonical(symbol)
        except SymbolError as error:
            raise refuse("issuing.symbol_malformed", why=error) from error
    elif not reading.numbered_at_release(reading.series_of(draft)):
        raise refuse("issuing.no_symbol")
    moment = call.received or now or call.world.now()
    institution = Institution.objects.get()
    day = moment.astimezone(ZoneInfo(institution.zone)).date()
    text = reading.Text(draft)
    words = {code: issuing.own_words(text.agenda, code) for code in (draft.original, *text.agenda.translations)}
    model, data = projection.model_hash(issuing.to_be_issued(words, draft.original, symbol, day, {}))
    files.keep(data, "application/json")
    errors = len(checking.errors(draft, text.agenda, institution, moment))

    def work(p: Performance) -> None:
        p.lock(issuing.subject(draft.id), *(symbols.turns_of(symbol) if symbol else ()))
        held = Draft.objects.select_for_update(no_key=True).get(id=draft.id)
        if held.revision != revision or draft.revision != revision:
            raise refuse("issuing.changed_meanwhile")
        clearing = chains.clearing_of(draft, text.version, p.now)
        registered, taken = reading.taken(symbol) if symbol else (None, None)
        command = Submit(
            document=draft.id,
            draft=str(draft.id),
            title=draft.title,
            symbol=symbol,
            body=draft.meeting.body.slug,
            meeting=draft.meeting.slug,
            date=day,
            model=model,
            clearances=chains.cleared_in_act(clearing.standing, draft.original),
            missing=_missing(clearing),
            errors=errors,
            registered=registered if symbol and reading.is_numbered(symbol) else "reserved",
            taken=taken,
            relation=draft.relation,
            changes=reading.statements_of(draft),
        )
        made = issuing.submit(reading.state_of(draft.id), command)
        p.record(log_of_body(top_of(draft.meeting.body)), *made)
        ClearanceRequest.objects.filter(draft=draft, ended=None).update(ended=p.now)

    perform(call, "document.submitted", Relation.SECRETARIAT, work, also=("symbol.reserved",))
    submission = reading.state_of(draft.id).submission
    assert submission is not None
    return submission.date


def _missing(clearing: chains.Clearing) -> str:
    """The step that has not cleared; without a chain there is none."""
    return str(clearing.next.id) if clearing.next else ""


def withdraw(call: Call, draft: Draft, reason: str) -> None:
    """Take back what was submitted and is not out: its symbol is free for others, and it may be submitted again. What
    is out can no longer be read.

    Raises: NotAllowed; Refusal: issuing.no_reason_to_withdraw, issuing.not_submitted, issuing.running.
    """
    if not reason.strip():
        raise refuse("issuing.no_reason_to_withdraw")

    def work(p: Performance) -> None:
        p.lock(issuing.subject(draft.id))
        state = reading.state_of(draft.id)
        if state.submission is None or state.withdrawn:
            raise refuse("issuing.not_submitted")
        if running := Release.objects.filter(draft=draft, state="preparing").first():
            raise refuse("issuing.running", release=running.id)
        content = DocumentWithdrawn(symbol=state.symbol, reason=reason.strip())
        p.record_in(
            log_of_body(top_of(draft.meeting.body)), issuing.subject(draft.id), content, released=bool(state.out)
        )
        if state.out:
            p.then(papers_jobs.show_links, symbol=state.symbol)

    perform(call, "document.withdrawn", Relation.SECRETARIAT, work)


def ask_release(
    call: Call, draft: Draft, languages: Sequence[str], *, apart: str = "", account: UUID | None
) -> Release:
    """Ask for the release of a draft in `languages`, all together; `apart` says why not in all, where it is not.

    The files are made by the worker, and what is published is published in one act, whose id is the call's. The same
    call twice is one release. Raises: NotAllowed; Refusal: call.id_taken, and those of core.issuing.check_release.
    """
    _must(call)
    assert call.id is not None
    with transaction.atomic():
        _wait_for_turn(draft.id)
        held = Release.objects.filter(id=call.id).first()
        if held is not None and held.draft_id == draft.id:
            return held
        if held is not None or record.row_of_call(call.id) is not None:
            raise refuse("call.id_taken", id=call.id)
        asked = reading.asked_of(draft, languages, apart)
        issuing.check_release(reading.state_of(draft.id), asked)
        now = call.world.now()
        release = Release.objects.create(
            id=call.id,
            draft=draft,
            languages=list(asked.languages),
            apart=apart.strip(),
            symbol=_number_given(draft),
            by_id=account,
            role=str(call.actor.capacity),
            received=call.received,
            at=now,
            alive=now,
            total=len(asked.languages) * len(FORMATS),
        )
        jobs.release.defer(release=str(release.id))
    return release


def take_up(call: Call, release: Release) -> Release:
    """Take up a release that failed, or whose job is gone: what was made is not made again. It keeps its id.

    Raises: NotAllowed; Refusal: issuing.out (it is released), issuing.running (another one is being prepared, or this
    one still goes on), and those of core.issuing.check_release.
    """
    _must(call)
    with transaction.atomic():
        _wait_for_turn(release.draft_id)
        held = Release.objects.select_for_update().select_related("draft").get(id=release.id)
        now = call.world.now()
        if held.state == "released":
            raise refuse("issuing.out")
        if held.state == "preparing" and now - held.alive < TAKEN_UP_AFTER:
            raise refuse("issuing.running", release=held.id)
        asked = reading.asked_of(held.draft, held.languages, held.apart, but=held.id)
        issuing.check_release(reading.state_of(held.draft_id), asked)
        held.state, held.failure, held.alive, held.ended = "preparing", None, now, None
        held.save()
        jobs.release.defer(release=str(held.id))
    return held


def give_up(call: Call, release: Release) -> None:
    """Give up a release that is being prepared: nothing of it is published, and another may be asked for.

    Raises: NotAllowed; Refusal: issuing.out.
    """
    _must(call)
    with transaction.atomic():
        held = Release.objects.select_for_update().get(id=release.id)
        if held.state == "released":
            raise refuse("issuing.out")
        now = call.world.now()
        Release.objects.filter(id=held.id).update(state="failed", failure={"code": "issuing.given_up"}, ended=now)


def _must(call: Call) -> None:
    must(call.actor.capacity, "document.published", Relation.SECRETARIAT)


def _number_given(draft: Draft) -> str:
    """The number that a document got for a release that came to nothing, where it gets one at release."""
    given = Release.objects.filter(draft=draft).exclude(symbol="").order_by("-at")
    return given.values_list("symbol", flat=True).first() or ""


def _wait_for_turn(document: UUID) -> None:
    """Releases of one document are asked for one after the other, as its acts are recorded."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 7302))", [issuing.subject(document)])
