"""What a document's acts make of it, and what is refused on the way from submission to release."""

import datetime as dt
from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace as changed

from nemcon.core import issuing
from nemcon.core.acts import Act, Capacity, Who
from nemcon.core.agenda import Agenda, Item, Masthead
from nemcon.core.issuing import Asked, Ready, Standing, State, Submit
from nemcon.core.languages import LANGUAGES
from nemcon.core.payloads import (
    DocumentPublished,
    DocumentReleased,
    DocumentSubmitted,
    DocumentWithdrawn,
    Payload,
    SymbolReserved,
    type_of,
)
from nemcon.core.procedure import Refusal

DOCUMENT = UUID("01763f5c-1000-7000-8000-000000000001")
NOON = dt.datetime(2021, 1, 14, 11, tzinfo=dt.UTC)
DAY = dt.date(2021, 1, 14)
SYMBOL = "CTOC/COP/WG.3/2021/1"


def act(content: Payload | None, n: int = 0) -> Act:
    """An act on the document."""
    name = type_of(content) if content is not None else "document.withdrawn/1"
    at = NOON + dt.timedelta(hours=n)
    return Act(n, UUID(int=n), name, at, "door", at, issuing.subject(DOCUMENT), Who(Capacity.OFFICER), content)


def submitted(**facts: object) -> DocumentSubmitted:
    """A submission."""
    said = DocumentSubmitted(
        draft=str(DOCUMENT), title="T", symbol=SYMBOL, body=None, meeting=None, date=DAY, model="a" * 64, clearances=[]
    )
    return changed(said, **facts)


def released(*languages: str, advance: tuple[str, ...] = ()) -> DocumentReleased:
    """A release."""
    return DocumentReleased(
        symbol=SYMBOL,
        body=None,
        meeting=None,
        day=DAY,
        issued=list(languages),
        status={},
        model="b" * 64,
        source=None,
        files={code: {} for code in languages},
        advance=list(advance),
        apart="",
        changes={},
        draft=str(DOCUMENT),
    )


PUBLISHED = DocumentPublished(
    symbol=SYMBOL, body=None, meeting=None, day=DAY, issued=["en"], status={}, model="c" * 64, source=None, files={}
)
WITHDRAWN = DocumentWithdrawn(symbol=SYMBOL, reason="x")
CONTENTS = st.sampled_from(
    [submitted(), submitted(symbol="X/2"), released("en"), released("en", "fr", advance=("fr",)), PUBLISHED, WITHDRAWN]
    + [SymbolReserved(symbol=SYMBOL), None]
)


@given(st.lists(CONTENTS, max_size=12))
def test_history_never_raises_and_an_act_changes_the_state_or_is_said_to_have_no_effect(contents):
    state = State()
    for n, content in enumerate(contents):
        after = issuing.evolve(state, act(content, n))
        if UUID(int=n) in after.without_effect:
            assert replace(after, without_effect=()) == replace(state, without_effect=())
        assert set(after.advance) <= set(after.out)
        assert not (after.withdrawn and after.out)
        assert after.was_out or not after.out
        state = after
    assert state == issuing.state_at(act(content, n) for n, content in enumerate(contents))


@given(st.lists(CONTENTS, max_size=8))
def test_the_date_of_submission_is_fixed_once_anything_was_out(contents):
    state = issuing.state_at([act(submitted()), act(released("en"), 1)])
    after = state
    for n, content in enumerate(contents, 2):
        after = issuing.evolve(after, act(content, n))
    assert after.submission == state.submission


def test_what_was_taken_back_before_it_came_out_may_be_submitted_again():
    state = issuing.state_at([act(submitted()), act(WITHDRAWN, 1)])
    assert (state.submission, state.withdrawn) == (None, True)
    again = issuing.evolve(state, act(submitted(date=dt.date(2021, 2, 1)), 2))
    assert again.submission is not None
    assert (again.submission.date, again.withdrawn) == (dt.date(2021, 2, 1), False)


@pytest.mark.parametrize(
    ("contents", "asked", "cleared", "standing"),
    [
        ([], False, False, Standing.DRAFTED),
        ([], True, False, Standing.IN_CLEARANCE),
        ([], True, True, Standing.CLEARED),
        ([submitted()], True, True, Standing.SUBMITTED),
        ([submitted(), released("en")], True, True, Standing.IN_PART),
        ([submitted(), released("en", "fr", advance=("en",))], True, True, Standing.IN_PART),
        ([submitted(), released("en", "fr")], True, True, Standing.RELEASED),
        ([submitted(), released("en"), WITHDRAWN], True, True, Standing.WITHDRAWN),
    ],
)
def test_where_a_document_is_in_one_word(contents, asked, cleared, standing):
    state = issuing.state_at(act(content, n) for n, content in enumerate(contents))
    assert issuing.standing(state, ("en", "fr"), asked=asked, cleared=cleared) == standing


# --- Submission -----------------------------------------------------------------------------------------------------

COMMAND = Submit(
    document=DOCUMENT,
    draft=str(DOCUMENT),
    title="T",
    symbol=SYMBOL,
    body="wg3",
    meeting="wg3-12",
    date=DAY,
    model="a" * 64,
    clearances=(),
)


def test_a_submission_reserves_the_symbol_unless_it_is_reserved():
    assert [made.type for made in issuing.submit(State(), COMMAND)] == ["symbol.reserved/1", "document.submitted/1"]
    held = replace(COMMAND, registered="reserved")
    assert [made.type for made in issuing.submit(State(), held)] == ["document.submitted/1"]
    later = replace(COMMAND, symbol="", registered=None)
    assert [made.type for made in issuing.submit(State(), later)] == ["document.submitted/1"]


@pytest.mark.parametrize(
    ("code", "facts"),
    [
        ("issuing.errors", {"errors": 1}),
        ("issuing.not_cleared", {"missing": "Director"}),
        ("issuing.no_changes", {"relation": "Rev."}),
        ("issuing.no_changes", {"relation": "Corr.", "changes": {"en": "  "}}),
        ("issuing.symbol_used", {"taken": UUID(int=9)}),
    ],
)
def test_a_submission_is_refused(code, facts):
    with pytest.raises(Refusal) as why:
        issuing.submit(State(), replace(COMMAND, **facts))
    assert why.value.code == code


def test_an_addendum_states_no_changes_and_ones_own_symbol_is_not_taken():
    assert issuing.submit(State(), replace(COMMAND, relation="Add.", taken=DOCUMENT))


def test_what_was_submitted_keeps_its_date():
    for contents in ([submitted()], [PUBLISHED], [submitted(), released("en"), WITHDRAWN]):
        state = issuing.state_at(act(content, n) for n, content in enumerate(contents))
        with pytest.raises(Refusal, match=r"issuing\.date_fixed"):
            issuing.submit(state, COMMAND)


# --- Release --------------------------------------------------------------------------------------------------------

SENT = issuing.state_at([act(submitted())])
READY = {code: Ready("v1", "v1" if code == "en" else f"{code}1") for code in LANGUAGES}
ALL = Asked(languages=LANGUAGES, ready=READY, original="en", whole=LANGUAGES)


@pytest.mark.parametrize(
    ("code", "state", "facts"),
    [
        ("issuing.not_submitted", State(), {}),
        ("issuing.running", SENT, {"running": "x"}),
        ("issuing.no_language", SENT, {"languages": ()}),
        ("issuing.no_language", SENT, {"whole": ("en", "fr")}),
        ("issuing.file_missing", SENT, {"ready": {"en": READY["en"]}}),
        ("issuing.original_first", SENT, {"languages": ("fr",), "apart": "x"}),
        ("issuing.other_version", SENT, {"ready": {**READY, "fr": Ready("v0", "fr1")}}),
        ("issuing.no_reason", SENT, {"languages": ("en", "fr")}),
        ("issuing.no_reason", SENT, {"ready": {**READY, "fr": Ready("v1", "fr1", advance=True)}}),
        ("issuing.no_changes", SENT, {"relation": "Corr.", "changes": {"en": "Item 2"}}),
        (
            "issuing.nothing_new",
            issuing.evolve(SENT, act(released("en"), 1)),
            {"languages": ("en",), "shown": {"en": "v1"}, "apart": "x"},
        ),
    ],
)
def test_a_release_is_refused(code, state, facts):
    with pytest.raises(Refusal) as why:
        issuing.check_release(state, replace(ALL, **facts))
    assert why.value.code == code


def test_a_translation_is_measured_by_the_original_as_it_will_be_out():
    out = issuing.evolve(SENT, act(released("en"), 1))
    edited = {**READY, "en": Ready("v2", "v2")}
    alone = replace(ALL, languages=("fr",), ready=edited, shown={"en": "v1"}, apart="x")
    issuing.check_release(out, alone)  # the English that is out is the one for which the French was made
    with pytest.raises(Refusal, match=r"issuing\.other_version"):
        issuing.check_release(out, replace(alone, languages=("en", "fr")))


def test_an_advance_version_is_followed_by_the_final_of_the_same_words():
    out = issuing.evolve(SENT, act(released("en", advance=("en",)), 1))
    asked = replace(ALL, languages=("en",), shown={"en": "v1"}, apart="x")
    issuing.check_release(out, asked)
    assert issuing.out_after(out, asked) == (["en"], [])


@given(st.sets(st.sampled_from(LANGUAGES)), st.sets(st.sampled_from(LANGUAGES)), st.sets(st.sampled_from(LANGUAGES)))
def test_whatever_is_released_what_is_out_has_files_and_stays_out(before, asked_for, unedited):
    state = issuing.evolve(SENT, act(released(*sorted(before)), 1)) if before else SENT
    ready = {code: replace(one, advance=code in unedited) for code, one in READY.items()}
    shown = {code: "older" for code in before if code != "en"} | ({"en": "v1"} if "en" in before else {})
    asked = replace(ALL, languages=tuple(c for c in LANGUAGES if c in asked_for), ready=ready, shown=shown, apart="x")
    try:
        issuing.check_release(state, asked)
    except Refusal:
        return
    out, advance = issuing.out_after(state, asked)
    made = issuing.released(
        state,
        asked,
        document=DOCUMENT,
        draft=str(DOCUMENT),
        symbol=SYMBOL,
        body=None,
        meeting=None,
        model="d" * 64,
        files={code: {"pdf": "e" * 64} for code in out},
    )
    after = issuing.evolve(state, act(made.content, 2))
    assert set(after.out) == before | asked_for
    assert set(after.advance) == asked_for & unedited == set(advance)
    assert "en" in after.out
    assert bool(after.apart) == (set(out) != set(LANGUAGES) or bool(advance))
    with pytest.raises(ValueError, match="cannot be"):
        issuing.released(
            state, asked, document=DOCUMENT, draft="", symbol="", body=None, meeting=None, model="", files={"xx": {}}
        )


# --- The text of one language ---------------------------------------------------------------------------------------


def agenda(title: str, french: str) -> Agenda:
    """An agenda in two languages."""

    def own(code: str, words: str) -> Agenda:
        return Agenda(language=code, masthead=Masthead(title=words), items=(Item(number="1", title=words),))

    return changed(own("en", title), translations={"fr": own("fr", french)})


@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=8))
def test_a_text_is_the_same_version_before_submission_and_after(title, french, job):
    draft = agenda(title, french)
    words = {code: issuing.own_words(draft, code) for code in ("en", "fr")}
    made = issuing.to_be_issued(words, "en", SYMBOL, DAY, {"fr": job})
    for code in ("en", "fr"):
        assert issuing.version(made, code) == issuing.version(draft, code)
    assert (made.masthead.symbol, made.masthead.date, made.translations["fr"].masthead.job) == (SYMBOL, DAY, job)
    assert set(made.translations) == {"fr"}


def test_another_word_is_another_version_of_that_language_alone():
    assert issuing.version(agenda("A", "B"), "en") == issuing.version(agenda("A", "C"), "en")
    assert issuing.version(agenda("A", "B"), "fr") != issuing.version(agenda("A", "C"), "fr")
    with pytest.raises(KeyError):
        issuing.version(agenda("A", "B"), "es")
