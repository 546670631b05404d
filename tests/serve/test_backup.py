"""A backup made while the site runs, and what is brought back from it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from .site import Site, eventually, folder

pytestmark = [pytest.mark.process, pytest.mark.xdist_group("backup")]

AGENDA = """PROVISIONAL AGENDA

1. Opening of the meeting.
2. Adoption of the agenda.
"""


def publish(site: Site, place: Path, symbol: str) -> None:
    """Put an agenda onto the site."""
    text = place / "agenda.txt"
    text.write_text(AGENDA)
    code, said = site.run("publish", str(text), "--symbol", symbol)
    assert code == 0, said


def signed(site: Site, acts: int, to: Path) -> Path:
    """The whole record of the institution, exported to `to` as soon as so many acts are signed."""

    def exported() -> bool:
        code, _ = site.run("record", "export", "institution", "--audience", "full", "-o", str(to))
        return code == 0 and to.read_text().count('"leaf":') == acts

    assert eventually(exported, 30), site.said()
    return to


@pytest.fixture(scope="module")
def backed_up() -> Iterator[tuple[Path, Site, Path]]:
    """A site that ran, its backup of then, and one more act since."""
    with folder() as place:
        site = Site(place / "data")
        code, said = site.run("setup", "--name", "Office", "--seat", "Vienna", "--zone", "Europe/Vienna")
        assert code == 0, said
        try:
            site.start()
            publish(site, place, "TEST/2026/1")
            signed(site, 3, place / "first.jsonl")
            code, said = site.run("backup", str(place / "backup"))
            assert code == 0, said
            publish(site, place, "TEST/2026/2")
            signed(site, 4, place / "full.jsonl")
        finally:
            site.stop()
        yield place, site, place / "backup"


def test_a_backup_is_never_written_over(backed_up: tuple[Path, Site, Path]) -> None:
    _, site, backup = backed_up
    code, said = site.run("backup", str(backup))
    assert code == 1
    assert "is there already" in said


def test_what_is_restored_answers_pages_and_its_record_holds(backed_up: tuple[Path, Site, Path]) -> None:
    place, _, backup = backed_up
    other = Site(place / "restored")
    code, said = other.run("restore", str(backup))
    assert code == 0, said
    assert "keys and heads are those of the backup" in said

    code, said = other.run("record", "check")
    assert code == 0, said
    try:
        other.start()
        assert other.get("/en/TEST/2026/1")[0] == 200
        assert other.get("/en/TEST/2026/1?as=txt")[0] == 200
        assert other.get("/en/TEST/2026/2")[0] == 404
    finally:
        other.stop()


def test_a_database_older_than_its_heads_signs_nothing_until_the_gap_is_filled(
    backed_up: tuple[Path, Site, Path],
) -> None:
    place, site, backup = backed_up
    shutil.copytree(site.data / "keys", place / "surviving")
    later = Site(place / "later", environ={"NEMCON_KEYS": str(place / "surviving")})
    code, said = later.run("restore", str(backup))
    assert code == 0, said
    assert "of the backup" not in said
    shutil.copytree(site.data / "files", later.data / "files", dirs_exist_ok=True)

    try:
        later.start()
        assert eventually(lambda: "restored to an earlier state" in later.said(), 15), later.said()
        assert later.get("/en/TEST/2026/1")[0] == 200

        code, said = later.run("record", "recover", "institution", str(place / "full.jsonl"))
        assert code == 0, said
        assert "1 acts of" in said
        assert eventually(lambda: later.get("/en/TEST/2026/2")[0] == 200, 15)
        publish(later, place, "TEST/2026/3")
        signed(later, 5, place / "after.jsonl")
    finally:
        later.stop()
    code, said = later.run("record", "check")
    assert code == 0, said
    seen = place / "seen"
    seen.write_text(json.loads((place / "full.jsonl").read_text().splitlines()[-1])["checkpoint"])
    code, said = later.run("record", "verify", str(place / "after.jsonl"), "--seen", str(seen))
    assert code == 0, said


def test_what_is_no_backup_is_refused(backed_up: tuple[Path, Site, Path], tmp_path: Path) -> None:
    place, _, backup = backed_up
    code, said = Site(place / "none").run("restore", str(tmp_path))
    assert (code, "is not a backup" in said) == (1, True)
    code, said = Site(place / "data").run("restore", str(backup))
    assert (code, "holds a database already" in said) == (1, True)
