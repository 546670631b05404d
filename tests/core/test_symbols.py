"""Symbols: what is one, what only looks like one, how they stand in a list and how they relate."""

import random
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nemcon.core import symbols
from nemcon.core.symbols import Modifier, Symbol, SymbolError, find, parse

REAL = [
    *("CTOC/COP/WG.3/2020/4", "CTOC/COP/2020/CRP.4", "CTOC/COP/2008/INF/1", "CAC/COSP/2015/10*", "CAC/COSP/IRG/2015/1"),
    *("A/C.3/67/L.44/Rev.1", "E/CN.7/2019/CRP.13-E/CN.15/2019/CRP.9", "A/RES/36/117", "S/PRST/1994/12", "A/31/99"),
    *("ST/SG/SER.A/1", "FCCC/KP/CMP/2017/1", "ICCD/COP(15)/CST/1", "IDB.49/1/Add.1", "UNEP/CHW.6/1/Add.1"),
    *("PBC.37/1/Add.1", "UNODC/CCPCJ/EG.4/2021/CRP.1", "ANT/INF.10/Rev.2", "XIX ATCM/INF 2", "A/AC.296/2026/9"),
    *("A/CONF.203/18", "A/AC.296/2026/CRP.2/Rev.1/Corr.1", "ECE/TRANS/WP.1/163", "HSP/GC/19/1/Add.1", "S/PV.7060"),
    *("ATT/CSP6/2020/SEC/635/Conf.FinRep.Rev1", "A/50/60-S/1995/1", "A/ES-10/2", "ICC-ASP/18/20", "CWS/10/2", "ANT/2"),
    *("A/59/2005/Add.3", "E/CN.4/Sub.2/1996/16", "A/C.5/31/SR.5(Part II)", "E/CN.15/2018/INF/1", "E/1978/99"),
    "XVI ATCM/WP 35 Rev.1",
]


@pytest.mark.parametrize("text", REAL)
def test_a_real_symbol_is_parsed_printed_and_found(text):
    symbol = parse(text)

    assert str(symbol) == text
    assert find(f"the report ({text}), and") == [(12, 12 + len(text), symbol)]
    assert find(text) == [(0, len(text), symbol)]


@pytest.mark.parametrize(
    ("printed", "canonical"),
    [
        ("XVIII ATCM/INFO 4 REV.1", "XVIII ATCM/INFO 4 Rev.1"),
        ("XXI ATCM/IP73", "XXI ATCM/IP 73"),
        ("XIXth ATCM/INFO 1", "XIX ATCM/INFO 1"),
        ("XVI ATCM/WP 35/rev 1", "XVI ATCM/WP 35 Rev.1"),
        ("XVII ATCM/WP 24/rev.2", "XVII ATCM/WP 24 Rev.2"),
        ("A/C.3/67/L.44/REV.1", "A/C.3/67/L.44/Rev.1"),
        ("CTOC/COP/\u2060WG.3/\u20602020/4", "CTOC/COP/WG.3/2020/4"),
        ("CTOC/COP/WG.3/\n2020/4", "CTOC/COP/WG.3/2020/4"),
        ("E/CN.7/2019/CRP.13–E/CN.15/2019/CRP.9", "E/CN.7/2019/CRP.13-E/CN.15/2019/CRP.9"),
    ],
)
def test_other_ways_to_print_a_symbol_are_the_same_symbol(printed, canonical):
    assert str(parse(printed)) == canonical


@pytest.mark.parametrize(
    "text",
    ["and/or", "N/A", "24/7", "1/2", "25/03/2021", "10/00-13/00", "he/she", "S/he", "km/h", "W/m2", "FAO/WHO", "AC/DC"]
    + ["http://undocs.org/A/RES/36/117", "www.un.org/CTOC/COP/2020/1", "x@A/68/32", "1/CP.21", "X/CP.21", "U.S./U.K."]
    + ["Plenary/WG I", "NDMC/NDMCC", "ISO/IEC 27001", "A/B", "A/1", "ATCM/WP", "TCP/IP", "1994/95", "resolution 49/221"]
    + [
        "CTOC/COP",
        "Item 7A/7C",
        "CTOC/COP/",
        "A/68/32/abc",
        "COVID-19/2",
        "decision 74/544",
        "01/05/2020",
        "",
        "/",
        "A/",
    ],
)
def test_what_only_looks_like_a_symbol_is_not_found(text):
    assert find(text) == []


def test_symbols_are_found_among_other_words_in_every_script():
    text = "（CTOC/COP/WG.3/2020/4）、CTOC/COP/2020/CRP.4。 الوثيقة A/71/1007؛ см. PBC.37/1/Add.1, and A/68/32."

    found = find(text)

    assert [str(symbol) for *_, symbol in found] == [
        *("CTOC/COP/WG.3/2020/4", "CTOC/COP/2020/CRP.4", "A/71/1007", "PBC.37/1/Add.1", "A/68/32"),
    ]
    assert all(parse(text[start:end]) == symbol for start, end, symbol in found)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "give one such as"),
        ("  *", "give one such as"),
        ("CTOC", "set apart by slashes"),
        ("CTOC//2020/4", "nothing between two slashes"),
        ("CTOC/COP/", "nothing between two slashes"),
        ("ctoc/cop/2020/4", "begins with an organ in capitals"),
        ("CTOC/COP/2020/n° 4", "“n° 4” has other signs"),
        ("FAO/WHO", "has no number"),
        ("A/" * 200, "Give the symbol alone"),
    ],
)
def test_a_text_that_is_no_symbol_is_refused_with_the_reason(text, why):
    with pytest.raises(SymbolError, match=why):
        parse(text)


def test_a_list_of_documents_is_in_the_order_of_its_numbers():
    ordered = [
        *("A/68/32", "A/C.3/67/L.44", "A/C.3/67/L.44/Rev.1", "A/C.3/67/L.45", "ANT/2", "ANT/2/Corr.1", "ANT/10"),
        *("CTOC/COP/2020/2", "CTOC/COP/2020/10", "CTOC/COP/2020/CRP.2", "CTOC/COP/2020/CRP.10"),
        *("CTOC/COP/WG.3/2020/4", "CTOC/COP/WG.3/2020/4*", "CTOC/COP/WG.3/2020/4/Add.1", "CTOC/COP/WG.3/2020/4/Add.2"),
        *("CTOC/COP/WG.3/2020/4/Add.2/Corr.1", "CTOC/COP/WG.3/2020/4/Corr.1", "CTOC/COP/WG.3/2020/4/Rev.1"),
        *("CTOC/COP/WG.3/2020/4/Rev.1/Add.1", "CTOC/COP/WG.3/2020/4/Rev.2", "CTOC/COP/WG.3/2021/1"),
    ]
    shuffled = random.Random(4).sample(ordered, len(ordered))

    assert [str(s) for s in sorted(map(parse, shuffled))] == ordered


def test_antarctic_papers_are_in_the_order_of_the_meetings():
    texts = [
        "IX ATCM/WP 3",
        "X ATCM/WP 2",
        "XVIII ATCM/INFO 4",
        "XVIII ATCM/INFO 4 Rev.1",
        "XIX ATCM/INF 2",
        "XXI ATCM/IP 73",
    ]

    assert [str(s) for s in sorted(map(parse, reversed(texts)))] == texts


def test_a_revision_replaces_the_one_before_it():
    assert parse("A/C.3/67/L.44/Rev.1").revises == parse("A/C.3/67/L.44")
    assert parse("ANT/INF.10/Rev.2").revises == parse("ANT/INF.10/Rev.1")
    assert parse("CTOC/COP/2020/4/Add.1/Rev.1").revises == parse("CTOC/COP/2020/4/Add.1")
    assert parse("CTOC/COP/2020/4/Rev.1/Add.1").revises is None


def test_addenda_and_corrigenda_name_what_they_alter():
    assert parse("IDB.49/1/Add.1").adds_to == parse("IDB.49/1")
    assert parse("A/AC.296/2026/CRP.2/Rev.1/Corr.1").corrects == parse("A/AC.296/2026/CRP.2/Rev.1")
    assert parse("E/CN.7/2019/1/Amend.1").amends == parse("E/CN.7/2019/1")
    assert parse("A/68/32").adds_to is parse("A/68/32").corrects is None
    assert parse("A/AC.296/2026/CRP.2/Rev.1/Corr.1").base == parse("A/AC.296/2026/CRP.2")


def test_a_reissue_is_another_printing_of_the_same_document():
    reissue = parse("CAC/COSP/2015/10*")

    assert reissue.reissued
    assert reissue.original == reissue.base == parse("CAC/COSP/2015/10")
    assert reissue != reissue.original


def test_a_joint_symbol_is_one_paper_under_two_symbols():
    joint = parse("E/CN.7/2019/CRP.13-E/CN.15/2019/CRP.9")

    assert joint.members == (parse("E/CN.7/2019/CRP.13"), parse("E/CN.15/2019/CRP.9"))
    assert parse("ICC-ASP/18/20").members == (parse("ICC-ASP/18/20"),)


@pytest.mark.parametrize(
    ("text", "kind", "number", "year", "session"),
    [
        ("CTOC/COP/WG.3/2020/4", "", 4, 2020, ""),
        ("CTOC/COP/2020/CRP.4", "CRP", 4, 2020, ""),
        ("CTOC/COP/2008/INF/1", "INF", 1, 2008, ""),
        ("A/C.3/67/L.44/Rev.1", "L", 44, None, "67"),
        ("A/RES/36/117", "RES", 117, None, "36"),
        ("A/RES/36/117 B", "RES", 117, None, "36"),
        ("S/PRST/1994/12", "PRST", 12, 1994, ""),
        ("S/PV.7060", "PV", 7060, None, ""),
        ("ECE/TRANS/WP.1/163", "", 163, None, ""),
        ("A/CN.9/WG.2/WP.150", "WP", 150, None, ""),
        ("IDB.49/1/Add.1", "", 1, None, "49"),
        ("ICCD/COP(15)/CST/1", "", 1, None, "15"),
        ("A/ES-10/2", "", 2, None, "ES-10"),
        ("A/59/2005", "", 2005, None, "59"),
        ("ATT/CSP6/2020/SEC/635/Conf.FinRep.Rev1", "", 1, 2020, ""),
        ("XIX ATCM/INF 2", "INF", 2, None, "XIX"),
        ("XXI ATCM/IP73", "INF", 73, None, "XXI"),
        ("XVI ATCM/WP 53 Rev.1", "WP", 53, None, "XVI"),
    ],
)
def test_what_a_symbol_says(text, kind, number, year, session):
    symbol = parse(text)

    assert (symbol.kind, symbol.number, symbol.year, symbol.session) == (kind, number, year, session)
    assert symbol.is_limited == (kind == "L")


def test_papers_of_one_series_share_all_but_the_number():
    assert parse("CTOC/COP/2020/CRP.4").series == parse("CTOC/COP/2020/CRP.11/Rev.1").series == "CTOC/COP/2020/CRP."
    assert parse("CTOC/COP/WG.3/2021/1").series == "CTOC/COP/WG.3/2021/"
    assert parse("CTOC/COP/WG.3/2021/1").series != parse("CTOC/COP/WG.3/2020/1").series


# Whatever the symbol, and whatever the text.

bodies = st.sampled_from(
    ["COP", "WG.3", "C.3", "CN.7", "AC.296", "CONF.203", "SC", "COP(15)", "SER.A", "Sub.2", "ES-10"]
)
dates = st.sampled_from(["67", "2020", "2021", "ES-10"])
numbers = st.integers(1, 9999)
lasts = st.one_of(
    numbers.map(str), st.tuples(st.sampled_from(["CRP", "L", "INF", "WP", "R"]), numbers).map("{0[0]}.{0[1]}".format)
)
modifiers = st.lists(st.builds(Modifier, st.sampled_from(symbols.MODIFIERS), st.integers(1, 30)), max_size=3).map(tuple)
organs = st.sampled_from(["A", "E", "S", "ST", "CTOC", "IDB.49", "ICC-ASP", "UNODC"])
parts = st.tuples(organs, st.lists(bodies, max_size=2), dates, lasts).map(lambda t: (t[0], *t[1], t[2], t[3]))
united = st.builds(Symbol, parts, modifiers)
joint = st.builds(Symbol, parts, modifiers, st.just(""), st.booleans(), st.lists(united, max_size=2).map(tuple))
papers = st.tuples(
    st.just("ATCM"), st.tuples(st.sampled_from(["INF", "WP", "IP"]), numbers).map("{0[0]} {0[1]}".format)
)
romans = st.sampled_from(["", "IX", "XVI", "XVIII", "XIX", "XX", "XL"])
antarctic = st.builds(Symbol, papers, modifiers, romans, st.booleans())
any_symbol = joint | antarctic


@given(any_symbol)
def test_a_symbol_reads_back_as_it_is_printed(symbol):
    assert parse(str(symbol)) == symbol
    assert find(f"see {symbol}; then")[0][2] == symbol


@given(any_symbol, any_symbol, any_symbol)
def test_the_order_is_total_and_agrees_with_equality(a, b, c):
    assert (a < b) + (b < a) + (a == b) == 1
    assert not (a < b and b < c) or a < c
    assert (hash(a) == hash(b)) or a != b


@given(joint)
def test_a_document_stands_before_what_alters_it(symbol):
    for earlier in (symbol.base, symbol.revises, symbol.adds_to, symbol.corrects, symbol.amends, symbol.original):
        assert earlier is None or earlier <= symbol
    assert symbol.base.base == symbol.base


FRAGMENTS = [
    "A",
    "E",
    "CTOC",
    "COP",
    "/",
    "/",
    "WG.3",
    "2020",
    "4",
    "CRP.4",
    "Rev.1",
    "*",
    "-",
    " ",
    "XIX",
    "ATCM",
    "INF 2",
]
FRAGMENTS += [
    "(",
    ")",
    "\n",
    "\u2060",
    ".",
    "and/or",
    "http://",
    "25/03",
    "é",
    "号",
    "١",
    "²",
    "\ud800",
    "rev 1",
    "th ",
]


@given(st.text() | st.lists(st.sampled_from(FRAGMENTS), max_size=16).map("".join))
@example("A/²1/3")
def test_find_never_raises_and_gives_only_what_parses(text):
    end = 0
    for start, stop, symbol in find(text):
        assert end <= start < stop <= len(text)
        assert parse(text[start:stop]) == symbol
        end = stop


@given(st.text(max_size=40) | st.lists(st.sampled_from(FRAGMENTS), max_size=10).map("".join))
def test_parse_refuses_or_gives_a_symbol_that_reads_back(text):
    try:
        symbol = parse(text)
    except SymbolError:
        return

    assert parse(str(symbol)) == symbol
    assert symbol <= symbol.original or symbol.reissued


@pytest.mark.parametrize(
    "piece", ["A/1", "A/1-", "A/1/", "CTOC/", "XIX ATCM/WP 5/rev ", "A", "/", "A/WG.", "A(1)/", "ST/A-1/", "**"]
)
def test_a_hundred_kilobytes_of_anything_are_searched_in_linear_time(piece):
    def seconds(size: int) -> float:
        begin = time.process_time()
        find(piece * (size // len(piece)))
        return time.process_time() - begin

    seconds(1_000)

    assert seconds(100_000) < 25 * seconds(10_000) + 0.2
