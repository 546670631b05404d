"""Tracked changes: what is accepted gives the newer document, what is rejected the older one, to the letter."""

import datetime as dt
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
import samples
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from msgspec.structs import replace
from test_compose_properties import AGENDA
from validators import docx_errors, docx_notes, docx_paragraphs, libreoffice, parts

from nemcon.core.agenda import Agenda, Block, Item, decode
from nemcon.core.passage import Mark, Passage
from nemcon.documents import model
from nemcon.documents.compose.agenda import compose
from nemcon.documents.read import read
from nemcon.documents.source import Line, Piece
from nemcon.documents.write.docx import docx
from nemcon.documents.write.tracked import tracked_docx

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WHEN = dt.datetime(2021, 1, 5, 10, 30, tzinfo=dt.timezone(dt.timedelta(hours=1)))
DEMO = Path(__file__).parents[2] / "src/nemcon/demo/reference/ctoc-cop-wg3-2021-1.json"
LANGUAGES = ["ar", "zh", "en", "fr", "ru", "es"]


def track(old: model.Document, new: model.Document) -> bytes:
    return tracked_docx(old, new, author="A. Officer", when=WHEN)


# A word processor of our own: what accepting and rejecting do, by the standard


def decided(data: bytes, *, accept: bool) -> bytes:
    """The file with all changes accepted, or all rejected."""
    files = parts(data)
    for name, content in files.items():
        if name.startswith("word/") and name.endswith(".xml"):
            root = etree.fromstring(content)
            _decide(root, accept)
            files[name] = etree.tostring(root)
    called = {
        e.get(W + "id")
        for name, content in files.items()
        if name.startswith("word/") and name.endswith(".xml") and name != "word/footnotes.xml"
        for e in etree.fromstring(content).iter(W + "footnoteReference")
    }
    notes = etree.fromstring(files["word/footnotes.xml"])
    order = [e.get(W + "id") for e in etree.fromstring(files["word/document.xml"]).iter(W + "footnoteReference")]
    kept = [note for note in notes if int(note.get(W + "id")) < 1]
    by_id = {note.get(W + "id"): note for note in notes}
    for note in list(notes):
        notes.remove(note)
    notes.extend([*kept, *(by_id[number] for number in order if number in called)])
    files["word/footnotes.xml"] = etree.tostring(notes)
    out = BytesIO()
    with ZipFile(out, "w") as package:
        for name, content in files.items():
            package.writestr(name, content)
    return out.getvalue()


def _decide(root: etree._Element, accept: bool) -> None:
    gone, stays = (W + "del", W + "ins") if accept else (W + "ins", W + "del")
    for row in list(root.iter(W + "tr")):
        properties = row.find(W + "trPr")
        if properties is not None and properties.find(gone) is not None:
            row.getparent().remove(row)
    for table in list(root.iter(W + "tbl")):
        if table.find(W + "tr") is None:
            table.getparent().remove(table)
    for paragraph in list(root.iter(W + "p")):
        look = paragraph.find(f"{W}pPr/{W}rPr")
        if look is not None and look.find(gone) is not None and paragraph.getparent() is not None:
            assert not [r for r in paragraph.iter(W + "r") if not any(a.tag == gone for a in r.iterancestors())]
            paragraph.getparent().remove(paragraph)
    for change in list(root.iter(W + "pPrChange")):
        properties = change.getparent()
        properties.remove(change)
        if not accept:
            old = change[0]
            for child in list(properties):
                if child.tag not in (W + "rPr", W + "sectPr"):
                    properties.remove(child)
            for at, child in enumerate(list(old)):
                properties.insert(at, child)
    for element in list(root.iter(gone)):
        element.getparent().remove(element)
    for element in list(root.iter(stays)):
        above = element.getparent()
        for child in list(element):
            element.addprevious(child)
        above.remove(element)
    for text in list(root.iter(W + "delText")):
        text.tag = W + "t"


def pieces(data: bytes) -> list[Piece]:
    """What the house's reader sees, without the numbers of paragraphs and pages."""
    return [_placeless(piece) for piece in read(data, name="x.docx").pieces]


def _placeless(piece: Piece) -> Piece:
    if isinstance(piece, Line):
        return replace(piece, at=0, page=0)
    rows = tuple(
        tuple(replace(cell, lines=tuple(replace(line, at=0, page=0) for line in cell.lines)) for cell in row)
        for row in piece.rows
    )
    return replace(piece, rows=rows, at=0, caption="")


def check(old: model.Document, new: model.Document, shared: Path | None = None) -> bytes:
    """Both versions are in the file: by our reader, and by one that shares nothing with it."""
    data = track(old, new)
    for accept, version in ((True, new), (False, old)):
        plain, wanted = decided(data, accept=accept), docx(version)
        assert docx_paragraphs(plain) == docx_paragraphs(wanted)
        assert docx_notes(plain) == docx_notes(wanted)
        assert pieces(plain) == pieces(wanted)
    assert pieces(data) == pieces(docx(new))  # a reader that goes by what is final needs no accepting
    if shared is not None:
        assert docx_errors(data, shared) == []
    return data


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_quite_different_documents_are_both_in_the_file(language: str, shared: Path) -> None:
    check(samples.agenda(language), samples.hard(language), shared)
    check(samples.hard(language), samples.agenda(language), shared)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_document_against_itself_has_no_change(language: str) -> None:
    for document in (samples.agenda(language), samples.hard(language)):
        data = track(document, document)
        for name, content in parts(data).items():
            if name.endswith(".xml"):
                changes = etree.fromstring(content).iter(W + "ins", W + "del", W + "pPrChange")
                assert list(changes) == [], name
        assert pieces(data) == pieces(docx(document))


# Any two versions


PARAGRAPHS = [*samples.hard("en").blocks, *samples.agenda("en").blocks]
NOTES = (*samples.hard("en").footnotes, model.Footnote(mark="2", text=Passage("Second note.")))
WORDS = st.sampled_from("one two A/75/L.7 three, four 2021 “five” six".split())  # noqa: SIM905


@st.composite
def passages(draw: st.DrawFn) -> Passage:
    text = " ".join(draw(st.lists(WORDS, min_size=1, max_size=9)))
    marks = []
    if draw(st.booleans()):
        start = draw(st.integers(0, len(text) - 1))
        marks.append(Mark(start, draw(st.integers(start + 1, len(text))), draw(st.sampled_from(["bold", "italic"]))))
    if draw(st.booleans()):
        place = draw(st.integers(0, len(text)))
        marks.append(Mark(place, place, "note", draw(st.sampled_from([note.mark for note in NOTES]))))
    return Passage(text, tuple(marks))


BLOCKS = st.one_of(
    st.sampled_from(PARAGRAPHS),
    st.builds(model.Paragraph, text=passages(), number=st.sampled_from(["", "", "1.", "2.", "3.", "7."])),
    st.builds(model.Heading, text=passages(), level=st.just(1), number=st.sampled_from(["", "I.", "II.", "III."])),
    st.lists(
        st.builds(model.Entry, text=passages(), number=st.sampled_from(["(a)", "(b)", "(c)", "–"])), max_size=4
    ).map(lambda entries: model.Listing(entries=tuple(entries))),
)
DOCUMENTS = st.lists(BLOCKS, max_size=7).map(
    lambda blocks: replace(samples.hard("en"), blocks=tuple(blocks), footnotes=NOTES)
)


@settings(max_examples=60)
@given(DOCUMENTS, DOCUMENTS)
def test_any_two_documents_are_both_in_the_file(old: model.Document, new: model.Document) -> None:
    check(old, new)


@settings(max_examples=60)
@given(DOCUMENTS, st.data())
def test_a_document_and_one_made_from_it_are_both_in_the_file(old: model.Document, data: st.DataObject) -> None:
    """Blocks taken out, put in and moved."""
    blocks = list(old.blocks)
    for _ in range(data.draw(st.integers(1, 3))):
        what = data.draw(st.sampled_from(["out", "in", "move"]))
        if what == "in" or not blocks:
            blocks.insert(data.draw(st.integers(0, len(blocks))), data.draw(BLOCKS))
        else:
            taken = blocks.pop(data.draw(st.integers(0, len(blocks) - 1)))
            if what == "move":
                blocks.insert(data.draw(st.integers(0, len(blocks))), taken)
    check(old, replace(old, blocks=tuple(blocks)))


@settings(max_examples=30)
@given(AGENDA, AGENDA, st.sampled_from(LANGUAGES))
def test_two_versions_of_any_agenda_are_both_in_the_file(old: Agenda, new: Agenda, language: str) -> None:
    check(compose(old, language), compose(new, language))


# What a change looks like


def changes(data: bytes, part: str = "document") -> list[tuple[str, str]]:
    """("ins" or "del", words) in order."""
    root = etree.fromstring(parts(data)[f"word/{part}.xml"])
    found = []
    for element in root.iter(W + "ins", W + "del"):
        said = "".join(text.text or "" for text in element.iter(W + "t", W + "delText"))
        if said:
            found.append((element.tag.removeprefix(W), said))
    return found


def one_paragraph(text: str, *marks: Mark, language: str = "en", number: str = "") -> model.Document:
    block = model.Paragraph(text=Passage(text, marks), number=number)
    return replace(samples.hard(language), blocks=(block,), unofficial="", footnotes=())


def test_words_are_changed_whole_and_no_symbol_is_split() -> None:
    old = one_paragraph("See document CTOC/COP/WG.3/2020/3 of 7 July 2020, on which delegations agreed.")
    new = one_paragraph("See document CTOC/COP/WG.3/2020/4 of 8 July 2020, on which most delegations agreed.")
    assert changes(check(old, new)) == [
        ("del", "CTOC/COP/WG.3/2020/3"),
        ("ins", "CTOC/COP/WG.3/2020/4"),
        ("del", "7"),
        ("ins", "8"),
        ("ins", "most "),
    ]


def test_words_that_happen_to_be_the_same_within_a_new_sentence_are_part_of_the_change() -> None:
    old = one_paragraph("The Group may wish to consider the draft and to adopt it.")
    new = one_paragraph("The Group may wish to take note of the oral report of the Chair and to adopt it.")
    assert changes(check(old, new)) == [
        ("del", "consider the draft"),
        ("ins", "take note of the oral report of the Chair"),
    ]


def test_chinese_is_changed_sign_by_sign_and_arabic_word_by_word() -> None:
    old, new = one_paragraph("工作组第十一次会议", language="zh"), one_paragraph("工作组第十二次会议", language="zh")
    assert changes(check(old, new)) == [("del", "一"), ("ins", "二")]
    old = one_paragraph("أقرَّها المكتب الموسَّع في 31 تموز/يوليه", language="ar")
    new = one_paragraph("أقرَّها المؤتمر الموسَّع في 31 تموز/يوليه", language="ar")
    assert changes(check(old, new)) == [("del", "المكتب"), ("ins", "المؤتمر")]


def test_what_is_changed_keeps_its_bold_and_italics_and_bold_put_on_is_a_change() -> None:
    old = one_paragraph("It recommends that States act. Ibid.", Mark(3, 30, "bold"), Mark(31, 36, "italic"))
    new = one_paragraph("It recommends that all States act. Ibid.", Mark(3, 34, "bold"), Mark(35, 40, "italic"))
    data = check(old, new)
    assert changes(data) == [("ins", "all ")]
    inserted = next(etree.fromstring(parts(data)["word/document.xml"]).iter(W + "ins"))
    assert inserted.find(f"{W}r/{W}rPr/{W}rStyle").get(W + "val") == "Strong"
    plain = one_paragraph("It recommends that States act. Ibid.", Mark(31, 36, "italic"))
    assert changes(check(plain, old)) == [
        ("del", "recommends that States act."),
        ("ins", "recommends that States act."),
    ]


def test_a_paragraph_between_others_shifts_their_numbers_without_a_change_to_them() -> None:
    def of(*texts: str) -> model.Document:
        blocks = tuple(model.Paragraph(text=Passage(text), number=f"{at}.") for at, text in enumerate(texts, 1))
        return replace(samples.hard("en"), blocks=blocks, unofficial="")

    data = check(
        of("First words here.", "Last words said."), of("First words here.", "Put in between.", "Last words said.")
    )
    assert changes(data) == [("ins", "Put in between.")]
    assert list(etree.fromstring(parts(data)["word/document.xml"]).iter(W + "pPrChange")) == []


def test_notes_are_changed_inside_put_in_and_taken_out() -> None:
    def of(*notes: tuple[str, str]) -> model.Document:
        text = "Words with notes that stand at several places in them."
        marks = tuple(Mark(10 * at, 10 * at, "note", mark) for at, (mark, _) in enumerate(notes, 1))
        return replace(
            samples.hard("en"),
            blocks=(model.Paragraph(text=Passage(text, marks)),),
            footnotes=tuple(model.Footnote(mark=mark, text=Passage(words)) for mark, words in notes),
        )

    data = check(of(("1", "A/75/1, para. 4.")), of(("1", "A/75/1, para. 5.")))
    assert changes(data, "footnotes") == [("del", "4"), ("ins", "5")]
    assert changes(data) == []
    assert changes(check(of(("1", "A/75/1.")), of(("1", "A/75/1."), ("2", "New."))), "footnotes") == [("ins", " New.")]
    assert changes(check(of(("1", "A/75/1."), ("*", "Old.")), of(("1", "A/75/1."))), "footnotes") == [("del", "* Old.")]


def test_rows_of_a_programme_are_put_in_and_taken_out_where_hours_span_several(shared: Path) -> None:
    table = samples.tracks()
    first, last = table.groups
    rows = first.rows
    shorter = (
        (replace(rows[0][0], rows=2), rows[0][1], *rows[0][2:]),
        rows[1],
        rows[4],
    )
    new = replace(table, groups=(replace(first, rows=shorter), last))

    def of(block: model.Table) -> model.Document:
        return replace(samples.hard("en"), blocks=(block,))

    for old, other in ((table, new), (new, table)):
        data = check(of(old), of(other), shared)
        marks = etree.fromstring(parts(data)["word/document.xml"]).iter(W + "tr")
        assert sum(row.find(f"{W}trPr/{W}{'del' if old is table else 'ins'}") is not None for row in marks) == 2


def revision() -> tuple[model.Document, model.Document]:
    """The reference agenda and a Rev.1 of it: other days, words changed, a paragraph, an item, a row and a note."""
    agenda = decode(DEMO.read_bytes())
    one, two, three, four, five = agenda.items
    first, _, last = two.annotation
    changed = replace(
        first, text=first.text.replace("hybrid", "partly online").replace("all delegates", "most delegates")
    )
    put_in = Block(text="A new paragraph, with COVID-19 in bold.", marks=(Mark(23, 31, "bold"),))
    new = replace(
        agenda,
        masthead=replace(agenda.masthead, symbol="CTOC/COP/WG.3/2021/1/Rev.1", session="Vienna, 30 and 31 March 2021"),
        items=(
            one,
            replace(two, annotation=(changed, put_in, last)),
            three,
            Item(number="4", title="A new item", annotation=(Block(text="No words."),)),
            replace(four, number="5"),
            replace(five, number="6"),
        ),
        programme=agenda.programme[:3] + agenda.programme[4:],
        notes=(replace(agenda.notes[0], text="Rules of procedure for the Conference, rules 9 and 11."),),
    )
    return compose(agenda, "en", house="House"), compose(new, "en", house="House")


def test_a_revision_of_the_reference_agenda_is_valid_and_says_who_and_when(shared: Path) -> None:
    old, new = revision()
    data = check(old, new, shared)
    root = etree.fromstring(parts(data)["word/document.xml"])
    marks = list(root.iter(W + "ins", W + "del", W + "pPrChange"))
    assert {(mark.get(W + "author"), mark.get(W + "date")) for mark in marks} == {
        ("A. Officer", "2021-01-05T09:30:00Z")
    }
    ids = [
        e.get(W + "id")
        for name in parts(data)
        if name.startswith("word/") and name.endswith(".xml")
        for e in etree.fromstring(parts(data)[name]).iter(W + "ins", W + "del", W + "pPrChange", W + "bookmarkStart")
    ]
    assert len(set(ids)) == len(ids)
    assert ("ins", "No words.") in changes(data)
    assert ("del", "3–6\u00a0p.m.") in changes(data)
    assert changes(data, "header-default") == [("del", "CTOC/COP/WG.3/2021/1"), ("ins", "CTOC/COP/WG.3/2021/1/Rev.1")]


def test_the_same_versions_give_the_same_bytes() -> None:
    assert track(*revision()) == track(*revision())


def test_libreoffice_sees_the_same_changes() -> None:
    """It loads the file and writes it anew with the changes as it understood them; these are then decided."""
    old, new = revision()
    again = libreoffice(track(old, new), "docx")
    for accept, version in ((True, new), (False, old)):
        assert said(decided(again, accept=accept)) == said(libreoffice(docx(version), "docx"))


def said(data: bytes) -> list[str]:
    lines: list[str] = []
    for piece in read(data, name="x.docx").pieces:
        several = (
            [piece] if isinstance(piece, Line) else [ln for row in piece.rows for cell in row for ln in cell.lines]
        )
        lines += [word for line in several for word in f"{line.number} {line.text}".split()]
    return lines


def test_two_languages_a_time_without_zone_and_nobody_are_refused() -> None:
    old = one_paragraph("words")
    with pytest.raises(ValueError, match="two languages"):
        tracked_docx(old, one_paragraph("mots", language="fr"), author="A", when=WHEN)
    with pytest.raises(ValueError, match="time zone"):
        tracked_docx(old, old, author="A", when=dt.datetime(2021, 1, 5))
    with pytest.raises(ValueError, match="author"):
        tracked_docx(old, old, author=" ", when=WHEN)
