"""The chain of clearance: who is next, who may, what stands, what changed since."""

import datetime as dt

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from nemcon.core.clearance import Chain, Clearance, Entitled, Period, Post, Step, decide_clear, entitled, standing
from nemcon.core.procedure import Refusal

NOW = dt.datetime(2020, 11, 17, 9, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
LEAVE = Period(NOW - DAY, NOW + 10 * DAY)
ACCOUNTS = ["officer", "deputy", "chief", "director", "acting director"]
MODELS = ["a" * 64, "b" * 64, "c" * 64]


def post(account, since=None, until=None, away=()):
    return Post(account=account, during=Period(since, until), away=tuple(away))


def step(name, *holders, substitutes=()):
    return Step(id=name, names={"en": name.capitalize()}, holders=holders, substitutes=tuple(substitutes))


CHAIN = Chain(
    steps=(
        step("desk", post("officer"), substitutes=[post("deputy")]),
        step("section", post("chief"), substitutes=[post("officer")]),
        step("director", post("director"), substitutes=[post("acting director")]),
    )
)
AGAIN = replace(CHAIN, after_change="again")


def cleared(name="desk", by="officer", version=1, model=MODELS[0], at=NOW, **more):
    return Clearance(step=name, by=by, at=at, version=version, model=model, **more)


def code_of(*args):
    with pytest.raises(Refusal) as refused:
        decide_clear(*args)
    return refused.value.code.removeprefix("clearance.")


def facts_of(*args):
    with pytest.raises(Refusal) as refused:
        decide_clear(*args)
    return dict(refused.value.facts)


instants = st.integers(-5, 5).map(lambda n: NOW + n * DAY)
periods = st.tuples(st.none() | instants, st.none() | instants).map(
    lambda ends: Period(*sorted(ends)) if None not in ends else Period(*ends)
)
posts = st.builds(
    Post, account=st.sampled_from(ACCOUNTS), during=periods, away=st.lists(periods, max_size=2).map(tuple)
)
steps = st.builds(
    Step,
    id=st.uuids().map(str),
    names=st.just({}),
    holders=st.lists(posts, max_size=3).map(tuple),
    substitutes=st.lists(posts, max_size=2).map(tuple),
)
chains = st.builds(
    Chain,
    steps=st.lists(st.sampled_from(["desk", "section", "director"]), min_size=1, max_size=3, unique=True).flatmap(
        lambda names: st.tuples(*(steps.map(lambda s, n=name: replace(s, id=n)) for name in names))
    ),
    after_change=st.sampled_from(["shown", "again"]),
    once=st.booleans(),
)
entries = st.builds(
    Clearance,
    step=st.sampled_from(["desk", "section", "director", "a step of old"]),
    by=st.sampled_from(ACCOUNTS),
    at=instants,
    version=st.integers(1, 4),
    model=st.sampled_from(MODELS),
    how=st.sampled_from(["in the system", "by e-mail", "orally"]),
    outcome=st.sampled_from(["cleared", "cleared", "returned", "seen"]),
    noted_by=st.none() | st.sampled_from(ACCOUNTS),
    evidence=st.none() | st.just("f" * 64),
    remarks=st.sampled_from(["", "The date in French differs."]),
)
histories = st.lists(entries, max_size=12)
versions = st.integers(1, 4)
models = st.sampled_from(MODELS)


@given(chains, histories, versions, models, instants)
def test_any_history_can_be_read_and_nothing_of_it_is_lost(chain, history, version, model, now):
    found = standing(chain, history, version, model, now)

    kept = [entry for one in found.steps for entry in one.history] + list(found.elsewhere)
    assert sorted(map(str, kept)) == sorted(map(str, history))
    assert [one.step for one in found.steps] == list(chain.steps)


@given(chains, histories, versions, models, instants)
def test_a_draft_is_cleared_when_the_last_word_of_each_step_is_a_clearance_that_counts(
    chain, history, version, model, now
):
    found = standing(chain, history, version, model, now)

    last = {entry.step: entry for entry in history if entry.outcome != "seen"}
    counts = [
        (entry := last.get(one.id)) is not None
        and entry.outcome == "cleared"
        and (entry.model == model or chain.after_change == "shown")
        for one in chain.steps
    ]
    assert found.complete is all(counts)
    assert found.next == (None if all(counts) else chain.steps[counts.index(False)].id)


@given(chains, histories, versions, models, instants)
def test_exactly_those_who_are_said_to_may_clear_the_next_step(chain, history, version, model, now):
    history = [replace(entry, at=min(entry.at, now)) for entry in history]
    found = standing(chain, history, version, model, now)
    assume(found.next is not None)

    may = {one.account for one in found.may}
    for account in ACCOUNTS:
        asked = Clearance(step=found.next, by=account, at=now, version=version, model=model)
        if account in may:
            assert decide_clear(chain, history, asked, version, model, now) is asked
        else:
            assert code_of(chain, history, asked, version, model, now) in ("not_entitled", "left", "twice")


@given(chains, histories, versions, models, instants, entries)
def test_what_is_accepted_counts_and_what_is_refused_says_why(chain, history, version, model, now, asked):
    refused = None
    try:
        kept = decide_clear(chain, history, asked, version, model, now)
    except Refusal as refusal:
        refused = refusal
    if refused:
        assert refused.code.startswith("clearance.")
        assert dict(refused.facts)["step"] == asked.step
        return
    found = standing(chain, [*history, kept], version, model, now)
    own = next(one for one in found.steps if one.step.id == asked.step)
    assert asked.at <= now
    if asked.outcome == "cleared":
        assert (own.state, own.entry) == ("cleared", asked)
        assert own.to_show == (asked.by if asked.model != model else None)
    elif asked.outcome == "returned":
        assert (own.state, own.entry) == ("returned", asked)
        assert found.next is not None
    else:
        assert own.to_show is None


@given(chains, histories, versions, models, instants)
def test_nobody_who_left_may_clear(chain, history, version, model, now):
    found = standing(chain, history, version, model, now)
    assume(found.next is not None)

    following = next(one for one in chain.steps if one.id == found.next)
    for one in found.may:
        own = [p for p in (*following.holders, *following.substitutes) if p.account == one.account]
        assert any(p.during.holds(now) for p in own)


@given(chains, histories, versions, models, models, instants)
def test_a_change_is_shown_to_everybody_whose_clearance_it_comes_after(chain, history, version, model, other, now):
    before = standing(chain, history, version, model, now)
    after = standing(chain, history, version + 1, other, now)

    for one, then in zip(before.steps, after.steps, strict=True):
        assert one.entry == then.entry
        assert then.changed is (then.entry is not None and then.entry.model != other)
        if one.entry and one.entry.outcome == "cleared" and not one.changed and other != model:
            seen = any(e.outcome == "seen" and e.model == other for e in one.history[one.history.index(one.entry) :])
            assert then.to_show == (None if seen else one.entry.by)
            assert then.state == ("again" if chain.after_change == "again" else "cleared")


# --- Step by step -------------------------------------------------------------------------------------------------


def test_a_chain_is_cleared_step_by_step():
    history = []
    for name, by in (("desk", "officer"), ("section", "chief"), ("director", "director")):
        assert standing(CHAIN, history, 1, MODELS[0], NOW).next == name
        history.append(decide_clear(CHAIN, history, cleared(name, by), 1, MODELS[0], NOW))

    assert standing(CHAIN, history, 1, MODELS[0], NOW).complete


def test_nobody_clears_before_their_turn():
    assert code_of(CHAIN, [], cleared("director", "director"), 1, MODELS[0], NOW) == "not_next"
    assert facts_of(CHAIN, [], cleared("director", "director"), 1, MODELS[0], NOW)["next"] == "desk"


def test_a_substitute_clears_while_the_holder_is_away_and_not_otherwise():
    away = Chain(steps=(step("desk", post("officer", away=[LEAVE]), substitutes=[post("deputy")]),))

    assert code_of(CHAIN, [], cleared(by="deputy"), 1, MODELS[0], NOW) == "not_entitled"
    assert facts_of(CHAIN, [], cleared(by="deputy"), 1, MODELS[0], NOW)["because"] == "holder is there"
    assert decide_clear(away, [], cleared(by="deputy"), 1, MODELS[0], NOW)
    assert entitled(away.steps[0], NOW) == (Entitled("officer", "holder"), Entitled("deputy", "substitute"))


def test_who_left_may_not_clear_and_the_successor_or_the_substitute_may():
    rotated = step(
        "desk", post("officer", until=NOW - DAY), post("chief", since=NOW + DAY), substitutes=[post("deputy")]
    )
    chain = Chain(steps=(rotated,))

    assert code_of(chain, [], cleared(by="officer"), 1, MODELS[0], NOW) == "left"
    assert code_of(chain, [], cleared(by="chief"), 1, MODELS[0], NOW) == "not_entitled"
    assert entitled(rotated, NOW) == (Entitled("deputy", "substitute"),)
    assert entitled(rotated, NOW + DAY) == (Entitled("chief", "holder"),)


def test_an_e_mail_of_the_last_day_is_noted_the_day_after():
    chain = Chain(steps=(step("desk", post("officer", until=NOW - DAY)),))
    mail = cleared(at=NOW - 2 * DAY, how="by e-mail", noted_by="deputy", evidence="f" * 64)

    assert decide_clear(chain, [], mail, 1, MODELS[0], NOW) is mail


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (cleared("archive"), "unknown_step"),
        (cleared(at=NOW + DAY), "in_future"),
        (cleared(how="orally"), "not_noted"),
        (cleared(how="by e-mail", noted_by="deputy"), "no_evidence"),
        (cleared(outcome="returned", remarks=" "), "no_remarks"),
        (cleared(outcome="seen"), "not_cleared"),
        (cleared(by="somebody else"), "not_entitled"),
        (cleared(version=1, model=MODELS[1]), "version_changed"),
    ],
)
def test_what_is_asked_wrongly_is_refused_by_name(asked, code):
    assert code_of(CHAIN, [], asked, 2, MODELS[0], NOW) == code


def test_the_same_draft_is_not_cleared_twice_at_a_step():
    assert code_of(CHAIN, [cleared()], cleared(), 1, MODELS[0], NOW) == "already"


def test_an_older_word_does_not_undo_a_later_one():
    later = cleared(version=2, model=MODELS[1])
    found_later = cleared(at=NOW - DAY, how="orally", noted_by="deputy")

    assert code_of(CHAIN, [later], found_later, 2, MODELS[1], NOW) == "already"


def test_nobody_clears_two_steps_where_the_chain_says_so():
    chain = replace(CHAIN, once=True, steps=(CHAIN.steps[0], step("section", post("officer"), post("chief"))))

    assert code_of(chain, [cleared()], cleared("section"), 1, MODELS[0], NOW) == "twice"
    assert standing(chain, [cleared()], 1, MODELS[0], NOW).may == (Entitled("chief", "holder"),)
    assert decide_clear(replace(chain, once=False), [cleared()], cleared("section"), 1, MODELS[0], NOW)


def test_a_draft_that_was_undone_to_what_was_cleared_has_not_changed():
    found = standing(AGAIN, [cleared(version=1)], 3, MODELS[0], NOW)

    assert found.next == "section"
    assert not found.steps[0].changed


def test_a_change_is_shown_until_it_was_seen_and_then_the_next_change_again():
    seen = cleared(outcome="seen", version=2, model=MODELS[1])
    history = [cleared(), seen]

    assert standing(CHAIN, history[:1], 2, MODELS[1], NOW).steps[0].to_show == "officer"
    assert decide_clear(CHAIN, history[:1], seen, 2, MODELS[1], NOW) is seen
    assert standing(CHAIN, history, 2, MODELS[1], NOW).steps[0].to_show is None
    assert standing(CHAIN, history, 3, MODELS[2], NOW).steps[0].to_show == "officer"
    assert code_of(CHAIN, history, seen, 2, MODELS[1], NOW) == "already"


def test_where_a_change_asks_for_a_new_clearance_the_chain_goes_back():
    history = [cleared(), cleared("section", "chief")]

    found = standing(AGAIN, history, 2, MODELS[1], NOW)

    assert [one.state for one in found.steps] == ["again", "again", "waiting"]
    assert found.next == "desk"
    assert standing(CHAIN, history, 2, MODELS[1], NOW).next == "director"


def test_an_oral_clearance_of_the_version_that_was_sent_is_kept_as_such():
    oral = cleared(version=1, how="orally", noted_by="deputy")

    assert decide_clear(CHAIN, [], oral, 2, MODELS[1], NOW) is oral
    assert standing(CHAIN, [oral], 2, MODELS[1], NOW).steps[0].to_show == "officer"
    assert code_of(AGAIN, [], oral, 2, MODELS[1], NOW) == "version_changed"


def test_a_returned_draft_waits_at_the_step_that_returned_it():
    back = cleared("section", "chief", outcome="returned", remarks="Item 3 needs its basis.")
    history = [cleared(), back]

    found = standing(CHAIN, history, 1, MODELS[0], NOW)

    assert decide_clear(CHAIN, [cleared()], back, 1, MODELS[0], NOW) is back
    assert (found.next, found.steps[1].state) == ("section", "returned")
    assert standing(CHAIN, history, 2, MODELS[1], NOW).steps[1].changed
    assert decide_clear(CHAIN, history, cleared("section", "chief", 2, MODELS[1]), 2, MODELS[1], NOW)


def test_a_clearance_may_be_taken_back_until_the_end():
    back = cleared(outcome="returned", remarks="Wait.")

    assert standing(CHAIN, [cleared(), back], 1, MODELS[0], NOW).next == "desk"
    assert decide_clear(CHAIN, [cleared()], back, 1, MODELS[0], NOW) is back


def test_a_new_step_in_the_chain_undoes_no_clearance():
    longer = replace(CHAIN, steps=(step("editor", post("deputy")), *CHAIN.steps))

    found = standing(longer, [cleared()], 1, MODELS[0], NOW)

    assert found.next == "editor"
    assert found.steps[1].state == "cleared"


def test_a_step_at_which_nobody_is_says_so():
    empty = Chain(steps=(step("desk"),))

    assert standing(empty, [], 1, MODELS[0], NOW).may == ()


@pytest.mark.parametrize("names", [[], ["desk", "desk"]])
def test_a_chain_has_steps_each_with_its_own_id(names):
    with pytest.raises(ValueError, match="its own id"):
        Chain(steps=tuple(step(name) for name in names))
