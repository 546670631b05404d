"""Documents built by hand for the tests of the writers, so that these need no reader and no composing.

`agenda(language)` is the reference agenda of the paper's samples (samples.json: titles, symbols and dates are facts,
annotations and translations our own). `hard(language)` holds what is rare: odd numbers, starred notes, passages in
other languages, quotations, tracks, empty cells.
"""

import datetime as dt
import json
from functools import cache
from pathlib import Path
from typing import Any

from nemcon.core.passage import Mark, Passage
from nemcon.documents import model

SYMBOL = "CTOC/COP/WG.3/2021/1"
LETTERS = {"ar": "A", "zh": "C", "en": "E", "fr": "F", "ru": "R", "es": "S"}
NAMES = ("documentation", "annex", "continued", "time", "item", "title")
WORDS = {
    "en": ("Documentation", "Annex", "continued", "Date and time", "Agenda item", "Title or description"),
    "fr": ("Documentation", "Annexe", "suite", "Date et heure", "Point", "Titre ou description"),
    "es": ("Documentación", "Anexo", "continuación", "Fecha y hora", "Tema", "Título o descripción"),
    "ru": ("Документация", "Приложение", "продолжение", "Дата и время", "Пункт", "Название или описание"),
    "zh": ("文件", "附件", "续", "时间", "项目", "标题或说明"),
    "ar": ("الوثائق", "المرفق", "تابع", "التاريخ والوقت", "البند", "العنوان أو الوصف"),
}
ABJAD = "أبجدهوزحطي"
BRACKETS = {"zh": ("（", "）")}
MARKS = {"zh": ("：", "；", "。"), "ar": (":", "؛", "."), "fr": (" :", " ;", ".")}


@cache
def texts() -> dict[str, Any]:
    return json.loads(Path(__file__).with_name("samples.json").read_text("utf-8"))


def number(n: int, language: str) -> str:
    return f"{n}-" if language == "ar" else f"{n}."


def letter(n: int, language: str) -> str:
    if language == "ar":
        return f"({ABJAD[n - 1]})"
    return f"({'abcdefghij'[n - 1]})" if language in ("en", "zh") else f"{'abcdefghij'[n - 1]})"


def noted(text: str, mark: str = "1") -> Passage:
    """The words with a footnote where \\x01 stands."""
    at = text.find("\x01")
    return Passage(text) if at < 0 else Passage(text[:at] + text[at + 1 :], (Mark(at, at, "note", mark),))


def papers(pairs: list[list[str]], language: str) -> model.Listing:
    left, right = BRACKETS.get(language, (" (", ")"))
    return model.Listing(
        role="documentation",
        entries=tuple(
            model.Entry(
                text=Passage(
                    f"{title}{left}{symbol}{right}",
                    (Mark(len(title) + len(left), len(title) + len(left) + len(symbol), "symbol", symbol),),
                ),
                symbol=symbol,
            )
            for title, symbol in pairs
        ),
    )


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def agenda(language: str) -> model.Document:
    """The annotated provisional agenda of the reference case as it stands in the paper's samples."""
    t = texts()[language]
    words = dict(zip(NAMES, WORDS[language], strict=True))
    opening, dividing, closing = MARKS.get(language, (":", ";", "."))

    def entry(n: int, title: str, subs: list[str]) -> model.Entry:
        ends = [dividing] * (len(subs) - 1) + [closing]
        return model.Entry(
            number=number(n, language),
            anchor=f"item-{n}",
            text=Passage(title + (opening if subs else closing)),
            entries=tuple(
                model.Entry(number=letter(i, language), text=Passage(sub + end), anchor=f"item-{n}-{i}")
                for i, (sub, end) in enumerate(zip(subs, ends, strict=False), 1)
            ),
        )

    def item(n: int) -> model.Heading:
        title, _ = t["items"][n - 1]
        return model.Heading(
            text=Passage(title + (opening if n == 2 else "")),
            level=2,
            role="item",
            number=number(n, language),
            anchor=f"annotation-{n}",
        )

    def sub(n: int, i: int) -> model.Heading:
        return model.Heading(
            text=Passage(capital(t["items"][n - 1][1][i - 1])), level=3, role="sub-item", number=letter(i, language)
        )

    def documentation(level: int) -> model.Heading:
        return model.Heading(text=Passage(words["documentation"]), level=level, role="documentation")

    def paragraphs(*several: str) -> list[model.Blocks]:
        return [model.Paragraph(text=noted(one)) for one in several]

    blocks: list[model.Blocks] = [
        model.Heading(text=Passage(t["agenda"]), level=1, anchor="agenda"),
        model.Listing(role="agenda", entries=tuple(entry(n, *one) for n, one in enumerate(t["items"], 1))),
        model.Heading(text=Passage(t["notes"]), level=1, anchor="annotations"),
        item(1),
        sub(1, 1),
        *paragraphs(t["opening"]),
        sub(1, 2),
        *paragraphs(t["adoption"], t["adoption2"]),
        item(2),
        sub(2, 1),
        sub(2, 2),
        *paragraphs(*t["finalization"]),
        documentation(4),
        papers(t["papers2"], language),
        item(3),
        *paragraphs(t["impact"]),
        documentation(3),
        papers(t["papers3"], language),
        item(4),
        *paragraphs(t["other"]),
        item(5),
        *paragraphs(t["adopting"]),
        model.Heading(text=Passage(t["annex"]), level=1, role="annex", above=words["annex"], anchor="annex"),
        programme(language),
    ]
    return model.Document(
        language=language,
        title=Passage(t["title"]),
        head=model.Head(
            house=Passage(t["house"]),
            symbol=SYMBOL,
            organ=Passage(t["organ"]),
            lines=tuple(t["lines"]),
            body=Passage(t["group"]),
            session=Passage(t["place"]),
        ),
        blocks=tuple(blocks),
        footnotes=(model.Footnote(mark="1", text=Passage(t["rule"])),),
        date=dt.date(2020, 12, 11),
        job=f"V.00-00000 ({LETTERS[language]})",
        illustrative=t["illustrative"],
        illustrative_mark=t["mark"],
    )


def programme(language: str) -> model.Table:
    """The organization of work: three items share the first sitting, item 2 goes on in the second."""
    t = texts()[language]
    words = dict(zip(NAMES, WORDS[language], strict=True))
    titles = [capital(title) for title, _ in t["items"]]
    firsts = [capital(title) for title in t["items"][0][1]]
    left, right = BRACKETS.get(language, (" (", ")"))
    word = words["continued"]
    at = len(t["short"]) + len(left)
    again = Passage(f"{t['short']}{left}{word}{right}", (Mark(at, at + len(word), "italic"),))
    space = "" if language == "zh" else " "

    def row(time: tuple[str, int] | None, reference: str, title: Passage) -> tuple[model.Cell, ...]:
        first = (model.Cell(text=Passage(time[0]), rows=time[1]),) if time else ()
        return (*first, model.Cell(text=Passage(reference)), model.Cell(text=title))

    (day1, am1, pm1), (day2, am2, pm2) = t["days"]
    return model.Table(
        caption=Passage(t["annex"]),
        columns=("time", "item", "title"),
        head=(Passage(words["time"]), Passage(words["item"]), Passage(words["title"])),
        groups=(
            model.Group(
                head=Passage(day1),
                rows=(
                    row((am1, 3), f"1{space}{letter(1, language)}", Passage(firsts[0])),
                    row(None, f"1{space}{letter(2, language)}", Passage(firsts[1])),
                    row(None, "2", Passage(t["short"])),
                    row((pm1, 1), "2", again),
                ),
            ),
            model.Group(
                head=Passage(day2),
                rows=(
                    row((am2, 1), "3", Passage(titles[2])),
                    row((pm2, 2), "4", Passage(titles[3])),
                    row(None, "5", Passage(titles[4])),
                ),
            ),
        ),
    )


def hard(language: str = "en") -> model.Document:
    """What is rare and must not be lost: see the names of the parts."""
    odd = ("1.", "2.", "4.", "4 bis.", "5.", "7B", "0.1", "0.2", "I.", "II.", "IV.", "–", "•", "x)", "1.", "")
    entries = tuple(
        model.Entry(
            number=mark,
            text=Passage(f"Entry {place} marked {mark or 'nothing'}"),
            anchor=f"odd {place}",
            entries=tuple(
                model.Entry(number=sub, text=Passage(f"below {place} {sub}")) for sub in ("(a)", "(b)", "(d)", "(i)")
            )
            if place in (1, 3)
            else (),
        )
        for place, mark in enumerate(odd)
    )
    deep = model.Entry(number="(z)", text=Passage("deepest"))
    for depth in range(12):
        deep = model.Entry(number=f"({depth})", text=Passage(f"depth {depth}"), entries=(deep,))
    said = "Bold and italic words, <&> a star and a symbol A/75/L.7/Rev.1."
    star, symbol = said.index(" and a symbol"), said.index("A/75")
    marked = Passage(
        said,
        (
            Mark(0, 15, "bold"),
            Mark(9, 21, "italic"),
            Mark(star, star, "note", "*"),
            Mark(symbol, symbol + 14, "symbol", "A/75/L.7/Rev.1"),
            Mark(len(said), len(said), "note", "1"),
        ),
    )
    return model.Document(
        language=language,
        title=Passage("Odd numbers"),
        subtitle=Passage("What is rare"),
        head=model.Head(
            organ=Passage("An organ"),
            lines=("Distr.: Limited", "", "English only"),
            symbol="A/1",
            meeting=Passage("Twelfth meeting"),
            item=Passage("Item 2 of the provisional agenda", (Mark(32, 32, "note", "**"),)),
            others=(Passage("A line that fits nowhere"),),
        ),
        blocks=(
            model.Heading(text=Passage("First"), level=1, number="I."),
            model.Paragraph(text=marked, number="1."),
            model.Paragraph(text=Passage("Second, with the note again", (Mark(6, 6, "note", "1"),)), number="2."),
            model.Paragraph(text=Passage("Out of order"), number="12 bis."),
            model.Paragraph(text=Passage("After it"), number="13."),
            model.Heading(text=Passage("Second"), level=1, number="II."),
            model.Heading(text=Passage("Under it"), level=2, number="3."),
            model.Listing(entries=entries, role="points"),
            model.Listing(entries=(deep,), role="points"),
            model.Paragraph(text=Passage("نص عربي داخل وثيقة أخرى مع 12 رقما", language="ar"), role="quotation"),
            model.Paragraph(text=Passage("中文段落，“引文”。", language="zh")),
            model.Paragraph(text=Passage("Un passage ; en français !", language="fr"), role="basis"),
            model.Paragraph(text=Passage("Submitted by\nState X"), role="statement"),
            model.Paragraph(text=Passage("Unofficial translation"), role="unofficial"),
            tracks(),
        ),
        footnotes=(
            model.Footnote(mark="*", text=Passage("Reissued for technical reasons.")),
            model.Footnote(mark="1", text=Passage("First note.", (Mark(0, 5, "italic"),))),
            model.Footnote(mark="**", text=Passage("A/75/1.")),
            model.Footnote(mark="9", text=Passage("A note that no word names.")),
        ),
        unofficial="Unofficial translation",
    )


def tracks() -> model.Table:
    """A programme with two tracks, a break without item and a sitting whose time spans four rows."""

    def cell(text: str, rows: int = 1) -> model.Cell:
        return model.Cell(text=Passage(text), rows=rows)

    return model.Table(
        caption=Passage("Timetable"),
        columns=("time", "track", "item", "title", "people"),
        head=tuple(Passage(one) for one in ("Time", "Room", "Item", "Title", "Presented by")),
        groups=(
            model.Group(
                head=Passage("Tuesday"),
                rows=(
                    (cell("9 a.m.–12 noon", 4), cell("Plenary", 2), cell("1"), cell("Opening"), cell("Chair")),
                    (cell("2"), cell("Officers"), cell("")),
                    (cell("WG I", 2), cell("7B"), cell("Papers"), cell("")),
                    (cell(""), cell("Break"), cell("")),
                    (cell("2 p.m."), cell("Plenary"), cell("5"), cell("Report"), cell("Rapporteur")),
                ),
            ),
            model.Group(head=Passage(""), rows=((cell("3 p.m."), cell(""), cell(""), cell("Closing"), cell("")),)),
        ),
    )


def words(document: model.Document) -> list[str]:
    """Every word and number of a document in reading order: masthead, text, notes where their marks stand apart."""
    said: list[str] = []

    def say(*texts: str | Passage) -> None:
        for one in texts:
            said.extend((one.text if isinstance(one, Passage) else one).split())

    head = document.head
    say(head.house, head.symbol, head.organ, *head.lines, head.body, head.meeting, head.session, head.item)
    say(*head.others, document.title, document.subtitle, document.unofficial)

    def entries(several: tuple[model.Entry, ...]) -> None:
        for entry in several:
            say(entry.number, entry.text)
            entries(entry.entries)

    for block in document.blocks:
        match block:
            case model.Heading():
                say(block.above, block.number, block.text)
            case model.Paragraph():
                say(block.number, block.text)
            case model.Listing():
                entries(block.entries)
            case model.Table():
                say(*block.head)
                for group in block.groups:
                    say(group.head)
                    for row in group.rows:
                        say(*(cell.text for cell in row))
    return said
