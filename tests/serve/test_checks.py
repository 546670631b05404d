"""What must not be served: a safe configuration made unsafe in one way each is refused for that reason alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from nemcon.serve.checks import insecure
from nemcon.web.settings.environment import Environment, read

from .site import KEY


@pytest.fixture
def safe(tmp_path: Path) -> Environment:
    certificate, key = tmp_path / "chain.pem", tmp_path / "key.pem"
    certificate.write_text("-----BEGIN CERTIFICATE-----")
    key.write_text("-----BEGIN PRIVATE KEY-----")
    key.chmod(0o600)
    return read(
        {
            "NEMCON_SECRET_KEY": KEY,
            "NEMCON_ALLOWED_HOSTS": "documents.example.org",
            "NEMCON_ADDRESS": "0.0.0.0",
            "NEMCON_TLS_CERTIFICATE": str(certificate),
            "NEMCON_TLS_KEY": str(key),
            "NEMCON_DATA": str(tmp_path / "data"),
        }
    )


LOCAL = {"https": "local", "address": "127.0.0.1", "allowed_hosts": ("localhost", "127.0.0.1", "[::1]")}


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"https": "proxy"},
        LOCAL,
        {"database_url": "postgresql://nemcon@%2Frun%2Fpostgresql/nemcon"},
        {"database_url": "postgresql:///nemcon?host=/run/postgresql"},
        {"database_url": "postgresql://nemcon:x@localhost/nemcon"},
        {"database_url": "postgresql://nemcon:x@db.example.org/nemcon?sslmode=verify-full"},
    ],
)
def test_a_safe_configuration_is_served(safe: Environment, change: dict[str, Any]) -> None:
    assert insecure(replace(safe, **change)) == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"debug": True}, "NEMCON_DEBUG is on"),
        ({"secret_key": ""}, "NEMCON_SECRET_KEY is not set"),
        ({"secret_key": KEY[:49]}, "NEMCON_SECRET_KEY is too easy to guess"),
        ({"secret_key": "ab" * 40}, "NEMCON_SECRET_KEY is too easy to guess"),
        ({"secret_key": f"demo-{KEY}"}, "NEMCON_SECRET_KEY is one of a demonstration"),
        ({"secret_key": f"django-insecure-{KEY}"}, "NEMCON_SECRET_KEY is one of a demonstration"),
        ({"allowed_hosts": ()}, "NEMCON_ALLOWED_HOSTS is empty"),
        ({"allowed_hosts": ("*",)}, "NEMCON_ALLOWED_HOSTS holds '*'"),
        ({"allowed_hosts": ("https://example.org",)}, "NEMCON_ALLOWED_HOSTS holds 'https://example.org'"),
        ({"tls_certificate": "", "tls_key": ""}, "No HTTPS: NEMCON_HTTPS is `own`, and NEMCON_TLS_CERTIFICATE and"),
        ({"tls_certificate": "/nowhere/chain.pem"}, "NEMCON_TLS_CERTIFICATE names /nowhere/chain.pem"),
        ({"https": "proxy", "trusted_proxies": ()}, "NEMCON_HTTPS is `proxy`, but NEMCON_TRUSTED_PROXIES is empty"),
        ({"https": "proxy", "trusted_proxies": ("*",)}, "NEMCON_TRUSTED_PROXIES holds '*'"),
        ({"https": "proxy", "trusted_proxies": ("0.0.0.0",)}, "NEMCON_TRUSTED_PROXIES holds '0.0.0.0'"),
        ({**LOCAL, "address": "0.0.0.0"}, "NEMCON_HTTPS is `local`, but the server would listen on 0.0.0.0"),
        ({**LOCAL, "allowed_hosts": ("example.org",)}, "NEMCON_HTTPS is `local`, but NEMCON_ALLOWED_HOSTS holds"),
        ({"database_url": "mysql://db/nemcon"}, "DATABASE_URL begins with mysql://"),
        ({"database_url": "postgresql://nemcon:x@db.example.org/nemcon"}, "DATABASE_URL reaches db.example.org"),
        ({"database_url": "postgresql:///nemcon?host=db.example.org"}, "DATABASE_URL reaches db.example.org"),
        ({"database_url": "postgresql://n:x@db.example.org/n?sslmode=prefer"}, "DATABASE_URL reaches db.example.org"),
    ],
)
def test_one_unsafe_setting_is_refused_and_named(safe: Environment, change: dict[str, Any], says: str) -> None:
    reasons = insecure(replace(safe, **change))

    assert len(reasons) == 1
    assert reasons[0].startswith(says)


def test_a_key_or_a_data_folder_open_to_others_is_refused(safe: Environment) -> None:
    Path(safe.tls_key).chmod(0o644)
    safe.data.mkdir()
    safe.data.chmod(0o777)

    assert len(insecure(safe)) == 2
    assert "can be read by everybody" in insecure(safe)[0]
    assert "can be written by others" in insecure(safe)[1]
