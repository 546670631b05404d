"""Reading an agenda beside a bare extraction of its words: `python benchmarks/reading.py`, one table.

For text the peer splits lines and matches "1." and "(a)"; for Word it is python-docx giving the text of every paragraph
and cell; for HTML lxml's text_content; for PDF pypdfium2's text of each page. None of them understands anything: the
ratio is what understanding costs. Medians of interleaved rounds after a first of each. Target: the text under 100 ms.
"""

import io
import re
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:1] = [str(ROOT / "src")]

import docx as python_docx  # noqa: E402
import lxml.html  # noqa: E402
import pypdfium2  # noqa: E402

from nemcon.commands.agenda import written  # noqa: E402
from nemcon.core.agenda import decode  # noqa: E402
from nemcon.documents.read import read  # noqa: E402
from nemcon.documents.read.agenda import read_agenda  # noqa: E402

ROUNDS = 15
REFERENCE = ROOT / "src/nemcon/demo/reference/ctoc-cop-wg3-2021-1.json"
REAL = ROOT.parent / "shared/cases/ctoc-wg3-2021-agenda.txt"


def lines(data: bytes) -> object:
    """The peer for text: lines, and which of them open with a number or a letter."""
    return [(m and m[0], line) for line in data.decode().splitlines() for m in [re.match(r"\d+\.|\([a-z]\)", line)]]


def paragraphs(data: bytes) -> object:
    """The peer for Word."""
    file = python_docx.Document(io.BytesIO(data))
    return [p.text for p in file.paragraphs], [c.text for t in file.tables for r in t.rows for c in r.cells]


def content(data: bytes) -> object:
    """The peer for HTML."""
    return lxml.html.fromstring(data).text_content()


def pages(data: bytes) -> object:
    """The peer for PDF."""
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data)]


def timed(work: Callable[[bytes], object], data: bytes) -> float:
    """Milliseconds of one run."""
    before = time.perf_counter()
    work(data)
    return (time.perf_counter() - before) * 1000


def main() -> None:
    """Measure and print."""
    agenda = decode(REFERENCE.read_bytes())
    rows: list[tuple[str, bytes, Callable[[bytes], object]]] = [("text", written(agenda, "txt", "en"), lines)]
    if REAL.is_file():
        rows.insert(0, ("text, reference case", REAL.read_bytes(), lines))
    rows += [
        ("Word", written(agenda, "docx", "en"), paragraphs),
        ("HTML", written(agenda, "html", "en"), content),
        ("PDF", written(agenda, "pdf", "en"), pages),
    ]
    print(f"{'form':<22}{'nemcon ms':>11}{'peer ms':>10}{'ratio':>8}")
    for name, data, peer in rows:
        ours = lambda held: read_agenda(read(held))  # noqa: E731
        pairs = [(timed(ours, data), timed(peer, data)) for _ in range(ROUNDS + 1)][1:]
        mine, other = (statistics.median(p[i] for p in pairs) for i in (0, 1))
        print(f"{name:<22}{mine:>11.1f}{other:>10.2f}{mine / other:>8.1f}")


if __name__ == "__main__":
    main()
