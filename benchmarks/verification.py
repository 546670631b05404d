"""Verifying an exported record beside the bare SHA-256 of the same bytes, in one run, as one table.

Run: python benchmarks/verification.py [acts …] (100,000 and 1,000,000 unless told). The peer reads the file in the same
pieces and hashes them, and does nothing else: the least that any check of a file can cost, on one core. Ours checks the
form of each line and part, four hashes an act, the tree, the order and the signatures. Acts are of two types, by 200
people in five capacities, with all parts opened. Each figure is the best of RUNS, each in a process of its own; memory
is the peak of that process, and of the largest that it started, beyond that of the peer.
"""

import datetime as dt
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from hashlib import sha256
from pathlib import Path
from random import Random
from uuid import UUID

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))
RUNS = 3
ORIGIN = "record.example.org/ctoc"


def write(path: Path, count: int) -> None:
    """An export of so many acts, streamed."""
    from nemcon.core import acts
    from nemcon.core.acts import Act, Capacity, Who
    from nemcon.core.payloads import MeetingConvened, SymbolReserved, type_of
    from nemcon.core.record import checkpoint, lines
    from nemcon.core.record.notes import ED25519, ML_DSA, Signer
    from nemcon.core.record.tree import Frontier, leaf_hash

    random, frontier = Random(1), Frontier()
    signers = [Signer(ORIGIN, kind, random.randbytes(32)) for kind in (ED25519, ML_DSA)]
    whose = (("officer", "secretariat"), ("state", "XXA"), ("state", "XXB"), ("chair", None), ("member", "XXC"))
    people = [Who(Capacity(name), of, f"p{n:08x}", None) for n in range(40) for name, of in whose]
    now = dt.datetime(2020, 9, 1, tzinfo=dt.UTC)
    with path.open("wb") as file:
        file.write(lines.header(ORIGIN, "full", [str(each.key) for each in signers], count))
        for n in range(count):
            now += dt.timedelta(microseconds=random.randrange(60_000_000))
            number = int(now.timestamp() * 1000) << 80 | random.getrandbits(80)
            meeting = MeetingConvened(
                slug=f"m{n}",
                body="wg3",
                names={"en": "Working Group", "fr": "Groupe d’étude", "zh": "工作组"},
                places={"en": "Vienna"},
                zone="Europe/Vienna",
                opens=now.date(),
                closes=now.date(),
                form="hybrid",
            )
            content = SymbolReserved(symbol=f"CTOC/COP/WG.3/2021/L.{n}") if n % 4 else meeting
            act = Act(
                seq=n,
                id=UUID(int=number & ~(0xF << 76) & ~(3 << 62) | 7 << 76 | 2 << 62),
                type=type_of(content),
                received=now,
                receipt="none" if n % 2 else "door",
                recorded=now,
                subject=f"nemcon:symbol/CTOC/{n % 999}",
                who=random.choice(people),
                content=content,
            )
            parts = acts.encode(act, (random.randbytes(32), random.randbytes(32), random.randbytes(32)))
            leaf = acts.leaf_of(n, parts)
            frontier = frontier.append(leaf_hash(leaf))
            file.write(lines.act_line(leaf, parts))
        head = checkpoint.Head(ORIGIN, count, frontier.root)
        file.write(lines.last_line(str(checkpoint.sign(head, signers, 1_600_000_000))))


def bare(path: Path) -> None:
    """What is compared with."""
    digest = sha256()
    with path.open("rb") as file:
        while piece := file.read(512 * 1024):
            digest.update(piece)


def ours(path: Path, together: bool) -> None:
    """Verification, on one core or on all."""
    from nemcon.commands.record_files import side_by_side, streamed
    from nemcon.core.record.verify import verify_record

    with streamed(path) as pieces:
        report = verify_record(pieces, checking=side_by_side if together else None)
    assert report.holds, report.faults


WAYS = {
    "bare SHA-256": bare,
    "nemcon, one core": lambda path: ours(path, False),
    f"nemcon, {os.cpu_count()} cores": lambda path: ours(path, True),
}


def measured(way: str, path: Path) -> tuple[float, int]:
    """Seconds and peak kilobytes of one run in a process of its own, without the start of Python."""
    out = subprocess.run([sys.executable, __file__, "--one", way, str(path)], capture_output=True, check=True).stdout
    seconds, memory = json.loads(out)
    return seconds, memory


def one(way: str, path: Path) -> None:
    """Run one way and print what it took."""
    import nemcon.commands.record_files  # so that importing is not measured
    import nemcon.core.record.verify  # noqa: F401

    begin = time.perf_counter()
    WAYS[way](path)
    seconds = time.perf_counter() - begin
    peak = sum(resource.getrusage(whose).ru_maxrss for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(json.dumps((seconds, peak)))


def main(counts: list[int]) -> None:
    """Print the table."""
    print(f"{'acts':>9}  {'bytes/act':>9}  {'':24}{'µs/act':>7}  {'ratio':>6}  {'memory beyond bare':>18}")
    with tempfile.TemporaryDirectory() as folder:
        for count in counts:
            path = Path(folder) / f"{count}.jsonl"
            write(path, count)
            runs = [{way: measured(way, path) for way in WAYS} for _ in range(RUNS)]
            best = {way: min(run[way] for run in runs) for way in WAYS}
            least, base = best["bare SHA-256"]
            for way, (seconds, memory) in best.items():
                size = f"{path.stat().st_size / count:9.0f}" if way == "bare SHA-256" else " " * 9
                print(
                    f"{count:9,}  {size}  {way:24}{seconds / count * 1e6:7.2f}  {seconds / least:5.1f}x  "
                    f"{(memory - base) / 1024:15.1f} MB",
                    flush=True,
                )
            path.unlink()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(sys.argv[2], Path(sys.argv[3]))
    else:
        main([int(each.replace(",", "")) for each in sys.argv[1:]] or [100_000, 1_000_000])
