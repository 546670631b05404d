"""One field on which several people write at once: what comes second stands beside what came first."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from nemcon.core.drafting.held import EMPTY, Held, Save, apply

T0 = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)


def save(id_: str, value: str, base: int = 0, by: str = "Ana", **more) -> Save:
    return Save(id=id_, node="n", field="title", value=value, base=base, by=by, at=T0, **more)


def saved(*saves: Save) -> Held:
    held = EMPTY
    for one in saves:
        held, _ = apply(held, one)
    return held


SAVES = st.lists(
    st.builds(
        save,
        id_=st.sampled_from("abcdefgh"),
        value=st.sampled_from(["", "one", "two", "three"]),
        base=st.integers(-1, 5),
        by=st.sampled_from(["Ana", "Ben"]),
        after=st.sampled_from(["", "a", "b", "c"]),
        settles=st.lists(st.sampled_from("abcdefgh"), max_size=3).map(tuple),
    ),
    max_size=12,
)


@given(SAVES)
def test_whoever_saves_finds_their_words_in_the_field_and_takes_nobodys_away_unseen(saves: list[Save]) -> None:
    held = EMPTY
    for one in saves:
        before, (held, outcome) = held, apply(held, one)
        if outcome.kind == "again":
            assert held == before
            continue
        assert one.value in (held.value, *(rival.value for rival in held.rivals))
        seen = one.base == before.version or (one.after and one.after == before.save)
        assert held.value == before.value or seen
        chosen = {*one.settles, one.after}
        for rival in before.rivals:
            assert rival in held.rivals or rival.save in chosen or rival.value == held.value
        assert held.version == before.version + (held.value != before.value)


@given(SAVES)
def test_the_same_save_sent_again_at_once_changes_nothing(saves: list[Save]) -> None:
    once = saved(*saves)
    twice = saved(*(one for one in saves for _ in range(2)))

    assert replace(twice, of=0) == replace(once, of=0)


def test_the_first_stays_and_the_later_becomes_a_rival_with_who_and_when() -> None:
    held = saved(save("1", "Opening"), save("2", "Opening of the meeting", 1), save("3", "The opening", 1, by="Ben"))

    assert (held.value, held.version) == ("Opening of the meeting", 2)
    (rival,) = held.rivals
    assert (rival.value, rival.by, rival.at, rival.base) == ("The opening", "Ben", T0, 1)


def test_the_same_words_from_two_people_are_no_dispute() -> None:
    held, outcome = apply(saved(save("1", "Opening", by="Ana")), save("2", "Opening", by="Ben"))

    assert outcome.kind == "same"
    assert (held.version, held.rivals) == (1, ())


def test_who_writes_on_without_an_answer_is_no_rival_of_their_own() -> None:
    held = saved(save("1", "O"), save("2", "Op", after="1"), save("3", "Ope", after="2"))

    assert (held.value, held.version, held.rivals) == ("Ope", 3, ())


def test_who_writes_on_after_a_rival_has_one_rival_with_the_last_words() -> None:
    disputed = saved(save("1", "Opening"), save("2", "A", base=0, by="Ben"))
    held = saved(save("1", "Opening"), save("2", "A", by="Ben"), save("3", "AB", by="Ben", after="2"))

    assert [rival.value for rival in disputed.rivals] == ["A"]
    assert [(rival.value, rival.save) for rival in held.rivals] == [("AB", "3")]
    assert held.value == "Opening"


def test_nobody_replaces_the_rival_of_somebody_else() -> None:
    held = saved(save("1", "Opening"), save("2", "A", by="Ben"), save("3", "B", by="Eve", after="2"))

    assert {rival.value for rival in held.rivals} == {"A", "B"}


def test_a_dispute_is_settled_for_one_for_the_other_or_for_third_words() -> None:
    disputed = saved(save("1", "Opening"), save("2", "Start", by="Ben"))

    for value, version in (("Opening", 1), ("Start", 2), ("Beginning", 2)):
        held, outcome = apply(disputed, save("3", value, 1, settles=("2",)))
        assert (held.value, held.version, held.rivals) == (value, version, ())
        assert [rival.value for rival in outcome.settled] == ["Start"]


def test_who_settles_does_not_settle_what_they_did_not_see() -> None:
    disputed = saved(save("1", "Opening"), save("2", "Start", by="Ben"), save("3", "Commencement", by="Eve"))

    held, _ = apply(disputed, save("4", "Start", 1, settles=("2",)))
    late, outcome = apply(saved(save("1", "Opening"), save("2", "X", 1)), save("4", "Start", 1, settles=("2",)))

    assert [rival.value for rival in held.rivals] == ["Commencement"]
    assert outcome.kind == "rival"
    assert late.value == "X"


def test_a_translation_that_is_confirmed_renders_the_new_original() -> None:
    held, outcome = apply(saved(save("1", "Ouverture", of=1)), save("2", "Ouverture", 1, of=3))

    assert outcome.kind == "same"
    assert (held.version, held.of) == (1, 3)
