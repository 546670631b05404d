"""What happens to machines: databases restarted, disks full, clocks set back, two servers, an old copy put back.

Each on a real site with people at work, who are judged afterwards as after a storm (answering/judging.py).
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import signal
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from nemcon.serve.postgres import Cluster

from .answering import judging
from .answering.people import Form, People
from .answering.prepare import SLUG
from .answering.run import CLOCK, LIBRARIES, OF_DATABASE
from .answering.site import AnsweringSite
from .answering.storm import calm
from .answering.watching import Watcher
from .site import eventually, folder
from .test_processes import small_disk

pytestmark = [pytest.mark.process, pytest.mark.xdist_group("process")]

WORK = 2.0
"""Seconds for which people work before something happens, and after."""


@pytest.fixture
def place() -> Iterator[Path]:
    with folder() as made:
        yield made


@pytest.fixture
def site(place: Path) -> Iterator[AnsweringSite]:
    made = AnsweringSite(place / "data")
    try:
        yield made
    finally:
        made.stop()


def judge(working: People, watcher: Watcher, site: AnsweringSite) -> judging.Judgement:
    """Let people finish, wait until all is signed, and judge; nothing may be wrong."""
    forms = working.stop()
    assert eventually(lambda: calm(site), 60), site.said()[-3000:]
    found = judging.judge(site.export(), forms, watcher.stop(), site.public_keys())
    assert [*found.all(), *watcher.went_back] == []
    code, said = site.run("record", "check")
    assert code == 0, said
    return found


def reserve(site: AnsweringSite, count: int = 1, path: str = "/acts/answer/symbol") -> list[Form]:
    """Reserve symbols one after the other; each must be answered at once."""
    forms = [Form(path) for _ in range(count)]
    for form in forms:
        assert form.send(site.port) == 200, form.refusals
    return forms


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT], ids=["fast", "immediate"])
def test_a_database_restarted_under_load_loses_nothing(site: AnsweringSite, how: signal.Signals) -> None:
    site.start()
    watcher, working = Watcher(site).start(), People([site.port], seed=1).start()

    for _ in range(3):
        time.sleep(WORK)
        (before,) = site.living()["postmaster"]
        os.kill(before, how)
        assert eventually(lambda: site.living()["postmaster"] not in ([], [before]), 20), site.said()[-3000:]  # noqa: B023
    answered = working.answered()
    assert eventually(lambda: working.answered() > answered + 50, 30)

    judge(working, watcher, site)


def test_a_supervisor_killed_under_load_and_started_again_loses_nothing(site: AnsweringSite) -> None:
    site.start()
    watcher, working = Watcher(site).start(), People([site.port], seed=2).start()

    for _ in range(2):
        time.sleep(WORK)
        assert site.process is not None
        site.process.kill()
        site.process.wait()
        site.start()
    time.sleep(WORK)

    judge(working, watcher, site)


def test_while_the_disk_is_full_nothing_is_half_done_and_then_it_goes_on(site: AnsweringSite) -> None:
    with small_disk(site.data.parent, megabytes=400) as disk:
        site.data = disk / "data"
        site.start()
        watcher, working = Watcher(site).start(), People([site.port], seed=3).start()
        time.sleep(WORK)
        before = list(working.forms)
        with (disk / "filler").open("wb", buffering=0) as filler:
            for size in (2**20, 2**10, 1):
                try:
                    while True:
                        filler.write(b"x" * size)
                except OSError:
                    continue
        assert eventually(lambda: len(refused(working, before)) > 20, 60), (working.answered(), site.said()[-5000:])
        time.sleep(WORK)
        refusals = refused(working, before)

        (disk / "filler").unlink()
        answered = working.answered()
        assert eventually(lambda: working.answered() > answered + 50, 60), site.said()[-3000:]
        judge(working, watcher, site)
        site.stop()

    assert any("arrived and is kept" in said or "did not confirm that it keeps" in said for said in refusals)
    assert all("again" in said and "Traceback" not in said for said in refusals), set(refusals)


def refused(working: People, but: list[Form]) -> list[str]:
    """What people were told instead of an answer, all but `but`; not where the connection broke."""
    old = set(map(id, but))
    return [said for form in list(working.forms) if id(form) not in old for said in form.refusals if said]


@pytest.fixture
def clock(place: Path, site: AnsweringSite) -> Path:
    """A file that says by how many seconds the clock of `site` is off."""
    if not LIBRARIES:
        pytest.skip("faketime is missing: no clock can be set back here (apt install faketime)")
    file = place / "clock"
    file.write_text("+0\n")
    file.chmod(0o644)
    site.environ[CLOCK] = str(file)
    return file


def test_a_clock_set_back_under_a_database_that_is_right_is_refused_and_then_it_goes_on(
    site: AnsweringSite, clock: Path
) -> None:
    site.start()
    assert eventually(lambda: Form("/acts/symbol").send(site.port) == 200)
    watcher = Watcher(site).start()
    working = People([], seed=4, count=0)
    recorded = _count(site)
    working.forms += reserve(site, 5)

    clock.write_text("-3.2\n")
    late = [Form("/acts/answer/symbol") for _ in range(6)]
    statuses = [form.send(site.port) for form in late]
    clock.write_text("+0\n")
    after = [Form("/acts/answer/symbol") for _ in range(5)]
    for form in after:  # of the processes that answer, one may still say that the clock has just jumped
        assert eventually(lambda: form.send(site.port) == 200), form.refusals  # noqa: B023
    working.forms += [*late, *after]

    assert statuses == [503] * 6
    assert all(form.nothing_recorded for form in late)
    assert _count(site) == recorded + 10
    forms = working.forms
    recorded_acts, _ = judging.read(site.export())
    assert {form.act for form in forms if form.receipts} <= {act.id for act in recorded_acts}
    assert not {form.act for form in late} & {act.id for act in recorded_acts}
    watcher.stop()


def _count(site: AnsweringSite) -> int:
    with site.database() as connection:
        (size,) = connection.execute("SELECT size FROM record_log WHERE name = %s", [SLUG]).fetchone() or (0,)
    return int(str(size))


def test_when_the_whole_machines_clock_is_set_back_what_is_recorded_never_is(site: AnsweringSite, clock: Path) -> None:
    site.environ[OF_DATABASE] = str(clock)
    site.start()
    watcher, working = Watcher(site).start(), People([site.port], seed=5, count=4).start()

    for change in ("-0.04", "-3600", "+0"):  # the first is less than the door notices
        time.sleep(WORK)
        clock.write_text(f"{change}\n")
        answered = working.answered()
        assert eventually(lambda: working.answered() > answered + 20, 30), site.said()[-3000:]  # noqa: B023
    judge(working, watcher, site)

    acts, _ = judging.read(site.export())
    assert any(act.recorded - act.received > dt.timedelta(minutes=50) for act in acts), "the clock was not set back"


@pytest.fixture
def database(place: Path) -> Iterator[str]:
    """A database of somebody else's, with all that makes it durable."""
    cluster = Cluster(place / "cluster")
    cluster.folder.mkdir(mode=0o711)
    try:
        cluster.create()
        cluster.start()
        yield cluster.url
    finally:
        cluster.stop()


@pytest.mark.parametrize("keys", ["one folder of keys", "keys at the first alone"])
def test_two_servers_on_one_database_never_sign_two_trees(place: Path, database: str, keys: str) -> None:
    shared = {"NEMCON_KEYS": str(place / "keys")} if keys == "one folder of keys" else {}
    first = AnsweringSite(place / "first", environ={"DATABASE_URL": database, **shared})
    second = AnsweringSite(place / "second", environ={"DATABASE_URL": database, **shared})
    try:
        first.start()
        assert eventually(lambda: calm(first), 20), first.said()[-3000:]
        second.start()
        watcher, working = Watcher(first, second).start(), People([first.port, second.port], seed=6).start()
        time.sleep(WORK)
        assert Form("/acts/name").send(second.port, body="bureau") == 200  # a log more, whose key is to be made
        time.sleep(WORK)

        judge(working, watcher, first)
        assert len({form.receipts[0].seq for form in working.forms if form.receipts}) > 100
        if not shared:
            assert eventually(lambda: "is not in the folder of keys" in second.said().replace("\\n", " "), 10)
            assert not list(second.keys.glob("*.key"))
            assert not list(second.keys.glob("*.head"))
        assert len(list(first.keys.glob("*.key"))) == 3
    finally:
        second.stop()
        first.stop()


def test_an_older_copy_of_the_database_signs_nothing_until_its_gap_is_filled(site: AnsweringSite) -> None:
    site.start()
    before = reserve(site, 3)
    assert eventually(lambda: calm(site), 20)
    assert site.press_control_c() == 0
    copy = site.data / "copy"
    shutil.copytree(site.data / "pg", copy, copy_function=_with_owner, symlinks=True)
    site.start()
    watcher = Watcher(site).start()
    lost = reserve(site, 5)
    assert eventually(lambda: calm(site), 20)
    export = site.export()
    signed = len(judging.read(export)[0])
    assert site.press_control_c() == 0
    shutil.rmtree(site.data / "pg")
    copy.rename(site.data / "pg")
    _give_to(site.data / "pg", _owner(site.data / "socket"))

    site.start()

    assert eventually(lambda: "it was restored to an earlier state" in site.said(), 15), site.said()[-3000:]
    assert f"{signed} were signed" in site.said()
    assert site.get("/en/")[0] == 200
    too_early = [Form("/acts/answer/symbol"), Form("/acts/symbol")]
    for form in too_early:
        assert form.send(site.port) in (500, 503), "its number would be used twice"
    assert _count(site) == signed - len(lost)

    code, said = site.run("record", "recover", SLUG, str(export))
    assert code == 0, said
    assert eventually(lambda: [form.send(site.port) for form in too_early] == [200, 200], 20), too_early
    after = reserve(site, 2)
    assert eventually(lambda: calm(site), 60)

    forms = [*before, *lost, *too_early, *after]
    found = judging.judge(site.export(), forms, watcher.stop(), site.public_keys())
    assert found.all() == []
    assert found.answered == 12
    code, said = site.run("record", "check")
    assert code == 0, said


def _owner(of: Path) -> tuple[int, int]:
    found = of.stat()
    return found.st_uid, found.st_gid


def _with_owner(source: str, target: str) -> str:
    shutil.copy2(source, target)
    os.chown(target, *_owner(Path(source)))
    return target


def _give_to(folder: Path, owner: tuple[int, int]) -> None:
    for entry in (folder, *folder.rglob("*")):
        os.chown(entry, *owner, follow_symlinks=False)


def test_what_a_crash_left_is_looked_for_within_seconds() -> None:
    from procrastinate.contrib.django import app
    from procrastinate.periodic import PeriodicTask  # noqa: F401

    import nemcon.web.record.jobs
    import nemcon.web.worker  # noqa: F401

    schedules = {each.task.name: each.croniter for each in app.periodic_registry.periodic_tasks.values()}
    for name in ("record.perform_left_over", "nemcon.rescue_stalled_jobs"):
        times = [schedules[name].get_next(float) for _ in range(20)]
        assert max(after - before for before, after in pairwise(times)) <= 10, name
