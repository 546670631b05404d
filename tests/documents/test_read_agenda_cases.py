"""The real agendas of ../shared/cases, with what was counted in them by hand."""

import difflib
import json
import re
from pathlib import Path

import pytest

from nemcon.core.agenda import Agenda, encode, walk
from nemcon.core.programme import sittings
from nemcon.documents.compose.agenda import compose
from nemcon.documents.read import read, read_path
from nemcon.documents.read.agenda import read_agenda
from nemcon.documents.source import Line, Table
from nemcon.documents.write.docx import docx
from nemcon.documents.write.text import text

REFERENCE = "ctoc-wg3-2021-agenda.txt"

# name: (items at the top, items at any depth, sittings) counted by hand in the file
COUNTED = {
    REFERENCE: (5, 9, 4),
    # None: counted day by day in a test of its own
    "atcm19-inf2-provisional-agenda.txt": (21, 61, None),
    "atcm18-info4rev1-provisional-agenda-allocation.txt": (20, 50, 0),
    "atcm21-ip73-annotated-agenda.txt": (19, 37, 0),
    "atcm19-info1-information-for-delegates-timetable.txt": (0, 0, None),
    "wmo-2019-agenda-v0.2.docx": (11, 11, None),
    "wmo-2019-agenda-v0.6.docx": (12, 12, None),
}


def agenda_of(shared: Path, name: str) -> Agenda:
    return read_agenda(read_path(shared / "cases" / name))


def words(said: str) -> list[str]:
    """The words without the stored copies' mark-up: <i>, **, links."""
    return re.findall(r"\w+", re.sub(r"</?[a-z]+>|\*\*|\]\(#\)|\[", " ", said))


def likeness(a: list[str], b: list[str]) -> float:
    return difflib.SequenceMatcher(None, a, b, autojunk=False).ratio()


@pytest.mark.parametrize("name", COUNTED)
def test_each_case_has_the_items_and_sittings_that_were_counted_by_hand(shared: Path, name: str) -> None:
    agenda = agenda_of(shared, name)
    top, deep, held = COUNTED[name]

    assert len(agenda.items) == top
    assert sum(1 for _ in walk(agenda.items)) == deep
    if held is not None:
        assert len(sittings(agenda.programme)) == held


@pytest.mark.parametrize("name", COUNTED)
def test_at_most_two_words_in_a_hundred_of_a_case_are_unrecognised(shared: Path, name: str) -> None:
    source = read_path(shared / "cases" / name)
    said = [p.text for p in source.pieces if isinstance(p, Line) and not p.text.startswith("# SOURCE")]
    said += [ln.text for p in source.pieces if isinstance(p, Table) for r in p.rows for c in r for ln in c.lines]
    total = sum(len(s.split()) for s in said)

    unknown = sum(len(kept.text.split()) for kept in read_agenda(source).unrecognised)

    assert unknown <= 0.02 * total


@pytest.mark.parametrize("name", [n for n in COUNTED if n.endswith(".txt")])
def test_every_word_of_a_case_is_somewhere_in_the_json(shared: Path, name: str) -> None:
    source = (shared / "cases" / name).read_text("utf-8")
    held = set(words(" ".join(_strings(json.loads(encode(agenda_of(shared, name)))))))
    held |= {w for s in _strings(json.loads(encode(agenda_of(shared, name)))) for w in s.split("-")}

    lost = [w for w in words(source) if w not in held and not _is_structure(w, source, held)]

    assert not lost


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [s for v in value.values() for s in _strings(v)]
    if isinstance(value, list):
        return [s for v in value for s in _strings(v)]
    return []


def _is_structure(word: str, source: str, held: set[str]) -> bool:
    """What became structure: the half of a word broken at the end of a line; "Item", "continued"; "ii )"."""
    if word.casefold() in ("item", "continued", "i", "o"):
        return True
    broken = re.findall(r"(\w+)-\s*\n\s*(?:[^\n]*?\s{3,})?(\w+)", source)
    parts = {w for pair in broken for w in pair}
    return word in parts or any(word in joined for joined in held if len(word) > 2)


def test_the_reference_agenda_goes_through_json_and_comes_back_as_the_same_words(shared: Path) -> None:
    source = (shared / "cases" / REFERENCE).read_text("utf-8")

    written = text(compose(agenda_of(shared, REFERENCE), "en"))

    assert likeness(words(source), words(written)) >= 0.995


def test_the_reference_agenda_goes_through_word_and_comes_back_as_the_same_words(shared: Path) -> None:
    source = (shared / "cases" / REFERENCE).read_text("utf-8")

    again = read_agenda(read(docx(compose(agenda_of(shared, REFERENCE), "en"))))

    assert likeness(words(source), words(text(compose(again, "en")))) >= 0.995


def test_a_word_file_gives_back_the_very_agenda_that_it_was_written_from(shared: Path) -> None:
    first = agenda_of(shared, REFERENCE)
    again = read_agenda(read(docx(compose(first, "en"))))

    assert again.items == first.items
    assert again.programme == first.programme
    assert again.masthead == first.masthead
    assert again.labels == first.labels


def test_the_reference_agenda_is_understood(shared: Path) -> None:
    agenda = agenda_of(shared, REFERENCE)
    second, fourth = agenda.items[1], agenda.items[3]

    assert [p.symbol for p in second.documentation] == [
        "CTOC/COP/WG.3/2020/2",
        "CTOC/COP/WG.3/2020/3",
        "CTOC/COP/WG.3/2020/4",
        "CTOC/COP/2020/CRP.4",
    ]
    assert len(second.annotation) == 7, "the annotation is the item's and not its last sub-item's"
    assert not any(sub.annotation for sub in second.items)
    assert fourth.none_foreseen
    assert str(agenda.masthead.date) == "2020-12-11"
    assert (agenda.masthead.place, str(agenda.masthead.opens), str(agenda.masthead.closes)) == (
        "Vienna",
        "2021-03-25",
        "2021-03-26",
    )
    assert [(str(r.date), r.start, r.end, r.item, r.continued) for r in agenda.programme] == [
        ("2021-03-25", "10:00", "13:00", "1 (a)", False),
        ("2021-03-25", "10:00", "13:00", "1 (b)", False),
        ("2021-03-25", "10:00", "13:00", "2", False),
        ("2021-03-25", "15:00", "18:00", "2", True),
        ("2021-03-26", "10:00", "13:00", "3", False),
        ("2021-03-26", "15:00", "18:00", "4", False),
        ("2021-03-26", "15:00", "18:00", "5", False),
    ]


def test_the_timetable_of_two_weeks_has_every_pair_of_hours_of_each_day(shared: Path) -> None:
    agenda = agenda_of(shared, "atcm19-inf2-provisional-agenda.txt")
    hours: dict[str, set[tuple[str | None, str | None]]] = {}
    for row in agenda.programme:
        if row.start:
            hours.setdefault(str(row.date), set()).add((row.start, row.end))

    # counted by hand: four sittings a day from 8 to 12 May and from 15 to 18 May, two on the 19th
    assert {day: len(found) for day, found in hours.items()} == {
        **{f"1995-05-{d:02}": 4 for d in (8, 9, 10, 11, 12, 15, 16, 17, 18)},
        "1995-05-19": 2,
    }
    on_the_12th = [
        (r.track, r.item, r.title) for r in agenda.programme if str(r.date) == "1995-05-12" and r.start == "09:30"
    ]
    assert on_the_12th == [
        ("TEWG", "13 b)", "Waste Disposal and Waste Management"),
        ("Expert Meeting", None, "Expert Meeting on the Secretariat"),
    ]


def test_a_footnote_that_names_the_timetable_is_not_its_heading(shared: Path) -> None:
    agenda = agenda_of(shared, "atcm19-inf2-provisional-agenda.txt")

    assert agenda.labels.programme == "Provisional Schedule of the XIXth Antarctic Treaty Consultative Meeting"
    assert [note.text for note in agenda.notes] == ["Attachment: Provisional Schedule of the XIXth ATCM"]


def test_items_shared_between_bodies_name_them(shared: Path) -> None:
    agenda = agenda_of(shared, "atcm18-info4rev1-provisional-agenda-allocation.txt")
    taken = {item.number: item.allocation for item in agenda.items}

    assert taken["1"] == "Plenary"
    assert taken["6"] == "Plenary/WG I"
    assert taken["7"] == "WG I", "the allocation stands on a line of its own"
    assert [i.allocation for i in agenda.items[8].items] == ["WG I", "WG II"]
    assert any("Wolfgang" in kept.text for kept in agenda.furniture), "written by hand beside an item"


def test_lettered_sentences_among_annotations_are_text_and_lettered_titles_are_items(shared: Path) -> None:
    agenda = agenda_of(shared, "atcm21-ip73-annotated-agenda.txt")
    by_number = {item.number: item for item in agenda.items}

    assert not by_number["2"].items
    assert len(by_number["2"].annotation) == 4
    assert [i.number for i in by_number["6"].items] == ["a)", "b)", "c)", "d)", "e)", "f)", "g)"]
    assert [b.number for b in by_number["7"].annotation] == ["a)", "b)", "c)", "c)"], "a number used twice stays"
    assert len(by_number["5"].items[0].items) == 6
    assert [i.allocation for i in by_number["6"].items] == ["WGI", *["TEWG"] * 5, "WGI"]


def test_a_grid_of_days_and_tracks_is_read_cell_by_cell(shared: Path) -> None:
    agenda = agenda_of(shared, "atcm19-info1-information-for-delegates-timetable.txt")
    rows = {(str(r.date), r.session, r.track, r.item, r.continued) for r in agenda.programme}

    assert ("1995-05-09", "a.m.", "TEWG (Rm A)", "10", False) in rows
    assert ("1995-05-10", "a.m.", "TEWG (Rm A)", "10", True) in rows
    assert ("1995-05-17", "a.m.", "W/G I (Rm A)", "7 C", False) in rows
    assert ("1995-05-18", "a.m.", "W/G II (Rm C)", "17A", False) in rows
    assert {(r.start, r.end) for r in agenda.programme if r.session == "a.m."} == {("09:30", "12:30")}


def test_an_agenda_in_a_table_keeps_its_breaks_its_lengths_and_an_item_split_by_lunch(shared: Path) -> None:
    agenda = agenda_of(shared, "wmo-2019-agenda-v0.2.docx")
    by_number = {item.number: item for item in agenda.items}

    assert [i.number for i in agenda.items] == [str(n) for n in range(11)]
    assert by_number["1"].duration == 30
    assert by_number["4"].each
    assert [p.number for p in by_number["4"].documentation] == [f"Doc 4.{n}" for n in range(1, 8)]
    assert [(r.start, r.end) for r in agenda.programme if r.item == "4"] == [("11:00", "12:30"), ("14:00", "15:30")]
    assert sum(1 for r in agenda.programme if r.kind == "break") == 9
    assert {str(r.date) for r in agenda.programme} == {"2019-10-01", "2019-10-02", "2019-10-03"}
    assert [r.continued for r in agenda.programme if r.item == "8"] == [False, True]
