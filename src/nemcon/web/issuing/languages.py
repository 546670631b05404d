"""Ways in for the languages of a document: sent for translation, in as an advance version or final; statements of what
changed; editors' queries. All of it rows."""

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from nemcon.core import agenda as agendas
from nemcon.core import issuing
from nemcon.core.agenda_versions import compare
from nemcon.core.languages import LANGUAGES
from nemcon.core.procedure import refuse
from nemcon.web.accounts.by import By
from nemcon.web.drafting.comparison_words import sentences
from nemcon.web.drafting.models import Draft
from nemcon.web.issuing import reading
from nemcon.web.issuing.asking import Upload
from nemcon.web.issuing.models import LanguageFile, Query, Statement
from nemcon.web.papers import files, projection

STATES = ("in translation", "advance", "final")


def set_language(
    by: By,
    draft: Draft,
    language: str,
    state: str,
    *,
    current: bool = False,
    expected: dt.date | None = None,
    job: str = "",
    upload: Upload | None = None,
) -> LanguageFile:
    """Say how a language of a document stands.

    "in translation": it was sent out with the original as it is now. "advance" and "final": its text is in, as the
    draft says it at this moment; that is kept, and released. It was made for the version of the original with which it
    was sent out, unless `current` says that it was compared with the original as it is now; a language that was never
    sent out was made for that. `upload` is the file that came, if one did. `job` is the job number as entered.

    Raises: NotAllowed; Refusal: issuing.no_language, issuing.not_written_here, issuing.no_words (the draft says nothing
    in that language).
    """
    by.must("edit.draft")
    if language not in LANGUAGES or language not in reading.whole_of(draft):
        raise refuse("issuing.no_language", language=language)
    if state not in STATES:
        raise refuse("issuing.no_state", state=state)
    if draft.kind != "agenda":
        raise refuse("issuing.not_written_here")
    text = reading.Text(draft)
    is_in = state != "in translation"
    if is_in and not text.version_in(language):
        raise refuse("issuing.no_words", language=language)
    words = None
    if is_in:
        own = issuing.own_words(text.agenda, language)
        words = files.keep(agendas.encode(own), "application/json")
    kept = upload.keep() if upload else None
    with transaction.atomic():
        Draft.objects.select_for_update(no_key=True).get(id=draft.id)
        row = LanguageFile.objects.filter(draft=draft, language=language).first()
        row = row or LanguageFile(draft=draft, language=language)
        if language == draft.original or current or not row.made_for or not is_in:
            row.made_for = _original(draft, text)
        if language == draft.original and is_in:
            row.made_for = text.version
        row.state, row.by, row.at = state, by.account, by.now
        row.words, row.text = words, text.version_in(language) if is_in else ""
        row.expected, row.job = expected, job.strip()[:40]
        if kept is not None:
            row.file, row.file_name = kept, upload.name[:200] if upload else ""
        row.save()
    return row


def _original(draft: Draft, text: reading.Text) -> str:
    """The version of the original that translators have before them: the final one if it is in, else as it stands."""
    held = LanguageFile.objects.filter(draft=draft, language=draft.original).exclude(words=None).first()
    return held.text if held else text.version


def state_changes(by: By, draft: Draft, statements: Mapping[str, str]) -> None:
    """Say by language what a revision or corrigendum changes; "" takes a language's statement away.

    Raises: NotAllowed; Refusal: issuing.no_language.
    """
    by.must("edit.draft")
    for language in statements:
        if language not in LANGUAGES:
            raise refuse("issuing.no_language", language=language)
    with transaction.atomic():
        for language, words in statements.items():
            if words.strip():
                Statement.objects.update_or_create(
                    draft=draft,
                    language=language,
                    defaults={"words": words.strip(), "by": by.account, "at": by.now},
                )
            else:
                Statement.objects.filter(draft=draft, language=language).delete()


def proposed_changes(draft: Draft, language: str) -> str:
    """What a revision or corrigendum changes in a language, compared with what it revises, as sentences of it, one a
    line; "" where there is nothing to compare, or nothing changed. Nothing is stated before an officer took it."""
    if draft.of is None or not draft.of.has_text:
        return ""
    held = draft.of
    model = held.texts.get(language)
    before = projection.model(model) if model else agendas.decode(bytes(held.agenda))
    if language != before.language and language not in before.translations:
        return ""
    old = issuing.own_words(before, language)
    whole = reading.Text(draft).agenda
    if language != whole.language and language not in whole.translations:
        return ""
    return "\n".join(sentences(compare(old, issuing.own_words(whole, language)), language))


def ask_query(
    by: By, draft: Draft, *, question: str, asked_by: str, language: str = "", place: str = "", at: dt.datetime
) -> Query:
    """Enter an editor's or translator's question. Raises: NotAllowed; Refusal: issuing.no_question."""
    by.must("edit.draft")
    if not question.strip():
        raise refuse("issuing.no_question")
    return Query.objects.create(
        draft=draft,
        language=language if language in LANGUAGES else "",
        place=place.strip()[:200],
        question=question.strip(),
        asked_by=asked_by.strip()[:200],
        at=at,
        entered_by=by.account,
    )


def answer_query(by: By, query_id: UUID, answer: str) -> None:
    """Answer a query, or change its answer. Raises: NotAllowed; Refusal: issuing.no_answer."""
    by.must("edit.draft")
    if not answer.strip():
        raise refuse("issuing.no_answer")
    Query.objects.filter(id=query_id).update(answer=answer.strip(), answered=by.now, answered_by=by.account)
