"""Comparison of versions: nothing for equal ones, exactly the edit that was made, the mirror image the other way."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from nemcon.core.agenda import Agenda, Block, Item, Masthead, Paper, walk
from nemcon.core.agenda_matching import word_changes
from nemcon.core.agenda_versions import Change, compare, sentences
from nemcon.core.programme import Row

THURSDAY, FRIDAY = dt.date(2021, 3, 25), dt.date(2021, 3, 26)
TITLES = (
    "Joint investigative bodies in combating organized crime",
    "Special investigative techniques",
    "Impact of the pandemic on international cooperation",
    "Technical assistance and capacity-building",
    "Financial and budgetary matters",
    "Review of implementation of the Convention",
    "Election of officers",
    "Other matters",
)


def agenda(titles=TITLES[:5]):
    items = tuple(
        Item(
            number=str(n),
            title=title,
            annotation=(Block(text=f"The Group will consider the subject numbered {title.split()[0]} in detail."),),
            documentation=(
                Paper(title=f"Background paper on {title.casefold()}", symbol=f"CTOC/COP/{title[0]}{len(title)}/{n}"),
            ),
        )
        for n, title in enumerate(titles, 1)
    )
    sittings = [(day, *hours) for day in (THURSDAY, FRIDAY) for hours in (("10:00", "13:00"), ("15:00", "18:00"))]
    rows = tuple(
        Row(
            date=sittings[n % 4][0],
            start=sittings[n % 4][1],
            end=sittings[n % 4][2],
            item=item.number,
            title=item.title,
        )
        for n, item in enumerate(items)
    )
    return Agenda(masthead=Masthead(symbol="CTOC/COP/WG.3/2021/1", place="Vienna"), items=items, programme=rows)


def renumbered(items):
    return tuple(replace(item, number=str(n)) for n, item in enumerate(items, 1))


def only(old, new):
    """The one change between the two."""
    (change,) = compare(old, new).changes
    return change


OLD = agenda()


def with_item(n, **changes):
    items = list(OLD.items)
    items[n] = replace(items[n], **changes)
    return replace(OLD, items=tuple(items))


def test_an_item_inserted_before_others_is_added_and_the_others_are_renumbered():
    items = renumbered((*OLD.items[:3], Item(number="", title=TITLES[6]), *OLD.items[3:]))
    number_of = {item.title: item.number for item in items}
    rows = tuple(replace(row, item=number_of[row.title]) for row in OLD.programme)
    result = compare(OLD, replace(OLD, items=items, programme=rows))

    assert [(c.code, c.old, c.new) for c in result.changes] == [
        ("item.added", "", "4"),
        ("item.renumbered", "4", "5"),
        ("item.renumbered", "5", "6"),
    ]
    assert sentences(result)[:2] == ["Item 4, “Election of officers”, was added.", "Item 4 became item 5."]


def test_number_title_and_documents_of_one_item_are_told_in_one_sentence():
    more = (
        *OLD.items[4].documentation,
        Paper(title="Note by the Secretariat"),
        Paper(title="Statistics", symbol="A/1/2"),
    )
    new = with_item(4, number="7", title="Financial, budgetary and staff matters", documentation=more)
    new = replace(new, programme=OLD.programme[:4])

    assert sentences(compare(replace(OLD, programme=OLD.programme[:4]), new)) == [
        "Item 5 became item 7; its title changed from “Financial and budgetary matters” to “Financial, budgetary and "
        "staff matters”; two documents were added: Note by the Secretariat; Statistics (A/1/2)."
    ]


def test_the_words_of_a_new_title_are_compared_one_by_one():
    change = only(OLD, with_item(1, title="Special investigative and digital techniques"))

    assert change.code == "item.retitled"
    assert [(edit.kind, edit.text.strip()) for edit in change.words] == [
        ("same", "Special investigative"),
        ("in", "and digital"),
        ("same", "techniques"),
    ]


def test_chinese_titles_are_compared_by_character():
    assert [(e.kind, e.text) for e in word_changes("组织事项", "组织和其他事项")] == [
        ("same", "组织"),
        ("in", "和其他"),
        ("same", "事项"),
    ]


def test_an_item_that_changes_places_is_moved_and_the_rest_is_only_renumbered():
    items = renumbered((OLD.items[1], OLD.items[2], OLD.items[3], OLD.items[0], OLD.items[4]))
    changes = compare(replace(OLD, programme=()), replace(OLD, items=items, programme=())).changes

    assert [(c.old, c.new) for c in changes if c.code == "item.moved"] == [("1", "4")]
    assert {c.code for c in changes} == {"item.moved", "item.renumbered"}


def test_an_item_put_under_another_is_nested_and_not_removed():
    below = replace(OLD.items[4], number="(a)")
    items = (*OLD.items[:3], replace(OLD.items[3], items=(below,)))
    changes = compare(replace(OLD, programme=()), replace(OLD, items=items, programme=())).changes

    assert [(c.code, c.old, c.new, c.after) for c in changes] == [
        ("item.renumbered", "5", "4 (a)", "(a)"),
        ("item.nested", "5", "4 (a)", "4"),
    ]


def test_an_item_divided_in_two_and_two_united_are_told_as_such():
    one, two = (
        Item(number="4", title="Technical assistance"),
        Item(number="5", title="Capacity-building in the regions"),
    )
    whole = Item(number="4", title="Technical assistance and capacity-building in the regions")
    old, new = Agenda(items=(*OLD.items[:3], whole)), Agenda(items=(*OLD.items[:3], one, two))

    divided, united = compare(old, new).changes, compare(new, old).changes
    assert [(c.code, c.old, c.others) for c in divided if c.code.startswith("item.div")] == [
        ("item.divided", "4", ("4", "5"))
    ]
    assert [(c.code, c.new, c.others) for c in united if c.code.startswith("item.uni")] == [
        ("item.united", "4", ("4", "5"))
    ]
    assert not {c.code for c in (*divided, *united)} & {"item.added", "item.removed"}


@pytest.mark.parametrize(
    ("new", "code", "before", "after"),
    [
        (with_item(0, allocation="Plenary"), "item.field", "", "Plenary"),
        (
            with_item(0, annotation=(Block(text="Other words."),)),
            "item.annotation",
            OLD.items[0].annotation[0].text,
            "Other words.",
        ),
        (
            with_item(0, documentation=()),
            "paper.removed",
            "Background paper on joint investigative bodies in combating organized crime (CTOC/COP/J55/1)",
            "",
        ),
        (
            with_item(0, documentation=(replace(OLD.items[0].documentation[0], title="New"),)),
            "paper.retitled",
            OLD.items[0].documentation[0].title,
            "New",
        ),
        (
            with_item(0, documentation=(replace(OLD.items[0].documentation[0], symbol="A/1/9"),)),
            "paper.symbol",
            "CTOC/COP/J55/1",
            "A/1/9",
        ),
        (replace(OLD, masthead=replace(OLD.masthead, place="Geneva")), "masthead", "Vienna", "Geneva"),
        (replace(OLD, translations={"fr": OLD}), "translation", "", "there"),
        (replace(OLD, illustrative="invented"), "part", "", "invented"),
        (replace(OLD, programme=OLD.programme[:4]), "row.removed", "Thursday, 25 March, 10 a.m.–1 p.m.", ""),
        (
            replace(OLD, programme=(replace(OLD.programme[0], track="Plenary"), *OLD.programme[1:])),
            "row.moved",
            "Thursday, 25 March, 10 a.m.–1 p.m.",
            "Thursday, 25 March, 10 a.m.–1 p.m., Plenary",
        ),
        (
            replace(OLD, programme=(OLD.programme[4], *OLD.programme[1:4], OLD.programme[0])),
            "rows.order",
            "Thursday, 25 March, 10 a.m.–1 p.m.",
            "Thursday, 25 March, 10 a.m.–1 p.m.",
        ),
    ],
)
def test_each_kind_of_edit_is_found_alone(new, code, before, after):
    change = only(OLD, new)
    assert (change.code, change.before.replace("\xa0", " "), change.after.replace("\xa0", " ")) == (code, before, after)


def test_a_row_moves_from_sitting_to_sitting_and_a_sitting_changes_its_hours():
    moved = replace(OLD.programme[0], date=FRIDAY, start="15:00", end="18:00")
    change = only(OLD, replace(OLD, programme=(*OLD.programme[1:4], moved, OLD.programme[4])))
    assert (change.code, change.new, change.after.replace("\xa0", " ")) == (
        "row.moved",
        "1",
        "Friday, 26 March, 3–6 p.m.",
    )

    later = tuple(
        replace(row, start="11:00") if row.start == "10:00" and row.date == THURSDAY else row for row in OLD.programme
    )
    assert sum(row.start == "11:00" for row in later) == 2
    change = only(OLD, replace(OLD, programme=later))
    assert (change.code, change.after.replace("\xa0", " ")) == ("sitting.hours", "Thursday, 25 March, 11 a.m.–1 p.m.")


MIRROR = {
    "item.added": "item.removed",
    "item.divided": "item.united",
    "paper.added": "paper.removed",
    "row.added": "row.removed",
}
MIRROR |= {two: one for one, two in MIRROR.items()}


def mirrored(change: Change) -> tuple[object, ...]:
    return (
        MIRROR.get(change.code, change.code),
        change.new,
        change.old,
        change.after,
        change.before,
        change.field,
        change.others,
    )


def told(change: Change) -> tuple[object, ...]:
    return (change.code, change.old, change.new, change.before, change.after, change.field, change.others)


@st.composite
def versions(draw):
    """An agenda and another one made from it by some edits."""
    old = agenda(TITLES[: draw(st.integers(2, 7))])
    items = list(old.items)
    for _ in range(draw(st.integers(0, 3))):
        n = draw(st.integers(0, len(items) - 1))
        match draw(st.sampled_from(("drop", "swap", "title", "insert", "paper", "nest"))):
            case "drop" if len(items) > 1:
                del items[n]
            case "swap":
                items.insert(draw(st.integers(0, len(items) - 1)), items.pop(n))
            case "title":
                items[n] = replace(items[n], title=items[n].title + " and related subjects")
            case "insert":
                items.insert(n, Item(number="", title=TITLES[7]))
            case "paper":
                items[n] = replace(items[n], documentation=())
            case "nest" if n and not items[n].items:
                below = items.pop(n)
                items[n - 1] = replace(items[n - 1], items=(*items[n - 1].items, replace(below, number="(a)")))
    rows = tuple(row for row in old.programme if draw(st.integers(0, 4)))
    return old, replace(old, items=renumbered(items), programme=rows)


@settings(max_examples=60, deadline=None)
@given(versions())
def test_a_version_compared_with_itself_has_no_changes(pair):
    assert compare(pair[0], pair[0]).changes == compare(pair[1], pair[1]).changes == ()
    assert sentences(compare(pair[1], pair[1])) == []


@settings(max_examples=150, deadline=None)
@given(versions())
def test_both_ways_tell_the_same_in_the_mirror(pair):
    there, back = compare(*pair), compare(pair[1], pair[0])

    assert sorted(map(told, there.changes), key=str) == sorted(map(mirrored, back.changes), key=str)
    assert sorted((m.old, m.new) for m in there.matched) == sorted((m.new, m.old) for m in back.matched)


@settings(max_examples=60, deadline=None)
@given(versions())
def test_every_item_of_both_versions_is_accounted_for_and_every_difference_is_told(pair):
    old, new = pair
    result = compare(old, new)
    added = sum(c.code == "item.added" for c in result.changes)
    removed = sum(c.code == "item.removed" for c in result.changes)
    divided = [c for c in result.changes if c.code in ("item.divided", "item.united")]

    if not divided:
        assert len(result.matched) + added == len(list(walk(new.items)))
        assert len(result.matched) + removed == len(list(walk(old.items)))
    assert bool(result.changes) == (old != new)
    assert len(sentences(result)) <= len(result.changes)


def test_two_versions_of_ten_thousand_items_are_compared_in_seconds():
    many = tuple(Item(number=str(n), title=f"Subject {n} of the long list") for n in range(10_000))
    fewer = tuple(item for n, item in enumerate(many) if n % 3)
    result = compare(Agenda(items=many), Agenda(items=renumbered(fewer)))
    assert sum(c.code == "item.removed" for c in result.changes) == len(many) - len(fewer)


def test_the_two_real_versions_of_an_agenda_in_tables_are_told_apart(shared):
    from nemcon.documents import read
    from nemcon.documents.read.agenda import read_agenda

    both = []
    for version in ("0.2", "0.6"):
        path = shared / "cases" / f"wmo-2019-agenda-v{version}.docx"
        both.append(read_agenda(read.read(path.read_bytes(), name=path.name)))
    changes = compare(*both).changes

    assert compare(both[0], both[0]).changes == ()
    assert any(c.code == "item.field" and c.old == "3" and (c.before, c.after) == ("30", "20") for c in changes)
    assert {c.after for c in changes if c.code == "paper.added"} == {"Doc 5.6 NDACC", "Doc 5.7 ICOS-CP"}
    assert not [c for c in changes if c.code == "item.removed"]
