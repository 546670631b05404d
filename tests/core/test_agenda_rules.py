"""Checks by rule: for each rule and each fact an agenda that is right but for one thing, and what is found."""

import datetime as dt
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import to_builtins
from msgspec.structs import replace
from tests.core import test_agenda_checks as odd

from nemcon.core.agenda import Agenda, Block, Item, Masthead, Note, Paper, decode
from nemcon.core.agenda_rules import REFERENCE, Known, Meeting, by_rule, every_finding, sources, symbols_cited
from nemcon.core.finding import ANYWHERE, CODES, KINDS, MOST_ALIKE, Rule
from nemcon.core.languages import LANGUAGES
from nemcon.core.programme import Row
from nemcon.core.slots import USUAL, Limit, Profile, Term
from nemcon.core.symbols import parse
from nemcon.core.word_count import count_words, words_of

THURSDAY, FRIDAY = dt.date(2021, 3, 25), dt.date(2021, 3, 26)
MEETING = Meeting(opens=THURSDAY, closes=FRIDAY, places={"en": "Vienna", "fr": "Vienne"})
BASIS = (Block(text="Decision 4/2 of the Conference."),)
WORDS = (Block(text="The Working Group will consider the item."),)
PAPER = Paper(title="Background paper", symbol="CTOC/COP/WG.3/2021/2")


def item(number, title, **more):
    return Item(
        **{"number": number, "title": title, "basis": BASIS, "annotation": WORDS, "none_foreseen": True, **more}
    )


def translated(language, session):
    return Agenda(
        language=language,
        masthead=Masthead(symbol="CTOC/COP/WG.3/2021/1", title=f"Titre {language}", session=session),
        items=(
            Item(number="1", title="Ouverture", annotation=(Block(text="Le Groupe ouvrira sa réunion."),)),
            Item(
                number="2",
                title="Enquêtes",
                annotation=(Block(text="Le Groupe examinera le point."),),
                documentation=(replace(PAPER, title="Document d’information"),),
            ),
        ),
    )


RIGHT = Agenda(
    masthead=Masthead(
        symbol="CTOC/COP/WG.3/2021/1",
        date=dt.date(2020, 12, 11),
        session="Vienna, 25 and 26 March 2021",
        place="Vienna",
        opens=THURSDAY,
        closes=FRIDAY,
        title="Annotated provisional agenda",
    ),
    items=(item("1", "Opening"), item("2", "Joint investigations", none_foreseen=False, documentation=(PAPER,))),
    translations={
        "ar": translated("ar", "فيينا، 25 و26 آذار/مارس 2021"),
        "zh": translated("zh", "2021年3月25日和26日，维也纳"),
        "fr": translated("fr", "Vienne, 25 et 26 mars 2021"),
        "ru": translated("ru", "Вена, 25 и 26 марта 2021 года"),
        "es": translated("es", "Viena, 25 y 26 de marzo de 2021"),
    },
)
KNOWN = {PAPER.symbol: Known(released=dt.date(2021, 1, 20))}


def with_item(place, **changes):
    items = list(RIGHT.items)
    items[place] = replace(items[place], **changes)
    return replace(RIGHT, items=tuple(items))


def with_head(**changes):
    return replace(RIGHT, masthead=replace(RIGHT.masthead, **changes))


def in_french(**changes):
    french = replace(RIGHT.translations["fr"], **changes)
    return replace(RIGHT, translations={**RIGHT.translations, "fr": french})


def found(agenda, known=KNOWN, meeting=MEETING, rules=REFERENCE, **more):
    return by_rule(agenda, rules, meeting=meeting, known=known, **more)


def only(agenda, **more):
    (finding,) = found(agenda, **more)
    return finding


def well_formed(finding):
    """The facts of its code and of a place, each of the kind that the table says, and none twice."""
    names = [name for name, _ in finding.facts]
    assert len(set(names)) == len(names)
    assert set(CODES[finding.code]) <= set(names)
    assert set(names) <= {*CODES[finding.code], *ANYWHERE}
    for name, value in finding.facts:
        match KINDS[name]:
            case "date":
                assert not value or dt.date.fromisoformat(value)
            case "hour":
                assert not value or re.fullmatch(r"\d\d:\d\d", value)
            case "number":
                assert not value or value.isdigit()
            case "language":
                assert value in LANGUAGES
            case "fields":
                assert set(value.split()) <= set(Masthead.__struct_fields__)


def test_every_fact_of_every_code_has_a_kind():
    assert {*ANYWHERE, *(name for names in CODES.values() for name in names)} == set(KINDS)


def test_an_agenda_that_keeps_every_rule_has_no_findings():
    assert found(RIGHT) == []
    assert every_finding(RIGHT, meeting=MEETING, known=KNOWN) == []


def rows(*days):
    return tuple(Row(date=day, start="10:00", end="13:00", item="1", title="Opening") for day in days)


@pytest.mark.parametrize(
    ("agenda", "code", "severity", "part", "cited", "rule"),
    [
        (with_head(date=dt.date(2021, 1, 25)), "rule.late", "warning", "document", "", "time"),
        (with_item(1, annotation=()), "item.no_annotation", "warning", "items", "2", "annotation"),
        (with_item(1, basis=()), "item.no_basis", "note", "items", "2", "basis"),
        (with_item(0, none_foreseen=False), "item.no_documentation", "note", "items", "1", "documentation"),
        (with_head(symbol="CTOC//1"), "symbol.malformed", "error", "masthead", "", "symbols"),
        (
            with_item(1, documentation=(PAPER, Paper(title="x", symbol="WG 3"))),
            "symbol.malformed",
            "error",
            "items",
            "2",
            "symbols",
        ),
        (
            with_item(1, documentation=(PAPER, Paper(title="x", symbol="A/75/7"))),
            "symbol.not_known",
            "warning",
            "items",
            "2",
            "register",
        ),
        (with_item(0, annotation=(Block(text="See A/75/7."),)), "symbol.not_known", "note", "items", "1", "register"),
        (
            replace(RIGHT, notes=(Note(mark="1", text="A/75/7"),)),
            "symbol.not_known",
            "note",
            "document",
            "",
            "register",
        ),
        (with_head(opens=dt.date(2021, 3, 24)), "stale.dates", "error", "masthead", "", "convened"),
        (with_head(session="Vienna, 24 and 25 March 2021"), "stale.dates", "error", "masthead", "", "convened"),
        (with_head(session="Geneva, 25 and 26 March 2021"), "stale.place", "error", "masthead", "", "convened"),
        (
            with_item(0, annotation=(Block(text="It opens on 24 March 2021."),)),
            "stale.day",
            "note",
            "items",
            "1",
            "convened",
        ),
    ],
)
def test_one_thing_that_is_not_by_rule_makes_one_finding_with_its_place_and_rule(
    agenda, code, severity, part, cited, rule
):
    finding = only(agenda)

    assert (finding.code, finding.severity, finding.part, finding.item) == (code, severity, part, cited)
    assert finding.rule.code == rule
    assert finding.rule.source
    assert finding.sentence.endswith(".")
    assert finding.what_to_do.endswith(".")
    well_formed(finding)


# --- Time ---------------------------------------------------------------------------------------------------------


def test_sixty_days_before_the_opening_is_in_time_and_the_day_after_is_late():
    assert found(RIGHT, on=dt.date(2021, 1, 24)) == []
    late = only(RIGHT, on=dt.date(2021, 1, 25))
    assert late.fact == {"date": "2021-01-25", "due": "2021-01-24", "opens": "2021-03-25"}
    assert (late.rule.number, late.rule.unit, late.rule.binds) == (60, "days", False)


def test_a_special_session_has_thirty_days():
    special = replace(MEETING, special=True)
    assert found(RIGHT, meeting=special, on=dt.date(2021, 2, 23)) == []
    assert only(RIGHT, meeting=special, on=dt.date(2021, 2, 24)).rule.number == 30


def test_without_a_meeting_the_masthead_says_when_it_opens_and_nothing_is_stale():
    assert [f.code for f in by_rule(RIGHT, on=dt.date(2021, 1, 25))] == ["rule.late"]
    assert by_rule(with_head(session="Geneva, 1 June 2021", opens=None), on=dt.date(2021, 1, 25)) == []


def test_a_listed_document_that_came_later_than_its_six_weeks_is_told_with_its_item():
    known = {PAPER.symbol: Known(released=dt.date(2021, 2, 12))}
    finding = only(RIGHT, known=known)
    assert (finding.code, finding.item, finding.fact["due"]) == ("rule.paper_late", "2", "2021-02-11")
    assert (finding.rule.number, finding.rule.unit) == (6, "weeks")
    well_formed(finding)


def test_the_rules_of_a_body_are_data_and_one_that_binds_is_an_error():
    term = next(term for term in USUAL.terms if term.code == "release" and term.document == "agenda")
    own = Term(
        **{f: getattr(term, f) for f in Term.__struct_fields__} | {"before": 20, "unit": "weeks", "force": "binds"}
    )
    rules = replace(REFERENCE, profile=Profile(terms=(own,)))
    late = only(RIGHT, rules=rules)
    assert (late.severity, late.rule.binds, late.rule.number, late.rule.unit) == ("error", True, 20, "weeks")


def test_a_rule_that_the_body_does_not_have_is_not_checked():
    none = replace(
        REFERENCE, profile=Profile(terms=()), languages=None, annotation=None, basis=None, documentation=None
    )
    bare = replace(with_head(date=dt.date(2021, 3, 1)), items=(Item(number="1", title="Opening"),), translations={})
    assert found(bare, rules=none) == []


# --- Length -------------------------------------------------------------------------------------------------------


def test_over_the_limit_says_by_how_much_and_at_the_limit_nothing():
    words = words_of(RIGHT)

    def limited(most):
        limit = Limit(words=most, source="Editorial Manual", force="mutatis mutandis", document="agenda")
        return replace(REFERENCE, profile=Profile(terms=(), limits=(limit,)))

    assert found(RIGHT, rules=limited(words)) == []
    finding = only(RIGHT, rules=limited(words - 3))
    assert (finding.code, finding.severity) == ("rule.too_long", "warning")
    assert finding.fact == {"count": str(words), "most": str(words - 3), "over": "3"}
    assert (finding.rule.number, finding.rule.unit) == (words - 3, "words")
    well_formed(finding)


def test_the_reference_rules_allow_eight_thousand_five_hundred_words():
    long = with_item(0, annotation=(Block(text="word " * 8_500),))
    assert only(long).fact["most"] == "8500"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("The Working Group will adopt its agenda.", 7),
        ("10\u00a0a.m.–1\u00a0p.m.", 3),
        ("recommendations – based on the points – should", 6),
        ("CTOC/COP/WG.3/2021/1", 1),
        ("l’ordre du jour", 3),
        ("Рабочая группа по международному сотрудничеству", 5),
        ("通过议程", 4),
        ("2021年3月25日，维也纳", 9),
        ("工作组（CTOC/COP/WG.3/2021/1）的报告", 7),
        ("جدول الأعمال المؤقت المشروح", 4),
        ("إقرار جدول الأعمال وتنظيم العمل", 5),
        ("الأعمـال وَالتَّقرير", 2),
        ("25 و26 آذار/مارس 2021", 4),
        ("• — *", 0),
    ],
)
def test_words_are_counted_as_each_script_sets_them_apart(text, words):
    assert count_words(text) == words


@given(st.text(), st.text())
def test_words_of_two_texts_are_those_of_both(one, other):
    assert count_words(f"{one} {other}") == count_words(one) + count_words(other)


def test_footnotes_count():
    assert words_of(replace(RIGHT, notes=(Note(mark="*", text="Two words."),))) == words_of(RIGHT) + 2


def test_the_words_of_the_reference_agenda_are_about_those_of_its_document(reference):
    from nemcon.documents.compose.agenda import compose
    from nemcon.documents.write.text import text

    printed = count_words(text(compose(reference, "en")))
    assert 0.85 * printed < words_of(reference) <= printed


# --- Languages ----------------------------------------------------------------------------------------------------

FRENCH = RIGHT.translations["fr"]


def french_item(place, **changes):
    items = list(FRENCH.items)
    items[place] = replace(items[place], **changes)
    return in_french(items=tuple(items))


def test_a_language_without_translation_is_missing_and_so_is_one_that_was_not_begun():
    without = {code: one for code, one in RIGHT.translations.items() if code != "ru"}
    blank = Agenda(language="ru", masthead=Masthead(symbol="x", opens=THURSDAY), items=(Item(number="1", title=""),))
    for translations in (without, {**without, "ru": blank}):
        finding = only(replace(RIGHT, translations=translations))
        assert (finding.code, finding.language, finding.part) == ("language.missing", "ru", "languages")
        assert finding.rule.languages == LANGUAGES
        well_formed(finding)


@pytest.mark.parametrize(
    ("agenda", "code", "cited"),
    [
        (in_french(masthead=replace(FRENCH.masthead, title="")), "language.masthead", ""),
        (french_item(1, title=""), "language.item", "2"),
        (french_item(1, title="Joint investigations", language="en"), "language.item", "2"),
        (in_french(items=FRENCH.items[:1]), "language.item", "2"),
        (french_item(1, annotation=()), "language.annotation", "2"),
        (french_item(1, annotation=(Block(text="Left.", language="en"),)), "language.annotation", "2"),
        (french_item(1, documentation=()), "language.documentation", "2"),
    ],
)
def test_what_a_translation_lacks_is_told_where_it_is_and_in_which_language(agenda, code, cited):
    first, *more = found(agenda)
    assert (first.code, first.item, first.language, first.part) == (code, cited, "fr", "languages")
    assert {finding.code for finding in more} <= {"language.annotation", "language.documentation"}
    well_formed(first)


def test_an_item_that_is_not_there_is_told_once_with_all_that_is_below_it():
    below = replace(RIGHT.items[1], items=(item("(a)", "Teams"), item("(b)", "Means")))
    translations = {"fr": replace(FRENCH, items=FRENCH.items[:1])}
    agenda = replace(RIGHT, items=(RIGHT.items[0], below), translations=translations)
    rules = replace(REFERENCE, languages=replace(REFERENCE.languages, languages=("fr",)))
    assert [(f.code, f.item) for f in found(agenda, rules=rules)] == [("language.item", "2")]


def test_a_programme_without_its_words_in_a_language_is_told():
    programme = rows(THURSDAY)
    agenda = replace(RIGHT, programme=programme, translations={"fr": replace(FRENCH, programme=())})
    rules = replace(REFERENCE, languages=replace(REFERENCE.languages, languages=("fr", "en")))
    assert [f.code for f in found(agenda, rules=rules)] == ["language.programme"]
    whole = replace(agenda, translations={"fr": replace(FRENCH, programme=programme)})
    assert found(whole, rules=rules) == []


# --- What an item must have ---------------------------------------------------------------------------------------


def test_what_an_item_has_holds_for_those_below_it_and_what_all_below_have_for_it():
    a, b = Item(number="(a)", title="Opening"), Item(number="(b)", title="Agenda")
    above = item("1", "Organizational matters", items=(a, b))
    each = Item(
        number="1",
        title="Organizational matters",
        items=tuple(replace(one, basis=BASIS, annotation=WORDS, none_foreseen=True) for one in (a, b)),
    )
    one_of_them = replace(each, items=(each.items[0], replace(each.items[1], basis=())))
    rules = replace(REFERENCE, languages=None)

    assert found(replace(RIGHT, items=(above,)), rules=rules) == []
    assert found(replace(RIGHT, items=(each,)), rules=rules) == []
    assert [(f.code, f.item) for f in found(replace(RIGHT, items=(one_of_them,)), rules=rules)] == [
        ("item.no_basis", "1 (b)")
    ]


def test_an_item_without_a_number_is_called_by_its_title():
    agenda = replace(RIGHT, items=(*RIGHT.items, item("", "Other matters", basis=())), translations={})
    finding = only(agenda, rules=replace(REFERENCE, languages=None))
    assert (finding.item, finding.fact["named"]) == ("", "Other matters")
    well_formed(finding)


# --- Facts gone stale ---------------------------------------------------------------------------------------------


def test_a_meeting_that_was_moved_is_told_in_each_language_of_the_masthead_and_for_each_day_of_the_programme():
    moved = replace(MEETING, opens=dt.date(2021, 4, 8), closes=dt.date(2021, 4, 9))
    agenda = replace(RIGHT, programme=rows(THURSDAY, FRIDAY, dt.date(2021, 4, 8)))
    codes = [(f.code, f.language) for f in found(agenda, meeting=moved, rules=replace(REFERENCE, languages=None))]
    assert codes == [("stale.dates", one) for one in ("", "ar", "zh", "fr", "ru", "es")] + [
        ("programme.outside_meeting", ""),
        ("programme.outside_meeting", ""),
    ]


def test_a_day_outside_the_meeting_is_told_once_by_the_meeting_and_not_by_the_masthead_as_well():
    agenda = replace(
        with_head(opens=THURSDAY, closes=dt.date(2021, 3, 30)), programme=rows(FRIDAY, dt.date(2021, 3, 29))
    )
    findings = every_finding(agenda, replace(REFERENCE, languages=None), meeting=MEETING, known=KNOWN)
    assert [(f.code, f.row) for f in findings if f.code == "programme.outside_meeting"] == [
        ("programme.outside_meeting", 1)
    ]


def test_a_place_in_another_language_is_compared_in_that_language_only():
    french = in_french(masthead=replace(FRENCH.masthead, session="Genève, 25 et 26 mars 2021"))
    finding = only(french)
    assert (finding.code, finding.language, finding.fact["other"]) == ("stale.place", "fr", "Vienne")
    well_formed(finding)


@pytest.mark.parametrize("day", ["11 March 2021", "9 April 2021"])
def test_a_day_close_to_the_meeting_is_worth_a_look_and_one_further_away_or_past_is_not(day):
    assert only(with_item(0, annotation=(Block(text=f"By {day}."),))).fact["text"] == day
    for other in ("10 March 2021", "10 April 2021", "25 and 26 March 2021"):
        assert found(with_item(0, annotation=(Block(text=f"By {other}."),))) == []
    late = with_item(0, annotation=(Block(text=f"By {day}."),))
    late = replace(late, masthead=replace(late.masthead, date=dt.date(2021, 4, 20)))
    assert {f.code for f in found(late)} == {"rule.late"}


# --- Symbols ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("known", "code", "severity"),
    [
        (Known(withdrawn=True), "symbol.withdrawn", "error"),
        (Known(superseded_by="CTOC/COP/WG.3/2021/2/Rev.1"), "symbol.superseded", "warning"),
    ],
)
def test_a_listed_document_that_is_withdrawn_or_replaced_is_told(known, code, severity):
    finding = only(RIGHT, known={PAPER.symbol: known})
    assert (finding.code, finding.severity, finding.item) == (code, severity, "2")
    well_formed(finding)


def test_a_document_is_known_by_each_of_its_joint_symbols_and_with_its_asterisk():
    joint = "E/CN.7/2019/CRP.13-E/CN.15/2019/CRP.9"
    known = {**KNOWN, "E/CN.15/2019/CRP.9": Known()}
    agenda = with_item(1, documentation=(replace(PAPER, symbol=f"{PAPER.symbol}*"), replace(PAPER, symbol=joint)))
    assert found(agenda, known=known) == []


def test_without_a_register_no_symbol_is_looked_up_and_its_own_never_is():
    assert found(with_item(0, annotation=(Block(text="See A/75/7."),)), known=None) == []
    assert found(with_item(0, annotation=(Block(text="See CTOC/COP/WG.3/2021/1."),))) == []


def test_the_symbols_to_ask_the_register_for_are_those_of_which_one_may_be_not_known():
    listed = (replace(PAPER, symbol="CTOC/COP/WG.3/2021/2*"), replace(PAPER, symbol="no symbol"))
    agenda = with_item(1, documentation=listed, basis=(Block(text="See A/75/7 and E/CN.7/2019/1-E/CN.15/2019/1."),))
    agenda = replace(agenda, notes=(Note(mark="1", text="A/75/8"),))
    joint = {"E/CN.7/2019/1-E/CN.15/2019/1", "E/CN.7/2019/1", "E/CN.15/2019/1"}
    wanted = symbols_cited(agenda)
    assert wanted == {"CTOC/COP/WG.3/2021/2", "A/75/7", "A/75/8", *joint}
    assert "symbol.not_known" not in {f.code for f in found(agenda, known=dict.fromkeys(wanted, Known()))}


# --- All of it ----------------------------------------------------------------------------------------------------


def test_what_two_checks_find_is_told_once_and_with_the_rule():
    agenda = with_item(1, documentation=(Paper(title="x", symbol="WG 3"),), annotation=())
    findings = every_finding(agenda, meeting=MEETING, known=KNOWN)
    assert sorted(f.code for f in findings) == ["item.no_annotation", "symbol.malformed"]
    assert all(f.rule for f in findings)


@pytest.mark.parametrize(
    ("agenda", "rule"),
    [
        (with_item(1, number="3"), "numbering"),
        (with_head(symbol=""), "masthead"),
        (with_item(1, none_foreseen=True), "documentation"),
        (replace(RIGHT, programme=rows(THURSDAY)), "programme"),
    ],
)
def test_what_an_agenda_says_against_itself_has_its_rule_too(agenda, rule):
    (finding,) = every_finding(agenda, replace(REFERENCE, languages=None), meeting=MEETING, known=KNOWN)
    assert finding.rule.code == rule


def test_many_of_a_kind_are_told_in_few_sentences():
    many = tuple(item(str(n), f"Item {n}", basis=()) for n in range(1, 201))
    findings = every_finding(replace(RIGHT, items=many), replace(REFERENCE, languages=None), known=KNOWN)
    assert len(findings) == MOST_ALIKE + 1
    assert findings[-1].fact["more"] == str(200 - MOST_ALIKE)
    well_formed(findings[-1])


def test_every_source_of_the_reference_rules_is_named():
    named = sources()
    assert len(named) == len(set(named)) > 10
    assert all(rule.source in named for rule in (REFERENCE.basis, REFERENCE.languages, REFERENCE.special))


def test_the_reference_agenda_has_nothing_but_what_is_worth_a_look(reference):
    places = {code: one.masthead.place for code, one in reference.translations.items()} | {"en": "Vienna"}
    listed = {paper.symbol for one in reference.items for paper in one.documentation}
    known = {symbol: Known(released=dt.date(2020, 7, 1)) for symbol in listed}
    findings = every_finding(reference, meeting=replace(MEETING, places=places), known=known)
    assert {f.severity for f in findings} <= {"note"}


@pytest.fixture(scope="module")
def reference():
    from pathlib import Path

    import nemcon

    return decode((Path(nemcon.__file__).parent / "demo/reference/ctoc-cop-wg3-2021-1.json").read_bytes())


def strings_of(value):
    """Every text in the agenda: what a fact may quote."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for part in value.values() if isinstance(value, dict) else value:
            yield from strings_of(part)


symbols_known = st.dictionaries(
    st.sampled_from(("A/75/L.7/Rev.1", "CTOC/COP/WG.3/2021/2")),
    st.builds(
        Known, released=st.dates() | st.none(), withdrawn=st.booleans(), superseded_by=st.sampled_from(("", "A/1/2"))
    ),
)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(odd.items, max_size=4).map(tuple),
    st.lists(odd.rows, max_size=5).map(tuple),
    odd.texts,
    st.dates() | st.none(),
    symbols_known,
    st.booleans(),
)
def test_no_agenda_however_odd_makes_it_fail_and_every_finding_has_the_facts_of_its_code(
    listed, programme, text, day, known, special
):
    head = Masthead(symbol=text, session=text, date_text=text, opens=day, closes=day, date=day, title=text)
    french = Agenda(language="fr", masthead=Masthead(title=text, session=text), items=listed[:1], programme=programme)
    agenda = Agenda(masthead=head, items=listed, programme=programme, translations={"fr": french})
    own = list(strings_of(to_builtins(agenda)))
    for finding in every_finding(agenda, meeting=replace(MEETING, special=special), known=known):
        assert finding.sentence
        assert finding.what_to_do
        assert finding.rule is None or isinstance(finding.rule, Rule)
        well_formed(finding)
        said = [value for name, value in finding.facts if KINDS[name] in ("words", "reference")]
        assert all(any(value.removesuffix(" …") in words for words in (*own, "Vienna", "Vienne")) for value in said)


@pytest.mark.parametrize("symbol", [PAPER.symbol, "A/75/L.7/Rev.1"])
def test_the_symbols_of_these_tests_are_symbols(symbol):
    assert str(parse(symbol)) == symbol
