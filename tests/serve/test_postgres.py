"""The embedded PostgreSQL, and Django on it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import connection

from nemcon.serve.postgres import Cluster
from nemcon.serve.trouble import Trouble

from .site import KEY, clean_environ, folder


@pytest.mark.django_db
def test_the_test_database_sorts_by_code_point_whatever_the_machines_language() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 'Éthiopie' > 'eau', current_setting('server_encoding'), current_setting('TimeZone')")
        assert cursor.fetchone() == (True, "UTF8", "UTC")


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    with folder() as place:
        made = Cluster(place, {"fsync": "off"})
        made.create()
        try:
            yield made
        finally:
            made.stop()


def test_a_process_number_that_went_to_another_program_does_not_keep_it_from_starting(cluster: Cluster) -> None:
    cluster.start()
    note = (cluster.folder / "pg" / "postmaster.pid").read_text()
    assert cluster.process is not None
    cluster.process.kill()
    cluster.process.wait()
    other = subprocess.Popen(["sleep", "60"], **cluster.account.for_subprocess())
    try:
        (cluster.folder / "pg" / "postmaster.pid").write_text(f"{other.pid}\n{note.partition(chr(10))[2]}")

        cluster.start(patience=3)

        assert cluster.ready()
        assert other.poll() is None
    finally:
        other.kill()


def test_a_server_that_outlived_its_supervisor_is_ended_before_a_new_one_starts(cluster: Cluster) -> None:
    cluster.start()
    orphan = cluster.process
    assert orphan is not None

    cluster.start()

    assert orphan.wait(10) == 0
    assert cluster.process is not orphan
    assert cluster.ready()


def test_a_folder_with_a_very_long_name_has_its_socket_elsewhere() -> None:
    with folder() as place:
        deep = place / ("long-name-" * 12)
        deep.mkdir(mode=0o711)
        cluster = Cluster(deep, {"fsync": "off"})
        cluster.create()
        try:
            cluster.start()
            assert cluster.ready()
            assert deep not in cluster.socket_folder.parents
        finally:
            cluster.stop()
            shutil.rmtree(cluster.socket_folder)


def test_a_socket_folder_laid_there_by_somebody_else_is_refused(cluster: Cluster) -> None:
    elsewhere = cluster.folder / "elsewhere"
    elsewhere.mkdir()
    owner = elsewhere.stat().st_uid
    cluster.socket_folder.symlink_to(elsewhere)

    with pytest.raises(Trouble, match="belongs to somebody else"):
        cluster.start()

    assert elsewhere.stat().st_uid == owner


@pytest.mark.django_db
def test_no_change_of_a_model_is_without_its_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_djangos_own_check_for_deployment_finds_nothing() -> None:
    environ = {
        **clean_environ(),
        "NEMCON_SECRET_KEY": KEY,
        "NEMCON_ALLOWED_HOSTS": "documents.example.org",
        "NEMCON_HTTPS": "proxy",
        "DJANGO_SETTINGS_MODULE": "nemcon.web.settings.serve",
    }
    done = subprocess.run(
        [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"],
        env=environ,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout
