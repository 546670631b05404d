"""A PDF file to a Source: the text layer, as lines with columns in their places.

The file is opened in a child process (pdf_child.py), since a PDF file may be made to break or to exhaust its reader.
"""

import os
import subprocess
import sys
from pathlib import Path

import msgspec

import nemcon
from nemcon.documents.read.pdf_child import MEMORY, SECONDS, Answer
from nemcon.documents.source import Source, Unreadable


def from_pdf(data: bytes) -> Source:
    """Read the text of a PDF file.

    Raises: Unreadable if it is damaged, locked, too large, or holds pictures only.
    """
    paths = [str(Path(nemcon.__file__).parent.parent), os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))}
    command = [sys.executable, "-m", "nemcon.documents.read.pdf_child"]
    try:
        ended = subprocess.run(
            command, input=data, capture_output=True, timeout=SECONDS + 15, env=environment, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise Unreadable(_too_much()) from error
    if ended.returncode == 0:
        answer = msgspec.json.decode(ended.stdout, type=Answer)
        if answer.refusal:
            raise Unreadable(answer.refusal)
        return Source(pieces=answer.lines, form="pdf", layout=True, title=answer.title, warnings=answer.warnings)
    if b"MemoryError" in ended.stderr or ended.returncode in (-9, -24, -6):  # killed, out of time, out of memory
        raise Unreadable(_too_much())
    raise Unreadable(
        "The PDF file is damaged: reading it failed. Open it in a PDF viewer, print it to a new PDF and try again."
    )


def _too_much() -> str:
    return (
        f"The PDF file needs more than {MEMORY // 1_000_000} MB of memory or {SECONDS} seconds to be read. Split it, "
        "or export the document as DOCX or text."
    )
