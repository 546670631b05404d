"""Django behind the few checks that come before it, as the door (nemcon.web.door) calls it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from nemcon.web.door.body import refused

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nemcon.web.settings.serve")

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Wsgi = Callable[[Environ, StartResponse], Iterable[bytes]]

FROM_PROXIES = (
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_REQUEST_START",
)


def only_from_proxies(application: Wsgi, trusted: frozenset[str]) -> Wsgi:
    """`application` without the headers that only a reverse proxy may set, unless the caller is one of `trusted`."""

    def checked(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("REMOTE_ADDR", "") not in trusted:
            for header in FROM_PROXIES:
                environ.pop(header, None)
        return application(environ, start_response)

    return checked


def limited(application: Wsgi, most: int) -> Wsgi:
    """`application`, but requests of more than `most` bytes, or of unknown length, are refused unread."""

    def checked(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        no = refused(environ.get("CONTENT_LENGTH", ""), environ.get("HTTP_TRANSFER_ENCODING", ""), most)
        if no is not None:
            return _refuse(start_response, *no)
        return application(environ, start_response)

    return checked


def _refuse(start_response: StartResponse, status: str, sentence: str) -> Iterable[bytes]:
    body = sentence.encode()
    start_response(status, [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))])
    return [body]


def trusted_proxies() -> frozenset[str]:
    """Addresses whose word about a request counts: those of NEMCON_TRUSTED_PROXIES, if a proxy is used at all."""
    environment = settings.ENVIRONMENT
    return frozenset(environment.trusted_proxies if environment.https == "proxy" else ())


def build() -> Wsgi:
    """The application with its checks, from the settings."""
    application: Wsgi = get_wsgi_application()
    return only_from_proxies(limited(application, settings.NEMCON_MAX_REQUEST_BYTES), trusted_proxies())


application = build()
