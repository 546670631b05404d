"""The child process that opens PDF files: bytes come in, lines go out as JSON.

PDF files are read by a library in C++, and a file may be made to break it. In a process of its own, with limits on
memory and time, the worst that a file can do is to end that process.
"""

import sys

import msgspec

from nemcon.documents.source import Line, Unreadable

MEMORY = 480_000_000
SECONDS = 60


class Answer(msgspec.Struct):
    """What the child says: the lines of the file, or why there are none. A PDF file gives no tables, only lines."""

    lines: tuple[Line, ...] = ()
    title: str = ""
    warnings: tuple[str, ...] = ()
    refusal: str = ""


def main() -> None:
    """Read a PDF file from standard input; write an Answer to standard output."""
    _limit()
    data = sys.stdin.buffer.read()
    from nemcon.documents.read.pdf_document import read_document

    try:
        answer = read_document(data)
    except Unreadable as refusal:
        answer = Answer(refusal=str(refusal))
    sys.stdout.buffer.write(msgspec.json.encode(answer))


def _limit() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
