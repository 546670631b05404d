"""An agenda becomes a document: order, numbering, punctuation and language, as the house style has them."""

import datetime as dt
from importlib import resources
from itertools import pairwise

import pytest
from msgspec.structs import replace

from nemcon.core import calendar
from nemcon.core.agenda import Agenda, Block, Item, Labels, Masthead, Note, Paper, Section, decode
from nemcon.core.languages import LANGUAGES
from nemcon.core.passage import Mark
from nemcon.core.programme import Row
from nemcon.documents.compose import words
from nemcon.documents.compose.agenda import compose
from nemcon.documents.model import Document, Entry, Heading, Listing, Paragraph, Table

REFERENCE = decode(resources.files("nemcon.demo.reference").joinpath("ctoc-cop-wg3-2021-1.json").read_bytes())
MARCH = dt.date(2021, 3, 25)


def headings(document: Document) -> list[tuple[int, str, str]]:
    return [(b.level, b.number, b.text.text) for b in document.blocks if isinstance(b, Heading)]


def listing(document: Document, role: str) -> Listing:
    return next(b for b in document.blocks if isinstance(b, Listing) and b.role == role)


def printed(entries: tuple[Entry, ...]) -> list[str]:
    return [
        line
        for entry in entries
        for line in (f"{entry.number} {entry.text.text}".strip(), *(f"  {below}" for below in printed(entry.entries)))
    ]


def table(document: Document) -> Table:
    return next(b for b in document.blocks if isinstance(b, Table))


def agenda(*items: Item, **more: object) -> Agenda:
    return Agenda(items=items, **more)  # type: ignore[arg-type]


TWO = (
    Item(number="1", title="Organizational matters", items=(Item(number="(a)", title="Opening of the meeting"),)),
    Item(number="2", title="Other matters", annotation=(Block(text="Nothing is known."),)),
)


# ---- the list ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("en", ["1. Organizational matters:", "  (a) Opening of the meeting.", "2. Other matters."]),
        ("fr", ["1. Questions d’organisation\u00a0:", "  a) Ouverture de la réunion.", "2. Questions diverses."]),
        ("es", ["1. Cuestiones de organización:", "  a) Apertura de la reunión.", "2. Otros asuntos."]),
        ("ru", ["1. Организационные вопросы:", "  a) открытие совещания.", "2. Прочие вопросы."]),
        ("zh", ["1. 组织事项：", "  (a) 会议开幕。", "2. 其他事项。"]),
        ("ar", ["1- المسائل التنظيمية:", "  (أ) افتتاح الاجتماع.", "2- مسائل أخرى."]),
    ],
)
def test_the_list_is_numbered_and_punctuated_as_its_language_has_it(language: str, lines: list[str]) -> None:
    assert printed(listing(compose(agenda(*TWO), language), "agenda").entries) == lines


@pytest.mark.parametrize(("language", "sign"), [("en", ";"), ("fr", "\u202f;"), ("ru", ";"), ("zh", "；"), ("ar", "؛")])
def test_sub_items_are_divided_by_semicolons_and_the_last_closes(language: str, sign: str) -> None:
    subs = tuple(Item(number=n, title="Other matters") for n in ("(a)", "(b)"))

    first, last = (
        listing(compose(agenda(Item(number="1", title="Other matters", items=subs)), language), "agenda")
        .entries[0]
        .entries
    )

    assert first.text.text.endswith(sign)
    assert last.text.text.endswith("。" if language == "zh" else ".")


@pytest.mark.parametrize("number", ["15 bis", "7B", "I", "0.1", "12"])
def test_an_agendas_own_numbers_stay_as_they_are_in_every_language(number: str) -> None:
    for language in LANGUAGES:
        entry = listing(compose(agenda(Item(number=number, title="Other matters")), language), "agenda").entries[0]
        assert entry.number.rstrip("-.") == number


def test_roman_letters_are_told_from_the_ninth_letter() -> None:
    nine = tuple(Item(number=f"({letter})", title="Lunch") for letter in "abcdefghi")
    roman = tuple(Item(number=f"({n})", title="Lunch") for n in ("i", "ii"))

    def numbers(items: tuple[Item, ...], language: str) -> list[str]:
        document = compose(agenda(Item(number="1", title="Lunch", items=items)), language)
        return [entry.number for entry in listing(document, "agenda").entries[0].entries]

    assert numbers(nine, "ar")[-1] == "(ط)"
    assert numbers(roman, "ar") == ["'1'", "'2'"]
    assert numbers(roman, "fr") == ["i)", "ii)"]


def test_a_title_that_ends_with_a_mark_gets_no_second_one() -> None:
    document = compose(agenda(Item(number="1", title="Where next?")), "en")

    assert listing(document, "agenda").entries[0].text.text == "Where next?"


def test_who_takes_an_item_and_how_long_it_is_stand_in_brackets_after_its_title() -> None:
    item = Item(number="1", title="Introduction", allocation="Plenary", duration=15, each=True)

    assert listing(compose(agenda(item), "en"), "agenda").entries[0].text.text == "Introduction (Plenary) (15’ each)."


@pytest.mark.parametrize(("language", "at"), [("en", 14), ("fr", 13), ("ru", 13)])
def test_a_note_mark_stands_after_the_full_stop_in_english_and_before_it_elsewhere(language: str, at: int) -> None:
    item = Item(number="1", title="Other thoughts"[:13], marks=(Mark(13, 13, "note", "*"),))
    entry = listing(compose(replace(agenda(item), language=language), language), "agenda").entries[0]

    assert entry.text.text[13:] == "."
    assert entry.text.marks == (Mark(at, at, "note", "*"),)


# ---- annotations ---------------------------------------------------------------------------


def test_an_annotation_to_sub_items_together_follows_their_headings() -> None:
    subs = (Item(number="(a)", title="Bodies"), Item(number="(b)", title="Techniques"))
    item = Item(number="2", title="On these issues", annotation=(Block(text="Both."),), items=subs)

    blocks = compose(agenda(item), "en").blocks[3:]

    assert [b.text.text for b in blocks if isinstance(b, Heading | Paragraph)] == [
        "On these issues:", "Bodies", "Techniques", "Both.",
    ]  # fmt: skip


def test_an_item_whose_sub_items_have_annotations_comes_with_its_own_first() -> None:
    sub = Item(number="(a)", title="Bodies", annotation=(Block(text="Of the part."),))
    item = Item(number="2", title="Issues", annotation=(Block(text="Of the whole."),), items=(sub,))

    blocks = compose(agenda(item), "en").blocks[3:]

    assert [b.text.text for b in blocks if isinstance(b, Heading | Paragraph)] == [
        "Issues", "Of the whole.", "Bodies", "Of the part.",
    ]  # fmt: skip


def test_documents_are_listed_with_title_and_symbol_in_brackets() -> None:
    papers = (Paper(title="Background paper", symbol="CTOC/COP/WG.3/2020/2"), Paper(title="Report A/1", symbol="A/1"))
    item = Item(number="1", title="Issues", documentation=papers)

    first, second = listing(compose(agenda(item), "en"), "documentation").entries

    assert first.text.text == "Background paper (CTOC/COP/WG.3/2020/2)"
    assert first.text.marks == (Mark(18, 38, "symbol", "CTOC/COP/WG.3/2020/2"),)
    assert second.text.text == "Report A/1"
    chinese = listing(compose(replace(agenda(item), language="zh"), "zh"), "documentation").entries[0]
    assert chinese.text.text == "Background paper（CTOC/COP/WG.3/2020/2）"


def test_points_of_an_annotation_become_one_list_with_its_levels() -> None:
    blocks = tuple(
        Block(kind="entry", number=n, level=level, text=t)
        for n, level, t in [("(a)", 0, "one"), ("(i)", 1, "one below"), ("(ii)", 1, "two below"), ("(b)", 0, "two")]
    )
    document = compose(agenda(Item(number="1", title="Issues", annotation=(Block(text="Under:"), *blocks))), "en")

    assert printed(listing(document, "points").entries) == ["(a) one", "  (i) one below", "  (ii) two below", "(b) two"]


def test_a_document_whose_annotations_stand_in_the_list_is_not_listed_twice() -> None:
    document = compose(agenda(*TWO, labels=Labels(agenda="ANNOTATED AGENDA")), "en")

    assert [text for _, _, text in headings(document)] == [
        "ANNOTATED AGENDA", "Organizational matters", "Opening of the meeting", "Other matters",
    ]  # fmt: skip
    assert not [b for b in document.blocks if isinstance(b, Listing)]


def test_an_agenda_without_annotations_has_no_chapter_of_them() -> None:
    document = compose(agenda(Item(number="1", title="Lunch")), "en")

    assert headings(document) == [(1, "", "Provisional agenda")]
    assert document.title.text == "Provisional agenda"


@pytest.mark.parametrize("language", LANGUAGES)
def test_headings_go_down_one_level_at_a_time_and_anchors_are_unique(language: str) -> None:
    document = compose(REFERENCE, language)
    levels = [level for level, _, _ in headings(document)]
    anchors = [b.anchor for b in document.blocks if isinstance(b, Heading) and b.anchor]

    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert len(anchors) == len(set(anchors))
    assert anchors == [b.anchor for b in compose(REFERENCE, "en").blocks if isinstance(b, Heading) and b.anchor]


def test_sections_stand_in_their_places() -> None:
    sections = tuple(
        Section(place=place, heading=f"Part {place}", blocks=(Block(text=f"Text {place}"),))  # type: ignore[arg-type]
        for place in ("before", "between", "after", "annex")
    )
    document = compose(agenda(*TWO, sections=sections, programme=(Row(date=MARCH, item="2", title="x"),)), "en")

    assert [text for level, _, text in headings(document) if level == 1] == [
        "Part before", "Provisional agenda", "Part between", "Annotations", "Part after",
        "Proposed organization of work", "Part annex",
    ]  # fmt: skip


# ---- the organization of work --------------------------------------------------------------

ROWS = (
    Row(date=MARCH, start="10:00", end="13:00", item="1 (a)", title="Opening of the meeting"),
    Row(date=MARCH, start="10:00", end="13:00", item="2", title="Other matters"),
    Row(date=MARCH, start="15:00", end="18:00", item="2", title="Other matters", continued=True),
)


def test_the_hours_of_a_sitting_span_its_rows() -> None:
    made = table(compose(agenda(*TWO, programme=ROWS), "en"))

    assert made.columns == ("time", "item", "title")
    assert [group.head.text for group in made.groups] == ["Thursday, 25\u00a0March"]
    assert [[(c.text.text, c.rows) for c in row] for row in made.groups[0].rows] == [
        [("10\u00a0a.m.–1\u00a0p.m.", 2), ("1 (a)", 1), ("Opening of the meeting", 1)],
        [("2", 1), ("Other matters", 1)],
        [("3–6\u00a0p.m.", 1), ("2", 1), ("Other matters (continued)", 1)],
    ]


@pytest.mark.parametrize(("minutes", "printed"), [(2, "2 دقيقة"), (3, "3 دقائق"), (10, "10 دقائق"), (11, "11 دقيقة"),
    (20, "20 دقيقة"), (100, "100 دقيقة"), (105, "105 دقائق")])  # fmt: skip
def test_minutes_have_the_number_that_arabic_asks_for(minutes: int, printed: str) -> None:
    assert words.length(minutes, False, "ar") == printed
    assert words.length(minutes, True, "ar") == f"{printed} لكل منها"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("minutes", [1, 5, 20, 90])
@pytest.mark.parametrize("each", [False, True])
def test_a_length_as_we_print_it_is_read_again(minutes: int, each: bool, language: str) -> None:
    found = calendar.read_duration(f"Item ({words.length(minutes, each, language)})")

    assert found is not None
    assert (found.minutes, found.each) == (minutes, each)


@pytest.mark.parametrize(
    ("language", "item", "last"),
    [
        ("fr", "1 a)", "Questions diverses (suite)"),
        ("zh", "1(a)", "其他事项（续）"),
        ("ar", "1 (أ)", "مسائل أخرى (تابع)"),
        ("ru", "1 a)", "Прочие вопросы (продолжение)"),
    ],
)
def test_references_and_continuations_are_those_of_the_language(language: str, item: str, last: str) -> None:
    rows = table(compose(agenda(*TWO, programme=ROWS), language)).groups[0].rows
    text = rows[-1][-1].text

    assert rows[0][1].text.text == item
    assert text.text == last
    mark = text.marks[0]
    assert mark.kind == "italic"
    assert text.text[mark.start : mark.end] == last.strip("）)").replace("（", "(").split("(")[-1]


def test_what_the_document_printed_itself_is_printed_as_it_stood() -> None:
    row = Row(date=MARCH, day="Thu 25/3", start="09:00", end="17:00", time="(09:00 – 17:00)", title="All")

    made = table(compose(agenda(*TWO, programme=(row,)), "en"))

    assert made.groups[0].head.text == "Thu 25/3"
    assert made.groups[0].rows[0][0].text.text == "(09:00 – 17:00)"
    assert table(compose(agenda(*TWO, programme=(row,)), "fr")).groups[0].head.text == "Jeudi 25\u00a0mars"


def test_tracks_have_a_column_and_breaks_have_no_item() -> None:
    rows = (
        Row(date=MARCH, start="10:00", end="13:00", track="Plenary", item="1 (a)", title="Opening"),
        Row(date=MARCH, start="10:00", end="13:00", track="WG I", item="2", title="Other matters"),
        Row(date=MARCH, start="13:00", end="15:00", title="Lunch", kind="break"),
    )

    made = table(compose(agenda(*TWO, programme=rows), "en"))

    assert made.columns == ("time", "track", "item", "title")
    assert [[c.text.text for c in row] for row in made.groups[0].rows][1:] == [
        ["WG I", "2", "Other matters"],
        ["1–3\u00a0p.m.", "", "", "Lunch"],
    ]


# ---- languages -----------------------------------------------------------------------------


def test_lines_of_the_masthead_are_localized_in_french_and_english_in_russian() -> None:
    masthead = Masthead(
        distribution="Distr.: General", date=dt.date(2020, 12, 11), original="Original: English",
        session="Vienna, 25 and 26 March 2021", place="Vienna", opens=MARCH, closes=dt.date(2021, 3, 26),
        item="Item 2 (a) of the provisional agenda",
    )  # fmt: skip
    english, french, russian, arabic = (
        compose(agenda(*TWO, masthead=masthead), language).head for language in ("en", "fr", "ru", "ar")
    )

    assert english.lines == ("Distr.: General", "11\u00a0December 2020", "", "Original: English")
    assert french.lines == ("Distr. générale", "11\u00a0décembre 2020", "Français", "Original\u00a0: anglais")
    assert russian.lines == ("Distr.: General", "11\u00a0December 2020", "Russian", "Original: English")
    assert french.session.text == "Vienne, 25 et 26\u00a0mars 2021"
    assert russian.session.text == "Вена, 25 и 26\u00a0марта 2021\u00a0года"
    assert french.item.text == "Point 2 a) de l’ordre du jour provisoire"
    assert arabic.item.text == "البند 2 (أ) من جدول الأعمال المؤقت"


def test_what_has_no_translation_is_a_passage_in_its_own_language_and_the_document_says_so() -> None:
    item = Item(number="3", title="Impact of the pandemic", annotation=(Block(text="A year later."),))

    document = compose(agenda(item, masthead=Masthead(organ="Plenary")), "fr")

    languages = {p.text: p.language for p in words.passages(document)}
    assert languages["Impact of the pandemic."] == languages["A year later."] == "en"
    assert languages["Plenary"] == "en"  # the name of a body is never made from phrases
    assert languages["Ordre du jour provisoire"] == ""
    assert "Traduction non officielle" in document.unofficial
    assert "anglais" in document.unofficial


def test_a_translation_is_printed_and_only_its_gaps_are_filled_from_the_original() -> None:
    english = agenda(
        Item(number="1", title="All", annotation=(Block(text="Said."),), documentation=(Paper(title="P", symbol="A"),)),
        Item(number="2", title="Rest", annotation=(Block(text="More."),)),
        notes=(Note(mark="1", text="English note"),),
    )  # fmt: skip
    french = Agenda(language="fr", items=(Item(number="1", title="Questions", annotation=(Block(text="Dit."),)),))

    document = compose(replace(english, translations={"fr": french}), "fr")

    languages = {p.text: p.language for p in words.passages(document)}
    assert languages["Questions."] == languages["Dit."] == ""
    assert languages["P (A)"] == languages["Rest."] == languages["More."] == languages["English note"] == "en"
    assert "Said." not in languages
    assert document.unofficial.startswith("Les textes")  # an official translation, with gaps


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_reference_case_is_complete_in_every_language(language: str) -> None:
    document = compose(REFERENCE, language)

    assert not [p for p in words.passages(document) if p.language]
    assert [len(group.rows) for group in table(document).groups] == [4, 3]
    assert len(listing(document, "agenda").entries) == 5
    assert bool(document.unofficial) == (language != "en")
    assert document.illustrative
    assert document.illustrative_mark
    assert document.date == dt.date(2020, 12, 11)


def test_french_spaces_are_fixed_before_high_punctuation_and_inside_quotation_marks() -> None:
    assert words.spaced("dit : « oui » ; non ?", "fr") == "dit\u00a0: «\u00a0oui\u00a0»\u202f; non\u202f?"
    assert words.spaced("said : no", "en") == "said : no"


def test_a_day_never_leaves_its_month() -> None:
    assert words.spaced("on 7 and 8 July 2020 at 10 a.m.", "en") == "on 7 and 8\u00a0July 2020 at 10\u00a0a.m."
    assert words.spaced("le 1er novembre", "fr") == "le 1er\u00a0novembre"
    assert words.spaced("7 и 8 июля 2020 года", "ru") == "7 и 8\u00a0июля 2020\u00a0года"
    assert words.spaced("8 de julio de 2020", "es") == "8\u00a0de julio de 2020"


def test_marks_move_along_when_words_are_joined() -> None:
    first = words.Passage("one", (Mark(3, 3, "note", "1"),))
    second = words.Passage("two", (Mark(0, 3, "italic"),))

    assert words.joined(first, " (", second, ")") == words.Passage(
        "one (two)", (Mark(3, 3, "note", "1"), Mark(5, 8, "italic"))
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_composing_twice_gives_the_same_document(language: str) -> None:
    assert compose(REFERENCE, language) == compose(REFERENCE, language)


@pytest.mark.parametrize(("language", "numbers"), [("en", "2 and 3"), ("fr", "2 et 3"), ("zh", "2和3"), ("ar", "2 و3")])
def test_items_that_are_taken_together_stand_in_one_row(language: str, numbers: str) -> None:
    rows = (
        Row(item="2", title="First", start="10:00", end="13:00", day="Monday"),
        Row(item="3", title="Second", joint=True, start="10:00", end="13:00", day="Monday"),
        Row(item="4", title="Third", start="10:00", end="13:00", day="Monday"),
    )
    document = compose(Agenda(language=language, programme=rows), language)
    table = next(block for block in document.blocks if isinstance(block, Table))

    assert [[cell.text.text for cell in row][-2:] for row in table.groups[0].rows] == [
        [numbers, "First" + words.LIST_MARKS[language][1] + " Second"],
        ["4", "Third"],
    ]
    assert table.groups[0].rows[0][0].rows == 2, "the hours stand over both rows"


def test_headings_begin_at_the_first_level_where_text_without_a_title_begins_the_document() -> None:
    """PDF/UA asks for it, so such an agenda could not be printed."""
    introduction = Section(place="before", blocks=(Block(text="Text."), Block(kind="heading", text="A heading")))

    assert headings(compose(agenda(sections=(introduction,)), "en")) == [(1, "", "A heading")]
    assert headings(compose(agenda(*TWO, sections=(introduction,)), "en"))[:2] == [
        (1, "", "A heading"),
        (1, "", "Provisional agenda"),
    ]
