"""The demonstration and `nemcon setup`, as real processes."""

from __future__ import annotations

import os
import pty
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

from .site import Site, eventually, folder

pytestmark = [pytest.mark.process, pytest.mark.xdist_group("process")]


@pytest.fixture
def site() -> Iterator[Site]:
    with folder() as place:
        made = Site(place / "data")
        try:
            yield made
        finally:
            made.stop()


def test_the_smoke_test_opens_every_page_downloads_every_form_and_leaves_nothing(site: Site) -> None:
    code, said = site.run("demo", "--smoke", "--port", str(site.port), seconds=300)

    assert code == 0, said
    assert "Smoke test passed" in said
    assert site.processes() == {}


def test_the_demonstration_takes_the_next_free_port_and_says_so(site: Site) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", site.port))
        taken.listen()
        asked = site.port
        site.port += 1
        site.start("demo", "--port", str(asked))

    assert f"Port {asked} is in use; taking {site.port}." in site.said()
    assert eventually(lambda: f"Open http://localhost:{site.port}/" in site.said())
    assert site.press_control_c() == 0
    assert site.said().rstrip().endswith("Stopped.")
    assert site.processes() == {}


def test_the_demonstration_does_not_use_an_institutions_folder(site: Site) -> None:
    assert site.run("migrate")[0] == 0

    code, said = site.run("demo")

    assert code == 1
    assert "holds an institution's own data, not the demonstration" in said


FACTS = ("--name", "Office", "--name", "fr=Bureau", "--seat", "Vienna", "--zone", "Europe/Vienna")


def test_setup_creates_the_institution_whose_site_is_then_served(site: Site) -> None:
    code, said = site.run("setup", *FACTS, "--languages", "en,fr", "--colour", "#123456")
    assert code == 0, said

    site.start()

    assert "Office" in site.get("/en/")[2]
    assert "Bureau" in site.get("/fr/")[2]


def test_setup_changes_the_institution_while_its_site_runs(site: Site) -> None:
    assert site.run("setup", *FACTS)[0] == 0
    site.start()

    code, said = site.run("setup", *FACTS, "--name", "es=Oficina")

    assert code == 0, said
    assert "Oficina" in site.get("/es/")[2]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (FACTS[4:], "Name of the institution (en) is missing: give --name"),
        ((*FACTS, "--colour", "blue"), "blue"),
        ((*FACTS, "--languages", "en,de"), "'de' is not one of the languages"),
        ((*FACTS[:-1], "Europe/Atlantis"), "Europe/Atlantis"),
    ],
)
def test_setup_says_which_fact_is_missing_or_cannot_be(site: Site, options: tuple[str, ...], says: str) -> None:
    code, said = site.run("setup", *options)

    assert code == 1
    assert says in said
    assert "Traceback" not in said


def test_setup_asks_on_a_terminal(site: Site) -> None:
    ours, theirs = pty.openpty()
    os.write(ours, b"\nOffice\nVienna\nEurope/Vienna\n\n")
    done = subprocess.run(
        [sys.executable, "-m", "nemcon.cli", "setup"],
        env=site.variables(),
        stdin=theirs,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert done.returncode == 0, done.stderr
    assert "Name of the institution (en):" in done.stderr
    assert "Office: seat Europe/Vienna, languages ar, zh, en, fr, ru, es." in done.stderr


AGENDA = """Working Group on Trafficking in Persons
Vienna, 12 and 13 July 2040

Provisional agenda

1. Opening of the meeting.
2. Adoption of the agenda and organization of work.
3. Adoption of the report.
"""


def test_a_file_is_published_on_the_running_site(site: Site) -> None:
    assert site.run("setup", *FACTS)[0] == 0
    site.start()
    file = site.data.parent / "agenda.txt"
    file.write_text(AGENDA)

    code, said = site.run("publish", str(file), "--symbol", "CTOC/COP/WG.4/2040/1", "--day", "2040-05-01", seconds=200)

    assert code == 0, said
    assert f"Published CTOC/COP/WG.4/2040/1: http://localhost:{site.port}/en/CTOC/COP/WG.4/2040/1" in said
    assert "Adoption of the report" in site.get("/en/CTOC/COP/WG.4/2040/1")[2]


def test_what_cannot_be_published_is_said_in_a_sentence(site: Site) -> None:
    file = site.data.parent / "agenda.docx"
    file.write_bytes(b"no Word file")

    broken = site.run("publish", str(file), "--symbol", "CTOC/COP/WG.4/2040/1")
    nothing = site.run("publish", "/nowhere.txt", "--symbol", "CTOC/COP/WG.4/2040/1")
    unnamed = site.run("publish", str(file), "--symbol", "what?")

    for code, said in (broken, nothing, unnamed):
        assert code == 1
        assert said.startswith("nemcon: ")
        assert "Traceback" not in said
