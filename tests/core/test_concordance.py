"""The languages of one agenda compared: equal facts in other words are no difference, and every other fact is one."""

import datetime as dt
import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from nemcon.core import calendar
from nemcon.core.agenda import Agenda, Block, Item, Note, Paper, decode
from nemcon.core.agenda_units import Place, Unit, units
from nemcon.core.concordance import Difference, compare_units, concordance
from nemcon.core.facts import KINDS, difference, read_facts
from nemcon.core.languages import LANGUAGES, Language
from nemcon.core.number_words import find_numbers_in_words
from nemcon.core.passage import Mark
from nemcon.core.states import state_names

DEMO = Path(__file__).parents[2] / "src/nemcon/demo/reference/ctoc-cop-wg3-2021-1.json"
STATES = state_names()
CODES = sorted(STATES.names["en"])
OTHERS: tuple[Language, ...] = tuple(tongue for tongue in LANGUAGES if tongue != "en")
ARABIC_INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@cache
def reference() -> Agenda:
    return decode(DEMO.read_bytes())


def same(one: str, other: str, language: str) -> list[str]:
    """The kinds of facts in which an English text and another differ."""
    ours, theirs = read_facts(one, (), "en", STATES), read_facts(other, (), language, STATES)
    return [kind for kind in KINDS if difference(ours, theirs, kind) != ([], [])]


# What is no difference


def test_the_six_languages_of_the_reference_agenda_say_the_same() -> None:
    assert concordance(reference(), STATES) == ()


@given(
    st.dates(dt.date(1946, 1, 1), dt.date(2099, 12, 1)), st.integers(1, 20), st.sampled_from(LANGUAGES), st.booleans()
)
def test_days_in_the_words_of_any_language_are_the_same_days(
    first: dt.date, more: int, language: Language, indic: bool
) -> None:
    last = first + dt.timedelta(days=more)
    for english, other in (
        (calendar.date(first, "en"), calendar.date(first, language)),
        (calendar.dates((first, last), "en"), calendar.dates((first, last), language)),
        (calendar.span(first, last, "en", words=True), calendar.span(first, last, language, words=True)),
        (calendar.span(first, last, "en"), calendar.span(first, last, language)),
    ):
        written = other.translate(ARABIC_INDIC) if indic and language == "ar" else other
        assert same(f"x {english}.", f"x {written}.", language) == []
        assert read_facts(written, (), language).said


def test_a_day_without_its_year_is_the_same_as_the_day_with_it() -> None:
    assert same("from 7 to 11 September 2020", "自2020年9月7日起，至9月11日止", "zh") == []
    assert same("on 31 July", "le 31 juillet", "fr") == []
    assert same("on 7 and 8 July", "يومي 7 و8 تموز/يوليه", "ar") == []
    assert same("in December 2020", "2020年12月", "zh") == []
    assert same("on 31 July", "le 30 juillet 2020", "fr") == ["date"]


@given(st.times(dt.time(0, 1)), st.sampled_from(LANGUAGES))
def test_an_hour_in_the_words_of_any_language_is_the_same_hour(time: dt.time, language: Language) -> None:
    time = time.replace(second=0, microsecond=0)
    before = {"ar": "الساعة ", "en": "at ", "fr": "à ", "es": "a las ", "ru": "в "}
    english = f"{before['en']}{calendar.hour(time, 'en')}"
    other = f"{before.get(language, '')}{calendar.hour(time, language)}"
    assert same(f"We begin {english}, then go on.", other, language) == []


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", "la douzième réunion; quarante-cinquième; soixante-dix-septième; quatre-vingt-dix-neuvième"),
        ("es", "la 12ª reunión; cuadragésimo quinto; 77º; nonagésimo noveno"),
        ("ru", "двенадцатому совещанию; на сорок пятой; семьдесят седьмая; 99-я"),
        ("zh", "第十二次会议；第四十五届；第七十七届；第99届"),
        ("ar", "الاجتماع الثاني عشر؛ الخامسة والأربعين؛ السابعة والسبعين؛ التاسعة والتسعين"),
    ],
)
def test_an_ordinal_in_words_is_the_number(language: str, words: str) -> None:
    assert same("the twelfth meeting; forty-fifth; 77th; ninety-ninth", words, language) == []
    assert same("the eleventh meeting; forty-fifth; 77th; ninety-ninth", words, language) == ["number"]


def test_numbers_are_the_same_however_a_language_writes_them() -> None:
    assert same("1,250 delegates, 2.5 per cent", "1 250 délégués, 2,5 %", "fr") == []
    assert same("1,250 delegates, 2.5 per cent", "1.250 delegados, 2,5%", "es") == []
    assert same("1,250 delegates, 2.5 per cent", "١٬٢٥٠ مندوبا و٢٫٥ في المائة", "ar") == []
    assert same("rules 8 and 11 of chapter IV", "第四章第8条和第11条", "zh") == []
    assert same("five days", "5 jours", "fr") == []
    assert same("five days", "6 jours", "fr") == ["number"]


def test_a_symbol_close_to_letters_of_another_script_is_a_symbol() -> None:
    assert same("see CTOC/COP/2020/10", "见CTOC/COP/2020/10号文件", "zh") == []
    assert same("see CTOC/COP/2020/10", "انظر \u2068CTOC/COP/2020/10\u2069", "ar") == []
    assert same("see CTOC/COP/2020/10", "见CTOC/COP/2020/11号文件", "zh") == ["symbol"]


@given(st.lists(st.sampled_from(CODES), min_size=1, max_size=6, unique=True), st.sampled_from(LANGUAGES))
def test_each_state_is_found_under_its_name_in_every_language(codes: list[str], language: str) -> None:
    text = "; ".join(STATES.name(code, language) for code in codes)
    assert [found.code for found in STATES.find(text, language)] == codes


def test_names_of_states_are_found_as_the_languages_bend_them() -> None:
    found = STATES.find("делегации Австрии, Нигерии и Нигера, в Соединенных Штатах Америки и Китае", "ru")
    assert [state.code for state in found] == ["AUT", "NGA", "NER", "USA", "CHN"]
    assert [state.code for state in STATES.find("والنمسا وللصين ولجمهورية كوريا", "ar")] == ["AUT", "CHN", "KOR"]
    assert [state.code for state in STATES.find("the jordan river and Turkey", "en")] == ["TUR"]
    assert [state.certain for state in STATES.find("دعم مالي", "ar")] == [False]


@given(st.integers(1, 99))
def test_chinese_and_english_say_the_same_ordinals(value: int) -> None:
    signs = "一二三四五六七八九"
    tens, ones = divmod(value, 10)
    han = ("" if tens < 2 else signs[tens - 1]) + ("十" if tens else "") + (signs[ones - 1] if ones else "")
    assert [number.value for number in find_numbers_in_words(f"第{han}届", "zh")] == [value]


@given(st.text(max_size=80), st.sampled_from([*LANGUAGES, "de"]))
def test_reading_never_fails(text: str, language: str) -> None:
    read_facts(text, (Mark(0, 0, "note", text[:3]),), language, STATES)
    assert same(text, text, "en") == []


# What is a difference


def put(agenda: Agenda, place: Place, text: str) -> Agenda:
    """The agenda with other words at `place`."""
    if place.item:
        return replace(agenda, items=_put_items(agenda.items, place, text, 0))
    if place.part == "notes":
        notes = list(agenda.notes)
        notes[place.block] = Note(mark=notes[place.block].mark, text=text)
        return replace(agenda, notes=tuple(notes))
    if place.part == "programme":
        rows = list(agenda.programme)
        rows[place.block] = replace(rows[place.block], title=text)
        return replace(agenda, programme=tuple(rows))
    head, _, field = place.part.partition(" ")
    assert head == "masthead"
    return replace(agenda, masthead=replace(agenda.masthead, **{field: text}))


def _put_items(items: tuple[Item, ...], place: Place, text: str, depth: int) -> tuple[Item, ...]:
    def one(item: Item) -> Item:
        if item.number != place.item[depth]:
            return item
        if depth + 1 < len(place.item):
            return replace(item, items=_put_items(item.items, place, text, depth + 1))
        if place.part == "title":
            return replace(item, title=text)
        listed: list[Block | Paper] = list(getattr(item, place.part))
        old = listed[place.block]
        listed[place.block] = replace(old, title=text) if isinstance(old, Paper) else replace(old, text=text)
        return replace(item, **{place.part: tuple(listed)})

    return tuple(one(item) for item in items)


def with_translation(agenda: Agenda, language: str, translation: Agenda) -> Agenda:
    return replace(agenda, translations={**agenda.translations, language: translation})


def facts_to_change() -> list[tuple[str, Place, Unit, int, int]]:
    """(language, place in the original, unit of the translation, start, end) of all figures in all languages."""
    found = []
    ours = units(reference())
    for language in OTHERS:
        theirs = units(reference().translations[language])
        assert len(ours) == len(theirs)
        for one, other in zip(ours, theirs, strict=True):
            found += [(language, one.place, other, *m.span()) for m in re.finditer("[0-9]+", other.text)]
    return found


FIGURES = facts_to_change()


@settings(max_examples=150)
@given(st.sampled_from(FIGURES), st.integers(1, 12))
def test_every_figure_changed_in_one_language_is_found_at_its_place(
    figure: tuple[str, Place, Unit, int, int], by: int
) -> None:
    """Whatever it is part of: a date, an hour, a symbol, a number."""
    language, place, unit, start, end = figure
    changed = f"{unit.text[:start]}{int(unit.text[start:end]) + by}{unit.text[end:]}"
    agenda = reference()
    agenda = with_translation(agenda, language, put(agenda.translations[language], unit.place, changed))
    found = concordance(agenda, STATES)
    assert found
    assert {(one.place, one.language) for one in found} == {(place, language)}


@given(st.sampled_from(OTHERS), st.lists(st.sampled_from(CODES), min_size=2, max_size=4, unique=True), st.data())
def test_a_state_changed_in_one_language_is_found_by_name(language: str, codes: list[str], data: st.DataObject) -> None:
    uncertain = {("ar", "MLI"), ("ar", "OMN"), ("ru", "TGO")}
    codes = [code for code in codes if not any(code == other for _, other in uncertain)] or ["AUT", "FRA"]
    other = data.draw(
        st.sampled_from([code for code in CODES if code not in codes and code not in ("MLI", "OMN", "TGO")])
    )
    place = Place(("4",), "annotation", 0)
    agenda = put(reference(), place, "; ".join(STATES.name(code, "en") for code in codes))
    for tongue in OTHERS:
        named = [*codes[:-1], other] if tongue == language else codes
        said = "; ".join(STATES.name(code, tongue) for code in named)
        agenda = with_translation(agenda, tongue, put(agenda.translations[tongue], place, said))
    assert concordance(agenda, STATES) == (
        Difference(
            kind="State",
            place=place,
            language=language,
            expected=STATES.name(codes[-1], language),
            found=STATES.name(other, language),
        ),
    )


def test_what_is_expected_is_said_in_the_words_of_the_translator() -> None:
    agenda = reference()
    session = replace(agenda.translations["ru"].masthead, session="Вена, 25 и 27 марта 2021 года")
    agenda = with_translation(agenda, "ru", replace(agenda.translations["ru"], masthead=session))
    assert [(one.kind, one.expected, one.found) for one in concordance(agenda, STATES)] == [
        ("date", "26\u00a0марта 2021\u00a0года", "27\u00a0марта 2021\u00a0года")
    ]


@pytest.mark.parametrize("language", OTHERS)
def test_the_number_of_an_item_the_hours_of_a_row_and_a_note_are_compared(language: str) -> None:
    agenda = reference()
    translation = agenda.translations[language]
    last = replace(translation.items[4], number="6")
    rows = (replace(translation.programme[0], start="10:30"), replace(translation.programme[1], item="2"))
    agenda = with_translation(
        agenda,
        language,
        replace(
            translation,
            items=(*translation.items[:4], last),
            programme=(*rows, *translation.programme[2:]),
            notes=(replace(translation.notes[0], mark="2"),),
        ),
    )
    found = [(one.kind, one.place) for one in concordance(agenda, STATES)]
    assert found == [
        ("numbering", Place(("5",), "title")),
        ("hour", Place((), "programme", 0)),
        ("numbering", Place((), "programme", 1)),
        ("note", Place((), "notes", 0)),
    ]


def test_a_paragraph_that_is_not_there_and_one_too_many_are_said_and_the_others_compared() -> None:
    agenda = reference()
    french = agenda.translations["fr"]
    second = french.items[1]
    without = replace(second, annotation=(second.annotation[0], second.annotation[2]))
    lost = with_translation(agenda, "fr", replace(french, items=(french.items[0], without, *french.items[2:])))
    found = concordance(lost, STATES)
    assert [(one.kind, one.place) for one in found] == [("missing", Place(("2",), "annotation", 1))]
    more = replace(second, annotation=(*second.annotation, Block(text="Rien de plus.")))
    too_many = with_translation(agenda, "fr", replace(french, items=(french.items[0], more, *french.items[2:])))
    found = concordance(too_many, STATES)
    assert [(one.kind, one.found) for one in found] == [("extra", "Rien de plus.")]


def test_an_item_that_is_not_translated_is_one_difference() -> None:
    agenda = reference()
    spanish = agenda.translations["es"]
    found = concordance(with_translation(agenda, "es", replace(spanish, items=spanish.items[:-1])), STATES)
    assert [(one.kind, one.place, one.expected) for one in found] == [
        ("missing", Place(("5",), "title"), "5 Adoption of the report")
    ]


def test_differences_come_in_the_order_of_the_document_then_of_the_languages() -> None:
    agenda = reference()
    for language in ("es", "ar"):
        translation = agenda.translations[language]
        for place in (
            Place(("2",), "documentation", 3),
            Place(("1", translation.items[0].items[0].number), "annotation"),
        ):
            agenda = with_translation(agenda, language, put(agenda.translations[language], place, "CTOC/COP/2020/1"))
    found = concordance(agenda, STATES)
    places = list(dict.fromkeys((one.place, one.language) for one in found))
    assert places == [
        (Place(("1", "(a)"), "annotation"), "ar"),
        (Place(("1", "(a)"), "annotation"), "es"),
        (Place(("2",), "documentation", 3), "ar"),
        (Place(("2",), "documentation", 3), "es"),
    ]


def test_a_unit_compared_with_itself_has_no_difference() -> None:
    for unit in units(reference()):
        assert list(compare_units(unit, unit, STATES)) == []
