"""Reading agendas of many houses: each a small document of our own in the manner of one, with what is right in it."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from nemcon.core.agenda import Agenda, Item, encode, reference, walk
from nemcon.documents.read.agenda import read_agenda
from nemcon.documents.read.plain import from_text

HERE = Path(__file__).parent / "agendas"
SIX = ("fr", "es", "ru", "zh", "ar")


def agenda_of(name: str) -> Agenda:
    return read_agenda(from_text((HERE / name).read_text("utf-8")))


def of(text: str) -> Agenda:
    return read_agenda(from_text(text))


def numbers(agenda: Agenda) -> list[str]:
    return [reference(path) for path, _ in walk(agenda.items)]


def item(agenda: Agenda, cited: str) -> Item:
    return next(i for path, i in walk(agenda.items) if reference(path) == cited)


def symbols(agenda: Agenda) -> dict[str, list[str]]:
    return {reference(p): [d.symbol for d in i.documentation] for p, i in walk(agenda.items) if i.documentation}


def rows(agenda: Agenda) -> list[tuple[str, str | None, str | None, str | None, bool]]:
    return [(str(r.date)[5:], r.start or r.session, r.track, r.item, r.continued) for r in agenda.programme]


def unforeseen(agenda: Agenda) -> list[str]:
    return [reference(path) for path, i in walk(agenda.items) if i.none_foreseen]


# ---- what is an agenda ------------------------------------------------------------------------------------------


def test_numbered_paragraphs_are_no_agenda_though_one_speaks_of_adoption() -> None:
    agenda = of(
        "Working paper submitted by Ruritania\n\nTrade in samples\n\n"
        "1. The adoption of the measure in 1998 has been welcomed by all Parties.\n\n"
        "2. Two Parties have since reported that they are unable to apply it in full.\n\n"
        "3. It is proposed that the measure be reviewed at the next meeting.\n"
    )

    assert agenda.items == ()
    assert "unable to apply it" in encode(agenda).decode()


def test_the_chapters_of_a_report_are_no_agenda() -> None:
    agenda = of(
        "Report of the Working Group on Samples\n\n1. Opening of the meeting\n\nThe Chair opened the meeting.\n\n"
        "2. Election of officers\n\nMs. A was elected.\n\n3. Other matters\n\nNone were raised.\n"
    )

    assert agenda.items == ()


def test_lines_of_contents_with_dots_are_no_items() -> None:
    agenda = agenda_of("geneva-1985.txt")

    assert numbers(agenda) == ["1", "2", "3", "4", "4 (a)", "4 (b)"]
    assert item(agenda, "1").title == "Election of officers"
    assert agenda.sections[0].place == "before"


def test_paragraph_numbers_under_the_word_item_are_those_of_paragraphs() -> None:
    agenda = agenda_of("item-in-capitals.txt")

    assert numbers(agenda) == ["1", "2", "2.1", "2.2", "2.3", "3", "4", "5", "6"]
    assert [b.number for b in item(agenda, "1").annotation] == ["1", "2"]
    assert item(agenda, "6").annotation[0].text.endswith("on Sunday, 28 March 2010.")
    assert agenda.masthead.title == "ANNOTATIONS TO THE PROVISIONAL AGENDA"


def test_the_list_may_stand_in_an_annex() -> None:
    agenda = agenda_of("annexes.txt")

    assert numbers(agenda) == ["1", "2", "3", "4", "5"]
    assert symbols(agenda)["3"] == ["SSS 7/3", "SSS 7/3/1", "SSS 7/3/2"]
    assert [p.people for p in item(agenda, "3").documentation] == ["Norland", "Ruritania and others", ""]
    assert agenda.unrecognised == ()
    assert agenda.masthead.symbol == "SSS 7/1/1"


def test_headings_between_items_are_no_annotation() -> None:
    agenda = agenda_of("two-tracks.txt")
    between = [k.text for k in agenda.furniture if k.why == "a heading among the items"]

    assert between == ["Operational segment", "Normative segment"]
    assert len(item(agenda, "2").annotation) == 1


def test_chapters_over_items_that_run_on_are_headings_and_alone_they_are_items() -> None:
    over = agenda_of("parts-and-items.txt")
    alone = agenda_of("chapters-zh.txt")

    assert numbers(over) == ["1", "2", "3", "4", "5", "6", "7"]
    assert numbers(alone) == ["一", "二", "三", "四"]
    assert [r.item for r in alone.programme if r.item] == ["一", "二", "三", "三", "四"]


def test_the_last_word_of_a_sentence_opens_no_part() -> None:
    agenda = of(
        "Provisional agenda\n\n1. Opening of the session.\n2. Organization of work.\n3. Closure.\n\nAnnotations\n\n"
        "2. Organization of work\n\nDelegates will find on the web page of the session a detailed\nschedule.\n\n"
        "3. Closure\n\nThe Chair will close the session.\n"
    )

    assert item(agenda, "2").annotation[0].text.endswith("a detailed schedule.")
    assert item(agenda, "3").annotation


@pytest.mark.parametrize(
    ("line", "number"),
    [("4. bis Credentials", "4 bis"), ("4 bis Credentials", "4 bis"), ("4 ter. Credentials", "4 ter")],
)
def test_a_number_put_in_later_is_read_wherever_its_point_stands(line: str, number: str) -> None:
    agenda = of(f"Provisional agenda\n\n1. Opening.\n2. Election.\n3. Debate.\n4. Reports.\n{line}.\n5. Closure.\n")

    assert [i.number for i in agenda.items] == ["1", "2", "3", "4", number, "5"]


# ---- joint items, bases, documents ------------------------------------------------------------------------------


def test_an_annotation_of_two_items_belongs_to_the_first_and_names_both() -> None:
    agenda = agenda_of("vienna-joint-items.txt")

    assert item(agenda, "2").heading.startswith("Items 2 and 3. Exchange of samples")
    assert len(item(agenda, "2").annotation) == 4
    assert symbols(agenda)["2"] == ["CTOC/COP/WG.9/2023/2", "CTOC/COP/WG.9/2023/3"]
    assert [(r.item, r.joint) for r in agenda.programme if r.item in ("2", "3")] == [
        ("2", False), ("3", True), ("2", False), ("3", True),
    ]  # fmt: skip


def test_two_numbers_over_one_title_are_one_item_where_there_is_no_list() -> None:
    agenda = agenda_of("joint-es.txt")

    assert numbers(agenda) == ["1", "2", "3", "4 y 5", "6"]
    assert item(agenda, "4 y 5").title == "Presupuesto y cuotas"


def test_the_legislative_basis_stands_apart_from_the_annotation() -> None:
    agenda = agenda_of("legislative-basis.txt")

    assert item(agenda, "1").basis[0].text.startswith("Legislative authority: Rule 103")
    assert len(item(agenda, "1").annotation) == 1
    assert [len(i.basis) for i in agenda.items] == [1, 1, 1, 1, 1, 0, 0]
    assert numbers(agenda) == ["1", "2", "3", "4 bis", "6", "6", "8"]


def test_documents_may_follow_the_word_on_one_line() -> None:
    agenda = agenda_of("legislative-basis.txt")

    assert symbols(agenda) == {"2": ["A/AC.555/2024/1", "A/AC.555/2024/L.2"], "3": ["A/79/65"]}
    assert item(agenda, "3").documentation[0].title == "Report of the Secretary-General on the registry"
    assert unforeseen(agenda) == ["4 bis"]


def test_symbols_alone_are_one_document_each() -> None:
    agenda = agenda_of("geneva-symbols.txt")

    assert symbols(agenda)["4 (a)"] == ["ECE/TRANS/WG.77/2019/2", "ECE/TRANS/WG.77/2019/2/Add.1"]
    assert [(p.symbol, p.title) for p in item(agenda, "4 (b) (i)").documentation] == [
        ("ECE/TRANS/WG.77/2019/5", ""), ("ECE/TRANS/WG.77/2019/6", ""), ("", "Informal document No. 4"),
    ]  # fmt: skip


def test_documents_under_a_title_are_no_part_of_it() -> None:
    agenda = agenda_of("documents-under-titles.txt")

    assert item(agenda, "2").title == "Report by the Director-General"
    assert symbols(agenda)["5"] == ["EB146/5", "EB146/5 Add.1"]
    assert symbols(agenda)["6.2"] == ["EB146/7"]


def test_documents_may_be_announced_by_a_paragraph() -> None:
    agenda = agenda_of("geneva-1985.txt")

    assert symbols(agenda) == {"4 (b)": ["E/CN.4/1985/5", "E/CN.4/1985/6"]}


# ---- the organization of work -----------------------------------------------------------------------------------


def test_bodies_that_sit_side_by_side_are_tracks_with_items_in_each() -> None:
    agenda = agenda_of("two-tracks.txt")
    plenary, whole = "Plenary", "Committee of the Whole"

    assert [r for r in rows(agenda) if r[3]] == [
        ("03-14", "10:00", plenary, "1", False),
        ("03-14", "10:00", plenary, "2", False),
        ("03-14", "10:00", plenary, "3", False),
        ("03-14", "15:00", plenary, "3", True),
        ("03-15", "10:00", plenary, "4", False),
        ("03-15", "15:00", plenary, "4", True),
        ("03-16", "10:00", plenary, "5", False),
        ("03-16", "10:00", whole, "6", False),
        ("03-16", "15:00", plenary, "5", True),
        ("03-16", "15:00", whole, "6", True),
        ("03-17", "10:00", plenary, "5", True),
        ("03-17", "15:00", plenary, "7", False),
        ("03-18", "10:00", plenary, "7", True),
        ("03-18", "15:00", plenary, "8", False),
    ]
    assert ("03-14", "13:10", plenary, None, False) in rows(agenda), "the lunchtime event"
    assert agenda.programme_notes == ()


def test_a_second_column_of_a_page_is_a_track_and_a_day_may_take_two_lines() -> None:
    assert rows(agenda_of("item-in-capitals.txt")) == [
        ("03-22", "10:00", "Plenary", "1", False),
        ("03-22", "10:00", "Plenary", "2", False),
        ("03-22", "15:00", "Plenary", "3", False),
        ("03-23", "10:00", "Plenary", "3", True),
        ("03-23", "10:00", "Contact group", "3", False),
        ("03-23", "15:00", "Plenary", "4", False),
    ]


def test_a_half_day_may_take_a_range_of_items_and_one_that_goes_on_beside_another() -> None:
    assert rows(agenda_of("half-days-fr.txt")) == [
        ("06-03", "a.m.", None, "1", False),
        ("06-03", "a.m.", None, "2", False),
        ("06-03", "a.m.", None, "3", False),
        ("06-03", "p.m.", None, "4", False),
        ("06-04", "a.m.", None, "4", True),
        ("06-04", "a.m.", None, "5", False),
        ("06-04", "p.m.", None, "6", False),
    ]


# ---- six languages ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", SIX)
def test_a_session_is_understood_in_each_language(language: str) -> None:
    agenda = agenda_of(f"session-{language}.txt")
    a, b = {"zh": ("(a)", "(b)"), "ar": ("(أ)", "(ب)")}.get(language, ("a)", "b)"))

    assert agenda.language == language
    assert [i.number for i in agenda.items] == ["1", "2", "3", "4", "5"]
    assert [i.number for i in agenda.items[2].items] == [a, b]
    assert symbols(agenda) == {"2": ["A/AC.777/2023/1"], f"3 {a}": ["A/AC.777/2023/2"]}
    assert unforeseen(agenda) == ["4"]
    assert len(agenda.items[1].basis) == 1
    assert rows(agenda) == [
        ("05-08", "10:00", None, "1", False),
        ("05-08", "10:00", None, "2", False),
        ("05-08", "15:00", None, f"3 {a}", False),
        ("05-09", "10:00", None, f"3 {a}", True),
        ("05-09", "15:00", None, f"3 {b}", False),
        ("05-10", "10:00", None, "4", False),
        ("05-10", "10:00", None, "5", False),
    ]
    assert (str(agenda.masthead.opens), str(agenda.masthead.closes)) == ("2023-05-08", "2023-05-10")
    head, labels = agenda.masthead, agenda.labels
    assert all((head.house, head.organ, head.body, head.meeting, head.item))
    assert all((labels.agenda, labels.annotations, labels.annex, labels.programme))


NONE_IS_FORESEEN = (
    "None required.",
    "No documents are expected.",
    "There are no documents for this item.",
    "Documents have not been prepared for this item.",
    "Aucun document n’est prévu pour le moment.",
    "Il n’est pas prévu de document au titre de ce point.",
    "No se prevé presentar documentos.",
    "No está prevista la presentación de documentos.",
    "Ningún documento.",
    "Документы не требуются.",
    "В настоящее время представление документации не планируется.",
    "目前没有预计在议程项目4下提交任何文件。",
    "预计不会提交任何文件。",
    "无文件。",
    "لا توجد وثائق.",
    "ليس من المتوقع حاليا تقديم أي وثائق في إطار البند 4.",
    "ومن غير المتوقع تقديم وثائق في إطار هذا البند.",
)
SOMETHING_ELSE = (
    "The Committee will consider the documents before it.",
    "No action was taken on the documents submitted.",
    "Le Comité n’a pas examiné le document.",
    "Los documentos no fueron examinados por falta de tiempo.",
    "Документ не был рассмотрен.",
    "委员会不妨审议现有文件。",
    "委员会未能审议该文件。",
    "ستعرض على المجلس الوثائق التالية.",
    "لم تعتمد اللجنة الوثيقة الختامية.",
)


@pytest.mark.parametrize(
    ("said", "none"), [*((s, True) for s in NONE_IS_FORESEEN), *((s, False) for s in SOMETHING_ELSE)]
)
def test_only_a_statement_that_there_are_no_documents_is_one(said: str, none: bool) -> None:
    agenda = of(
        f"Provisional agenda\n\n1. Opening.\n2. Debate.\n\nAnnotations\n\n1. Opening\n\n{said}\n\n2. Debate\n\nX.\n"
    )

    assert agenda.items[0].none_foreseen is none


# ---- mastheads --------------------------------------------------------------------------------------------------


def test_a_name_on_several_lines_beside_the_second_column_is_one_name() -> None:
    vienna, geneva = agenda_of("vienna-joint-items.txt").masthead, agenda_of("geneva-1985.txt").masthead

    assert vienna.organ == "Conference of the Parties to the United Nations Convention on Sample Matters"
    assert vienna.body == "Working Group on Sample Matters"
    assert geneva.organ == "Economic and Social Council"
    assert (geneva.distribution, geneva.body) == ("Distr. GENERAL", "COMMISSION ON SAMPLE RIGHTS")
    assert str(geneva.opens) == "1985-02-04"


def test_the_symbol_at_the_head_of_each_page_is_no_document() -> None:
    agenda = agenda_of("geneva-symbols.txt")

    assert symbols(agenda)["1"] == ["ECE/TRANS/WG.77/41"]
    assert [k.text for k in agenda.furniture if k.why == "page head"] == ["ECE/TRANS/WG.77/41"]
    assert [n.mark for n in agenda.notes] == ["*", "**"]


# ---- words ------------------------------------------------------------------------------------------------------

STRUCTURE = {
    *("item", "items", "tema", "temas", "point", "points", "documents", "document"),
    *(
        "continued",
        "suite",
        "continuación",
        "продолжение",
        "续",
        "تابع",
        "项目",
        "et",
        "each",
        "continue",
        "cont",
        "min",
    ),
    *("пункт", "пункты", "البند", "البندان"),
    *("organiza", "tional"),  # a word broken at the end of a line
}


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [s for k, v in value.items() if k != "marks" for s in _strings(v)]
    return [s for v in value for s in _strings(v)] if isinstance(value, list) else []


@pytest.mark.parametrize("name", sorted(p.name for p in HERE.glob("*.txt")))
def test_every_word_of_a_genre_is_kept_and_at_most_two_in_a_hundred_are_not_understood(name: str) -> None:
    text = (HERE / name).read_text("utf-8")
    agenda = agenda_of(name)
    held = Counter(w.casefold() for s in _strings(json.loads(encode(agenda))) for w in re.findall(r"[^\W\d_]{2,}", s))
    said = Counter(w.casefold() for w in re.findall(r"[^\W\d_]{2,}", text))

    assert {w for w in said if w not in held} <= STRUCTURE
    assert sum(len(k.text.split()) for k in agenda.unrecognised) <= 0.02 * len(text.split())


# ---- more houses ------------------------------------------------------------------------------------------------


def test_lettered_headings_over_items_that_run_on_are_headings() -> None:
    agenda = agenda_of("general-assembly.txt")

    assert numbers(agenda) == ["1", "2", "3", "3 (a)", "3 (b)", "4", "5", "6", "6 (a)", "6 (b)", "7", "8"]
    assert len([k for k in agenda.furniture if k.why == "a heading among the items"]) == 2
    assert agenda.sections[0].blocks[0].text.startswith("Convening at United Nations Headquarters")


def test_fields_under_an_item_are_one_paragraph_each() -> None:
    agenda = agenda_of("fields.txt")

    assert symbols(agenda) == {"3": ["SFund/ExCom/88/2"], "4": ["SFund/ExCom/88/3/Rev.1"]}
    assert [b.text.split(":")[0] for b in item(agenda, "4").annotation] == [
        "Issues to be dealt with",
        "Action expected",
    ]
    assert unforeseen(agenda) == ["5"]


def test_a_half_day_with_its_hours_gives_them_to_the_items_under_it() -> None:
    agenda = agenda_of("half-day-headings.txt")

    assert numbers(agenda) == ["1", "2", "3", "4", "4.1", "4.2", "5"]
    assert [r for r in rows(agenda) if r[3]] == [
        ("03-04", "09:30", None, "1", False),
        ("03-04", "09:30", None, "2", False),
        ("03-04", "09:30", None, "3", False),
        ("03-04", "14:00", None, "4", False),
        ("03-05", "09:30", None, "4", True),
        ("03-05", "09:30", None, "5", False),
    ]


def test_a_list_of_figures_inside_a_list_of_figures_is_one_level_deeper() -> None:
    agenda = agenda_of("light-markup.txt")

    assert numbers(agenda) == ["1", "2", "3", "3 1", "3 2", "4"]
    assert symbols(agenda) == {"3": ["SC/12/2", "SC/12/3"]}
    assert rows(agenda)[0] == ("06-02", "10:00", None, "1", False)


def test_a_symbol_in_brackets_under_a_title_is_a_document() -> None:
    agenda = agenda_of("symbols-under-titles.txt")

    assert [i.title for i in agenda.items][:2] == [
        "Approval of the minutes of the 342nd Session",
        "Agenda of future sessions of the Conference",
    ]
    assert symbols(agenda)["2"] == ["GB.343/INS/2(Rev.1)"]


def test_a_letter_over_paragraphs_is_a_sub_item_and_numbers_may_begin_again() -> None:
    agenda = agenda_of("two-segments.txt")

    assert numbers(agenda) == ["1", "1 (a)", "1 (b)", "2", "2 (a)", "2 (b)", "3", "1", "2"]
    assert [len(i.annotation) for _, i in walk(agenda.items)] == [1, 1, 1, 0, 1, 1, 1, 1, 1]


def test_an_agenda_whose_columns_are_set_with_tabs_is_a_table() -> None:
    agenda = agenda_of("table-with-tabs.txt")

    assert [(i.number, i.people) for i in agenda.items] == [
        ("1", "Chair"), ("2", "Chair"), ("3", "All"), ("4", "Secretariat"),
    ]  # fmt: skip
    assert symbols(agenda) == {"2": ["WG12/1"], "3": ["WG12/2", "WG12/3"], "4": ["WG12/4"]}
    assert [(r[0], r[1], r[3], r[4]) for r in rows(agenda)] == [
        ("05-07", "09:00", "1", False),
        ("05-07", "09:15", "2", False),
        ("05-07", "09:30", "3", False),
        ("05-07", "10:45", None, False),
        ("05-07", "11:15", "3", True),
        ("05-08", "09:00", "4", False),
    ]


def test_a_day_with_hours_on_one_line_opens_its_first_sitting() -> None:
    agenda = agenda_of("day-and-hours.txt")

    assert rows(agenda) == [
        ("05-06", "10:00", None, "1", False),
        ("05-06", "10:00", None, "2", False),
        ("05-06", "15:00", None, "3", False),
        ("05-07", "10:00", None, "3", True),
        ("05-07", "15:00", None, "4", False),
        ("05-07", "15:00", None, "5", False),
        ("05-08", "10:00", None, None, False),
        ("05-08", "15:00", None, "6", False),
    ]


def test_items_counted_in_roman_figures_are_cited_in_them() -> None:
    agenda = agenda_of("roman-fr.txt")

    assert [(r.start, r.item, r.continued) for r in agenda.programme] == [
        ("10:00", "I", False), ("10:00", "II", False), ("10:30", "III", False), ("15:00", "III", True),
        ("17:00", "IV", False),
    ]  # fmt: skip


@pytest.mark.parametrize("language", SIX)
def test_two_tracks_are_read_in_each_language(language: str) -> None:
    agenda = agenda_of(f"tracks-{language}.txt")
    plenary, whole = dict.fromkeys(r.track for r in agenda.programme)

    assert agenda.labels.programme_head[1:] == (plenary, whole)
    assert rows(agenda) == [
        ("05-08", "10:00", plenary, "1", False),
        ("05-08", "10:00", plenary, "2", False),
        ("05-08", "15:00", plenary, "3", False),
        ("05-08", "15:00", whole, None, False),
        ("05-09", "10:00", plenary, "3", True),
        ("05-09", "10:00", whole, None, True),
        ("05-09", "15:00", plenary, "4", False),
        ("05-09", "15:00", plenary, "5", False),
    ]
