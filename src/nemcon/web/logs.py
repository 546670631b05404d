"""Logs: one line each, JSON for machines or text for people, with the request's id and never with content."""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

SHARED: list[structlog.types.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def configure(config: Mapping[str, str]) -> None:
    """Send every message of at least `config["level"]` to standard error in `config["form"]` (json, text)."""
    last: list[structlog.types.Processor]
    if config["form"] == "json":
        last = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    else:
        last = [structlog.processors.format_exc_info, plain]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=SHARED,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(config["level"])
    for noisy in ("procrastinate", "psycopg.pool", "django.utils.autoreload"):
        logging.getLogger(noisy).setLevel(max(logging.WARNING, root.level))
    structlog.configure(
        processors=[
            *SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def log(name: str) -> structlog.stdlib.BoundLogger:
    """The logger `name`; keyword arguments of its methods become fields."""
    return structlog.stdlib.get_logger(name)


def plain(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> str:
    """One readable line: time, level where it matters, message, then what else is known."""
    time = str(event.pop("timestamp", ""))[11:19]
    level = str(event.pop("level", "info")).upper()
    event.pop("logger", None)
    exception = event.pop("exception", None)
    words = [time, "" if level == "INFO" else level, str(event.pop("event", ""))]
    words += [f"{key}={value}" for key, value in event.items() if key != "request"]
    line = " ".join(word for word in words if word)
    return f"{line}\n{exception}" if exception else line
