"""Carrying out a release: every file is made first, with progress; then one act publishes all of them, or none.

Whatever happens in between, the release is in one of three states: preparing (a job works on it, or can take it up
where it was), released, or failed with a reason that says what to do. Only the act changes what anybody reads.
"""

import errno
import time
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import F

from nemcon.core import agenda as agendas
from nemcon.core import issuing
from nemcon.core.acts import Capacity
from nemcon.core.agenda import Agenda
from nemcon.core.issuing import Asked, State
from nemcon.core.payloads import DocumentReleased
from nemcon.core.procedure import Refusal
from nemcon.documents.compose.adopted import under_adopted_agenda
from nemcon.web.drafting.models import Draft
from nemcon.web.issuing import reading
from nemcon.web.issuing.models import Adoption, LanguageFile, Plan, Release
from nemcon.web.meetings.models import Institution
from nemcon.web.papers import actions as papers
from nemcon.web.papers import files, making, projection, writing
from nemcon.web.papers.making import Unmakable
from nemcon.web.papers.models import Document
from nemcon.web.record.perform import Actor, Call, NotAllowed, Performance
from nemcon.web.record.world import REAL

log = structlog.get_logger("nemcon.issuing")
OFTEN = 0.2
"""Seconds between two notes of progress: what was made since is made again, if the process dies."""
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def carry_out(release_id: UUID) -> None:
    """Carry out a release; nothing, if it is released or failed. Run twice, also at once, it is one release.

    What the machine or the database does not allow for a while is raised: the job is tried again.
    """
    release = Release.objects.select_related("draft", "draft__meeting", "draft__meeting__body", "draft__of").get(
        id=release_id
    )
    if release.state != "preparing":
        return
    try:
        _carry_out(release)
    except Stopped:
        log.info("release stopped", release=str(release.id))
    except Changed:
        fail(release, "issuing.changed_while_prepared", {})
    except Refusal as why:
        fail(release, why.code, dict(why.facts))
    except NotAllowed as why:
        fail(release, "issuing.not_allowed", {"why": str(why)})
    except Unmakable as why:
        fail(release, "issuing.unmakable", {"language": why.language, "form": why.form, "why": str(why)})
    except FileNotFoundError as error:
        fail(release, "issuing.file_lost", {"file": str(error.filename or "")})
    except OSError as error:
        if error.errno not in FULL:
            raise
        fail(release, "issuing.disk_full", {})


def fail(release: Release, code: str, facts: dict[str, str]) -> None:
    """Say why nothing was released. One that is released meanwhile stays so."""
    log.warning("release failed", release=str(release.id), code=code, **{f"fact_{k}": v for k, v in facts.items()})
    now = REAL.now()
    Release.objects.filter(id=release.id, state="preparing").update(
        state="failed", failure={"code": code, **facts}, ended=now, alive=now
    )


def _carry_out(release: Release) -> None:
    draft = release.draft
    call = _call(release)
    state = reading.state_of(draft.id)
    asked = reading.asked_of(draft, release.languages, release.apart, but=release.id)
    issuing.check_release(state, asked)
    symbol = state.symbol or release.symbol or _number(release, call)
    agenda = _model(draft, state, asked, symbol)
    model, data = projection.model_hash(agenda)
    files.keep(data, "application/json")
    institution = Institution.objects.get()
    _, advance = issuing.out_after(state, asked)
    composed = making.compose(agenda, asked.languages, institution.names, release.id, advance=advance)
    # What was made before another text came in is not taken up.
    made: dict[str, dict[str, str]] = release.made["files"] if release.made.get("model") == model else {}

    saved = 0.0

    def keep(language: str, form: str, sha256: str) -> None:
        nonlocal saved
        made.setdefault(language, {})[form] = sha256
        done = sum(map(len, made.values()))
        if done < release.total and time.monotonic() - saved < OFTEN:
            return
        saved = time.monotonic()
        goes_on = Release.objects.filter(id=release.id, state="preparing").update(
            made={"model": model, "files": made}, done=done, alive=REAL.now()
        )
        if not goes_on:
            raise Stopped

    prepared: list[writing.Prepared] = []

    def meanwhile() -> None:
        prepared.append(writing.prepare(composed, agenda, model, institution.names, set(advance)))

    fresh = making.make_all(composed, agenda, made, keep, meanwhile)
    out, _ = issuing.out_after(state, asked)
    kept = reading.files_of(draft.id, [code for code in out if code not in asked.languages])
    said = issuing.released(
        state,
        asked,
        document=draft.id,
        draft=str(draft.id),
        symbol=symbol,
        body=draft.meeting.body.slug,
        meeting=draft.meeting.slug,
        model=model,
        files={**kept, **fresh},
    ).content
    assert isinstance(said, DocumentReleased)

    def within(p: Performance) -> None:
        """Nothing on which the release depends has changed since, and it is said in the same transaction that it is
        out."""
        if Release.objects.select_for_update().get(id=release.id).state != "preparing":
            raise Stopped
        now_asked = reading.asked_of(draft, release.languages, release.apart, but=release.id)
        now_state = reading.state_of(draft.id)
        issuing.check_release(now_state, now_asked)
        if (now_state, now_asked) != (state, asked):
            raise Changed
        Release.objects.filter(id=release.id).update(state="released", failure=None, ended=p.now, done=F("total"))

    papers.release(call, draft.id, said, within, prepared[0])


class Changed(Exception):
    """What is released was changed while its files were made."""


class Stopped(Exception):
    """Somebody gave the release up, or it was carried out by another job."""


def _call(release: Release) -> Call:
    account = str(release.by_id) if release.by_id else ""
    actor = Actor(Capacity(release.role), account=account)
    receipt = "door" if release.received else "none"
    return Call(actor, release.received, receipt, id=release.id)  # type: ignore[arg-type]


def _number(release: Release, call: Call) -> str:
    """The number that the document gets at release: reserved and noted together, so that none is lost."""
    draft = release.draft
    with transaction.atomic():
        symbol = papers.reserve_symbol(Call(call.actor), reading.series_of(draft), draft.meeting.body)
        Release.objects.filter(id=release.id).update(symbol=symbol)
    return symbol


def _model(draft: Draft, state: State, asked: Asked, symbol: str) -> Agenda:
    """What is released: the words of the languages asked for as they came in, and of those that are out as they are.

    Nothing of another language is in it: what is not out shows nothing.
    """
    assert state.submission is not None
    rows = reading.words_of(draft, asked.languages)
    if any(rows[code].text != asked.ready[code].text for code in asked.languages):
        raise Changed
    words = {code: agendas.decode(files.read(row.words_id)) for code, row in rows.items() if row.words_id}
    out = [code for code in (*state.out, draft.original) if code not in words]
    words |= {code: issuing.own_words(projection.model(model), code) for code, model in _texts(draft, out).items()}
    jobs = dict(LanguageFile.objects.filter(draft=draft).exclude(job="").values_list("language", "job"))
    job = Plan.objects.filter(draft=draft).values_list("job", flat=True).first()
    jobs = {code: jobs.get(code, job or "") for code in words if jobs.get(code) or job}
    if Adoption.objects.filter(meeting=draft.meeting).exists():
        fresh = {code: under_adopted_agenda(own) for code, own in words.items() if code in asked.languages}
        words |= fresh
    return issuing.to_be_issued(words, draft.original, symbol, state.submission.date, jobs)


def _texts(draft: Draft, languages: list[str]) -> dict[str, str]:
    texts: dict[str, str] = Document.objects.filter(id=draft.id).values_list("texts", flat=True).first() or {}
    return {code: texts[code] for code in languages if code in texts}
