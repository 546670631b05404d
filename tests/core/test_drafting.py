"""A draft on which several officers write at once: nothing raises, nothing is lost, nothing goes in circles."""

import datetime as dt
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.core.drafts import T0, Desk, item, small

from nemcon.core.agenda import Agenda, Block, walk
from nemcon.core.drafting import commands
from nemcon.core.drafting.draft import ROOT, Draft, evolve, replay, revise, revise_all
from nemcon.core.drafting.held import Save
from nemcon.core.drafting.order import between, spread
from nemcon.core.drafting.to_agenda import not_understood, to_agenda
from nemcon.core.drafting.translating import missing, stale
from nemcon.core.drafting.tree import removed_nodes, tree
from nemcon.core.procedure import Refusal

NAMES = st.sampled_from(["a", "b", "c", "d", ROOT, "", "x y"])
ANY_SAVE = st.builds(
    Save,
    id=st.integers(0, 30).map(str),
    node=NAMES,
    field=st.sampled_from(["type", "place", "removed", "title", "title@fr", "number", "item", "date", "", "absent@fr"]),
    value=st.sampled_from(
        ["item", "row", "note", "yes", "agenda V", "a V", "b V", "c F", "d V", " ", "{a}", "{b} and {c}", "x", ""]
    )
    | st.text(max_size=4),
    base=st.integers(0, 3),
    by=st.sampled_from(["Ana", "Ben"]),
    at=st.none()
    | st.integers(0, 50).map(lambda seconds: T0 + dt.timedelta(seconds=seconds))
    | st.just(dt.datetime(2026, 1, 1)),
    after=st.sampled_from(["", "1", "2"]),
    settles=st.lists(st.integers(0, 30).map(str), max_size=2).map(tuple),
)
SAVES = st.lists(ANY_SAVE, max_size=25)


@given(SAVES)
def test_history_never_raises_whatever_was_saved(saves: list[Save]) -> None:
    draft, _ = revise_all(small(), saves)

    agenda = to_agenda(draft)
    removed_nodes(draft)
    not_understood(draft)

    assert isinstance(agenda, Agenda)
    assert missing(draft, "fr") is not None
    assert stale(draft, "fr") is not None


@given(SAVES)
def test_a_draft_is_its_history_replayed(saves: list[Save]) -> None:
    one_by_one = Draft()
    history = []
    for save in saves:
        one_by_one, revision = revise(one_by_one, save)
        history.append(revision)
    at_once, revisions = revise_all(Draft(), saves)

    assert at_once == one_by_one
    assert list(revisions) == history
    assert replay(history) == at_once
    assert replay(history[3:], replay(history[:3])) == at_once
    assert replay([*history, *history]) == at_once  # the same save twice is one


@given(SAVES)
def test_every_node_is_seen_once_or_hidden_by_somebody_who_removed_it(saves: list[Save]) -> None:
    draft, _ = revise_all(small(), saves)
    found = tree(draft)
    seen = list(found.walk())

    assert len(seen) == len(set(seen))
    for node in draft.nodes:
        if node in seen or node in (ROOT, ""):
            continue
        above = node
        while not draft.value(above, "removed"):
            assert above != ROOT, f"{node} is lost"
            above = found.above[above]


MOVES = st.lists(
    st.tuples(
        st.sampled_from([f"n{n}" for n in range(7)]),
        st.sampled_from([ROOT, *(f"n{n}" for n in range(7))]),
        st.booleans(),
    ),
    min_size=1,
    max_size=8,
)


@given(st.lists(MOVES, min_size=2, max_size=4))
def test_moves_at_the_same_time_never_make_a_circle_and_lose_no_item(
    officers: list[list[tuple[str, str, bool]]],
) -> None:
    desk = Desk()
    together = desk.draft
    for number, moves in enumerate(officers):  # each sees only the draft as it was, and their own moves
        desk.draft = together
        mine = Desk(together)
        mine.steps = number * 100
        for node, parent, alone in moves:
            hand = mine.hand(f"officer {number}")
            try:
                mine.do(commands.move_under(mine.draft, node, parent, hand, "" if alone else None))
            except Refusal:
                continue
        desk.history += mine.history
    merged = replay(desk.history, together)

    assert set(tree(merged).walk()) == set(tree(together).walk())
    assert sorted(i.title for _, i in walk(to_agenda(merged).items)) == sorted(
        i.title for _, i in walk(to_agenda(together).items)
    )


def test_of_two_moves_into_each_other_the_first_holds_and_the_second_item_stays_where_it_was() -> None:
    desk = Desk()
    first = commands.move_under(desk.draft, "n0", "n3", desk.hand("Ana"))
    second = commands.move_under(desk.draft, "n3", "n0", desk.hand("Ben"))

    for order in ((first, second), (second, first)):
        merged, _ = revise_all(desk.draft, (*order[0], *order[1]))
        found = tree(merged)

        assert found.above["n0"] == "n3"
        assert found.above["n3"] == ROOT
        assert found.circled == ("n3",)
        titles = [i.title for i in to_agenda(merged).items]
        assert titles == ["Finalization", "Other matters"]

    settled, _ = revise_all(merged, commands.move_under(merged, "n3", ROOT, desk.hand("Ben")))
    assert tree(settled).circled == ()


def test_who_moves_what_somebody_else_just_moved_is_a_rival_for_its_place() -> None:
    desk = Desk()
    first = commands.move_under(desk.draft, "n6", "n0", desk.hand("Ana"))
    second = commands.move_under(desk.draft, "n6", "n3", desk.hand("Ben"))

    desk.do(first)
    assert desk.do(second) == ["rival"]
    assert tree(desk.draft).above["n6"] == "n0"
    assert [rival.by for rival in desk.draft.held("n6", "place").rivals] == ["Ben"]


def test_what_is_put_under_an_item_that_is_removed_meanwhile_stands_in_its_place() -> None:
    desk = Desk()
    gone = commands.remove(desk.draft, "n3", desk.hand("Ana"))
    added = commands.add_under(desk.draft, "n4", "new", desk.hand("Ben"), title="Added by Ben")

    desk.do(gone)
    desk.do(added)

    assert [i.title for i in to_agenda(desk.draft).items] == ["Organizational matters", "Added by Ben", "Other matters"]
    desk.do(commands.restore(desk.draft, "n3", desk.hand("Ana")))
    assert tree(desk.draft).above["new"] == "n4"


def test_what_stood_under_a_removed_item_is_hidden_with_it_and_comes_back_with_it() -> None:
    desk = Desk()
    before = to_agenda(desk.draft)

    desk.do(commands.remove(desk.draft, "n3", desk.hand()))
    assert [i.title for i in to_agenda(desk.draft).items] == ["Organizational matters", "Other matters"]
    (removed,) = removed_nodes(desk.draft)
    assert (removed.node, removed.by, removed.changed) == ("n3", "Ana", False)

    desk.do(commands.set_field(desk.draft, "n4", "title", "Changed by who did not know", desk.hand("Ben")))
    assert removed_nodes(desk.draft)[0].changed
    desk.do(commands.set_field(desk.draft, "n4", "title", "Joint bodies", desk.hand("Ben")))
    desk.do(commands.restore(desk.draft, "n3", desk.hand()))
    assert to_agenda(desk.draft) == before


def test_items_added_at_the_same_place_at_the_same_time_both_stand_there_and_can_be_ordered() -> None:
    desk = Desk()
    one = commands.add_after(desk.draft, "n0", "x1", desk.hand("Ana"), title="One")
    two = commands.add_after(desk.draft, "n0", "x2", desk.hand("Ben"), title="Two")
    desk.do(one)
    desk.do(two)

    def titles() -> list[str]:
        return [i.title for i in to_agenda(desk.draft).items]

    assert titles() == ["Organizational matters", "One", "Two", "Finalization", "Other matters"]
    desk.do(commands.add_after(desk.draft, "x1", "x3", desk.hand(), title="Between"))
    assert titles() == ["Organizational matters", "One", "Between", "Two", "Finalization", "Other matters"]
    desk.do(commands.move_up(desk.draft, "x2", desk.hand()))
    assert titles() == ["Organizational matters", "One", "Two", "Between", "Finalization", "Other matters"]


@given(st.lists(st.integers(0, 100), max_size=60))
def test_there_is_always_room_between_two_keys(places: list[int]) -> None:
    keys = spread(3)
    for place in places:
        at = place % (len(keys) + 1)
        key = between(keys[at - 1] if at else "", keys[at] if at < len(keys) else "")
        assert key
        keys.insert(at, key)

    assert keys == sorted(set(keys))


@pytest.mark.parametrize(("low", "high"), [("V", "V"), ("W", "V"), ("V", "V0"), ("", "0"), ("~", ""), ("V~", "V~0")])
def test_where_keys_leave_no_room_there_is_no_key(low: str, high: str) -> None:
    assert between(low, high) == ""


def test_keys_stay_short_where_items_are_added_one_after_the_other() -> None:
    keys = spread(1)
    for _ in range(500):
        keys.append(between(keys[-1], ""))
    for _ in range(500):
        keys.insert(0, between("", keys[0]))

    assert keys == sorted(set(keys))
    assert max(map(len, keys)) < 120


@given(st.integers(0, 300))
def test_spread_keys_are_in_order(count: int) -> None:
    keys = spread(count)

    assert keys == sorted(set(keys))
    assert len(keys) == count


def test_a_history_of_5000_saves_on_200_items_is_folded_in_a_tenth_of_a_second() -> None:
    agenda = Agenda(
        items=tuple(
            item(str(n), f"Item {n}", annotation=(Block(text="Some words on it, A/C.3/67/L.44. " * 10),))
            for n in range(1, 201)
        )
    )
    desk = Desk(small(agenda))
    saves = [
        Save(
            id=f"s{n}",
            node=f"n{n % 200}",
            field=("title", "annotation", "place", "title@fr")[n // 200 % 4],
            value=f"agenda {n}",
            base=n // 800 + (n // 200 % 4 != 3),
            by="Ana",
            at=T0 + dt.timedelta(seconds=n),
            step=f"step {n}",
        )
        for n in range(5000)
    ]
    _, revisions = revise_all(desk.draft, saves)

    took = []
    for _ in range(5):
        started = time.process_time()
        replayed = replay(revisions, desk.draft)
        took.append(time.process_time() - started)

    assert min(took) < 0.1
    assert {revision.outcome.kind for revision in revisions} == {"saved"}
    started = time.process_time()
    to_agenda(replayed)
    assert time.process_time() - started < 1


@given(SAVES)
@settings(max_examples=30)
def test_a_save_leaves_the_draft_before_it_as_it_was(saves: list[Save]) -> None:
    draft = small()
    before = {node: dict(fields) for node, fields in draft.nodes.items()}
    for save in saves:
        evolve(draft, save)
        revise_all(draft, [replace(save, id=f"{save.id} again")])

    assert draft.nodes == before
