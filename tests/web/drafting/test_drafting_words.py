"""Findings and changes in the reader's language: every code has its sentence, and no English slips in."""

import datetime as dt
import re
from typing import get_args

import polib
import pytest
from django.utils.translation import override
from msgspec.structs import replace

from nemcon.core.agenda import Agenda, Block, Item, Labels, Masthead, Note, Paper, Section
from nemcon.core.agenda_rules import REFERENCE, Known, Meeting, every_finding, sources
from nemcon.core.agenda_versions import Change, Code, Comparison, compare
from nemcon.core.finding import CODES, KINDS, Finding, Part, Rule
from nemcon.core.languages import LANGUAGES
from nemcon.core.programme import Row
from nemcon.core.slots import USUAL
from nemcon.web import locale_extract
from nemcon.web.drafting import comparison_words, finding_words, shown
from nemcon.web.drafting.comparison_words import OF_FIELDS, said, sentences
from nemcon.web.drafting.fact_words import field_name
from nemcon.web.drafting.finding_words import place_of, rule_sentence, sentence, what_to_do

DAY, NEXT = "2021-03-25", "2021-03-26"
VALUES = {
    "date": DAY,
    "hour": "15:00",
    "number": "8500",
    "symbol": "Ц/1",
    "reference": "2 (б)",
    "language": "fr",
    "fields": "title session",
    "words": "Прочие вопросы",
}
SITTING = (
    ("sitting_date", DAY),
    ("sitting_start", "10:00"),
    ("sitting_end", "13:00"),
    ("sitting_session", "1-е заседание"),
    ("sitting_track", "Пленум"),
)


def finding(code, part="items", **more):
    facts = {name: VALUES[KINDS[name]] for name in CODES[code]}
    if "closes" in facts:
        facts["closes"] = NEXT
    return Finding(
        code=code,
        severity="note",
        place="somewhere in English",
        sentence="An English sentence.",
        what_to_do="Something in English.",
        facts=(*facts.items(), *more.pop("facts", ())),
        part=part,
        **more,
    )


def latin(text):
    """The Latin letters of a text without the example of a symbol."""
    return re.findall("[A-Za-z]+", text.replace("CTOC/COP/WG.3/2021/1", ""))


@pytest.fixture(scope="module")
def strange_texts(tmp_path_factory):
    """Texts in which every string of the interface is translated, each letter by the same Russian one."""
    kept = re.compile(r"(%\(\w+\)s|<[^>]+>)")

    def words(text):
        return "".join(part if kept.fullmatch(part) else re.sub("[A-Za-z]", "ж", part) for part in kept.split(text))

    po = polib.POFile()
    po.metadata = {"Content-Type": "text/plain; charset=UTF-8", "Plural-Forms": locale_extract.PLURALS["ru"]}
    for one, (many, _places) in locale_extract.strings().items():
        entry = polib.POEntry(msgid=one)
        if many:
            entry.msgid_plural = many
            entry.msgstr_plural = dict.fromkeys(range(3), words(many))
        else:
            entry.msgstr = words(one)
        po.append(entry)
    folder = tmp_path_factory.mktemp("strange")
    (folder / "ru" / "LC_MESSAGES").mkdir(parents=True)
    po.save_as_mofile(str(folder / "ru" / "LC_MESSAGES" / "django.mo"))
    return folder


@pytest.fixture
def strange(settings, strange_texts):
    """The interface with these texts for Russian."""
    settings.LOCALE_PATHS = [strange_texts]
    shown._labels.cache_clear()
    yield
    shown._labels.cache_clear()


# --- Findings -----------------------------------------------------------------------------------------------------


def test_every_code_that_the_core_can_give_has_a_sentence_and_a_thing_to_do_and_no_other_has():
    assert set(finding_words.WORDS) == set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_a_sentence_has_all_its_facts_and_ends_as_one(code):
    one = finding(code)
    with override("en"):
        for text in (sentence(one), what_to_do(one)):
            assert "%" not in text
            assert text.endswith((".", ":"))
            assert "English" not in text


@pytest.mark.parametrize("code", CODES)
def test_no_english_slips_into_a_sentence_of_another_language(code, strange):
    bare = replace(
        finding(code), facts=tuple((name, "" if name in ("text", "before") else v) for name, v in finding(code).facts)
    )
    for one in (finding(code), bare, finding(code, facts=(("more", "7"),))):
        assert latin(sentence(one, "ru")) == []
        assert latin(what_to_do(one, "ru")) == []


@pytest.mark.parametrize("part", get_args(Part))
@pytest.mark.parametrize("language", ["", "fr"])
def test_no_english_slips_into_a_place(part, language, strange):
    one = finding("symbol.twice", part=part, language=language, item="2 (б)", facts=SITTING)
    nameless = finding("symbol.twice", part=part, language=language, facts=(("named", "Прочие вопросы"),))
    for place in (place_of(one, "ru"), place_of(nameless, "ru")):
        assert latin(place) == []
        assert place or not part


@pytest.mark.parametrize("source", sources())
@pytest.mark.parametrize("force", ["binds", "mutatis mutandis", "practice"])
def test_every_rule_to_begin_with_is_worded_in_the_language_of_the_reader(source, force, strange):
    for number, unit in ((0, ""), (1, "days"), (6, "weeks"), (2, "working days"), (8500, "words")):
        rule = Rule(code="x", source=source, force=force, number=number, unit=unit, languages=LANGUAGES)
        assert latin(rule_sentence(rule, "ru")) == []


def test_the_sources_that_pages_know_are_those_of_the_rules():
    with override("en"):
        assert sorted(map(str, finding_words.SOURCES)) == sorted(sources())


def test_a_source_that_the_institution_entered_is_shown_as_it_did():
    rule = Rule(code="time", source="Règle 12 du Comité", force="binds", number=45, unit="days")
    assert rule_sentence(rule, "en") == "45 days before the opening. Règle 12 du Comité; binds this body."
    assert rule_sentence(replace(finding("rule.late"), rule=rule), "en") == rule_sentence(rule, "en")
    assert rule_sentence(finding("rule.late"), "en") == rule_sentence(None, "en") == ""


@pytest.mark.parametrize(
    ("code", "more", "words"),
    [
        (
            "programme.outside_meeting",
            {"day": "2021-03-29"},
            "29 March 2021 is outside the meeting (25 and 26 March 2021).",
        ),
        ("date.weekday", {"text": "Monday, 25"}, "“Monday, 25”: in the calendar it is Thursday, 25 March 2021."),
        ("programme.ends_before_start", {"end": "13:00"}, "A sitting ends at 1 p.m. and begins at 3 p.m."),
        ("rule.too_long", {"over": "12"}, "Words in the document: 8,500; limit: 8,500; too many: 12."),
        ("number.gap", {"before": ""}, "The first number of the list is 2 (б)."),
        ("masthead.no_date", {"text": ""}, "The document has no date."),
    ],
)
def test_days_and_numbers_are_worded_by_the_calendar_of_the_house(code, more, words):
    one = finding(code)
    one = replace(one, facts=tuple({**one.fact, **more}.items()))
    assert sentence(one, "en").replace("\u00a0", " ") == words


def test_a_sitting_is_worded_in_the_language_of_the_reader():
    one = finding("programme.continued_first", part="programme", facts=SITTING[:3])
    assert place_of(one, "en").replace("\u00a0", " ") == "Thursday, 25 March, 10 a.m.–1 p.m."
    assert place_of(one, "fr").replace("\u00a0", " ") == "Jeudi 25 mars, 10 heures-13 heures"
    assert place_of(one, "zh") == "3月25日，星期四、上午10时至下午1时"


def test_what_has_its_own_direction_is_isolated_in_arabic_and_arabic_words_elsewhere():
    assert "\u2068Ц/1\u2069" in sentence(finding("symbol.twice"), "ar")
    assert "\u2068" not in sentence(finding("symbol.twice"), "en")
    arabic = replace(finding("number.missing"), facts=(("title", "مسائل أخرى"),))
    assert "\u2068مسائل أخرى\u2069" in sentence(arabic, "en")


def test_without_a_language_the_one_of_the_page_is_spoken():
    with override("fr"):
        assert place_of(finding("programme.title", part="programme", facts=SITTING[:1])) == "Jeudi 25\u00a0mars"
    with override("zh-hans"):
        assert "2021年3月25日" in sentence(finding("masthead.dated_after_meeting"))


def test_a_long_title_is_shortened_and_signs_of_formatting_in_it_do_no_harm():
    long = replace(finding("number.missing"), facts=(("title", "100 %(title)s of the work " * 40),))
    assert len(sentence(long, "en")) < 250
    assert "100 %(title)s of" in sentence(long, "en")


CYRILLIC = Agenda(
    language="ru",
    masthead=Masthead(symbol="Ц", session="Вена, 25 и 26 марта 2021 года", date_text="31 февраля 2021 года"),
    items=(
        Item(number="1", title="Открытие", annotation=(Block(text="В понедельник, 25 марта 2021 года, см. A/75/7."),)),
        Item(number="", title="Прочие вопросы", none_foreseen=True, documentation=(Paper(title="Доклад", symbol="Д"),)),
        Item(number="4", title="Доклад"),
    ),
    programme=(
        Row(date=dt.date(2021, 3, 29), start="15:00", end="13:00", item="9", title="Открытие", day="понедельник"),
        Row(date=dt.date(2021, 3, 25), start="10:00", end="13:00", item="1", title="Другое дело", continued=True),
    ),
    translations={"fr": Agenda(language="fr", masthead=Masthead(title="Titre"))},
)


def test_what_the_checks_find_in_a_russian_agenda_is_russian_throughout(strange):
    meeting = Meeting(opens=dt.date(2021, 4, 1), closes=dt.date(2021, 4, 2), places={"ru": "Женева"})
    found = every_finding(CYRILLIC, meeting=meeting, known={"A/75/7": Known(withdrawn=True)}, on=dt.date(2021, 3, 20))
    assert len({one.code for one in found}) > 15
    for one in found:
        said = [sentence(one, "ru"), what_to_do(one, "ru"), place_of(one, "ru"), rule_sentence(one, "ru")]
        assert latin(" ".join(said).replace("A/75/7", "")) == [], one.code


def test_the_reference_rules_say_whether_they_bind():
    rule = Rule(code="time", source=USUAL.terms[4].source, force=USUAL.terms[4].force, number=60, unit="days")
    assert rule_sentence(rule, "en").endswith("; applies mutatis mutandis.")
    assert rule_sentence(REFERENCE.basis, "en").endswith("; practice of the secretariat.")


# --- Changes ------------------------------------------------------------------------------------------------------


def test_every_code_of_a_comparison_has_its_sentence():
    assert {*comparison_words.WORDS, *OF_FIELDS, "translation"} == set(get_args(Code))


STRUCTS = {"item": Item, "paper": Paper, "row": Row, "masthead": Masthead, "part": Agenda}
NO_FIELD = {
    "item": {"items"},
    "row": {"date", "start", "end"},
    "part": {"masthead", "items", "programme", "translations", "format"},
}
"""What has changes of its own, and is no field that a change names."""


def fields_of(part):
    return [field for field in STRUCTS[part].__struct_fields__ if field not in NO_FIELD.get(part, ())]


def changes(code):
    """Changes of the code in each field, with values such as the core gives."""
    values = {
        "date": DAY, "opens": DAY, "closes": NEXT, "language": "ru", "kind": "break", "none_foreseen": "yes",
        "each": "no", "continued": "yes", "joint": "no", "unofficial": "no",
    }  # fmt: skip
    names = {"old": "4", "new": "“Прочие вопросы”", "was": SITTING, "now": SITTING[:2]}
    fields = ["fr"] if code == "translation" else [""]
    if code in OF_FIELDS and code != "paper.symbol":
        fields = fields_of(OF_FIELDS[code])
    for field in fields:
        value = values.get(field, "Слова")
        for before, after in ((value, value), ("", value), (value, "")):
            yield Change(code=code, field=field, before=before, after=after, others=("5", "6"), **names)


@pytest.mark.parametrize("code", get_args(Code))
def test_no_english_slips_into_a_change(code, strange):
    for change in changes(code):
        (words,) = sentences(Comparison(matched=(), changes=(change,)), "ru")
        assert latin(words) == [], change
        assert words.endswith(".")


@pytest.mark.parametrize("part", STRUCTS)
def test_every_field_that_a_change_can_name_has_a_name(part):
    with override("en"):
        assert [one for one in fields_of(part) if field_name(part, one) in (one, f"{part}.{one}")] == []


THURSDAY = dt.date(2021, 3, 25)
OLD = Agenda(
    masthead=Masthead(date=dt.date(2020, 12, 11), title="Annotated provisional agenda"),
    labels=Labels(annex="Annex"),
    items=(
        Item(number="1", title="Opening", annotation=(Block(text="The meeting will be opened."),)),
        Item(number="2", title="Other matters", none_foreseen=True),
    ),
    programme=(Row(date=THURSDAY, start="10:00", end="13:00", item="1", title="Opening"),),
    sections=(Section(place="after", blocks=(Block(text="Words."),)),),
)


def told(new, language="en"):
    return [text.replace("\u00a0", " ") for text in sentences(compare(OLD, new), language)]


def test_changes_are_told_one_by_one_with_days_and_hours_of_the_house():
    later = replace(
        OLD,
        masthead=replace(OLD.masthead, date=dt.date(2020, 12, 14)),
        items=(
            OLD.items[0],
            Item(number="2", title="Technical assistance"),
            replace(OLD.items[1], number="3", none_foreseen=False),
        ),
        programme=(replace(OLD.programme[0], date=dt.date(2021, 3, 26)),),
        labels=Labels(annex="Annex I"),
        translations={"fr": Agenda(language="fr")},
    )
    assert told(later) == [
        "Masthead. Date of the document: now 14 December 2020; before: 11 December 2020.",
        "Added: item 2, “Technical assistance”.",
        "Item 2: now item 3.",
        "Item 2. No documentation is foreseen: now no; before: yes.",
        "Organization of work: item 1 moved: now Friday, 26 March, 10 a.m.–1 p.m.; "
        "before Thursday, 25 March, 10 a.m.–1 p.m.",
        "Document. Names of the parts: changed.",
        "A translation was added: French.",
    ]


def test_nothing_changed_is_nothing_said():
    assert told(OLD) == []


def test_the_words_that_changed_stand_beside_the_sentence_where_it_does_not_say_them():
    opened = replace(OLD.items[0], annotation=(Block(text="The meeting will be opened at 10 a.m."),))
    (change,) = said(compare(OLD, replace(OLD, items=(opened, OLD.items[1]))), "en")
    assert change["sentence"] == "Item 1: the annotation changed."
    assert {piece["kind"] for piece in change["words"]} == {"same", "added", "removed"}
    new = "".join(piece["text"] for piece in change["words"] if piece["kind"] != "removed")
    assert " ".join(new.split()) == "The meeting will be opened at 10 a.m."

    (title,) = said(
        compare(OLD, replace(OLD, items=(replace(OLD.items[0], title="Opening of it"), OLD.items[1]))), "en"
    )
    assert title["sentence"] == "Item 1: the title is now “Opening of it”, before “Opening”."
    assert title["words"] == []


def test_footnotes_and_sections_changed_are_said_without_their_inner_names():
    assert told(replace(OLD, notes=(Note(mark="*", text="Words."),))) == ["Document. Footnotes: changed."]
