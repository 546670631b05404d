"""DOCX beside python-docx writing the same paragraphs: `python benchmarks/docx.py`, one table.

The peer is given what it can do: each paragraph with its built-in style, each table cell, each word, nothing of
footnotes, lists, scripts or running heads. Medians of interleaved rounds, after a first round of each. Target: 1.3.
"""

import statistics
import sys
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:1] = [str(ROOT / "src"), str(ROOT / "tests" / "documents")]  # not this folder: python-docx is "docx" too

import docx as python_docx  # noqa: E402
from samples import agenda  # noqa: E402

from nemcon.documents import model  # noqa: E402
from nemcon.documents.write.docx import docx  # noqa: E402

ROUNDS = 15
TARGET = 1.3


def peer(document: model.Document) -> bytes:
    """The same words in the same order by python-docx, on its default template."""
    out = python_docx.Document()
    head = document.head
    for one in (head.house.text, head.symbol, head.organ.text, *head.lines, head.body.text, head.session.text):
        out.add_paragraph(one)
    out.add_paragraph(document.title.text, style="Title")

    def entries(several: tuple[model.Entry, ...], style: str) -> None:
        for entry in several:
            out.add_paragraph(entry.text.text, style=style)
            entries(entry.entries, "List Number 2")

    for block in document.blocks:
        match block:
            case model.Heading():
                out.add_paragraph(block.text.text, style=f"Heading {min(block.level, 9)}")
            case model.Paragraph():
                out.add_paragraph(block.text.text, style="Body Text")
            case model.Listing():
                entries(block.entries, "List Number")
            case model.Table():
                table = out.add_table(rows=0, cols=len(block.columns))
                for passages in (block.head, *((cell.text for cell in row) for g in block.groups for row in g.rows)):
                    for cell, passage in zip(table.add_row().cells, passages, strict=False):
                        cell.text = passage.text
    for note in document.footnotes:
        out.add_paragraph(note.text.text)
    data = BytesIO()
    out.save(data)
    return data.getvalue()


def long(document: model.Document, times: int) -> model.Document:
    """A document of the same kind, as long as `times` agendas."""
    return model.Document(
        language=document.language, title=document.title, head=document.head, blocks=document.blocks * times
    )


def compare(document: model.Document, rounds: int) -> tuple[float, float]:
    """Milliseconds of ours and of the peer."""
    taken: dict[Callable[[model.Document], bytes], list[float]] = {docx: [], peer: []}
    for round_ in range(rounds + 1):
        for write, times in taken.items():
            start = time.perf_counter()
            write(document)
            if round_:
                times.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken[docx]), statistics.median(taken[peer])


def main() -> int:
    """Print the table. Exit 1 if a ratio is above the target."""
    print(f"{'':22}{'Nemcon, ms':>12}{'python-docx, ms':>18}{'ratio':>8}")
    worst = 0.0
    samples = [(f"agenda, {language}", agenda(language), ROUNDS) for language in ("ar", "zh", "en", "fr", "ru", "es")]
    samples += [(f"100 agendas, {language}", long(agenda(language), 100), 2) for language in ("en", "ar")]
    for name, document, rounds in samples:
        ours, theirs = compare(document, rounds)
        worst = max(worst, ours / theirs)
        print(f"{name:22}{ours:12.1f}{theirs:18.1f}{ours / theirs:8.2f}")
    return 0 if worst <= TARGET else 1


if __name__ == "__main__":
    sys.exit(main())
