"""What an institution may set from outside: one table, read once. docs/operations.md prints the same table.

No Django here, and nothing slow: the supervisor reads it before Django is there, to say what is insecure or impossible.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

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
    Setting("NEMCON_KEYS", "", "Folder of the record's keys and signed heads. Empty: `keys` inside NEMCON_DATA."),
    Setting(
        "NEMCON_RECORD_ADDRESS",
        "",
        "Address of the logs without https://, with {log} for the log's name; for ever. Empty: under the first host.",
    ),
    Setting("NEMCON_PUBLIC_HEAD_AT", "17:00", "Time of day, in UTC, at which the public head of each log moves."),
    Setting("NEMCON_TIMESTAMP_URL", "", "Address of a time-stamp authority (RFC 3161) asked for each checkpoint."),
    Setting(
        "NEMCON_OWNER_URL",
        "",
        "Address of the database as its owner, for migrations; DATABASE_URL is then another role.",
    ),
    Setting(
        "NEMCON_SMTP_URL",
        "",
        "Mail server, smtp://user:password@host:587 (STARTTLS) or smtps://… (TLS). Empty: mails stay in NEMCON_DATA.",
    ),
    Setting("NEMCON_MAIL_FROM", "", "Address from which mails about accounts come, such as meetings@example.org."),
    Setting("NEMCON_SESSION_HOURS", "12", "Hours without a page after which somebody must sign in again."),
    Setting("NEMCON_LOG", "json", "Form of the logs on standard error: `json` or `text`."),
    Setting("NEMCON_LOG_LEVEL", "INFO", "Least important message that is logged: DEBUG, INFO, WARNING, ERROR."),
    Setting("NEMCON_DEBUG", "false", "Django's error pages with source code. `nemcon serve` refuses to start with it."),
)

INTERNAL = frozenset({"NEMCON_ROLE", "NEMCON_EMBEDDED"})
"""By which the supervisor tells a process what it is (web, worker, signer, prepare), and that the database is the
embedded one; not for institutions."""

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
    keys: Path
    record_address: str
    public_head_at: dt.time
    timestamp_url: str
    owner_url: str
    smtp_url: str
    mail_from: str
    session_hours: int
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
        database_pool=_number(values, "NEMCON_DATABASE_POOL", 2, 200),
        max_request_mb=_number(values, "NEMCON_MAX_REQUEST_MB", 1, 2000),
        keys=Path(values["NEMCON_KEYS"] or f"{values['NEMCON_DATA']}/keys").expanduser().absolute(),
        record_address=_record_address(values),
        public_head_at=_time(values, "NEMCON_PUBLIC_HEAD_AT"),
        timestamp_url=values["NEMCON_TIMESTAMP_URL"],
        owner_url=values["NEMCON_OWNER_URL"],
        smtp_url=values["NEMCON_SMTP_URL"] if mail_server(values["NEMCON_SMTP_URL"]) else "",
        mail_from=values["NEMCON_MAIL_FROM"],
        session_hours=_number(values, "NEMCON_SESSION_HOURS", 1, 24 * 14),
        log=_one_of(values, "NEMCON_LOG", LOG_FORMS),
        log_level=_one_of(values, "NEMCON_LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR")),
        debug=_yes_or_no(values, "NEMCON_DEBUG"),
    )


@dataclass(frozen=True)
class MailServer:
    """A mail server: with `tls` "all" from the first byte, with "start" before anything is said, with "none" never."""

    host: str
    port: int
    user: str
    password: str
    tls: str


def mail_server(url: str) -> MailServer | None:
    """The server at `url`, None for an empty one. Without encryption only if it says ?tls=none. Raises: BadSetting."""
    if not url:
        return None
    parts = urlsplit(url)
    tls = parse_qs(parts.query).get("tls", ["all" if parts.scheme == "smtps" else "start"])[0]
    try:
        port = parts.port or (465 if tls == "all" else 587)
    except ValueError:
        port = 0
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or not port or tls not in ("all", "start", "none"):
        raise BadSetting(
            "NEMCON_SMTP_URL is no address of a mail server; it must be like smtp://user:password@mail.example.org:587 "
            "(STARTTLS), smtps://… (TLS), or smtp://localhost:25?tls=none."
        )
    return MailServer(parts.hostname, port, unquote(parts.username or ""), unquote(parts.password or ""), tls)


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


def _time(values: Mapping[str, str], name: str) -> dt.time:
    try:
        return dt.time.fromisoformat(values[name])
    except ValueError:
        raise BadSetting(f"{name} is {values[name]!r}; it must be a time of day, such as 17:00.") from None


def _record_address(values: Mapping[str, str]) -> str:
    """The address of a log, with {log} for its name."""
    given = values["NEMCON_RECORD_ADDRESS"]
    if not given:
        hosts = _names(values["NEMCON_ALLOWED_HOSTS"])
        return f"{hosts[0] if hosts else 'localhost'}/record/{{log}}"
    if "{log}" not in given or "://" in given or "+" in given or any(sign.isspace() for sign in given):
        raise BadSetting(
            f"NEMCON_RECORD_ADDRESS is {given!r}; it must be an address without https://, with {{log}} for the log's "
            "name, such as documents.example.org/record/{log}."
        )
    return given


def _one_of(values: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str:
    if values[name] not in allowed:
        raise BadSetting(f"{name} is {values[name]!r}; it must be one of {', '.join(allowed)}.")
    return values[name]


def _yes_or_no(values: Mapping[str, str], name: str) -> bool:
    answers = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
    if values[name].lower() not in answers:
        raise BadSetting(f"{name} is {values[name]!r}; it must be true or false.")
    return answers[values[name].lower()]
