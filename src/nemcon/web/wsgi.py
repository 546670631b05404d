"""The web application as granian calls it: Django behind the few checks that come before it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nemcon.web.settings.serve")

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Wsgi = Callable[[Environ, StartResponse], Iterable[bytes]]

FROM_PROXIES = ("HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PORT")


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
        length = environ.get("CONTENT_LENGTH") or "0"
        if not length.isdigit() or int(length) > most:
            return _refuse(start_response, "413 Content Too Large", f"At most {most // 2**20} MB can be sent at once.")
        if "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "").lower():
            return _refuse(start_response, "411 Length Required", "Send the request with its Content-Length.")
        return application(environ, start_response)

    return checked


def _refuse(start_response: StartResponse, status: str, sentence: str) -> Iterable[bytes]:
    body = sentence.encode()
    start_response(status, [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))])
    return [body]


def build() -> Wsgi:
    """The application with its checks, from the settings."""
    application: Wsgi = get_wsgi_application()
    environment = settings.ENVIRONMENT
    trusted = frozenset(environment.trusted_proxies if environment.https == "proxy" else ())
    return only_from_proxies(limited(application, settings.NEMCON_MAX_REQUEST_BYTES), trusted)


application = build()
