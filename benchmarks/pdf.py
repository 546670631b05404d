"""An agenda to PDF beside bare Typst on the same content, in each language: the target is at most 1.3 times.

    python benchmarks/pdf.py            the table
    python benchmarks/pdf.py --memory   what long documents take, each in a process of its own

"Nemcon" is the whole way from the Agenda: composing, checking signs, data, Typst. "Bare Typst" is typst.compile on a
source with the same words on the same paper (masthead, running heads, notes, table), as one would write it by hand.
"Plain" is Typst's own default look, without any of that. Every round has words of its own, since Typst remembers what
it has set; rounds of the three take turns.
"""

import argparse
import resource
import statistics
import subprocess
import sys
import time
from importlib import resources

import typst
from msgspec.structs import replace
from rich.console import Console
from rich.table import Table as Printed

from nemcon.core.agenda import Agenda, Block, Item, decode
from nemcon.core.languages import LANGUAGES
from nemcon.core.passage import Passage
from nemcon.documents import fonts
from nemcon.documents.compose.agenda import compose
from nemcon.documents.model import Document, Entry, Heading, Listing, Paragraph, Table
from nemcon.documents.write import pdf as writer

PAPER = resources.files("nemcon.documents.write") / "paper"
ROUNDS = 25


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--memory", action="store_true")
    parser.add_argument("--one", nargs=3, metavar=("KIND", "COUNT", "LANGUAGE"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        one(*asked.one)
    elif asked.memory:
        memory()
    else:
        speed()


def speed() -> None:
    """Milliseconds, median of the rounds, of the reference case."""
    agenda = decode(resources.files("nemcon.demo.reference").joinpath("ctoc-cop-wg3-2021-1.json").read_bytes())
    table = Printed(
        title="Annotated agenda of three pages to PDF, milliseconds (median)",
        caption="bare: the same words on the same paper, as one would write it by hand; plain: Typst's default look",
    )
    for head in ("language", "Nemcon", "bare Typst", "ratio", "plain Typst", "ratio to plain"):
        table.add_column(head, justify="right")
    for language in LANGUAGES:
        taken: dict[str, list[float]] = {"ours": [], "bare": [], "plain": []}
        for turn in range(ROUNDS):
            for way, made in (("ours", 3 * turn), ("bare", 3 * turn + 1), ("plain", 3 * turn + 2)):
                own = reworded(agenda, language, made)
                source = {"bare": on_paper, "plain": plain}.get(way, lambda _: "")(compose(own, language))
                start = time.perf_counter()
                if way == "ours":
                    writer.pdf(compose(own, language))
                else:
                    compiled(source)
                taken[way].append(1000 * (time.perf_counter() - start))
        ours, bare, simple = (statistics.median(taken[way][3:]) for way in ("ours", "bare", "plain"))
        table.add_row(
            language, f"{ours:.1f}", f"{bare:.1f}", f"{ours / bare:.2f}", f"{simple:.1f}", f"{ours / simple:.2f}"
        )
    Console().print(table)


def reworded(agenda: Agenda, language: str, turn: int) -> Agenda:
    """The agenda with a number in each of its titles and paragraphs, so that no round finds another's work."""

    def item(old: Item) -> Item:
        return replace(
            old,
            title=f"{old.title} {turn}",
            annotation=tuple(replace(b, text=f"{b.text} {turn}") for b in old.annotation),
            documentation=tuple(replace(p, title=f"{p.title} {turn}") for p in old.documentation),
            items=tuple(item(sub) for sub in old.items),
        )

    own = agenda if language == agenda.language else agenda.translations[language]
    rows = tuple(replace(row, title=f"{row.title} {turn}") for row in own.programme)
    own = replace(own, items=tuple(item(i) for i in own.items), programme=rows)
    return own if language == agenda.language else replace(agenda, translations={language: own})


def compiled(source: str) -> bytes:
    """The PDF of a Typst source, by the recipe of PARTS.md."""
    return typst.compile(
        source.encode(),
        root=str(PAPER),
        format="pdf",
        ignore_system_fonts=True,
        font_paths=fonts.loaded(),
        pdf_standards=["ua-1", "a-3a"],
    )


# ---- sources as one would write them -------------------------------------------------------


def escaped(words: str) -> str:
    """Words as markup."""
    return "".join(f"\\{sign}" if sign in "\\#*_$`@<>[]~\"'-+=/" else sign for sign in words)


def body(passage: Passage, document: Document) -> str:
    """A passage as markup, with its notes and emphasis."""
    text, made, end = passage.text, "", 0
    for mark in sorted(passage.marks, key=lambda m: m.start):
        made += escaped(text[end : mark.start])
        end = mark.end
        inner = escaped(text[mark.start : mark.end])
        note = next((n.text.text for n in document.footnotes if n.mark == mark.value), "")
        made += {"note": f"#footnote[{escaped(note)}]", "symbol": f"#sym[{inner}]"}.get(mark.kind, f"#emph[{inner}]")
    return made + escaped(text[end:])


def on_paper(document: Document) -> str:
    """The document as a source for the house's paper."""
    head, lines = document.head, ", ".join(f'"{line}"' for line in document.head.lines)
    made = [
        '#import "paper.typ": *',
        f'#show: paper.with(lang: "{document.language}", title: "{document.title.text}", symbol: "{head.symbol}",'
        f" date: datetime(year: 2020, month: 12, day: 11), illustrative: [{escaped(document.illustrative)}],"
        f" mark: [{escaped(document.illustrative_mark)}])",
        f'#masthead(house: [{escaped(head.house.text)}], symbol: "{head.symbol}", organ: [{escaped(head.organ.text)}],'
        f" lines: ({lines},))",
        f"#session([{escaped(head.body.text)}], ([{escaped(head.session.text)}],))",
        f"#title[{escaped(document.title.text)}]",
        f'#let t = tongue-of("{document.language}")',
    ]
    for block in document.blocks:
        match block:
            case Heading(role="annex"):
                made.append(f'#annex("{block.above}", [{body(block.text, document)}], short: "surely", [')
            case Heading(role="documentation"):
                made.append(f"#documentation({block.level}, [{body(block.text, document)}], ")
            case Heading():
                number = f'"{block.number}"' if block.number else "none"
                made.append(f"#head({block.level}, {number})[{body(block.text, document)}]")
            case Paragraph():
                made.append(f"\n{body(block.text, document)}\n")
            case Listing(role="agenda"):
                made.append(f"#agenda({entries(block.entries, document)}, t)")
            case Listing():
                made[-1] += f"{entries(block.entries, document)}, t)"
            case Table():
                heads = ", ".join(f"[{body(h, document)}]" for h in block.head)
                groups = ""
                for group in block.groups:
                    cells = [[f"([{body(c.text, document)}], {c.rows}, false), " for c in row] for row in group.rows]
                    rows = ", ".join(f"({''.join(row)})" for row in cells)
                    groups += f"([{body(group.head, document)}], ({rows},)), "
                made.append(f"#programme((35mm, 16mm, 1fr), ({heads},), ({groups})) ])")
    return "\n".join([*made, "#finis"])


def entries(listed: tuple[Entry, ...], document: Document) -> str:
    """A list as the paper's functions take it."""
    made = (
        f'(number: "{e.number}", body: [{body(e.text, document)}], entries: {entries(e.entries, document)}), '
        for e in listed
    )
    return f"({''.join(made)})"


def plain(document: Document) -> str:
    """The document as a source without a template."""
    families = {"zh": ("Liberation Serif", "Noto Serif CJK SC"), "ar": ("Amiri",)}
    named = "".join(f'"{family}", ' for family in families.get(document.language, ("Liberation Serif",)))
    head = document.head
    made = [
        f'#set document(title: "{document.title.text}", date: datetime(year: 2020, month: 12, day: 11))',
        f'#set text(lang: "{document.language}", font: ({named}), fallback: false)',
        "#set par(justify: true)",
        *(f"{escaped(line)}\n" for line in (head.symbol, head.organ.text, *head.lines)),
        *(f"{escaped(line)}\n" for line in (head.body.text, head.session.text)),
        f"#title[{escaped(document.title.text)}]",
    ]

    def listed(some: tuple[Entry, ...], depth: int) -> None:
        for entry in some:
            made.append("  " * depth + f"+ {escaped(entry.text.text)}")
            listed(entry.entries, depth + 1)

    for block in document.blocks:
        match block:
            case Heading():
                said = " ".join(part for part in (block.above, block.number, block.text.text) if part)
                made.append(f"\n{'=' * block.level} {escaped(said)}\n")
            case Paragraph():
                made.append(f"{body(block.text, document).replace('#sym', '#emph')}\n")
            case Listing():
                listed(block.entries, 0)
            case Table():
                made.append(f"#table(columns: {len(block.columns)}, table.header(")
                made.append("".join(f"[{escaped(h.text)}], " for h in block.head) + "),")
                for group in block.groups:
                    made.append(f"table.cell(colspan: {len(block.columns)})[{escaped(group.head.text)}],")
                    for row in group.rows:
                        made += [f"table.cell(rowspan: {c.rows})[{escaped(c.text.text)}]," for c in row]
                made.append(")")
    return "\n".join(made)


# ---- memory --------------------------------------------------------------------------------

LONG = (
    ("list", 10_000, "en"), ("items", 300, "en"), ("items", 1_000, "en"), ("items", 2_000, "en"),
    ("items", 1_000, "ar"), ("items", 1_000, "zh"), ("paragraph", 3_000, "en"),
)  # fmt: skip
WORDS = {
    "en": "The group will discuss the effect of the pandemic, a year after its outbreak, and recommend. ",
    "ar": "وعلى الاجتماع أن يضع الصيغة النهائية للتوصيات وأن يعتمدها، كي يتسنى للمؤتمر إقرارها في دورته الحادية عشرة. ",
    "zh": "本次会议的任务是最后审定并通过这些建议，以便缔约方会议第十一届会议予以核可。",
}


def memory() -> None:
    """Megabytes at the most, as measured and as reckoned by writer.megabytes."""
    table = Printed(title="Long documents: seconds, megabytes at the most")
    for head in ("what", "how many", "language", "seconds", "MB", "MB reckoned"):
        table.add_column(head, justify="right")
    for kind, count, language in LONG:
        command = [sys.executable, __file__, "--one", kind, str(count), language]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        table.add_row(kind, f"{count:,}", language, *done.stdout.split())
    Console().print(table)


def one(kind: str, count: str, language: str) -> None:
    """Set one long document here, whatever it takes."""
    writer.MEMORY = writer.APART = 1 << 20
    words, many = WORDS[language] * 3, int(count)
    if kind == "paragraph":
        items = (Item(number="1", title="Matter", annotation=(Block(text=words * many),)),)
    else:
        said = (Block(text=words),) if kind == "items" else ()
        items = tuple(Item(number=str(n), title=f"Matter {n}", annotation=said) for n in range(1, many + 1))
    document = compose(Agenda(language=language, items=items), language)
    start = time.perf_counter()
    writer.pdf(document)
    taken = time.perf_counter() - start
    print(
        f"{taken:.1f}", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, f"{writer.megabytes(document):.0f}"
    )


if __name__ == "__main__":
    main()
