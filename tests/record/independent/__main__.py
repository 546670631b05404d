"""`python -m tests.record.independent FILE [--key VKEY]... [--seen CHECKPOINT]...`: sentences, and exit 0 or 1.

FILE is an export, a proof, or the folder of a log's static resources.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .export import lines_of, read_export
from .notes import BadNote
from .proof import FIRST, read_proof
from .report import Report
from .tiles import read_tiles


def main(arguments: list[str] | None = None) -> int:
    """Say what was found; 0 if nothing is wrong, else 1."""
    parser = argparse.ArgumentParser(prog="tests.record.independent", description="Verify a record, independently.")
    parser.add_argument("file", type=Path, help="an export, a proof, or a folder with checkpoint and tiles")
    parser.add_argument("--key", action="append", default=[], metavar="VKEY", help="a key known from elsewhere")
    parser.add_argument(
        "--seen", action="append", default=[], type=Path, help="a file with a checkpoint kept from before"
    )
    options = parser.parse_args(arguments)
    try:
        report = _read(options.file, options.key, [path.read_bytes() for path in options.seen])
    except BadNote as error:
        print(f"A key given with --key is not accepted: {error}.")
        return 1
    except OSError as error:
        print(f"The file {error.filename} cannot be read: {error.strerror}.")
        return 1
    for sentence in report.sentences():
        print(sentence)
    return 0 if report.good else 1


def _read(path: Path, keys: list[str], seen: list[bytes]) -> Report:
    if path.is_dir():
        return read_tiles(path, keys, seen)
    with path.open("rb") as file:
        beginning = file.read(len(FIRST))
        file.seek(0)
        if beginning != FIRST:
            return read_export(lines_of(file), keys, seen)
        report = read_proof(file.read(), keys)
    if seen:
        report.fault(0, "A proof cannot be compared with a checkpoint seen before; give an export or the tiles.")
    return report


if __name__ == "__main__":
    sys.exit(main())
