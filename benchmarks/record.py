"""The record: appending, exporting, proving and permission, each beside its peer in one run.

Run: python benchmarks/record.py [--acts 1000000] [--tree 10000000]. A throw-away PostgreSQL with fsync on, as in
production. Appending: 16 processes, one transaction each act, through the one way in; the peer inserts the same rows
in the same way, without lock, tree or checks. Export: the whole log as lines that verify; the peer is COPY of the two
tables to the same place. A proof is made from a log of ten million acts of which only the stored tiles and the newest
leaves exist. Look at the ratios.
"""

import argparse
import multiprocessing
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))
WRITERS = 16
SECONDS = 6.0
ROUNDS = 3

BARE_ACT = """
INSERT INTO bare_act (log_id, seq, act_id, type, subject, received, recorded, leaf, hash)
VALUES (%(log)s, nextval('bare_seq'), %(id)s, %(type)s, %(subject)s, %(received)s, %(recorded)s, %(leaf)s, %(hash)s)
RETURNING seq
"""
BARE_PARTS = """
INSERT INTO bare_part (log_id, seq, part, data, salt)
VALUES (%(log)s, %(seq)s, 'what', %(what)s, %(what_salt)s), (%(log)s, %(seq)s, 'who', %(who)s, %(who_salt)s),
       (%(log)s, %(seq)s, 'content', %(content)s, %(content_salt)s)
"""
FILL = """
INSERT INTO record_loggedact (log_id, seq, act_id, type, subject, received, recorded, leaf, hash)
SELECT %(log)s, n, gen_random_uuid(), 'symbol.reserved/1', 'nemcon:symbol/BENCH/' || n, now(), now(),
       convert_to('{"content":"' || repeat('a', 64) || '","seq":' || n || ',"v":1,"what":"' || repeat('b', 64)
                  || '","who":"' || repeat('c', 64) || '"}', 'UTF8'),
       sha256(int8send(n))
FROM generate_series(%(begin)s, %(end)s - 1) AS n;
INSERT INTO record_actpart (log_id, seq, part, data, salt)
SELECT %(log)s, n, p.part, convert_to(p.data, 'UTF8'), sha256(int8send(n))
FROM generate_series(%(begin)s, %(end)s - 1) AS n, (VALUES
    ('what', '{"id":"0174e32c-d401-799a-8a23-d9e60fe9b8a8","receipt":"none","received":"2020-10-01T08:00:00.004000Z",'
             '"recorded":"2020-10-01T08:00:00.004000Z","subject":"nemcon:symbol/BENCH/1","type":"symbol.reserved/1"}'),
    ('who', '{"capacity":"officer","of":null,"person":"0123456789abcdef0123456789abcdef","recorded_by":null}'),
    ('content', '{"symbol":"BENCH/1"}')) AS p(part, data);
"""


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--acts", type=int, default=1_000_000)
    parser.add_argument("--tree", type=int, default=10_000_000)
    asked = parser.parse_args()
    from nemcon.serve.postgres import Cluster

    folder = Path(tempfile.mkdtemp(prefix="nemcon-bench-"))
    folder.chmod(0o711)
    cluster = Cluster(folder)
    try:
        cluster.create()
        cluster.start()
        os.environ |= {
            "DATABASE_URL": cluster.url,
            "NEMCON_DATA": str(folder),
            "NEMCON_SECRET_KEY": "only for a benchmark",
            "NEMCON_LOG": "text",
            "NEMCON_LOG_LEVEL": "WARNING",
            "NEMCON_DATABASE_POOL": "2",
            "DJANGO_SETTINGS_MODULE": "nemcon.web.settings.serve",
        }
        print(f"{'':46}{'ours':>14}{'peer':>14}{'ratio':>8}")
        for measure in (_prepare, _appending, lambda: _export(asked.acts), lambda: _proof(asked.tree)):
            child = multiprocessing.get_context("fork").Process(target=measure)
            child.start()
            child.join()
            if child.exitcode:
                sys.exit(1)
        _permission()
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(cluster.socket_folder, ignore_errors=True)


def _row(name: str, ours: str, peer: str, ratio: float | str) -> None:
    print(f"{name:46}{ours:>14}{peer:>14}{ratio if isinstance(ratio, str) else f'{ratio:.2f}':>8}", flush=True)


def _prepare() -> None:
    import django

    django.setup()
    from django.db import connection

    from nemcon.serve.prepare import bring_up_to_date
    from nemcon.web.meetings.actions import found_institution
    from nemcon.web.record.perform import by_command

    bring_up_to_date()
    found_institution(by_command(), names="Bench", seats="Bench", zone="UTC")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bare_act (LIKE record_loggedact INCLUDING ALL)")
        cursor.execute("CREATE TABLE bare_part (LIKE record_actpart INCLUDING ALL)")
        cursor.execute("CREATE SEQUENCE bare_seq")


def _appending() -> None:
    """Acts per second of all writers together; the best round of each counts, since both take turns."""
    best = {name: max(_writers(work) for _ in range(ROUNDS)) for name, work in (("ours", _ours), ("bare", _bare))}
    _row(
        f"acts a second, {WRITERS} writers",
        f"{best['ours']:,.0f}/s",
        f"{best['bare']:,.0f}/s",
        best["bare"] / best["ours"],
    )


def _writers(work: Callable[[int], int]) -> float:
    context = multiprocessing.get_context("fork")
    with context.Pool(WRITERS) as pool:
        return sum(pool.map(work, range(WRITERS))) / SECONDS


def _ours(number: int) -> int:
    import django

    django.setup()
    from nemcon.core.payloads import SymbolReserved
    from nemcon.core.roles import Relation
    from nemcon.web.record.models import Log
    from nemcon.web.record.perform import by_command, perform

    log = Log.objects.get(name="institution")
    call = by_command()

    def one(at: int) -> None:
        symbol = f"BENCH/{number + 1}/{at}"

        def work(p: Any) -> None:
            p.record_in(log, f"nemcon:symbol/{symbol}", SymbolReserved(symbol=symbol), released=False)

        perform(call, "symbol.reserved", Relation.SECRETARIAT, work)

    return _for_a_while(one)


def _bare(number: int) -> int:
    import django

    django.setup()
    from django.db import connection, transaction

    from nemcon.core import acts
    from nemcon.core.payloads import SymbolReserved
    from nemcon.web.record.world import REAL

    who = acts.Who(acts.Capacity.ADMINISTRATOR)

    def one(at: int) -> None:
        symbol = f"BENCH/{number + 1}/{at}"
        now = REAL.now()
        act = acts.Act(0, REAL.identifier(), "symbol.reserved/1", now, "none", now, f"nemcon:symbol/{symbol}", who,
                       SymbolReserved(symbol=symbol))  # fmt: skip
        parts = acts.encode(act, (REAL.random(32), REAL.random(32), REAL.random(32)))
        values = {
            "log": 1, "id": act.id, "type": act.type, "subject": act.subject, "received": now, "recorded": now,
            "leaf": acts.leaf_of(0, parts), "hash": REAL.random(32), **parts.__dict__,
        }  # fmt: skip
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(BARE_ACT, values)
            values["seq"] = cursor.fetchone()[0]
            cursor.execute(BARE_PARTS, values)

    return _for_a_while(one)


def _for_a_while(one: Callable[[int], None]) -> int:
    one(1)
    until = time.monotonic() + SECONDS
    done = 0
    while time.monotonic() < until:
        done += 1
        one(done + 1)
    return done


def _export(acts: int) -> None:
    import django

    django.setup()
    from django.db import connection

    from nemcon.core.record.checkpoint import Head, sign
    from nemcon.core.record.notes import Signer
    from nemcon.web.record.export import export
    from nemcon.web.record.models import Log, SignedHead

    log = Log.objects.create(name="bench", origin="bench.invalid", size=acts)
    with connection.cursor() as cursor:
        for begin in range(0, acts, 100_000):
            cursor.execute(FILL, {"log": log.id, "begin": begin, "end": min(begin + 100_000, acts)})
        cursor.execute("VACUUM ANALYZE record_loggedact")
        cursor.execute("VACUUM ANALYZE record_actpart")
    note = str(sign(Head(log.origin, acts, bytes(32)), [Signer(log.origin, 1, bytes(32))], 0))
    head = SignedHead(log=log, size=acts, note=note)

    def ours() -> int:
        size = 0
        with open(os.devnull, "wb") as sink:
            for piece in export(log, "full", head):
                sink.write(piece)
                size += len(piece)
        return size

    def peer() -> None:
        with open(os.devnull, "wb") as sink, connection.cursor() as cursor:
            for table in ("record_loggedact", "record_actpart"):
                with cursor.copy(f"COPY (SELECT * FROM {table} WHERE log_id = {log.id}) TO STDOUT") as copied:
                    for piece in copied:
                        sink.write(piece)

    times = {ours: 1e9, peer: 1e9}
    for _ in range(2):
        for work in times:
            began = time.perf_counter()
            work()
            times[work] = min(times[work], time.perf_counter() - began)
    _row(
        f"export of {acts:,} acts, beside COPY",
        f"{times[ours]:.1f} s",
        f"{times[peer]:.1f} s",
        times[ours] / times[peer],
    )
    audience = time.perf_counter()
    for _ in export(log, "public", head):
        pass
    _row("  the same, opened for the public", f"{time.perf_counter() - audience:.1f} s", "", "")


def _proof(size: int) -> None:
    """Tiles of a tree of `size` leaves, made in bulk: level 0 of random hashes, the others true above it."""
    import django

    django.setup()
    from django.db import connection

    from nemcon.core.record import tiles, tree
    from nemcon.web.record import selectors
    from nemcon.web.record.models import Log

    log = Log.objects.create(name="tall", origin="tall.invalid", size=size)
    below: list[bytes] = []
    level, count = 0, size
    while count >= tiles.WIDTH:
        roots = []
        with (
            connection.cursor() as cursor,
            cursor.copy("COPY record_fulltile (log_id, level, number, data, root) FROM STDIN") as copied,
        ):
            for number in range(count // tiles.WIDTH):
                if level == 0:
                    data = os.urandom(32 * tiles.WIDTH)
                else:
                    data = b"".join(below[number * tiles.WIDTH : (number + 1) * tiles.WIDTH])
                roots.append(tiles.root_of_tile(data) if level or number % 400 == 0 else os.urandom(32))
                copied.write_row((log.id, level, number, data, roots[-1]))
        below, level, count = roots, level + 1, count // tiles.WIDTH
    with connection.cursor() as cursor:
        begin = size // tiles.WIDTH * tiles.WIDTH
        cursor.execute(FILL.split(";")[0], {"log": log.id, "begin": begin, "end": size})
        cursor.execute("ANALYZE record_fulltile")
    taken = []
    for index in [number * 256 * 400 % size for number in range(1, 200)]:
        began = time.perf_counter()
        tree.inclusion_proof(index, size, selectors.nodes_of(log.id, size))
        taken.append(time.perf_counter() - began)
    taken.sort()
    _row(
        f"inclusion proof among {size:,} acts",
        f"{taken[len(taken) // 2] * 1e3:.2f} ms",
        f"p95 {taken[int(len(taken) * 0.95)] * 1e3:.2f} ms",
        "",
    )


def _permission() -> None:
    from nemcon.core.roles import ROLES, Relation, permission

    asked = [(role, act, relation) for role in ROLES for act in ("document.published", "x.y") for relation in Relation]
    began = time.perf_counter()
    for _ in range(1000):
        for each in asked:
            permission(*each)
    taken = (time.perf_counter() - began) / 1000 / len(asked)
    _row("permission check", f"{taken * 1e6:.2f} µs", "", "")


if __name__ == "__main__":
    main()
