"""What a Word file says, as its reader tells it."""

import re
from pathlib import Path

import pytest
from word_files import level, numbered, numbering, paragraph, run, word_file

from nemcon.core.passage import Mark
from nemcon.documents.read import read, read_path
from nemcon.documents.read.damage import lines_of
from nemcon.documents.read.docx_numerals import numeral
from nemcon.documents.source import Line, Source, Table


def lines(source: Source) -> list[Line]:
    return list(lines_of(source.pieces))


def texts(source: Source) -> list[str]:
    return [line.text for line in lines(source)]


def numbers(data: bytes) -> list[str]:
    return [line.number for line in lines(read(data))]


def test_automatic_numbers_are_counted_over_levels_and_restart_below():
    levels = level(0, "decimal", "%1.") + level(1, "lowerLetter", "(%2)") + level(2, "lowerRoman", "(%3)")
    body = "".join(numbered("x", at) for at in (0, 1, 1, 2, 2, 0, 1, 2))

    found = numbers(word_file(body, numbering=numbering(levels)))

    assert found == ["1.", "(a)", "(b)", "(i)", "(ii)", "2.", "(a)", "(i)"]


def test_a_start_override_restarts_the_first_time_its_list_is_used_and_lists_of_one_definition_go_on():
    lists = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    lists += '<w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>'
    lists += (
        '<w:num w:numId="3"><w:abstractNumId w:val="0"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num>'
    )
    body = "".join(numbered("x", 0, n) for n in (1, 1, 2, 3, 3, 1))

    found = numbers(word_file(body, numbering=numbering(level(0, "decimal", "%1."), lists)))

    assert found == ["1.", "2.", "3.", "7.", "8.", "9."]


def test_a_level_restarts_only_where_it_is_told_to():
    levels = level(0, "decimal", "%1.") + level(1, "decimal", "%1.%2", '<w:lvlRestart w:val="0"/>')
    body = "".join(numbered("x", at) for at in (0, 1, 1, 0, 1))

    assert numbers(word_file(body, numbering=numbering(levels))) == ["1.", "1.1", "1.2", "2.", "2.3"]


def test_a_legal_level_shows_the_numbers_above_it_as_figures():
    levels = level(0, "upperRoman", "%1.") + level(1, "decimal", "%1.%2", "<w:isLgl/>")

    assert numbers(word_file(numbered("x") + numbered("x", 1), numbering=numbering(levels))) == ["I.", "1.1"]


def test_a_list_linked_to_a_style_numbers_its_paragraphs():
    styles = (
        '<w:style w:type="paragraph" w:styleId="Item"><w:name w:val="heading 2"/><w:pPr><w:numPr>'
        '<w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    levels = level(0, "decimal", "%1.") + level(1, "lowerLetter", "%2)", '<w:pStyle w:val="Item"/>')
    body = numbered("one") + paragraph("two", properties='<w:pStyle w:val="Item"/>')

    line = lines(read(word_file(body, numbering=numbering(levels), styles=styles)))[1]

    assert (line.number, line.kind, line.level) == ("a)", "heading", 2)


@pytest.mark.parametrize(
    ("form", "number", "shown"),
    [
        ("lowerLetter", 28, "bb"),
        ("lowerRoman", 49, "xlix"),
        ("arabicAbjad", 3, "ج"),
        ("arabicAlpha", 3, "ت"),
        ("hebrew1", 15, "טו"),
        ("chineseCounting", 21, "二十一"),
        ("chineseCounting", 101, "一百零一"),
        ("chineseCounting", 10, "十"),
        ("decimalZero", 7, "07"),
        ("russianLower", 4, "г"),
        ("ordinal", 22, "22nd"),
        ("decimalEnclosedCircle", 3, "③"),
        ("no such format", 5, "5"),
    ],
)
def test_numbers_are_written_as_word_writes_them(form, number, shown):
    assert numeral(number, form) == shown


def test_bullets_are_dashes_or_dots():
    levels = level(0, "bullet", "\uf0b7") + level(1, "bullet", "-")

    assert numbers(word_file(numbered("x") + numbered("x", 1), numbering=numbering(levels))) == ["•", "–"]


def test_a_number_without_words_is_a_line_and_a_bullet_without_words_is_none():
    levels = level(0, "decimal", "%1.") + level(1, "bullet", "-")
    source = read(word_file(numbered("") + numbered("", 1) + numbered("x"), numbering=numbering(levels)))

    assert [(line.number, line.text) for line in lines(source)] == [("1.", ""), ("2.", "x")]


def test_insertions_are_taken_deletions_left_out_and_both_said():
    body = paragraph(
        "kept ",
        f'<w:ins w:id="1">{run("new ")}<w:del w:id="2"><w:r><w:delText>gone </w:delText></w:r></w:del></w:ins>',
        '<w:del w:id="3"><w:r><w:delText>old </w:delText></w:r></w:del>',
        "end",
    )

    source = read(word_file(body))

    assert texts(source) == ["kept new end"]
    assert source.warnings == ("The file has tracked changes: 1 insertion taken, 2 deletions left out.",)


def test_a_paragraph_whose_mark_was_deleted_runs_on_and_a_deleted_row_is_gone():
    mark = '<w:rPr><w:del w:id="1"/></w:rPr>'
    row = '<w:tr><w:trPr><w:del w:id="2"/></w:trPr><w:tc><w:p/></w:tc></w:tr>'
    table = f"<w:tbl>{row}<w:tr><w:tc>{paragraph('cell')}</w:tc></w:tr></w:tbl>"

    source = read(word_file(paragraph("one ", properties=mark) + paragraph("two") + table))

    assert source.pieces[0].text == "one two"
    assert [[c.lines[0].text for c in r] for r in source.pieces[1].rows] == [["cell"]]


def test_old_properties_of_a_format_change_hold_no_insertion():
    body = paragraph(run("x", '<w:rPrChange w:id="1"><w:rPr><w:ins w:id="2"/></w:rPr></w:rPrChange>'))

    assert read(word_file(body)).warnings == ()


def test_emphasis_is_marked_and_a_bold_line_is_bold():
    styles = '<w:style w:type="character" w:styleId="E"><w:name w:val="Emphasis"/><w:rPr><w:i/></w:rPr></w:style>'
    body = paragraph("a ", run("b", '<w:rStyle w:val="E"/>'), run("c", "<w:i/>"), " d") + paragraph(run("x", "<w:b/>"))

    first, second = lines(read(word_file(body, styles=styles)))

    assert first.marks == (Mark(2, 4, "italic"),)
    assert second.bold
    assert second.marks == ()


def test_notes_keep_their_marks_in_the_text_and_stand_after_it():
    call = '<w:r><w:footnoteReference w:id="{}"/></w:r>'
    star = '<w:r><w:footnoteReference w:customMarkFollows="1" w:id="3"/><w:t>*</w:t></w:r>'
    again = run("1", '<w:rStyle w:val="FR"/>')
    styles = '<w:style w:type="character" w:styleId="FR"><w:name w:val="footnote reference"/></w:style>'
    note = '<w:footnote w:id="{}">{}</w:footnote>'
    notes = note.format(2, paragraph("<w:r><w:footnoteRef/></w:r>", " first")) + note.format(3, paragraph("*", " star"))
    body = paragraph("word", call.format(2), " more", star) + paragraph("again", again)

    source = read(word_file(body, footnotes=notes, styles=styles))
    first, second, *after = lines(source)

    assert first.text == "word more"
    assert first.marks == (Mark(4, 4, "note", "1"), Mark(9, 9, "note", "*"))
    assert (second.text, second.marks) == ("again", (Mark(5, 5, "note", "1"),))
    assert [(n.kind, n.number, n.text) for n in after] == [("note", "1", "first"), ("note", "*", "star")]


def test_cells_know_what_they_span():
    def cell(text: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"

    wide, top, below = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    head = f"<w:tr><w:trPr><w:tblHeader/></w:trPr>{cell('Time')}{cell('Item', wide)}</w:tr>"
    first = f"<w:tr>{cell('10 a.m.', top)}{cell('1')}{cell('Opening')}</w:tr>"
    second = f"<w:tr>{cell('', below)}{cell('2')}{cell('Report')}</w:tr>"

    (table,) = read(word_file(f"<w:tbl>{head}{first}{second}</w:tbl>")).pieces

    assert isinstance(table, Table)
    assert table.heads == 1
    assert [[(c.lines[0].text, c.columns, c.rows) for c in row] for row in table.rows] == [
        [("Time", 1, 1), ("Item", 2, 1)],
        [("10 a.m.", 1, 2), ("1", 1, 1), ("Opening", 1, 1)],
        [("2", 1, 1), ("Report", 1, 1)],
    ]


def test_a_text_box_is_read_once():
    box = f"<w:txbxContent>{paragraph('boxed')}</w:txbxContent>"
    both = (
        f'<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"
    )

    assert texts(read(word_file(paragraph("around", f"<w:r>{both}</w:r>")))) == ["around", "boxed"]


def test_a_field_shows_its_result_over_paragraphs_and_not_its_code():
    begin, code = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>', "<w:r><w:instrText>TOC</w:instrText></w:r>"
    separate, end = '<w:r><w:fldChar w:fldCharType="separate"/></w:r>', '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    inner = begin + run("hidden in code") + end

    source = read(
        word_file(paragraph(begin, code, inner, separate, "one") + paragraph("two", end) + paragraph("three"))
    )

    assert texts(source) == ["one", "two", "three"]


def test_a_field_that_never_ends_hides_nothing():
    assert texts(read(word_file(paragraph('<w:r><w:fldChar w:fldCharType="begin"/></w:r>', "kept")))) == ["kept"]


def test_breaks_tabs_symbols_and_hyphens_are_characters():
    body = paragraph(
        "a",
        "<w:r><w:tab/></w:r>",
        "b",
        "<w:r><w:br/></w:r>",
        "non",
        "<w:r><w:noBreakHyphen/></w:r>",
        "pa<!-- -->per".replace("<!-- -->", "\u00ad"),
        '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:sym w:font="Symbol" w:char="F0B3"/></w:r>',
    )

    assert texts(read(word_file(body))) == ["a\tb\nnon\u2011paper☑≥"]


def test_a_formula_is_words():
    formula = (
        "<m:oMath><m:f><m:num><m:r><m:t>a+b</m:t></m:r></m:num><m:den><m:r><m:t>c</m:t></m:r></m:den></m:f></m:oMath>"
    )

    assert texts(read(word_file(paragraph("x = ", formula)))) == ["x = (a+b)/c"]


def test_hidden_words_stay_and_comments_go_and_both_are_said():
    body = paragraph(run("secret", "<w:vanish/>"), '<w:r><w:commentReference w:id="0"/></w:r>')

    source = read(word_file(body))

    assert texts(source) == ["secret"]
    assert source.warnings == (
        "1 comment left out.",
        "1 piece of hidden text kept; check whether it belongs to the document.",
    )


def test_heads_that_are_in_force_come_first_once_and_others_do_not():
    section = (
        '<w:sectPr><w:headerReference w:type="default" r:id="header1"/>'
        '<w:footerReference w:type="first" r:id="footer1"/></w:sectPr>'
    )
    body = paragraph("text", properties=section) + section

    source = read(word_file(body, header1=paragraph("A/1"), footer1=paragraph("never shown")))

    assert [(line.kind, line.text) for line in lines(source)] == [("head", "A/1"), ("paragraph", "text")]


def test_headings_of_united_nations_templates_are_headings():
    styles = '<w:style w:type="paragraph" w:styleId="HCh"><w:name w:val="_ H _Ch_G"/></w:style>'

    (line,) = lines(read(word_file(paragraph("Annotations", properties='<w:pStyle w:val="HCh"/>'), styles=styles)))

    assert (line.kind, line.level, line.style) == ("heading", 1, "_ H _Ch_G")


def test_a_language_is_believed_only_where_script_or_words_agree():
    body = paragraph(run("The report of the meeting on the other matters", '<w:lang w:val="de-DE"/>'))
    body += paragraph(run("جدول الأعمال", '<w:rtl/><w:lang w:bidi="ar-EG"/>'))
    body += paragraph(run("Le rapport de la réunion sur les questions", '<w:lang w:val="fr-FR"/>'))

    source = read(word_file(paragraph(run("The agenda of the meeting " * 9, '<w:lang w:val="en-GB"/>')) + body))

    assert source.language == "en"
    assert [line.language for line in lines(source)] == ["", "", "ar", "fr"]


def test_a_strict_file_reads_like_a_usual_one():
    import io
    import zipfile

    data = word_file(paragraph("words"))
    strict = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(strict, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "word/document.xml":
                content = content.replace(
                    b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
                    b"http://purl.oclc.org/ooxml/wordprocessingml/main",
                )
            new.writestr(name, content)

    assert texts(read(strict.getvalue())) == ["words"]


def test_accepting_all_changes_gives_the_clean_file(shared: Path):
    def said(name: str) -> list[tuple[str, str]]:
        source = read_path(shared / "cases" / name)
        return [(x.number, x.text) for x in lines(source) if x.kind not in ("head", "foot")]

    clean = said("iho-s158-129-clean.docx")

    assert said("iho-s158-129-redline.docx") == clean
    assert len(clean) == 341 + 12


@pytest.mark.parametrize(
    "name",
    [
        "wmo-2019-agenda-v0.2.docx",
        "wmo-2019-agenda-v0.6.docx",
        "wmo-2019-doc5-2-tracked.docx",
        "iho-s158-129-clean.docx",
        "iho-s98-comments-combined-2024.docx",
        "iho-s98-comments-one-state.docx",
        "iho-s158-104-comments-adjudicated.docx",
    ],
)
def test_no_word_of_a_real_file_is_lost(shared: Path, name: str):
    """Beside a walk that knows nothing: all w:t that no deletion and no fallback holds."""
    import zipfile

    from lxml import etree

    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    with zipfile.ZipFile(shared / "cases" / name) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    expected = [
        t.text or ""
        for t in root.iter(w + "t")
        if not any(a.tag in (w + "del", w + "moveFrom") or a.tag.endswith("}Fallback") for a in t.iterancestors())
    ]

    body = [x for x in lines(read_path(shared / "cases" / name)) if x.kind not in ("head", "foot", "note")]
    said = "".join(re.sub(r"\s", "", x.text) for x in body).replace("\u2011", "")

    assert sorted(said) == sorted(re.sub(r"[\s\u00ad\u2011]", "", "".join(expected)))
