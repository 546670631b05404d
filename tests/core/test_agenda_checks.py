"""Checks: for each slip an agenda that is right but for it, and the one finding that it makes."""

import datetime as dt
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from nemcon.core.agenda import Agenda, Block, Item, Kept, Masthead, Paper
from nemcon.core.agenda_checks import MOST_ALIKE, check
from nemcon.core.numbering import follows, key, ranks
from nemcon.core.programme import Row, mark_continued

THURSDAY, FRIDAY = dt.date(2021, 3, 25), dt.date(2021, 3, 26)
WORDS = (Block(text="The Working Group will consider the item."),)


def row(date, start, end, item, title, **more):
    return Row(date=date, start=start, end=end, item=item, title=title, **more)


RIGHT = Agenda(
    masthead=Masthead(
        symbol="CTOC/COP/WG.3/2021/1",
        date=dt.date(2020, 12, 11),
        session="Vienna, 25 and 26 March 2021",
        opens=THURSDAY,
        closes=FRIDAY,
    ),
    items=(
        Item(
            number="1",
            title="Organizational matters",
            none_foreseen=True,
            items=(
                Item(number="(a)", title="Opening of the meeting", annotation=WORDS),
                Item(number="(b)", title="Adoption of the agenda and organization of work", annotation=WORDS),
            ),
        ),
        Item(
            number="2",
            title="Joint investigative bodies",
            annotation=WORDS,
            documentation=(Paper(title="Background paper", symbol="CTOC/COP/WG.3/2020/2"),),
        ),
        Item(number="3", title="Other matters", annotation=WORDS, none_foreseen=True),
        Item(number="4", title="Adoption of the report", annotation=WORDS, none_foreseen=True),
    ),
    programme=(
        row(THURSDAY, "10:00", "13:00", "1 (a)", "Opening of the meeting", day="Thursday, 25 March"),
        row(THURSDAY, "10:00", "13:00", "1 (b)", "Adoption of the agenda and organization of work"),
        row(THURSDAY, "10:00", "13:00", "2", "Joint investigative bodies"),
        row(THURSDAY, "15:00", "18:00", "2", "Joint investigative bodies", continued=True),
        row(FRIDAY, "10:00", "13:00", "3", "Other matters", day="Friday, 26 March"),
        row(FRIDAY, "10:00", "13:00", "4", "Adoption of the report"),
    ),
)


def with_item(place, **changes):
    items = list(RIGHT.items)
    items[place] = replace(items[place], **changes)
    return replace(RIGHT, items=tuple(items))


def with_head(**changes):
    return replace(RIGHT, masthead=replace(RIGHT.masthead, **changes))


def with_row(place, **changes):
    rows = list(RIGHT.programme)
    rows[place] = replace(rows[place], **changes)
    return replace(RIGHT, programme=tuple(rows))


def more_rows(*rows):
    return replace(RIGHT, programme=(*RIGHT.programme, *rows))


def without_programme(agenda):
    return replace(agenda, programme=())


def test_an_agenda_that_is_right_has_no_findings():
    assert check(RIGHT) == []


@pytest.mark.parametrize(
    ("agenda", "code", "severity", "place"),
    [
        (with_head(symbol=""), "masthead.no_symbol", "warning", "masthead"),
        (with_head(symbol="CTOC//1"), "symbol.malformed", "error", "masthead"),
        (with_head(date=None), "masthead.no_date", "warning", "masthead"),
        (with_head(opens=None), "masthead.no_meeting_dates", "warning", "masthead"),
        (
            without_programme(with_head(opens=FRIDAY, closes=THURSDAY)),
            "masthead.closes_before_opening",
            "error",
            "masthead",
        ),
        (with_head(date=dt.date(2021, 4, 1)), "masthead.dated_after_meeting", "warning", "masthead"),
        (with_head(date_text="31 February 2021"), "date.impossible", "error", "masthead"),
        (without_programme(with_item(3, number="5")), "number.gap", "warning", "item 5"),
        (without_programme(with_item(3, number="3")), "number.duplicate", "warning", "item 3"),
        (without_programme(with_item(3, number="")), "number.missing", "warning", "item “Adoption of the report”"),
        (without_programme(with_item(3, number="1 bis")), "number.order", "warning", "item 1 bis"),
        (without_programme(with_item(0, number="")), "number.missing", "warning", "item “Organizational matters”"),
        (with_item(2, title=" ", heading="Other matters"), "item.no_title", "error", "item 3"),
        (with_item(2, annotation=()), "item.no_annotation", "warning", "item 3"),
        (with_item(2, none_foreseen=False), "item.no_documentation", "note", "item 3"),
        (with_item(1, none_foreseen=True), "item.documents_although_none", "warning", "item 2"),
        (
            with_item(1, documentation=(Paper(title="Paper", symbol="CTOC/COP//2"),)),
            "symbol.malformed",
            "error",
            "item 2",
        ),
        (with_item(1, documentation=RIGHT.items[1].documentation * 2), "symbol.twice", "warning", "item 2"),
        (with_item(2, annotation=(Block(text="See CTOC/COP/2020/CRP.4."),)), "symbol.unknown", "note", "item 3"),
        (
            with_item(2, annotation=(Block(text="It opens on Monday, 25 March 2021."),)),
            "date.weekday",
            "error",
            "item 3",
        ),
        (
            with_item(2, annotation=(Block(text="It was held on 30 February 2020."),)),
            "date.impossible",
            "error",
            "item 3",
        ),
        (replace(RIGHT, unrecognised=(Kept(text="…", line=7),)), "words.not_understood", "warning", "line 7"),
        (replace(RIGHT, programme=RIGHT.programme[:-1]), "programme.never_taken", "warning", "item 4"),
        (
            more_rows(row(FRIDAY, "15:00", "18:00", "9", "Something")),
            "programme.unknown_item",
            "error",
            "Friday, 26 March, 3–6 p.m.",
        ),
        (
            with_row(4, title="A quite different subject"),
            "programme.title",
            "warning",
            "Friday, 26 March, 10 a.m.–1 p.m.",
        ),
        (with_row(4, continued=True), "programme.continued_first", "warning", "Friday, 26 March, 10 a.m.–1 p.m."),
        (with_row(3, continued=False), "programme.continued_missing", "warning", "Thursday, 25 March, 3–6 p.m."),
        (with_row(3, start="12:00"), "programme.overlap", "error", "Thursday, 25 March, noon–6 p.m."),
        (
            with_row(3, start="18:00", end="15:00"),
            "programme.ends_before_start",
            "error",
            "Thursday, 25 March, 6 p.m.–3 p.m.",
        ),
        (with_row(3, date=dt.date(2021, 3, 29)), "programme.outside_meeting", "error", "Monday, 29 March, 3–6 p.m."),
        (with_row(4, day="Monday, 26 March"), "date.weekday", "error", "Friday, 26 March, 10 a.m.–1 p.m."),
    ],
)
def test_a_single_slip_makes_a_single_finding(agenda, code, severity, place):
    findings = check(agenda)

    assert [(f.code, f.severity) for f in findings] == [(code, severity)]
    if code != "programme.ends_before_start":
        assert findings[0].place.replace("\xa0", " ") == place
    assert findings[0].sentence.endswith((".", "”"))
    assert findings[0].what_to_do


def test_an_agenda_without_items_and_one_without_annotations_say_so_once():
    assert [f.code for f in check(replace(RIGHT, items=(), programme=()))] == ["agenda.no_items"]
    bare = tuple(replace(item, annotation=(), items=()) for item in RIGHT.items)
    assert [f.code for f in check(replace(RIGHT, items=bare, programme=()))] == ["agenda.no_annotations"]


def test_parallel_tracks_do_not_overlap_and_breaks_are_no_sittings():
    rows = (
        row(FRIDAY, "15:00", "18:00", "2", "Joint investigative bodies", track="A", continued=True),
        row(FRIDAY, "16:00", "18:00", "3", "Other matters", track="B", continued=True),
        Row(date=FRIDAY, start="11:00", end="11:15", kind="break", title="Coffee break"),
    )
    assert check(more_rows(*rows)) == []


def test_an_item_is_taken_where_its_sub_items_or_the_item_above_it_are():
    whole = replace(RIGHT.programme[0], item="1", title="Organizational matters")
    assert check(replace(RIGHT, programme=(whole, *RIGHT.programme[2:]))) == []
    joint = row(FRIDAY, "10:00", "13:00", "3 and 4", "Other matters; Adoption of the report")
    assert check(replace(RIGHT, programme=(*RIGHT.programme[:4], joint))) == []


def test_ten_thousand_items_are_checked_in_seconds_and_told_in_few_sentences():
    items = tuple(Item(number="7", title=f"Item {n}", annotation=WORDS, none_foreseen=True) for n in range(10_000))
    findings = check(replace(RIGHT, items=items, programme=()))

    counts = Counter(f.code for f in findings)
    assert counts["number.duplicate"] == MOST_ALIKE + 1
    assert findings[-1].sentence == f"There are {9_999 - MOST_ALIKE} more findings of this kind (number.duplicate)."


numbers = st.sampled_from(("1", "2", "(a)", "b)", "iv", "15 bis", "", "0.1", "أ", "б)", "7B", "I", "*"))
texts = st.text(max_size=30) | st.sampled_from(("Opening", "25 March 2021", "A/75/L.7/Rev.1", "Monday, 31 February"))
items = st.recursive(
    st.builds(Item, number=numbers, title=texts),
    lambda below: st.builds(Item, number=numbers, title=texts, items=st.lists(below, max_size=3).map(tuple)),
    max_leaves=8,
)
clocks = st.sampled_from(("09:00", "10:00", "13:00", "15:00")) | st.none()
rows = st.builds(
    Row,
    date=st.dates() | st.none(),
    start=clocks,
    end=clocks,
    item=numbers.map(lambda n: n or None),
    title=texts,
    continued=st.booleans(),
    day=texts,
    track=st.sampled_from((None, "A")),
)


@settings(max_examples=80, deadline=None)
@given(st.lists(items, max_size=4).map(tuple), st.lists(rows, max_size=5).map(tuple), texts, st.dates() | st.none())
def test_no_agenda_however_odd_makes_the_check_fail(listed, programme, text, day):
    head = Masthead(symbol=text, session=text, date_text=text, opens=day, closes=day)
    for finding in check(Agenda(masthead=head, items=listed, programme=programme)):
        assert finding.sentence
        assert finding.what_to_do


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 1), st.sampled_from(("10:00", "15:00")), st.sampled_from("1234")), max_size=8))
def test_what_is_marked_by_mark_continued_has_no_finding_about_it(drawn):
    listed = [
        row(THURSDAY + dt.timedelta(days=day), start, f"{int(start[:2]) + 3}:00", item, "Item")
        for day, start, item in drawn
    ]
    marked = mark_continued(listed)
    codes = {f.code for f in check(replace(RIGHT, programme=tuple(marked)))}
    assert "programme.continued_first" not in codes
    assert "programme.continued_missing" not in codes


@pytest.mark.parametrize(
    "consecutive",
    [
        ["1", "2", "3"],
        ["(a)", "(b)", "(c)"],
        ["a)", "b)"],
        ["i", "ii", "iii", "iv", "v"],
        ["I", "II", "III"],
        ["(g)", "(h)", "(i)", "(j)"],
        ["14", "15", "15 bis", "15 ter", "16"],
        ["0.1", "0.2", "1", "2"],
        ["أ", "ب", "ج"],
        ["а)", "б)", "в)"],
        ["一", "二", "三"],
        ["7A", "7B"],
    ],
)
def test_numbers_in_every_style_of_the_field_are_seen_to_be_consecutive(consecutive):
    places = ranks(consecutive)
    assert None not in places
    assert places == sorted(places)
    assert all(follows(one, other) for one, other in pairwise(places))


def test_references_to_one_item_in_different_styles_are_the_same():
    assert key("1 (a)") == key("1(a)") == key("1A") == key("1 a)")
    assert key("0.1") != key("01")
