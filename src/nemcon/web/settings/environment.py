"""What an institution may set from outside: one table, read once. docs/operations.md prints the same table.

No Django here, and nothing slow: the supervisor reads it before Django is there, to say what is insecure or impossible.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

HTTPS_WAYS = ("own", "proxy", "local")
LOG_FORMS = ("json", "text")


class BadSetting(ValueError):
    """A setting from the environment cannot be used; the message is a sentence that names it."""


@dataclass(frozen=True)
class Setting:
    """One variable of the environment: its name, its default as one would type it, and what it means."""

    name: str
    default: str
    meaning: str


SETTINGS: tuple[Setting, ...] = (
    Setting("DATABASE_URL", "", "Address of a PostgreSQL (16 or later). Empty: the embedded one, inside NEMCON_DATA."),
    Setting("NEMCON_DATA", "data", "Folder of everything Nemcon keeps: the embedded database, stored files, the lock."),
    Setting("NEMCON_SECRET_KEY", "", "At least 50 random characters; signs sessions and forms. Never the demo's."),
    Setting("NEMCON_ALLOWED_HOSTS", "", "Host names under which the site is reached, separated by commas. Never `*`."),
    Setting("NEMCON_ADDRESS", "127.0.0.1", "Address on which the web server listens."),
    Setting("NEMCON_PORT", "8000", "Port on which the web server listens."),
    Setting(
        "NEMCON_HTTPS",
        "own",
        "`own`: Nemcon ends TLS itself; `proxy`: a reverse proxy does; `local`: none, this machine only.",
    ),
    Setting("NEMCON_TLS_CERTIFICATE", "", "With `own`: file with the certificate chain (PEM)."),
    Setting("NEMCON_TLS_KEY", "", "With `own`: file with the private key (PEM, PKCS#8)."),
    Setting(
        "NEMCON_TRUSTED_PROXIES",
        "127.0.0.1,::1",
        "With `proxy`: addresses whose X-Forwarded-Proto and X-Forwarded-For count.",
    ),
    Setting("NEMCON_HSTS_SECONDS", "31536000", "How long browsers must insist on HTTPS, in seconds."),
    Setting("NEMCON_WEB_WORKERS", "2", "Processes that answer pages."),
    Setting("NEMCON_WORKER_CONCURRENCY", "2", "Jobs that the worker does at the same time."),
    Setting("NEMCON_DATABASE_POOL", "8", "Database connections kept by each process."),
    Setting("NEMCON_MAX_REQUEST_MB", "50", "Largest request that is read, in megabytes; larger ones are answered 413."),
    Setting("NEMCON_LOG", "json", "Form of the logs on standard error: `json` or `text`."),
    Setting("NEMCON_LOG_LEVEL", "INFO", "Least important message that is logged: DEBUG, INFO, WARNING, ERROR."),
    Setting("NEMCON_DEBUG", "false", "Django's error pages with source code. `nemcon serve` refuses to start with it."),
)

INTERNAL = frozenset({"NEMCON_ROLE"})
"""By which the supervisor tells a process what it is (web, worker, prepare); not for institutions."""

DEFAULTS = {setting.name: setting.default for setting in SETTINGS}


@dataclass(frozen=True)
class Environment:
    """The settings as read; field names are the variables' names without NEMCON_, in lower case."""

    database_url: str
    data: Path
    secret_key: str
    allowed_hosts: tuple[str, ...]
    address: str
    port: int
    https: str
    tls_certificate: str
    tls_key: str
    trusted_proxies: tuple[str, ...]
    hsts_seconds: int
    web_workers: int
    worker_concurrency: int
    database_pool: int
    max_request_mb: int
    log: str
    log_level: str
    debug: bool


def read(environ: Mapping[str, str] | None = None) -> Environment:
    """The settings in `environ` (the process's own if none is given).

    Raises: BadSetting with one sentence that names the variable, what it holds and what it may hold.
    """
    given = os.environ if environ is None else environ
    values = {name: given.get(name) or default for name, default in DEFAULTS.items()}
    unknown = sorted(n for n in given if n.startswith("NEMCON_") and n not in DEFAULTS and n not in INTERNAL)
    if unknown:
        raise BadSetting(f"{unknown[0]} is not a setting of Nemcon. The settings are listed in docs/operations.md.")
    return Environment(
        database_url=values["DATABASE_URL"],
        data=Path(values["NEMCON_DATA"]).expanduser().absolute(),
        secret_key=values["NEMCON_SECRET_KEY"],
        allowed_hosts=_names(values["NEMCON_ALLOWED_HOSTS"]),
        address=values["NEMCON_ADDRESS"],
        port=_number(values, "NEMCON_PORT", 1, 65535),
        https=_one_of(values, "NEMCON_HTTPS", HTTPS_WAYS),
        tls_certificate=values["NEMCON_TLS_CERTIFICATE"],
        tls_key=values["NEMCON_TLS_KEY"],
        trusted_proxies=_names(values["NEMCON_TRUSTED_PROXIES"]),
        hsts_seconds=_number(values, "NEMCON_HSTS_SECONDS", 0, 10**9),
        web_workers=_number(values, "NEMCON_WEB_WORKERS", 1, 64),
        worker_concurrency=_number(values, "NEMCON_WORKER_CONCURRENCY", 1, 64),
        database_pool=_number(values, "NEMCON_DATABASE_POOL", 1, 200),
        max_request_mb=_number(values, "NEMCON_MAX_REQUEST_MB", 1, 2000),
        log=_one_of(values, "NEMCON_LOG", LOG_FORMS),
        log_level=_one_of(values, "NEMCON_LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR")),
        debug=_yes_or_no(values, "NEMCON_DEBUG"),
    )


def _names(value: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in value.split(",") if name.strip())


def _number(values: Mapping[str, str], name: str, least: int, most: int) -> int:
    try:
        number = int(values[name])
    except ValueError:
        number = least - 1
    if not least <= number <= most:
        raise BadSetting(f"{name} is {values[name]!r}; it must be a whole number from {least} to {most}.")
    return number


def _one_of(values: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str:
    if values[name] not in allowed:
        raise BadSetting(f"{name} is {values[name]!r}; it must be one of {', '.join(allowed)}.")
    return values[name]


def _yes_or_no(values: Mapping[str, str], name: str) -> bool:
    answers = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
    if values[name].lower() not in answers:
        raise BadSetting(f"{name} is {values[name]!r}; it must be true or false.")
    return answers[values[name].lower()]
