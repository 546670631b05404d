"""What an officer types and what it says: words with marks, blocks, documents."""

import re
import time
from collections import Counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from nemcon.core.agenda import Block, Item, Paper
from nemcon.core.citing import known_items
from nemcon.core.notation import (
    read_blocks,
    read_papers,
    read_passage,
    tidy,
    write_blocks,
    write_papers,
    write_passage,
)
from nemcon.core.passage import Mark, Passage

ITEMS = (Item(number="1", title="Opening"), Item(number="2", title="Review", items=(Item(number="(a)", title="x"),)))
KNOWN = known_items(ITEMS)

PIECE = st.sampled_from(
    [
        *(
            "a",
            "b",
            "Noting",
            "ы",
            "议程",
            "نقطة",
            "é",
            "e\u0301",
            " ",
            " ",
            "\t",
            "\n",
            "\r\n",
            "\u00a0",
            "*",
            "**",
            "***",
        ),
        *("[", "]", "[^1]", "](item: 2)", "](symbol: A/1/2)", "[w](item: 2 (a))", "\\", "\\*", "(", ")", ".", ",", "“"),
        *("item 2", "agenda item 2 (a)", "item 9", "CTOC/COP/WG.3/2020/4", "CAC/COSP/2015/10*", "(a) ", "1. ", "– "),
        *("## ", "> ", "{fr} ", "{entry}", "{", "}", ";", "|", " | ", "1", "15 bis. ", "\n\n", "    (i) ", "Doc 4.1: "),
        *("{symbol: X} ", "{number: o; level: 2} ", "\n(b) ", "一、"),
    ]
)
TYPED = st.lists(PIECE, max_size=14).map("".join) | st.text(max_size=40)
TEXT = TYPED


@st.composite
def passages(draw: st.DrawFn) -> tuple[str, tuple[Mark, ...]]:
    text = draw(TEXT)
    place = st.integers(0, len(text))
    mark = st.builds(
        Mark,
        start=place,
        end=place,
        kind=st.sampled_from(["italic", "bold", "note", "symbol", "item"]),
        value=st.sampled_from(["1", "*", "2 (a)", "A/C.3/67/L.44", "a]b\\", ")(", " x ", "(", ""])
        | st.text(max_size=5),
    )
    return text, tidy(text, draw(st.lists(mark, max_size=6)))


def has(found: tuple[Mark, ...], wanted: tuple[Mark, ...]) -> bool:
    return not Counter(wanted) - Counter(found)


def said(text: str) -> Counter[str]:
    return Counter(re.findall(r"[^\W_]", text))


@given(passages())
@example(("ab", (Mark(0, 1, "bold"), Mark(1, 2, "italic"))))
@example(("(", (Mark(0, 1, "italic"), Mark(0, 1, "bold"))))
@example(("a \n", (Mark(0, 2, "italic"),)))
def test_words_that_are_written_are_read_back_with_their_marks(given_one: tuple[str, tuple[Mark, ...]]) -> None:
    text, marks = given_one

    read = read_passage(write_passage(text, marks, KNOWN), KNOWN)

    assert read.text == text
    assert has(read.marks, marks)
    gained = Counter(read.marks) - Counter(marks)
    assert all(mark.kind in ("symbol", "item") for mark in gained)


@given(TYPED)
def test_what_is_typed_is_stable_once_it_was_read(typed: str) -> None:
    read = read_passage(typed, KNOWN)
    written = write_passage(read.text, read.marks, KNOWN)

    assert read_passage(written, KNOWN) == read
    assert write_passage(read.text, read.marks, KNOWN) == written


@given(TYPED)
def test_no_letter_that_is_typed_is_lost(typed: str) -> None:
    read = read_passage(typed, KNOWN)
    given_only = Counter[str]()
    for mark in read.marks:
        given_only += said(f"{mark.kind} {mark.value}")

    assert not said(typed) - said(read.text) - given_only


@pytest.mark.parametrize(
    ("typed", "passage"),
    [
        ("*Noting* the", Passage("Noting the", (Mark(0, 6, "italic"),))),
        ("a **b** c", Passage("a b c", (Mark(2, 3, "bold"),))),
        ("report[^1].", Passage("report.", (Mark(6, 6, "note", "1"),))),
        ("[the item](item: 2 (a))", Passage("the item", (Mark(0, 8, "item", "2 (a)"),))),
        ("[it](symbol:A/1/2)", Passage("it", (Mark(0, 2, "symbol", "A/1/2"),))),
        ("see item 2(a)", Passage("see item 2(a)", (Mark(4, 13, "item", "2 (a)"),))),
        ("see item 9", Passage("see item 9")),
        ("5 * 3 * 2", Passage("5 * 3 * 2")),
        ("*left open", Passage("*left open")),
        ("\\*no\\*", Passage("*no*")),
        ("C:\\temp", Passage("C:\\temp")),
        ("[The Parties] shall", Passage("[The Parties] shall")),
        ("one\ntwo  \n  three", Passage("one two three")),
        ("one\\\ntwo", Passage("one\ntwo")),
        ("one\\\r\ntwo\r\nthree", Passage("one\ntwo three")),
    ],
)
def test_each_sign_says_what_the_guide_says(typed: str, passage: Passage) -> None:
    assert read_passage(typed, KNOWN) == passage


def test_the_star_of_a_reissued_document_is_no_emphasis() -> None:
    typed = "CAC/COSP/2015/10*, CAC/COSP/2015/11* and more"

    read = read_passage(typed)

    assert read.text == typed
    assert [mark.value for mark in read.marks] == ["CAC/COSP/2015/10*", "CAC/COSP/2015/11*"]
    assert write_passage(read.text, read.marks) == typed


def test_an_item_is_found_by_itself_only_where_it_is_known() -> None:
    assert read_passage("item 2").marks == ()
    assert write_passage("item 2", (Mark(0, 6, "item", "2"),)) == "[item 2](item: 2)"
    assert write_passage("item 2", (Mark(0, 6, "item", "2"),), KNOWN) == "item 2"


BLOCK = st.builds(
    lambda kind, passage, number, level, language: Block(
        kind=kind, text=passage[0], marks=passage[1], number=number, level=level, language=language
    ),
    st.sampled_from(["paragraph", "entry", "heading", "quotation"]),
    passages(),
    st.sampled_from(
        ["", "1", "1.", "2", "15 bis", "(a)", "(b)", "b)", "ii", "A", "7B", "0.1", "(أ)", "一", "–", "o", "*"]
    )
    | TEXT,
    st.integers(0, 4),
    st.sampled_from(["", "", "fr", "zh-Hans", "de; x"]),
)


@given(st.lists(BLOCK, max_size=4).map(tuple))
def test_blocks_that_are_written_are_read_back(blocks: tuple[Block, ...]) -> None:
    read = read_blocks(write_blocks(blocks, KNOWN), KNOWN)

    assert [replace(b, marks=()) for b in read] == [replace(b, marks=()) for b in blocks]
    assert all(has(one.marks, other.marks) for one, other in zip(read, blocks, strict=True))


@given(TYPED)
def test_typed_blocks_are_stable_and_lose_no_letter(typed: str) -> None:
    blocks = read_blocks(typed, KNOWN)
    written = write_blocks(blocks, KNOWN)

    assert read_blocks(written, KNOWN) == blocks
    beside = Counter[str]()
    for block in blocks:
        beside += said(f"{block.kind} {block.number} {block.level} {block.language} number level language {block.text}")
        for mark in block.marks:
            beside += said(f"{mark.kind} {mark.value}")
    assert not set(said(typed)) - set(beside)


def test_an_annotation_is_typed_as_one_would_type_it() -> None:
    typed = """1. The session will be opened by the Chair.
2. The Working Group
may wish to adopt its agenda.

The following will be considered:
(a) The use of joint bodies;
    (i) In cities;
    (ii) Elsewhere;
(b) Other matters.

## Documents
> “To be quoted”

{fr} Un alinéa
– A point"""

    blocks = read_blocks(typed)

    assert [(b.kind, b.number, b.level, b.language) for b in blocks] == [
        ("paragraph", "1", 0, ""),
        ("paragraph", "2", 0, ""),
        ("paragraph", "", 0, ""),
        ("entry", "(a)", 0, ""),
        ("entry", "(i)", 1, ""),
        ("entry", "(ii)", 1, ""),
        ("entry", "(b)", 0, ""),
        ("heading", "", 0, ""),
        ("quotation", "", 0, ""),
        ("paragraph", "", 0, "fr"),
        ("entry", "–", 0, ""),
    ]
    assert blocks[1].text == "The Working Group may wish to adopt its agenda."
    assert "    (i) In cities;" in write_blocks(blocks).splitlines()
    assert "{fr} Un alinéa" in write_blocks(blocks).splitlines()


def test_a_wrapped_sentence_is_not_cut_where_a_line_happens_to_begin_with_a_number() -> None:
    assert [b.text for b in read_blocks("in resolution\n74. The Assembly\n(c) decided")] == [
        "in resolution 74. The Assembly (c) decided"
    ]


PAPER = st.builds(
    lambda passage, symbol, number, people, language: Paper(
        title=passage[0], marks=passage[1], symbol=symbol, number=number, people=people, language=language
    ),
    passages(),
    st.sampled_from(
        ["", "", "A/C.3/67/L.44/Rev.1", "CAC/COSP/2015/10*", "SSS 7/1", "EB146/5 Add.1", "XVIII ATCM/INFO 4"]
    )
    | TEXT,
    st.sampled_from(["", "", "Doc 4.1", "(a)", "1", "–"]) | TEXT,
    st.sampled_from(["", "Chair", "a | b"]) | TEXT,
    st.sampled_from(["", "fr"]),
)


@given(st.lists(PAPER, max_size=3).map(tuple))
def test_documents_that_are_written_are_read_back(papers: tuple[Paper, ...]) -> None:
    read = read_papers(write_papers(papers, KNOWN), KNOWN)

    assert [replace(p, marks=()) for p in read] == [replace(p, marks=()) for p in papers]
    assert all(has(one.marks, other.marks) for one, other in zip(read, papers, strict=True))


@given(TYPED)
def test_typed_documents_are_stable_and_lose_no_letter(typed: str) -> None:
    papers = read_papers(typed, KNOWN)

    assert read_papers(write_papers(papers, KNOWN), KNOWN) == papers
    beside = Counter[str]()
    for paper in papers:
        beside += said(
            f"{paper.title} {paper.symbol} {paper.number} {paper.people} {paper.language} number symbol people"
        )
        for mark in paper.marks:
            beside += said(f"{mark.kind} {mark.value}")
    assert not set(said(typed)) - set(beside) - set("language")


@pytest.mark.parametrize(
    ("typed", "paper"),
    [
        ("CTOC/COP/WG.3/2021/2 Background paper", Paper(symbol="CTOC/COP/WG.3/2021/2", title="Background paper")),
        ("- CTOC/COP/WG.3/2021/2: Background paper", Paper(symbol="CTOC/COP/WG.3/2021/2", title="Background paper")),
        ("Background paper (CTOC/COP/WG.3/2021/2)", Paper(symbol="CTOC/COP/WG.3/2021/2", title="Background paper")),
        ("Doc 4.1: Report of the Chair | Chair", Paper(number="Doc 4.1", title="Report of the Chair", people="Chair")),
        ("(a) A/77/32", Paper(number="(a)", symbol="A/77/32", title="")),
        ("{symbol: SSS 7/1} Agenda", Paper(symbol="SSS 7/1", title="Agenda")),
        ("Non-paper of the Chair", Paper(title="Non-paper of the Chair")),
    ],
)
def test_a_document_is_typed_in_its_line(typed: str, paper: Paper) -> None:
    assert read_papers(typed) == (paper,)
    assert read_papers(write_papers((paper,))) == (paper,)


@pytest.mark.parametrize(
    "piece", ["[", "[^", "](item: ", "*a ", " ", "\n", "\\", "(", "{", "a*[^1]*", "[a](item: 2)", "(a(b)"]
)
def test_no_typed_text_takes_long(piece: str) -> None:
    typed = (piece * 60_000)[:60_000]

    started = time.process_time()
    for read in (read_passage, read_blocks, read_papers):
        read(typed)  # type: ignore[operator]

    assert time.process_time() - started < 5
