"""An agenda is a draft and an agenda again: nothing is lost, whatever its shape and its translations'."""

import msgspec
import pytest
from hypothesis import given
from msgspec.structs import replace
from tests.core.drafts import AGENDA, ONE_LANGUAGE, T0, TRANSLATED, Desk, ids, item, small

from nemcon.core.agenda import Agenda, Block
from nemcon.core.drafting.commands import add_after, remove, set_field
from nemcon.core.drafting.draft import ROOT, draft_of, evolve, languages, replay
from nemcon.core.drafting.from_agenda import from_agenda, opening
from nemcon.core.drafting.held import Held, Save
from nemcon.core.drafting.step import Hand
from nemcon.core.drafting.to_agenda import in_one_language, not_understood, to_agenda
from nemcon.core.drafting.translating import missing, stale
from nemcon.core.notation import tidy
from nemcon.core.passage import Mark


def without_gained(before, after):
    """`after` without the marks that `before` does not have, so that what is left can be compared."""
    if isinstance(before, msgspec.Struct):
        marked = {"title_marks": "title", "marks": "text" if hasattr(before, "text") else "title"}
        changed = {}
        for name in before.__struct_fields__:
            old, new = getattr(before, name), getattr(after, name)
            if name in marked:
                old = tidy(getattr(before, marked[name]), old)
                changed[name] = getattr(before, name) if set(old) <= set(new) else new
            else:
                changed[name] = without_gained(old, new)
        return replace(after, **changed)
    if isinstance(before, tuple) and len(before) == len(after):
        return tuple(without_gained(*pair) for pair in zip(before, after, strict=True))
    if isinstance(before, dict) and before.keys() == after.keys():
        return {name: without_gained(before[name], after[name]) for name in before}
    return after


@given(ONE_LANGUAGE)
def test_an_agenda_is_the_same_after_drafting(agenda: Agenda) -> None:
    again = to_agenda(from_agenda(agenda, ids()))

    assert without_gained(agenda, again) == agenda


@given(TRANSLATED)
def test_an_agenda_and_its_translations_are_the_same_after_drafting(agenda: Agenda) -> None:
    draft = from_agenda(agenda, ids())
    again = to_agenda(draft)

    assert set(again.translations) == set(agenda.translations)
    assert without_gained(agenda, again) == agenda
    assert to_agenda(from_agenda(again, ids())) == again
    for language in agenda.translations:
        assert in_one_language(draft, language) == again.translations[language]
        assert stale(draft, language) == ()


@given(TRANSLATED)
def test_the_opening_of_a_draft_is_a_history_like_any_other(agenda: Agenda) -> None:
    saves = opening(agenda, ids(), Hand("Ana", T0, "import"))
    draft = Desk(draft_of(()))
    draft.do(saves)

    assert replay(draft.history) == draft.draft
    assert to_agenda(draft.draft) == to_agenda(from_agenda(agenda, ids()))
    assert set(draft.do(saves)) <= {"again"}


FRENCH = replace(
    AGENDA,
    language="fr",
    items=(
        item("1", "Questions d’organisation", item("a)", "Ouverture"), item("b)", "Adoption de l’ordre du jour")),
        item("2", "Mise au point", item("a)", "Organes communs"), item("b)", "")),
        item("3", "Questions diverses"),
    ),
    programme=tuple(
        replace(row, item=cited, title="")
        for row, cited in zip(AGENDA.programme, ("1 a)", "2", "2 b) et 3"), strict=True)
    ),
)


def test_what_a_translation_lacks_is_listed_with_node_and_field() -> None:
    desk = Desk(small(replace(AGENDA, translations={"fr": FRENCH})))

    assert languages(desk.draft) == ("fr",)
    assert missing(desk.draft, "fr") == (("n5", "title"), ("n7", "title"), ("n8", "title"))

    desk.do(add_after(desk.draft, "n6", "new", desk.hand(), title="Adoption of the report"))
    assert ("new", "title") in missing(desk.draft, "fr")
    assert to_agenda(desk.draft).translations["fr"].items[-1].number == "4"
    assert to_agenda(desk.draft).translations["fr"].items[-1].title == ""

    desk.do(set_field(desk.draft, "new", "title@fr", "Adoption du rapport", desk.hand()))
    assert ("new", "title") not in missing(desk.draft, "fr")

    desk.do(remove(desk.draft, "n5", desk.hand()))
    assert ("n5", "title") not in missing(desk.draft, "fr")


def test_a_translation_is_stale_once_its_original_changed_after_it() -> None:
    desk = Desk(small(replace(AGENDA, translations={"fr": FRENCH})))

    desk.do(set_field(desk.draft, "n6", "title", "Other business", desk.hand()))
    assert stale(desk.draft, "fr") == (("n6", "title"),)

    desk.do(set_field(desk.draft, "n6", "title@fr", "Autres questions", desk.hand()))
    assert stale(desk.draft, "fr") == ()


def test_a_translation_made_of_an_old_original_is_stale_even_if_it_was_saved_later() -> None:
    desk = Desk(small(replace(AGENDA, translations={"fr": FRENCH})))
    desk.do(set_field(desk.draft, "n6", "title", "Other business", desk.hand()))

    (save,) = set_field(desk.draft, "n6", "title@fr", "Divers", desk.hand())
    desk.do((replace(save, of=1),))
    assert stale(desk.draft, "fr") == (("n6", "title"),)

    (again,) = (Save(id="again", node="n6", field="title@fr", value="Divers", base=2, of=2, by="Ana", at=T0),)
    assert desk.do((again,)) == ["same"]
    assert stale(desk.draft, "fr") == ()


def test_rows_of_each_language_cite_items_as_that_language_does() -> None:
    desk = Desk(small(replace(AGENDA, translations={"fr": FRENCH})))

    desk.do(set_field(desk.draft, "n3", "number", "4", desk.hand()))

    agenda = to_agenda(desk.draft)
    assert [row.item for row in agenda.programme] == ["1 (a)", "4", "4 (b) and 3"]
    assert [row.item for row in agenda.translations["fr"].programme] == ["1 a)", "4", "4 b) et 3"]


def test_chinese_keeps_its_references_close() -> None:
    chinese = replace(AGENDA, language="zh", programme=(replace(AGENDA.programme[0], item="1(a)"),))
    desk = Desk(small(replace(AGENDA, programme=AGENDA.programme[:1], translations={"zh": chinese})))

    assert desk.draft.value("n7", "item@zh") == ""
    desk.do(set_field(desk.draft, "n0", "number", "7", desk.hand()))

    assert to_agenda(desk.draft).translations["zh"].programme[0].item == "7(a)"
    assert to_agenda(desk.draft).programme[0].item == "7 (a)"


def test_a_reference_in_the_words_is_found_by_itself_where_the_item_is() -> None:
    annotated = replace(
        AGENDA, items=(*AGENDA.items, item("4", "x", annotation=(Block(text="See agenda item 2 (a)."),)))
    )

    (block,) = to_agenda(small(annotated)).items[3].annotation

    assert block.marks == (Mark(4, 21, "item", "2 (a)"),)


@pytest.mark.parametrize(
    ("row", "field", "value", "attribute", "shown"),
    [
        ("n7", "date", "next Tuesday", "day", "next Tuesday"),
        ("n7", "start", "after lunch", "time", "after lunch"),
        ("n7", "start", "9:30", "start", "09:30"),
        ("n7", "duration", "long", "duration", None),
        ("n7", "kind", "holiday", "kind", "item"),
    ],
)
def test_what_is_no_date_or_hour_is_printed_as_it_was_typed_and_told(
    row: str, field: str, value: str, attribute: str, shown: str | None
) -> None:
    desk = Desk()
    desk.do(set_field(desk.draft, row, field, value, desk.hand()))

    assert getattr(to_agenda(desk.draft).programme[0], attribute) == shown
    assert not_understood(desk.draft) == (() if value == "9:30" else ((row, field, value),))


def test_a_draft_made_of_stored_fields_is_the_draft() -> None:
    draft = small()
    fields = [(node, field, held) for node, fields in draft.nodes.items() for field, held in fields.items()]

    assert draft_of(fields, draft.seen) == draft
    assert msgspec.json.decode(msgspec.json.encode(fields[0][2]), type=Held) == fields[0][2]
    assert evolve(draft, Save(id="x", node=ROOT, field="language", value="fr", base=1)).value(ROOT, "language") == "fr"
