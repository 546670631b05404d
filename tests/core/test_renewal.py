"""A meeting as last time: what is carried over, what is moved, what is to be checked."""

import datetime as dt
from collections import Counter
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

import nemcon.demo.reference
from nemcon.core import calendar
from nemcon.core.agenda import Agenda, Block, Item, Kept, Labels, Masthead, Note, Paper, Section, decode, walk
from nemcon.core.calendar import find_dates, holidays
from nemcon.core.languages import LANGUAGES
from nemcon.core.passage import Mark
from nemcon.core.programme import Row
from nemcon.core.renewal import CODES, Coming, OldDocument, Previous, renew, series_after
from nemcon.core.renewal.texts import rewritten
from nemcon.core.slots import USUAL, deadlines

D = dt.date
DAY = dt.timedelta(days=1)
REFERENCE = decode((Path(nemcon.demo.reference.__file__).parent / "ctoc-cop-wg3-2021-1.json").read_bytes())
OLD_DAYS = (D(2021, 3, 25), D(2021, 3, 26))
VIENNA = holidays("the Vienna centre", {D(2022, 5, 26): "Ascension", D(2022, 6, 6): "Whit Monday"}, years=(2021, 2023))
PLACES = {"en": "Vienna", "fr": "Vienne", "es": "Viena", "ru": "Вена", "zh": "维也纳", "ar": "فيينا"}
NAMES = {
    "en": "Thirteenth meeting",
    "fr": "Treizième réunion",
    "es": "13ª reunión",
    "ru": "Тринадцатое совещание",
    "zh": "第十三次会议",
    "ar": "الاجتماع الثالث عشر",
}
PAPER = OldDocument(
    symbol="CTOC/COP/WG.3/2021/2",
    kind="background paper",
    titles={"en": "Background paper on the impact of COVID-19"},
    states=dict.fromkeys(LANGUAGES, "released"),
    items=("3",),
)


def twelfth(**more):
    given = {"opens": OLD_DAYS[0], "closes": OLD_DAYS[1], "number": 12, "series": "CTOC/COP/WG.3/2021/"}
    return Previous(agenda=REFERENCE, **(given | more))


NEW_DAYS = (D(2022, 5, 23), D(2022, 5, 24))


def thirteenth(opens=NEW_DAYS[0], closes=NEW_DAYS[1], **more):
    given = {"zone": "Europe/Vienna", "number": 13, "series": "CTOC/COP/WG.3/2022/", "places": PLACES, "names": NAMES}
    return Coming(opens=opens, closes=closes, **(given | more))


def codes(renewal, language=None):
    return Counter(check.code for check in renewal.checks if language in (None, check.language))


def facts(renewal, code, language=None):
    return [dict(c.facts) for c in renewal.checks if c.code == code and language in (None, c.language)]


def texts(agenda):
    """The words of an agenda with their places, without its translations; two items may have one number."""
    found = []

    def keep(text):
        found.append((text.place, text.words))
        return text

    rewritten(agenda, keep)
    return found


def versions(agenda):
    return {agenda.language: agenda, **agenda.translations}


# --- The twelfth meeting as the thirteenth ------------------------------------------------------------------------


def test_the_thirteenth_meeting_has_its_days_in_six_languages():
    draft = versions(renew(twelfth(), thirteenth(), observed=VIENNA).agenda)

    assert {key: one.masthead.session for key, one in draft.items()} == {
        "en": "Vienna, 23 and 24 May 2022",
        "fr": "Vienne, 23 et 24 mai 2022",
        "es": "Viena, 23 y 24 de mayo de 2022",
        "ru": "Вена, 23 и 24 мая 2022 года",
        "zh": "2022年5月23日和24日，维也纳",
        "ar": "فيينا، 23 و24 أيار/مايو 2022",
    }
    for one in draft.values():
        assert (one.masthead.opens, one.masthead.closes) == (D(2022, 5, 23), D(2022, 5, 24))
        assert (one.masthead.symbol, one.masthead.date, one.masthead.job) == ("", None, "")


@pytest.mark.parametrize(
    ("language", "monday", "tuesday"),
    [
        ("en", "on Monday, 23 May 2022, at 10", "on Tuesday, 24 May 2022, at 10"),
        ("fr", "le lundi 23 mai 2022, à 10", "le mardi 24 mai 2022, à 10"),
        ("es", "el lunes 23 de mayo de 2022, a", "el martes 24 de mayo de 2022, a"),
        ("ru", "в понедельник, 23 мая 2022 года, в 10", "во вторник, 24 мая 2022 года, в 10"),
        ("zh", "定于2022年5月23日星期一上午", "定于2022年5月24日星期二上午"),
        ("ar", "يوم الاثنين 23 أيار/مايو 2022، الساعة", "يوم الثلاثاء 24 أيار/مايو 2022، الساعة"),
    ],
)
def test_the_annotation_on_the_opening_has_the_new_day_with_its_weekday(language, monday, tuesday):
    for opens, words in ((D(2022, 5, 23), monday), (D(2022, 5, 24), tuesday)):
        draft = renew(twelfth(), thirteenth(opens, opens + DAY), observed=VIENNA).agenda
        opening = versions(draft)[language].items[0].items[0].annotation[0].text

        assert words in opening.replace("\u00a0", " ")


def test_the_programme_has_the_same_sittings_on_the_new_days():
    draft = renew(twelfth(), thirteenth(), observed=VIENNA).agenda

    for key, one in versions(draft).items():
        old = versions(REFERENCE)[key].programme
        assert [replace(row, date=None) for row in one.programme] == [replace(row, date=None) for row in old]
        assert [row.date for row in one.programme] == [row.date + (D(2022, 5, 23) - OLD_DAYS[0]) for row in old]


def test_standing_items_are_kept_and_the_others_are_to_be_checked():
    renewal = renew(twelfth(), thirteenth(), observed=VIENNA)

    assert [path for path, _ in walk(renewal.agenda.items)] == [path for path, _ in walk(REFERENCE.items)]
    carried = {check.place.item for check in renewal.checks if check.code == "item.carried"}
    assert carried == {("2",), ("2", "(a)"), ("2", "(b)"), ("3",)}


def test_a_title_that_names_the_meeting_before_is_to_be_checked_in_every_language():
    renewal = renew(twelfth(), thirteenth(), observed=VIENNA)

    for language in LANGUAGES:
        in_title = [
            (check.code, dict(check.facts).get("of"))
            for check in renewal.checks
            if check.language == language and check.place.part == "title" and len(check.place.item) == 1
            if check.code != "item.carried"
        ]
        assert in_title == [("ordinal.left", "the meeting before"), ("date.left", "other")], language


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", {"twelfth", "eleventh", "tenth"}),
        ("fr", {"douzième", "onzième", "dixième"}),
        ("es", {"12ª", "11ª", "11º", "décimo"}),
        ("ru", {"Двенадцатое", "Двенадцатому", "одиннадцатого", "Одиннадцатое", "одиннадцатой", "десятой"}),
        ("zh", {"第十二", "第十一", "第十"}),
        ("ar", {"الثاني عشر", "الحادي عشر", "الحادية عشرة", "العاشرة"}),
    ],
)
def test_the_ordinals_of_meetings_and_sessions_are_to_be_checked(language, words):
    renewal = renew(twelfth(), thirteenth(), observed=VIENNA)

    found = {one["text"] for one in facts(renewal, "ordinal.left", language)}
    assert found - {"第11"} == words  # article 11 of the rules, where the previous meeting but one was the eleventh


def test_dates_of_silence_procedures_and_comments_stay_and_are_to_be_checked():
    renewal = renew(twelfth(), thirteenth(), observed=VIENNA)

    for language in LANGUAGES:
        found = {one["days"] for one in facts(renewal, "date.left", language)}
        assert found == {
            "2020-09-07 2020-09-11",
            "2020-11-06 2020-11-19",
            "2020-07-07 2020-07-08",
            "2020-07-31",
            "2020-09-16",
        }, language


def test_the_papers_of_last_time_are_dropped_with_a_line_for_each():
    renewal = renew(twelfth(), thirteenth(), observed=VIENNA)

    assert not any(item.documentation for one in versions(renewal.agenda).values() for _, item in walk(one.items))
    assert [one["symbol"] for one in facts(renewal, "paper.dropped", "ru")] == [
        "CTOC/COP/WG.3/2020/2",
        "CTOC/COP/WG.3/2020/3",
        "CTOC/COP/WG.3/2020/4",
        "CTOC/COP/2020/CRP.4",
        "CTOC/COP/WG.3/2021/2",
    ]
    kept = [
        item.documentation[one.place.block]
        for one in renewal.dropped
        for _, item in walk(REFERENCE.items)
        if one.language == "en" and item.number == one.place.item[-1] and item.documentation
    ]
    assert [one.paper for one in renewal.dropped if one.language == "en"] == kept


def test_or_they_stay_as_references_under_their_own_symbols():
    renewal = renew(twelfth(), thirteenth(), observed=VIENNA, documentation="reference")

    for key, one in versions(renewal.agenda).items():
        now = [(paper.symbol, paper.title) for _, item in walk(one.items) for paper in item.documentation]
        then = [(p.symbol, p.title) for _, item in walk(versions(REFERENCE)[key].items) for p in item.documentation]
        assert now == then
    assert codes(renewal, "en")["paper.carried"] == 5
    assert not renewal.dropped


def test_no_symbol_of_the_old_year_stands_in_the_draft_unsaid():
    renewal = renew(twelfth(documents=(PAPER,)), thirteenth(), observed=VIENNA)

    assert b"WG.3/20" not in msgspec.json.encode(renewal.agenda)
    assert facts(renewal, "masthead.symbol_dropped") == [{"symbol": "CTOC/COP/WG.3/2021/1"}]
    assert facts(renewal, "masthead.date_dropped") == [{"date": "2020-12-11"}]


def test_each_document_is_planned_again_in_the_new_series_without_a_number():
    documents = (
        PAPER,
        replace(PAPER, symbol="CTOC/COP/WG.3/2021/L.1", kind="draft report", states={"en": "advance"}),
        replace(PAPER, symbol="CTOC/COP/WG.3/2021/2/Corr.1"),
        replace(PAPER, symbol="CTOC/COP/2020/CRP.4"),
    )
    renewal = renew(twelfth(documents=documents), thirteenth(), observed=VIENNA)

    assert [(one.kind, one.series) for one in renewal.planned] == [
        ("background paper", "CTOC/COP/WG.3/2022/"),
        ("draft report", "CTOC/COP/WG.3/2022/L."),
        ("background paper", ""),
    ]
    found = codes(renewal)
    assert found["document.planned"] == 2
    assert found["document.no_series"] == found["document.not_planned"] == found["document.not_released"] == 1


def test_deadlines_are_counted_anew_and_those_that_differ_are_to_be_checked():
    then = deadlines(OLD_DAYS[0], USUAL, VIENNA, "Europe/Vienna")
    own = replace(then[0], document="Chair's text")
    other = replace(then[1], counted=then[1].counted - 3 * DAY)

    renewal = renew(twelfth(deadlines=(own, other, *then[2:])), thirteenth(), observed=VIENNA)

    assert list(renewal.deadlines) == deadlines(D(2022, 5, 23), USUAL, VIENNA, "Europe/Vienna")
    assert [one["document"] for one in facts(renewal, "deadline.no_rule")] == ["Chair's text"]
    (differs,) = facts(renewal, "deadline.other_distance")
    assert int(differs["before"]) - int(differs["now"]) == 3


def test_a_meeting_of_three_days_closes_on_its_last_and_says_which_has_no_sitting():
    renewal = renew(twelfth(), thirteenth(closes=D(2022, 5, 25)), observed=VIENNA)

    assert {row.date for row in renewal.agenda.programme} == {D(2022, 5, 23), D(2022, 5, 25)}
    assert facts(renewal, "days.more") == [{"before": "2", "now": "3"}]
    assert facts(renewal, "day.without_sitting") == [{"day": "2022-05-24"}]
    assert renewal.agenda.masthead.session == "Vienna, 23–25 May 2022"


def test_a_meeting_of_one_day_tells_which_rows_have_no_place():
    renewal = renew(twelfth(), thirteenth(closes=D(2022, 5, 23)), observed=VIENNA)

    assert [row.item for row in renewal.agenda.programme] == ["1 (a)", "1 (b)", "2", "2"]
    assert [one["cites"] for one in facts(renewal, "row.dropped", "en")] == ["3", "4", "5"]
    assert renewal.agenda.masthead.session == "Vienna, 23 May 2022"


def test_a_holiday_is_named_and_has_no_sitting():
    renewal = renew(twelfth(), thirteenth(D(2022, 5, 25), D(2022, 5, 27)), observed=VIENNA)

    assert facts(renewal, "day.holiday") == [{"day": "2022-05-26", "name": "Ascension"}]
    assert renewal.days == (D(2022, 5, 25), D(2022, 5, 27))


def test_a_meeting_that_opens_on_a_saturday_says_so():
    renewal = renew(twelfth(), thirteenth(D(2022, 5, 21), D(2022, 5, 24)), observed=VIENNA)

    assert facts(renewal, "day.weekend") == [{"day": "2022-05-21"}]
    assert renewal.days == (D(2022, 5, 23), D(2022, 5, 24))


def test_years_without_holidays_are_said_once():
    renewal = renew(twelfth(), thirteenth(), observed=None)

    assert sorted(one["year"] for one in facts(renewal, "holidays.not_entered")) == ["2021", "2022"]


def test_languages_places_and_names_that_are_missing_are_told():
    agenda = replace(REFERENCE, translations={"fr": REFERENCE.translations["fr"]})
    coming = thirteenth(places={"en": "Geneva"}, names={"en": "Thirteenth meeting"})

    renewal = renew(replace(twelfth(), agenda=agenda), coming, observed=VIENNA)

    assert [check.language for check in renewal.checks if check.code == "language.missing"] == ["ar", "zh", "ru", "es"]
    assert [check.language for check in renewal.checks if check.code == "place.missing"] == ["fr"]
    assert [check.language for check in renewal.checks if check.code == "name.missing"] == ["fr"]
    assert renewal.agenda.masthead.session == "Geneva, 23 and 24 May 2022"


def test_a_translation_of_another_shape_is_told():
    french = REFERENCE.translations["fr"]
    agenda = replace(REFERENCE, translations={"fr": replace(french, items=french.items[:-1])})

    renewal = renew(replace(twelfth(), agenda=agenda), thirteenth(), observed=VIENNA)

    assert [check.language for check in renewal.checks if check.code == "language.differs"] == ["fr"]


def test_a_line_of_place_and_days_in_other_words_is_made_anew_and_told():
    head = replace(REFERENCE.masthead, session="Thursday 25 to Friday 26 March 2021, Vienna International Centre")
    renewal = renew(replace(twelfth(), agenda=replace(REFERENCE, masthead=head)), thirteenth(), observed=VIENNA)

    assert renewal.agenda.masthead.session == "Vienna, 23 and 24 May 2022"
    assert [one["before"] for one in facts(renewal, "session.reworded")] == [head.session]


def test_the_name_of_the_meeting_in_the_masthead_is_the_new_one():
    head = replace(REFERENCE.masthead, meeting="Twelfth meeting")
    renewal = renew(replace(twelfth(), agenda=replace(REFERENCE, masthead=head)), thirteenth(), observed=VIENNA)

    assert renewal.agenda.masthead.meeting == "Thirteenth meeting"


def test_states_symbols_numbers_and_years_in_an_annotation_are_to_be_checked():
    words = (
        "In 2020 France chaired; 117 delegations read A/75/L.7 on COVID-19 under item 2, at 10 a.m., and 1,250 words."
    )
    block = Block(text=words, marks=(Mark(words.index("item 2"), words.index("item 2") + 6, "item", "2"),))
    agenda = Agenda(items=(Item(number="1", title="General debate", annotation=(block,)),))

    renewal = renew(replace(twelfth(), agenda=agenda), thirteenth(), observed=VIENNA)

    found = [(c.code, dict(c.facts)["text"]) for c in renewal.checks if c.place.part == "annotation"]
    assert found == [
        ("year.left", "2020"),
        ("state.left", "France"),
        ("number.left", "117"),
        ("symbol.left", "A/75/L.7"),
        ("number.left", "1,250"),
    ]


@pytest.mark.parametrize(
    ("language", "before", "after"),
    [
        ("en", "held from 25 to 26 March 2021.", "held from 23 to 24 May 2022."),
        ("en", "on 25 and 26 March 2021", "on 23 and 24 May 2022"),
        ("en", "(March 25, 2021)", "(May 23, 2022)"),
        ("en", "on 2021-03-26", "on 2022-05-24"),
        ("en", "Friday, 26 March 2021", "Tuesday, 24 May 2022"),
        ("fr", "du 25 au 26 mars 2021", "du 23 au 24 mai 2022"),
        ("ru", "Открытие 25 марта 2021 года.", "Открытие 23 мая 2022 года."),
        ("ru", "Пятница, 26 марта 2021 года", "Вторник, 24 мая 2022 года"),
        ("zh", "2021年3月26日（星期五）", "2022年5月24日（星期二）"),
        ("ar", "من 25 إلى 26 آذار/مارس 2021", "من 23 إلى 24 أيار/مايو 2022"),
    ],
)
def test_dates_of_the_meeting_are_moved_in_their_own_wording(language, before, after):
    agenda = Agenda(language=language, items=(Item(number="1", title="x", annotation=(Block(text=before),)),))

    renewal = renew(replace(twelfth(), agenda=agenda), thirteenth(), observed=VIENNA)

    assert renewal.agenda.items[0].annotation[0].text.replace("\u00a0", " ") == after
    assert not facts(renewal, "date.left")


@pytest.mark.parametrize(
    "words",
    [
        "Monday, 25 March 2021",  # another weekday: what is meant?
        "Thu, 25 March 2021",
        "on 25 March",
        "on 25th March 2021",
        "from Thursday, 25 March, to Friday, 26 March 2021",
        "25 March 2021 and 1 April 2021",
    ],
)
def test_what_cannot_be_worded_again_is_left_and_told(words):
    agenda = Agenda(items=(Item(number="1", title="x", annotation=(Block(text=words),)),))

    renewal = renew(replace(twelfth(), agenda=agenda), thirteenth(), observed=VIENNA)

    assert renewal.agenda.items[0].annotation[0].text == words
    assert any(one["of"] == "last meeting" for one in facts(renewal, "date.left"))


def test_marks_move_with_their_words():
    words = "On Thursday, 25 March 2021, see CTOC/COP/WG.3/2020/2."
    at = words.index("CTOC")
    block = Block(text=words, marks=(Mark(at, at + 20, "symbol", "CTOC/COP/WG.3/2020/2"), Mark(0, 2, "bold")))
    agenda = Agenda(items=(Item(number="1", title="x", annotation=(block,)),))

    (moved,) = renew(replace(twelfth(), agenda=agenda), thirteenth(), observed=VIENNA).agenda.items[0].annotation

    assert moved.text == "On Monday, 23 May 2022, see CTOC/COP/WG.3/2020/2."
    assert [moved.text[mark.start : mark.end] for mark in moved.marks] == ["CTOC/COP/WG.3/2020/2", "On"]


def test_a_programme_with_weekdays_alone_names_the_new_weekdays():
    rows = tuple(
        Row(day=day, start="10:00", end="13:00", item="1", title="x") for day in ("Thursday", "Friday, 26 March")
    )
    agenda = replace(REFERENCE, programme=rows, translations={})

    renewal = renew(replace(twelfth(), agenda=agenda), thirteenth(), observed=VIENNA)

    assert [row.day.replace("\u00a0", " ") for row in renewal.agenda.programme] == ["Monday", "Tuesday, 24 May"]
    assert not [check for check in renewal.checks if check.place.part == "programme day"]


def test_a_day_of_the_programme_in_other_words_is_left_and_told():
    rows = (Row(day="Day 1", item="1", title="x"), Row(day="Thurs. 25/3", item="1", title="x"))
    agenda = replace(REFERENCE, programme=rows, translations={})

    renewal = renew(replace(twelfth(), agenda=agenda), thirteenth(), observed=VIENNA)

    assert [row.day for row in renewal.agenda.programme] == ["Day 1", "Thurs. 25/3"]
    assert [one["text"] for one in facts(renewal, "day.left")] == ["Day 1", "Thurs. 25/3"]


@pytest.mark.parametrize(
    ("symbol", "series"),
    [
        ("CTOC/COP/WG.3/2021/2", "CTOC/COP/WG.3/2022/"),
        ("CTOC/COP/WG.3/2021/CRP.1", "CTOC/COP/WG.3/2022/CRP."),
        ("CTOC/COP/2021/1", ""),
        ("no symbol", ""),
    ],
)
def test_a_series_is_followed_only_by_its_own(symbol, series):
    assert series_after(symbol, "CTOC/COP/WG.3/2021/", "CTOC/COP/WG.3/2022/") == series
    assert series_after(symbol, "", "CTOC/COP/WG.3/2022/") == ""


def test_days_outside_the_meeting_and_dates_in_the_wrong_order_are_refused():
    with pytest.raises(ValueError, match="outside the meeting"):
        thirteenth(days=(D(2022, 6, 1),))
    with pytest.raises(ValueError, match="before it opens"):
        thirteenth(closes=D(2022, 5, 1))


def test_every_check_has_the_facts_of_its_code_and_a_flat_form():
    documents = (PAPER, replace(PAPER, symbol="CTOC/COP/WG.3/2021/2/Corr.1"))
    for coming in (thirteenth(), thirteenth(closes=D(2022, 5, 23)), thirteenth(D(2022, 5, 21), D(2022, 6, 7))):
        for check in renew(twelfth(documents=documents), coming, observed=None).checks:
            assert tuple(name for name, _ in check.facts) == CODES[check.code], check.code
            assert all(isinstance(value, str) for value in check.flat.values())
            assert len(check.flat) >= len(check.facts)


# --- Whatever the agenda ------------------------------------------------------------------------------------------

other_days = st.dates(D(2019, 1, 1), D(2023, 12, 31))


@st.composite
def sentences(draw, language, days):
    """Words in which dates of the meeting and others stand in several wordings."""
    pieces = []
    for _ in range(draw(st.integers(0, 4))):
        day = draw(st.sampled_from(days) | other_days)
        last = draw(st.sampled_from(days) | other_days)
        first, last = min(day, last), max(day, last)
        pieces.append(
            draw(
                st.sampled_from(
                    [
                        calendar.date(day, language),
                        calendar.day(day, language, year=True, sentence=True),
                        calendar.day(day, language),
                        calendar.span(first, last, language, words=True),
                        calendar.span(first, last, language),
                        calendar.dates((first, last), language),
                        day.isoformat(),
                        "CTOC/COP/WG.3/2021/2",
                        "the twelfth meeting",
                        "France",
                        "word",
                    ]
                )
            )
        )
        pieces[-1] = pieces[-1].replace("\u00a0", draw(st.sampled_from(["\u00a0", " "])))
        pieces.append(draw(st.sampled_from([". ", "; ", " (", ") ", " — ", "\n"])))
    return draw(st.sampled_from(["", "Words ", "В ", "le "])) + "".join(pieces)


@st.composite
def agendas(draw, days, languages=LANGUAGES):
    language = draw(st.sampled_from(languages))
    words = sentences(language, days)
    blocks = st.lists(st.builds(Block, text=words), max_size=2).map(tuple)
    papers = st.lists(st.builds(Paper, title=words, symbol=st.sampled_from(["", "A/75/1"])), max_size=2).map(tuple)
    item = st.builds(
        Item,
        number=st.sampled_from(["1", "2", "(a)", ""]),
        title=words | st.sampled_from(["Other matters", "Adoption of the report"]),
        heading=words,
        basis=blocks,
        annotation=blocks,
        documentation=papers,
    )
    items = draw(st.lists(item, max_size=3).map(tuple))
    hours = st.sampled_from([("10:00", "13:00"), ("15:00", "18:00")])
    row = st.builds(
        lambda day, hours, item, title, words: Row(
            date=None if words else day,
            day=words(day, language) if words else "",
            start=hours[0],
            end=hours[1],
            item=item,
            title=title,
        ),
        st.sampled_from(days),
        hours,
        st.sampled_from(["1", "2", None]),
        words,
        st.sampled_from([None, None, calendar.day, lambda day, tongue: calendar.WEEKDAYS[tongue][day.weekday()]]),
    )
    return Agenda(
        language=language,
        masthead=Masthead(
            symbol=draw(st.sampled_from(["", "CTOC/COP/WG.3/2021/1"])),
            date=draw(st.none() | other_days),
            session=draw(st.sampled_from(["", "Wien"])) + draw(words),
            title=draw(words),
            place="Wien",
            meeting=draw(words),
            job=draw(st.sampled_from(["", "V.21-00001 (E)"])),
            others=(draw(words),),
        ),
        items=(*items, Item(number="9", title=draw(words), items=items[:1])),
        programme=tuple(draw(st.lists(row, max_size=5))),
        programme_notes=draw(blocks),
        sections=(Section(place="annex", heading=draw(words), blocks=draw(blocks)),),
        notes=(Note(mark="1", text=draw(words)),),
        furniture=(Kept(text=draw(words)),),
        unrecognised=(Kept(text=draw(words)),),
    )


@st.composite
def cases(draw):
    opens = draw(other_days)
    closes = opens + draw(st.integers(0, 5)) * DAY
    days = [opens + n * DAY for n in range((closes - opens).days + 1)]
    agenda = draw(agendas(days))
    others = [one for one in LANGUAGES if one != agenda.language]
    translations = {one.language: one for one in draw(st.lists(agendas(days, others), max_size=2))}
    agenda = replace(agenda, translations=translations)
    now = draw(other_days)
    coming = Coming(
        opens=now,
        closes=now + draw(st.integers(0, 6)) * DAY,
        zone="Europe/Vienna",
        places=draw(st.sampled_from([{}, PLACES])),
        names=draw(st.sampled_from([{}, NAMES])),
        number=13,
    )
    previous = Previous(agenda=agenda, opens=opens, closes=closes, number=12)
    return previous, coming, draw(st.sampled_from(["drop", "reference"]))


def renewed(case):
    previous, coming, documentation = case
    return renew(previous, coming, observed=VIENNA, documentation=documentation)


@given(cases())
@settings(max_examples=60)
def test_nothing_of_the_old_agenda_disappears_without_being_in_the_draft_or_in_the_checks(case):
    renewal = renewed(case)

    told = {value for check in renewal.checks for _, value in check.facts}
    for language, old in versions(case[0].agenda).items():
        new = Counter(words for _, words in texts(versions(renewal.agenda)[language]))
        changed = {}
        for change in renewal.changes:
            if change.language == language:
                changed.setdefault(change.before, []).append(change.after)
        for words in [
            *(words for _, words in texts(old)),
            *(kept.text for kept in old.furniture),
            old.masthead.symbol,
            old.masthead.job,
        ]:
            if words and words not in told and not new[words]:
                assert any(_became(words, other, changed) for other in new), words


def _became(old, new, changed):
    """Whether `new` is `old` with changes that are told."""
    if old == new:
        return True
    start = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    for before, afters in changed.items():
        for at in range(max(0, start - len(before)), start + 1):
            if old.startswith(before, at):
                rests = [
                    new[at + len(after) :] for after in afters if new[:at] == old[:at] and new.startswith(after, at)
                ]
                if any(_became(old[at + len(before) :], rest, changed) for rest in rests):
                    return True
    return False


@given(cases())
@settings(max_examples=60)
def test_every_date_of_the_old_meeting_that_still_stands_in_the_draft_is_in_the_checks(case):
    renewal = renewed(case)
    previous, coming, _ = case

    for language, draft in versions(renewal.agenda).items():
        left = {
            (c.place, named)
            for c in renewal.checks
            if c.code == "date.left" and c.language == language
            for named in dict(c.facts)["days"].split()
        }
        for place, words in texts(draft):
            for found in find_dates(words, language):
                for day in found.days:
                    if previous.opens <= day <= previous.closes and not coming.opens <= day <= coming.closes:
                        # A day may have been read without the year that stands after it by chance.
                        assert {(place, day.isoformat()), (place, f"--{day:%m-%d}")} & left, words


@given(cases())
@settings(max_examples=60)
def test_every_row_is_on_a_day_of_the_new_meeting_with_its_sitting_or_is_told(case):
    renewal = renewed(case)

    for language, old in versions(case[0].agenda).items():
        draft = versions(renewal.agenda)[language]
        assert all(row.date in renewal.days for row in draft.programme if row.date)
        dropped = facts(renewal, "row.dropped", language)
        sittings = Counter((row.item or "", row.start, row.end) for row in old.programme)
        assert sittings == Counter((row.item or "", row.start, row.end) for row in draft.programme) + Counter(
            (one["cites"], one["start"], one["end"]) for one in dropped
        )
        order = [row.date for row in draft.programme if row.date]
        if [row.date for row in old.programme if row.date] == sorted(row.date for row in old.programme if row.date):
            assert order == sorted(order)


@given(cases())
@settings(max_examples=60)
def test_a_check_shows_the_words_that_it_speaks_of(case):
    renewal = renewed(case)

    for check in renewal.checks:
        if check.start is not None:
            there = [words for place, words in texts(versions(renewal.agenda)[check.language]) if place == check.place]
            assert dict(check.facts)["text"] in [words[check.start : check.end] for words in there]


@given(cases())
@settings(max_examples=40)
def test_a_meeting_on_the_same_days_changes_no_word_of_its_items(case):
    previous, _, _ = case
    every = tuple(previous.opens + n * DAY for n in range((previous.closes - previous.opens).days + 1))
    same = Coming(opens=previous.opens, closes=previous.closes, days=every, zone="Europe/Vienna")
    if {row.date for row in previous.agenda.programme} - {None} != set(every):
        return

    draft = renew(previous, same, observed=VIENNA, documentation="reference").agenda

    assert [row.date for row in draft.programme] == [row.date for row in previous.agenda.programme]
    assert draft.items == previous.agenda.items
    assert draft.notes == previous.agenda.notes


@given(cases())
@settings(max_examples=20)
def test_the_same_facts_give_the_same_draft(case):
    assert renewed(case) == renewed(case)


# --- Every text of an agenda is gone through ----------------------------------------------------------------------

STRUCTURE = {"number", "symbol", "language", "kind", "value", "mark", "place", "item", "start", "end", "format", "why"}
"""Fields that are no running text. The place of a masthead is given anew; "item" is a reference, but in a masthead."""


def _filled(cls, depth=0):
    """An instance with a word of its own in every text field."""
    given = {}
    for field in msgspec.structs.fields(cls):
        kind = field.type
        name = str(kind)
        if field.name in ("format", "translations") or "Literal" in name or kind is bool:
            if field.required:
                given[field.name] = "annex"
            continue
        if kind is str or name == "str | None" or field.name in ("session", "track"):
            given[field.name] = f"text of {field.name}"
        elif "tuple[str" in name:
            given[field.name] = (f"one of {field.name}",)
        else:
            for inner in (Masthead, Labels, Item, Row, Block, Section, Note, Kept, Paper):
                if inner.__name__ in name.replace("'", "") and depth < 3 and inner is not cls:
                    one = _filled(inner, depth + 1)
                    given[field.name] = one if kind is inner else (one,)
    return cls(**given)


def _leaves(value, name=""):
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _leaves(one, key)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _leaves(one, name)
    elif isinstance(value, str):
        yield name, value


def test_every_text_of_an_agenda_is_gone_through():
    full = _filled(Agenda)
    loud = rewritten(full, lambda text: replace(text, words=text.words.upper()))

    quiet = {name for name, words in _leaves(msgspec.to_builtins(loud)) if words.startswith(("text of", "one of"))}
    # the date and job number of a masthead are dropped, furniture too; what else is left is no running text
    assert quiet <= STRUCTURE | {"date_text", "job", "text"}
    kept = [kept.text for kept in loud.furniture]
    assert [words for name, words in _leaves(msgspec.to_builtins(loud)) if name == "text" and words.islower()] == kept
    assert {"title", "annotation", "heading"} <= {field.name for field in msgspec.structs.fields(Item)}
