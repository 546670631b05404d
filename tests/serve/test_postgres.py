"""The embedded PostgreSQL, and Django on it."""

from __future__ import annotations

import pytest
from django.db import connection


@pytest.mark.django_db
def test_the_test_database_sorts_by_code_point_whatever_the_machines_language() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 'Éthiopie' > 'eau', current_setting('server_encoding'), current_setting('TimeZone')")
        assert cursor.fetchone() == (True, "UTF8", "UTC")
