"""Why a configuration must not be served: one sentence for each reason. `nemcon serve` refuses to start with any."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from nemcon.web.settings.environment import Environment, mail_server

SHORTEST_KEY = 50
LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]", "::1"})
MAKE_A_KEY = "Make one: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"


def insecure(environment: Environment) -> list[str]:
    """Every reason not to serve with `environment`; empty if it is safe as far as can be told from here."""
    return [
        *_debug(environment),
        *_secret_key(environment),
        *_hosts(environment),
        *_https(environment),
        *_database(environment),
        *_data(environment),
        *_mail(environment),
    ]


def _debug(environment: Environment) -> Iterator[str]:
    if environment.debug:
        yield "NEMCON_DEBUG is on: error pages would show source code and settings to everybody. Leave it out."


def _secret_key(environment: Environment) -> Iterator[str]:
    key = environment.secret_key
    if not key:
        yield f"NEMCON_SECRET_KEY is not set. {MAKE_A_KEY}"
    elif key.startswith(("demo-", "django-insecure-")):
        yield f"NEMCON_SECRET_KEY is one of a demonstration, which others may know. {MAKE_A_KEY}"
    elif len(key) < SHORTEST_KEY or len(set(key)) < 10:
        yield f"NEMCON_SECRET_KEY is too easy to guess: at least {SHORTEST_KEY} random characters. {MAKE_A_KEY}"


def _hosts(environment: Environment) -> Iterator[str]:
    if not environment.allowed_hosts:
        yield "NEMCON_ALLOWED_HOSTS is empty: give the names under which the site is reached, as documents.example.org."
    for host in environment.allowed_hosts:
        if "*" in host:
            yield f"NEMCON_ALLOWED_HOSTS holds {host!r}: links could be made to lead elsewhere. Give full names."
        elif "/" in host or ":" in host.replace("[::1]", ""):
            yield f"NEMCON_ALLOWED_HOSTS holds {host!r}: give names only, without https:// and without a port."


def _https(environment: Environment) -> Iterator[str]:
    if environment.https == "own":
        files = {"NEMCON_TLS_CERTIFICATE": environment.tls_certificate, "NEMCON_TLS_KEY": environment.tls_key}
        unset = " and ".join(name for name, file in files.items() if not file)
        if unset:
            yield (
                f"No HTTPS: NEMCON_HTTPS is `own`, and {unset} not set. Name the files, or set NEMCON_HTTPS to "
                "`proxy` (a reverse proxy ends TLS) or `local` (this machine only)."
            )
        yield from _unreadable({name: file for name, file in files.items() if file})
        key = Path(environment.tls_key)
        if environment.tls_key and key.is_file() and key.stat().st_mode & 0o007:
            yield f"The key {key} can be read by everybody on this machine: chmod o= {key}"
    if environment.https == "proxy":
        if not environment.trusted_proxies:
            yield "NEMCON_HTTPS is `proxy`, but NEMCON_TRUSTED_PROXIES is empty: give the proxy's address."
        for address in environment.trusted_proxies:
            if not _is_address(address):
                yield f"NEMCON_TRUSTED_PROXIES holds {address!r}, which is not one machine's IP address."
    if environment.https == "local":
        others = [host for host in environment.allowed_hosts if host not in LOCAL_NAMES]
        if environment.address not in LOCAL_NAMES:
            yield (
                f"NEMCON_HTTPS is `local`, but the server would listen on {environment.address}: pages and passwords "
                "would travel in the clear. Use `own` or `proxy`, or listen on 127.0.0.1."
            )
        elif others:
            yield (
                f"NEMCON_HTTPS is `local`, but NEMCON_ALLOWED_HOSTS holds {others[0]!r}, reached from elsewhere: "
                "pages would travel in the clear. Use `own` or `proxy`."
            )


def _unreadable(files: Mapping[str, str]) -> Iterator[str]:
    for name, file in files.items():
        try:
            Path(file).open("rb").close()
        except OSError as error:
            yield f"{name} names {file}, which cannot be read: {error.strerror}."


def _database(environment: Environment) -> Iterator[str]:
    if not environment.database_url:
        return
    parts = urlsplit(environment.database_url)
    if parts.scheme not in ("postgres", "postgresql"):
        yield f"DATABASE_URL begins with {parts.scheme or 'nothing'}://; Nemcon needs PostgreSQL, postgresql://…"
        return
    asked = parse_qs(parts.query)
    host = (parts.hostname or asked.get("host", [""])[0]).lower()
    here = not host or host in LOCAL_NAMES or host.startswith(("/", "%2f")) or _is_loopback(host)
    mode = asked.get("sslmode", [""])[0]
    if not here and mode not in ("require", "verify-ca", "verify-full"):
        yield (
            f"DATABASE_URL reaches {host} without TLS being required: add ?sslmode=verify-full "
            "(or require, if the network between is trusted)."
        )


def _data(environment: Environment) -> Iterator[str]:
    if environment.data.is_dir() and environment.data.stat().st_mode & 0o022:
        yield f"The data folder {environment.data} can be written by others: chmod go-w {environment.data}"


def _mail(environment: Environment) -> Iterator[str]:
    server = mail_server(environment.smtp_url)
    if server is None:
        return
    if not environment.mail_from:
        yield "NEMCON_SMTP_URL is set, but NEMCON_MAIL_FROM is not: give the address from which mails come."
    if server.tls == "none" and server.host not in LOCAL_NAMES and not _is_loopback(server.host):
        yield (
            f"NEMCON_SMTP_URL reaches {server.host} without TLS: codes to sign in with would travel in the clear. "
            "Leave out ?tls=none, or use smtps://."
        )


def _is_address(text: str) -> bool:
    try:
        return not ipaddress.ip_address(text).is_unspecified
    except ValueError:
        return False


def _is_loopback(text: str) -> bool:
    try:
        return ipaddress.ip_address(text).is_loopback
    except ValueError:
        return False
