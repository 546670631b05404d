"""Two officers write on one draft: nothing is lost, whoever was faster and however often a save is sent."""

import datetime as dt
from uuid import uuid4

import pytest
from tests.web.drafting.people import NOW, account

from nemcon.core.agenda import walk
from nemcon.core.drafting.to_agenda import to_agenda
from nemcon.core.drafting.tree import tree
from nemcon.core.procedure import Refusal
from nemcon.web.drafting import actions, selectors, storing
from nemcon.web.drafting.models import Draft, Revision
from nemcon.web.record.perform import NotAllowed

pytestmark = pytest.mark.django_db


def later(seconds: float) -> dt.datetime:
    return NOW + dt.timedelta(seconds=seconds)


def item(draft: Draft, number: str) -> str:
    """The node of the first item with that number."""
    state = storing.state_of(draft.id)
    return next(node for node in tree(state).walk() if state.value(node, "number") == number)


def sent(node: str, name: str, value: str, base: int, save: str = "") -> actions.Sent:
    return actions.Sent(save or str(uuid4()), node, name, base, value)


def test_a_draft_says_what_the_agenda_said_in_all_languages(draft, agenda):
    said = selectors.agenda(draft)
    assert [one.title for _, one in walk(said.items)] == [one.title for _, one in walk(agenda.items)]
    assert set(said.translations) == set(agenda.translations)
    for language, translation in agenda.translations.items():
        assert said.translations[language].items[1].annotation == translation.items[1].annotation
    assert len(said.programme) == len(agenda.programme)


def test_what_is_typed_is_saved_and_read_back(draft, officer):
    node = item(draft, "3")
    [result] = actions.save(officer, draft.id, [sent(node, "title", "A new title", 1)], later(1))
    assert (result.outcome, result.version) == ("saved", 2)
    assert selectors.agenda(draft).items[2].title == "A new title"


def test_two_who_write_at_once_are_both_kept_until_somebody_settles(draft, officer, colleague):
    node = item(draft, "3")
    actions.save(officer, draft.id, [sent(node, "title", "Hers", 1)], later(1))
    [second] = actions.save(colleague, draft.id, [sent(node, "title", "His", 1)], later(2))
    assert second.outcome == "rival"
    held = selectors.held(draft.id, node, "title")
    assert held.value == "Hers"
    assert [(rival.value, rival.by) for rival in held.rivals] == [("His", str(colleague.id))]
    actions.command(officer, draft.id, uuid4(), "rival title 0", node, "", later(3))
    held = selectors.held(draft.id, node, "title")
    assert (held.value, held.rivals) == ("His", ())


def test_a_save_sent_three_times_is_one(draft, officer):
    node = item(draft, "3")
    save = sent(node, "title", "Once", 1)
    before = Draft.objects.get(id=draft.id).revision
    outcomes = [actions.save(officer, draft.id, [save], later(1))[0].outcome for _ in range(3)]
    assert outcomes == ["saved", "again", "again"]
    assert Draft.objects.get(id=draft.id).revision == before + 1


def test_what_others_wrote_is_told_since_a_revision(draft, officer, colleague):
    node = item(draft, "3")
    since = Draft.objects.get(id=draft.id).revision
    actions.save(colleague, draft.id, [sent(node, "annotation", "A word.", 1)], later(1))
    found = selectors.changes(draft.id, since)
    assert [(one.node, one.name, one.value, one.by) for one in found.fields] == [
        (node, "annotation", "A word.", "Colleague")
    ]
    assert not found.structure
    assert selectors.changes(draft.id, found.revision).fields == ()


@pytest.mark.parametrize("command", ["after", "under", "up", "down", "indent", "remove", "renumber"])
def test_each_act_on_an_item_is_one_step_that_can_be_undone_and_done_again(draft, officer, command):
    before = selectors.agenda(draft)
    node = item(draft, "3")
    step = uuid4()
    actions.command(officer, draft.id, step, command, node, "", later(1))
    after = selectors.agenda(draft)
    actions.command(officer, draft.id, step, command, node, "", later(2))  # a double click, a bad line
    assert selectors.agenda(draft) == after
    if command != "renumber":
        assert after != before
        actions.command(officer, draft.id, uuid4(), "undo", "", "", later(3))
        assert selectors.agenda(draft) == before
        actions.command(officer, draft.id, uuid4(), "redo", "", "", later(4))
        assert selectors.agenda(draft) == after


def test_an_undo_leaves_what_somebody_else_wrote_since(draft, officer, colleague):
    node = item(draft, "3")
    actions.save(officer, draft.id, [sent(node, "title", "Hers", 1)], later(1))
    actions.save(colleague, draft.id, [sent(node, "title", "His", 2)], later(2))
    done = actions.command(officer, draft.id, uuid4(), "undo", "", "", later(3))
    assert [(one.node, one.field) for one in done.left] == [(node, "title")]
    assert selectors.held(draft.id, node, "title").value == "His"


def test_moving_an_item_and_renumbering_keep_the_rows_of_the_programme_with_it(draft, officer):
    node = item(draft, "3")
    before = [row.item for row in selectors.agenda(draft).programme]
    assert "3" in before
    actions.command(officer, draft.id, uuid4(), "up", node, "", later(1))
    actions.command(officer, draft.id, uuid4(), "renumber", "", "", later(2))
    said = selectors.agenda(draft)
    assert said.items[1].title.startswith("Impact")
    assert said.items[1].number == "2"
    titles = {row.item: row.title for row in said.programme}
    assert titles["2"].startswith("Impact")


def test_a_row_is_put_into_another_sitting_and_comes_back_with_an_undo(draft, officer):
    state = storing.state_of(draft.id)
    rows = [node for node in tree(state).walk() if state.type(node) == "row"]
    before = selectors.agenda(draft).programme
    actions.command(officer, draft.id, uuid4(), "sitting", rows[0], "2021-03-26 15:00 18:00", later(1))
    moved = selectors.agenda(draft).programme
    assert (str(moved[-1].date), moved[-1].start) == ("2021-03-26", "15:00")
    assert moved[-1].title == before[0].title
    actions.command(officer, draft.id, uuid4(), "undo", "", "", later(2))
    assert selectors.agenda(draft).programme == before


def test_an_earlier_version_can_be_read_again(draft, officer, agenda):
    node = item(draft, "3")
    number = Draft.objects.get(id=draft.id).revision
    actions.save(officer, draft.id, [sent(node, "title", "Another", 1)], later(1))
    assert selectors.at_revision(draft, number).items[2].title == agenda.items[2].title
    assert to_agenda(storing.state_of(draft.id)).items[2].title == "Another"


def test_what_is_not_there_is_refused_with_a_reason(draft, officer):
    with pytest.raises(Refusal, match=r"draft\.no_such_node"):
        actions.command(officer, draft.id, uuid4(), "up", "nothing", "", later(1))
    with pytest.raises(Refusal, match=r"drafting\.unknown_command"):
        actions.command(officer, draft.id, uuid4(), "explode", "", "", later(1))
    with pytest.raises(Refusal, match=r"drafting\.nothing_to_redo"):
        actions.command(officer, draft.id, uuid4(), "redo", "", "", later(1))


def test_the_history_is_numbered_without_gaps(draft, officer):
    actions.command(officer, draft.id, uuid4(), "after", item(draft, "3"), "", later(1))
    numbers = list(Revision.objects.filter(draft=draft).order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert Draft.objects.get(id=draft.id).revision == len(numbers)


def test_who_may_only_clear_writes_nothing(draft, officer):
    director = account("director@example.org", "clearing officer")
    node = item(draft, "3")
    before = Draft.objects.get(id=draft.id).revision
    with pytest.raises(NotAllowed):
        actions.save(director, draft.id, [sent(node, "title", "Not mine to write", 1)], later(1))
    with pytest.raises(NotAllowed):
        actions.command(director, draft.id, uuid4(), "remove", node, "", later(1))
    assert Draft.objects.get(id=draft.id).revision == before


def test_a_document_is_listed_by_its_symbol_with_its_title_from_the_register(draft, officer):
    node = item(draft, "4")
    actions.command(officer, draft.id, uuid4(), "paper", node, "CTOC/COP/WG.3/2021/2", later(1))
    said = selectors.agenda(draft).items[3]
    assert [(paper.symbol, paper.title) for paper in said.documentation] == [
        (
            "CTOC/COP/WG.3/2021/2",
            "Background paper on the impact of COVID-19 on international cooperation in criminal matters",
        )
    ]
    assert not said.none_foreseen
    for symbol, code in (("CTOC/COP/WG.3/2021/2", "listed_already"), ("CTOC/COP/WG.3/1999/77", "no_such_symbol")):
        with pytest.raises(Refusal, match=code):
            actions.command(officer, draft.id, uuid4(), "paper", node, symbol, later(2))
