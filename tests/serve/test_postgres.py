"""The embedded PostgreSQL, and Django on it."""

from __future__ import annotations

import subprocess
import sys

import pytest
from django.core.management import call_command
from django.db import connection

from .site import KEY, clean_environ


@pytest.mark.django_db
def test_the_test_database_sorts_by_code_point_whatever_the_machines_language() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 'Éthiopie' > 'eau', current_setting('server_encoding'), current_setting('TimeZone')")
        assert cursor.fetchone() == (True, "UTF8", "UTC")


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
