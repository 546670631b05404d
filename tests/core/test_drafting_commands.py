"""What an officer does to a draft, in steps that are undone and redone in one go."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.core.drafts import AGENDA, Desk, ids, item, small

from nemcon.core.agenda import Agenda, reference, walk
from nemcon.core.drafting import commands
from nemcon.core.drafting.draft import ROOT
from nemcon.core.drafting.programme import put_programme, set_cell
from nemcon.core.drafting.renumbering import renumber
from nemcon.core.drafting.step import redo, settle, undo
from nemcon.core.drafting.styles import Style, renumbered, understood
from nemcon.core.drafting.to_agenda import to_agenda
from nemcon.core.drafting.tree import tree
from nemcon.core.procedure import Refusal
from nemcon.core.programme import Row


def outline(desk: Desk) -> list[str]:
    return [f"{reference(path)} {i.title}" for path, i in walk(to_agenda(desk.draft).items)]


START = [
    *("1 Organizational matters", "1 (a) Opening", "1 (b) Adoption of the agenda"),
    *("2 Finalization", "2 (a) Joint bodies", "2 (b) Special techniques", "3 Other matters"),
]


def test_an_item_is_added_after_another_or_under_it() -> None:
    desk = Desk()
    assert outline(desk) == START

    desk.do(commands.add_after(desk.draft, "n6", "last", desk.hand(), title="Report"))
    desk.do(commands.add_under(desk.draft, "n6", "sub", desk.hand(), title="Sub"))
    desk.do(commands.add_after(desk.draft, "n1", "among", desk.hand(), title="Among"))

    assert outline(desk) == [*START[:2], "1  Among", *START[2:], "3 (a) Sub", "4 Report"]


def test_an_item_is_indented_outdented_and_moved() -> None:
    desk = Desk()

    desk.do(commands.indent(desk.draft, "n3", desk.hand()))
    assert tree(desk.draft).children["n0"] == ("n1", "n2", "n3")
    assert tree(desk.draft).children["n3"] == ("n4", "n5")
    desk.do(commands.outdent(desk.draft, "n3", desk.hand()))
    assert outline(desk) == START

    desk.do(commands.move_down(desk.draft, "n0", desk.hand()))
    assert [i.number for i in to_agenda(desk.draft).items] == ["2", "1", "3"]
    desk.do(commands.move_up(desk.draft, "n0", desk.hand()))
    desk.do(commands.move_under(desk.draft, "n6", "n3", desk.hand(), after="n4"))
    assert [i.number for i in to_agenda(desk.draft).items[1].items] == ["(a)", "3", "(b)"]
    desk.do(commands.move_under(desk.draft, "n6", ROOT, desk.hand(), after=""))
    assert [i.number for i in to_agenda(desk.draft).items] == ["3", "1", "2"]


def test_what_cannot_be_moved_further_stays_and_saves_nothing() -> None:
    desk = Desk()

    assert commands.move_up(desk.draft, "n0", desk.hand()) == ()
    assert commands.move_down(desk.draft, "n6", desk.hand()) == ()
    assert commands.indent(desk.draft, "n0", desk.hand()) == ()
    assert commands.outdent(desk.draft, "n0", desk.hand()) == ()
    assert commands.move_under(desk.draft, "n6", ROOT, desk.hand()) == ()
    assert commands.restore(desk.draft, "n0", desk.hand()) == ()


def test_an_item_is_never_put_under_itself_or_under_what_is_none() -> None:
    desk = Desk()

    for parent, code in (("n0", "under_itself"), ("n1", "under_itself"), ("n7", "not_under"), ("no", "no_such_node")):
        with pytest.raises(Refusal) as refusal:
            commands.move_under(desk.draft, "n0", parent, desk.hand())
        assert refusal.value.code == f"draft.{code}"
    with pytest.raises(Refusal):
        commands.remove(desk.draft, ROOT, desk.hand())
    with pytest.raises(Refusal):
        commands.add_after(desk.draft, "n0", "n1", desk.hand())


def test_a_command_that_is_sent_twice_is_done_once() -> None:
    desk = Desk()
    saves = commands.indent(desk.draft, "n3", desk.hand())

    assert desk.do(saves) == ["saved"]
    assert desk.do(saves) == ["again"]


# Undo and redo.

COMMANDS = st.lists(
    st.tuples(
        st.sampled_from(
            ["add", "under", "indent", "outdent", "up", "down", "move", "remove", "title", "renumber", "rows"]
        ),
        st.integers(0, 9),
        st.integers(0, 9),
    ),
    max_size=10,
)


def do(desk: Desk, name: str, one: int, other: int, by: str = "Ana") -> None:
    hand, node, second = desk.hand(by), f"n{one}", f"n{other}"
    draft = desk.draft
    acts = {
        "add": lambda: commands.add_after(draft, node, f"new {desk.steps}".replace(" ", ""), hand, title="New"),
        "under": lambda: commands.add_under(draft, node, f"sub{desk.steps}", hand, title="Sub"),
        "indent": lambda: commands.indent(draft, node, hand),
        "outdent": lambda: commands.outdent(draft, node, hand),
        "up": lambda: commands.move_up(draft, node, hand),
        "down": lambda: commands.move_down(draft, node, hand),
        "move": lambda: commands.move_under(draft, node, second, hand),
        "remove": lambda: commands.remove(draft, node, hand),
        "title": lambda: commands.set_field(draft, node, "title", f"Title {desk.steps}", hand),
        "renumber": lambda: renumber(draft, ROOT, hand),
        "rows": lambda: put_programme(draft, AGENDA.programme[:other], ids(f"row{desk.steps}-"), hand),
    }
    try:
        desk.do(acts[name]())
    except Refusal:
        return


@given(COMMANDS)
def test_all_that_one_did_can_be_undone_and_done_again(done: list[tuple[str, int, int]]) -> None:
    desk = Desk()
    states = [to_agenda(desk.draft)]
    for one in done:
        do(desk, *one)
        states.append(to_agenda(desk.draft))

    while (undoing := undo(desk.draft, desk.history, desk.hand())).step:
        assert undoing.left == ()
        desk.do(undoing.saves)
        assert to_agenda(desk.draft) in states
    assert to_agenda(desk.draft) == states[0]

    while (redoing := redo(desk.draft, desk.history, desk.hand())).step:
        assert redoing.left == ()
        desk.do(redoing.saves)
    assert to_agenda(desk.draft) == states[-1]


@given(COMMANDS, COMMANDS)
def test_undoing_ones_own_steps_leaves_what_others_saved(
    mine: list[tuple[str, int, int]], theirs: list[tuple[str, int, int]]
) -> None:
    desk = Desk()
    for at in range(max(len(mine), len(theirs))):
        for steps, by in ((mine, "Ana"), (theirs, "Ben")):
            if at < len(steps):
                do(desk, *steps[at], by=by)
    before = desk.draft

    while (undoing := undo(desk.draft, desk.history, desk.hand("Ana"))).step:
        desk.do(undoing.saves)

    for node, fields in before.nodes.items():
        for field, held in fields.items():
            if held.by == "Ben":
                assert desk.draft.value(node, field) == held.value
            if held.by == "Ben" and field == "title" and tree(before).is_seen(node):
                assert desk.draft.value(node, "removed") == before.value(node, "removed")
    desk.do(undo(desk.draft, desk.history, desk.hand("Ana")).saves)  # nothing is left to undo
    assert undo(desk.draft, desk.history, desk.hand("Ana")).saves == ()


def test_typing_is_undone_in_one_go_and_so_is_a_renumbering() -> None:
    desk = Desk()
    hand = desk.hand()
    for word in ("O", "Op", "Opened"):
        (save,) = commands.set_field(desk.draft, "n1", "title", word, hand)
        desk.do((replace(save, id=f"typed {word}"),))
    desk.do(commands.remove(desk.draft, "n0", desk.hand()))
    desk.do(renumber(desk.draft, ROOT, desk.hand()))
    assert [i.number for i in to_agenda(desk.draft).items] == ["1", "2"]

    desk.do(undo(desk.draft, desk.history, desk.hand()).saves)
    assert [i.number for i in to_agenda(desk.draft).items] == ["2", "3"]
    desk.do(undo(desk.draft, desk.history, desk.hand()).saves)
    assert outline(desk)[1] == "1 (a) Opened"
    desk.do(undo(desk.draft, desk.history, desk.hand()).saves)
    assert outline(desk) == START


def test_undo_does_not_overwrite_what_somebody_else_changed_and_says_so() -> None:
    desk = Desk()
    desk.do(commands.set_field(desk.draft, "n1", "title", "Mine", desk.hand("Ana")))
    desk.do(commands.set_field(desk.draft, "n2", "title", "Mine too", desk.hand("Ana")))
    desk.do(commands.set_field(desk.draft, "n2", "title", "Theirs", desk.hand("Ben")))

    undoing = undo(desk.draft, desk.history, desk.hand("Ana"))
    assert [(left.node, left.field, left.by) for left in undoing.left] == [("n2", "title", "Ben")]
    desk.do(undoing.saves)
    assert desk.draft.value("n2", "title") == "Theirs"

    desk.do(undo(desk.draft, desk.history, desk.hand("Ana")).saves)  # the step before it is reached
    assert desk.draft.value("n1", "title") == "Opening"


def test_an_item_in_which_somebody_else_wrote_is_not_undone_away() -> None:
    desk = Desk()
    desk.do(commands.add_after(desk.draft, "n6", "new", desk.hand("Ana")))
    desk.do(commands.set_field(desk.draft, "new", "annotation", "Ben’s words", desk.hand("Ben")))

    undoing = undo(desk.draft, desk.history, desk.hand("Ana"))
    desk.do(undoing.saves)

    assert [(left.node, left.by) for left in undoing.left] == [("new", "Ben")]
    assert to_agenda(desk.draft).items[-1].annotation[0].text == "Ben’s words"


def test_an_item_under_which_somebody_else_put_one_is_not_undone_away() -> None:
    desk = Desk()
    desk.do(commands.add_after(desk.draft, "n6", "new", desk.hand("Ana")))
    desk.do(commands.add_under(desk.draft, "new", "theirs", desk.hand("Ben")))

    assert [left.by for left in undo(desk.draft, desk.history, desk.hand("Ana")).left] == ["Ben"]


def test_what_is_done_after_an_undo_ends_the_redoing() -> None:
    desk = Desk()
    desk.do(commands.indent(desk.draft, "n3", desk.hand()))
    desk.do(undo(desk.draft, desk.history, desk.hand()).saves)
    assert redo(desk.draft, desk.history, desk.hand()).saves
    desk.do(commands.set_field(desk.draft, "n1", "title", "Other", desk.hand()))

    assert redo(desk.draft, desk.history, desk.hand()).saves == ()


def test_words_that_came_too_late_are_withdrawn_by_undo_and_put_back_by_redo() -> None:
    desk = Desk()
    mine = commands.set_field(desk.draft, "n1", "title", "Ana’s", desk.hand("Ana"))
    late = commands.set_field(desk.draft, "n1", "title", "Ben’s", desk.hand("Ben"))
    desk.do(mine)
    desk.do(late)
    disputed = desk.draft.held("n1", "title")

    desk.do(undo(desk.draft, desk.history, desk.hand("Ben")).saves)
    assert desk.draft.held("n1", "title").rivals == ()
    desk.do(redo(desk.draft, desk.history, desk.hand("Ben")).saves)
    assert desk.draft.held("n1", "title").rivals == disputed.rivals


@pytest.mark.parametrize("chosen", ["Ana’s", "Ben’s", "Third"])
def test_a_settlement_is_undone_with_all_that_stood_there(chosen: str) -> None:
    desk = Desk()
    mine = commands.set_field(desk.draft, "n1", "title", "Ana’s", desk.hand("Ana"))
    late = commands.set_field(desk.draft, "n1", "title", "Ben’s", desk.hand("Ben"))
    desk.do((*mine, *late))
    disputed = desk.draft.held("n1", "title")

    desk.do(settle(desk.draft, "n1", "title", chosen, desk.hand("Eve")))
    assert desk.draft.value("n1", "title") == chosen
    assert desk.draft.held("n1", "title").rivals == ()

    desk.do(undo(desk.draft, desk.history, desk.hand("Eve")).saves)
    again = desk.draft.held("n1", "title")
    assert (again.value, again.rivals) == (disputed.value, disputed.rivals)
    desk.do(redo(desk.draft, desk.history, desk.hand("Eve")).saves)
    assert (desk.draft.value("n1", "title"), desk.draft.held("n1", "title").rivals) == (chosen, ())


# Renumbering.


@pytest.mark.parametrize(
    ("numbers", "after"),
    [
        (["2", "3", "7"], ["1", "2", "3"]),
        (["1.", "", "2."], ["1.", "2.", "3."]),
        (["(b)", "(c)", ""], ["(a)", "(b)", "(c)"]),
        (["i)", "iii)", "iv)"], ["i)", "ii)", "iii)"]),
        (["(h)", "(i)"], ["(a)", "(b)"]),
        (["14", "15 bis", "17"], ["1", "1 bis", "2"]),
        (["7", "7B", "9"], ["1", "1B", "2"]),
        (["1 bis", "2"], ["1 bis", "1"]),
        (["0.1", "0.3"], ["0.1", "0.2"]),
        (["0", "4"], ["0", "1"]),
        (["1", "3 and 4", "5"], ["1", "3 and 4", "2"]),
        (["(ب)", "(ج)"], ["(أ)", "(ب)"]),
        (["二", "", "五"], ["一", "二", "三"]),
        (["б)", ""], ["а)", "б)"]),
        (["1", "(a)", "2"], ["1", "2", "3"]),
        (["II", "V"], ["I", "II"]),
        (["", ""], ["1", "2"]),
    ],
)
def test_siblings_are_numbered_in_their_own_style(numbers: list[str], after: list[str]) -> None:
    desk = Desk(small(Agenda(items=tuple(item(number, "x") for number in numbers))))

    desk.do(renumber(desk.draft, ROOT, desk.hand()))

    assert [i.number for i in to_agenda(desk.draft).items] == after
    assert renumber(desk.draft, ROOT, desk.hand()) == ()


@given(st.sampled_from([*("1", "(a)", "b)", "ii", "IV.", "5.1", "(أ)", "十一", "(б)", "1-")]), st.integers(1, 60))
def test_every_style_is_understood_as_it_is_written(number: str, count: int) -> None:
    (first,) = understood([number])
    assert first

    written = renumbered([""] * count, first.style)

    assert [one and one.value for one in understood(written)][:count] == list(range(1, count + 1))
    assert isinstance(first.style, Style)


def test_numbers_below_that_repeat_the_number_above_follow_it() -> None:
    agenda = Agenda(items=(item("4", "x"), item("5", "y", item("5.1", "z", item("5.1.1", "w")), item("5.2", "v"))))
    desk = Desk(small(agenda))

    desk.do(renumber(desk.draft, ROOT, desk.hand()))

    assert [reference(path) for path, _ in walk(to_agenda(desk.draft).items)] == ["1", "2", "2.1", "2.1.1", "2.2"]


def test_an_item_that_was_moved_takes_the_style_of_its_new_place() -> None:
    desk = Desk()
    desk.do(commands.indent(desk.draft, "n6", desk.hand()))
    desk.do(renumber(desk.draft, "n3", desk.hand()))
    assert outline(desk)[-1] == "2 (c) Other matters"

    alone = Desk()
    alone.do(commands.move_under(alone.draft, "n3", "n6", alone.hand()))
    alone.do(renumber(alone.draft, "n6", alone.hand()))
    assert "3 (a) Finalization" in outline(alone)


def test_translations_with_numbers_of_their_own_are_renumbered_in_their_style() -> None:
    arabic = Agenda(language="ar", items=(item("1", "أ", item("(أ)", "ب"), item("(ب)", "ج")),))
    english = Agenda(items=(item("1", "x", item("(a)", "y"), item("(b)", "z")),), translations={"ar": arabic})
    desk = Desk(small(english))

    desk.do(commands.add_after(desk.draft, "n1", "new", desk.hand()))
    desk.do(renumber(desk.draft, "n0", desk.hand()))

    agenda = to_agenda(desk.draft)
    assert [i.number for i in agenda.items[0].items] == ["(a)", "(b)", "(c)"]
    assert [i.number for i in agenda.translations["ar"].items[0].items] == ["(أ)", "(ب)", "(ج)"]


# The programme.


def test_rows_follow_their_items_when_these_are_moved_and_renumbered() -> None:
    desk = Desk()
    desk.do(commands.move_up(desk.draft, "n3", desk.hand()))
    desk.do(renumber(desk.draft, ROOT, desk.hand()))

    assert [row.item for row in to_agenda(desk.draft).programme] == ["2 (a)", "1", "1 (b) and 3"]


def test_a_row_of_a_removed_item_still_says_which_it_was() -> None:
    desk = Desk()
    desk.do(commands.remove(desk.draft, "n3", desk.hand()))

    assert to_agenda(desk.draft).programme[1].item == "2"


def test_a_proposed_programme_takes_the_place_of_the_rows_and_is_undone_in_one_go() -> None:
    desk = Desk()
    before = to_agenda(desk.draft)
    proposed = [
        Row(date=dt.date(2022, 5, 3), start="15:00", end="18:00", item="2", title="Finalization"),
        Row(date=dt.date(2022, 5, 3), start="10:00", end="13:00", item="1 (b)", title="Adoption"),
    ]
    desk.do(commands.set_field(desk.draft, "n8", "title@fr", "Mise au point", desk.hand()))

    desk.do(put_programme(desk.draft, proposed, ids("row"), desk.hand()))

    agenda = to_agenda(desk.draft)
    assert list(agenda.programme) == proposed
    assert agenda.translations["fr"].programme[0].title == "Mise au point"
    assert put_programme(desk.draft, proposed, ids("other"), desk.hand()) == ()
    desk.do(undo(desk.draft, desk.history, desk.hand()).saves)
    assert to_agenda(desk.draft).programme == before.programme


def test_a_cell_names_its_item_by_node() -> None:
    desk = Desk()
    desk.do(set_cell(desk.draft, "n7", "item", "2 (a)", desk.hand()))
    desk.do(set_cell(desk.draft, "n7", "track", "Plenary", desk.hand()))

    assert desk.draft.value("n7", "item") == "{n4}"
    assert to_agenda(desk.draft).programme[0].track == "Plenary"
    with pytest.raises(Refusal):
        set_cell(desk.draft, "n7", "annotation", "x", desk.hand())
    with pytest.raises(Refusal):
        set_cell(desk.draft, "n0", "title", "x", desk.hand())
