"""The data folder: recognised, refused, locked."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from nemcon.serve.datafolder import DataFolder, Running
from nemcon.serve.trouble import Trouble


def test_a_new_folder_is_made_marked_and_closed_to_others(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "a" / "data", "site")
    folder.prepare()
    folder.prepare()

    assert folder.path.stat().st_mode & 0o066 == 0
    assert (folder.path / "nemcon.json").stat().st_mode & 0o077 == 0


def test_the_demonstration_and_an_institution_do_not_share_a_folder(tmp_path: Path) -> None:
    DataFolder(tmp_path / "data", "demo").prepare()

    with pytest.raises(Trouble, match="holds the demonstration, not an institution's own data"):
        DataFolder(tmp_path / "data", "site").prepare()


@pytest.mark.parametrize("content", ["", "{}", "[1]", '{"kind": "site", "layout": "x"}'])
def test_a_mark_that_cannot_be_read_is_said(tmp_path: Path, content: str) -> None:
    DataFolder(tmp_path / "data", "site").prepare()
    (tmp_path / "data" / "nemcon.json").write_text(content)

    with pytest.raises(Trouble, match="cannot be read"):
        DataFolder(tmp_path / "data", "site").prepare()


def test_the_folder_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    DataFolder(tmp_path / "data", "site").prepare()
    (tmp_path / "data" / "nemcon.json").write_text('{"kind": "site", "layout": 99}')

    with pytest.raises(Trouble, match="newer Nemcon"):
        DataFolder(tmp_path / "data", "site").prepare()


def test_a_file_in_its_place_and_a_folder_open_to_others_are_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    DataFolder(tmp_path / "open", "site").prepare()
    (tmp_path / "open").chmod(0o777)

    with pytest.raises(Trouble, match="is a file"):
        DataFolder(tmp_path / "file", "site").prepare()
    with pytest.raises(Trouble, match="can be written by others"):
        DataFolder(tmp_path / "open", "site").prepare()


def test_a_folder_that_cannot_be_made_is_said() -> None:
    with pytest.raises(Trouble, match=r"cannot be used: .+ Choose another folder"):
        DataFolder(Path("/proc/nemcon"), "site").prepare()


def test_the_lock_is_for_one_and_says_who_has_it(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data", "site")
    folder.prepare()
    with folder.lock():
        folder.say_running(Running(os.getpid(), "http://localhost:8000/", "postgresql://x"))
        other = DataFolder(folder.path, "site")
        assert other.running() == Running(os.getpid(), "http://localhost:8000/", "postgresql://x")
        with pytest.raises(Trouble, match=rf"process {os.getpid()}, http://localhost:8000/"), other.lock():
            pass

    assert other.running() is None
    with other.lock():
        pass


def test_what_a_crashed_one_left_does_not_count(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data", "site")
    folder.prepare()
    folder.say_running(Running(1, "http://localhost:8000/", ""))  # without the lock

    assert folder.running() is None


def test_the_demos_secret_stays_the_same_and_says_what_it_is(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data", "demo")
    folder.prepare()

    assert folder.secret_key() == folder.secret_key()
    assert folder.secret_key().startswith("demo-")
    assert (folder.path / "secret-key").stat().st_mode & 0o077 == 0
