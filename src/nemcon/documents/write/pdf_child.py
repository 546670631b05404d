"""Sets one document with Typst: in this process, or as a program of its own for a long one.

    python -m nemcon.documents.write.pdf_child own < content.json > document.pdf

Typst keeps what it has set for the next ten documents, so a process that prints long ones would grow and stay large.
"""

import os
import subprocess
import sys
import threading
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

import typst

from nemcon.documents import fonts

if TYPE_CHECKING:
    from typst import PDFStandard

STANDARDS: "list[PDFStandard]" = ["ua-1", "a-3a"]
OWN, ALL = "own", "all"
SECONDS = 300
"""How long a long document may take; the longest that is allowed takes a tenth of it."""

_THREAD = threading.local()
_ADDRESS_SPACE = 3 << 30  # bytes; a backstop, far above what is allowed


class Failed(Exception):
    """Typst could not set the document; the message is its own."""


def compiled(content: str, scripts: str = OWN) -> bytes:
    """The PDF of `content`, the JSON that paper/document.typ reads.

    `scripts` is OWN where every word is in the script of its language, else ALL. Raises Failed.
    """
    try:
        made = _compiler().compile(
            input=_paper() / "document.typ",
            format="pdf",
            pdf_standards=STANDARDS,
            sys_inputs={"document": content, "scripts": scripts},
        )
    except typst.TypstError as error:
        raise Failed(error.message) from error
    assert isinstance(made, bytes)  # as the format is PDF
    return made


def _compiler() -> typst.Compiler:
    """One for each thread: it keeps the paper's source read."""
    compiler: typst.Compiler | None = getattr(_THREAD, "compiler", None)
    if compiler is None:
        compiler = typst.Compiler(root=_paper(), font_paths=fonts.loaded(), ignore_system_fonts=True)
        _THREAD.compiler = compiler
    return compiler


@cache
def _paper() -> Path:
    with resources.as_file(resources.files(__package__) / "paper") as paper:
        return paper


def compiled_apart(content: str, scripts: str = OWN) -> bytes:
    """The same, in a process of its own, whose memory ends with it. Raises Failed."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    command = [sys.executable, "-m", __name__, scripts]
    try:
        done = subprocess.run(
            command, input=content.encode(), capture_output=True, timeout=SECONDS, check=False, env=environment
        )
    except subprocess.TimeoutExpired:
        raise Failed(f"it took more than {SECONDS} seconds") from None
    if done.returncode:
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        raise Failed(lines[-1] if done.returncode == 1 and lines else "it took more memory than is allowed")
    return done.stdout


def main() -> int:
    """Read the content from standard input, write the PDF to standard output."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_ADDRESS_SPACE, _ADDRESS_SPACE))
    except (ImportError, OSError, ValueError):
        pass  # no such limit on this system
    try:
        sys.stdout.buffer.write(compiled(sys.stdin.buffer.read().decode(), *sys.argv[1:]))
    except Failed as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
