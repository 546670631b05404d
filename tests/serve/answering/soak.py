"""`python -m tests.serve.answering.soak --kills 500`: a long storm; its result is written to docs/soak.md."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import platform
import random
import sys
from pathlib import Path

from ..site import ROOT, folder
from .site import AnsweringSite
from .storm import Storm, storm

RESULT = ROOT / "docs" / "soak.md"
TEXT = """# Soak

`make soak` kills (-9) processes of a running site at random: those that answer, the one above them, the worker, the
signer, PostgreSQL and its processes. Sixteen people meanwhile send forms, again and again until they are answered, and
somebody keeps every checkpoint that can be seen. Afterwards the whole record is compared with what was answered.
Missing: answers that the record does not hold, or holds otherwise. Burnt: numbers of acts or symbols used twice or not
at all. Disagreeing: checkpoints that are not of the one record, or two of one size. The last result:

| date | kills | forms answered | acts | checkpoints seen | seconds | missing | burnt | disagreeing |
|---|---|---|---|---|---|---|---|---|
{row}

Killed: {kinds}.

The longest that somebody had to try was {wait:.0f} s; the last act was signed {signed:.1f} s after the last answer.
Both verifiers and the order of times: {other} faults. `nemcon record check` {checked}. Seed {seed}, {machine}.
"""


def main() -> None:
    """Run it; exit code 1 if anything is wrong."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("-o", "--output", type=Path, default=RESULT)
    options = parser.parse_args()
    print(f"{options.kills} kills, seed {options.seed} …", flush=True)
    with folder() as place:
        site = AnsweringSite(place / "data")
        try:
            happened = storm(site.start(), options.kills, options.seed)
        finally:
            site.stop()
    options.output.write_text(report(happened, options.seed))
    print(options.output.read_text())
    wrong = happened.judgement.all() + ([happened.checked[1]] if happened.checked[0] else [])
    print("\n".join(wrong[:50]))
    sys.exit(1 if wrong else 0)


def report(happened: Storm, seed: int) -> str:
    """The page."""
    found = happened.judgement
    cells = (
        dt.datetime.now(dt.UTC).date().isoformat(),
        happened.killed.total(),
        found.answered,
        found.acts,
        happened.seen,
        f"{happened.seconds:.0f}",
        len(found.missing),
        len(found.burnt),
        len(found.disagreeing),
    )
    other = len(found.disordered) + len(found.unverified)
    return TEXT.format(
        row=f"| {' | '.join(map(str, cells))} |",
        kinds=", ".join(f"{kind} {count}" for kind, count in sorted(happened.killed.items())),
        wait=happened.longest_wait,
        signed=happened.signed_after,
        seed=seed,
        machine=f"{platform.machine()}, Python {platform.python_version()}, {os.cpu_count()} processors",
        other=other,
        checked="agrees" if happened.checked[0] == 0 else "does not agree",
    )


if __name__ == "__main__":
    main()
