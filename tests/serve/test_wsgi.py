"""The checks before Django: who may say that HTTPS was used, and how much is read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from nemcon.web.wsgi import limited, only_from_proxies


def echo(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    start_response("200 OK", [])
    return [environ.get("HTTP_X_FORWARDED_PROTO", "nothing").encode()]


def ask(application: Any, **environ: str) -> tuple[str, bytes]:
    status: list[str] = []
    body = b"".join(application(environ, lambda line, _headers: status.append(line)))
    return status[0], body


def test_only_a_trusted_proxy_says_that_https_was_used() -> None:
    application = only_from_proxies(echo, frozenset({"10.0.0.1"}))

    assert ask(application, REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_PROTO="https")[1] == b"https"
    assert ask(application, REMOTE_ADDR="10.0.0.2", HTTP_X_FORWARDED_PROTO="https")[1] == b"nothing"
    assert ask(application, HTTP_X_FORWARDED_PROTO="https")[1] == b"nothing"


@pytest.mark.parametrize(
    ("environ", "status"),
    [
        ({}, "200 OK"),
        ({"CONTENT_LENGTH": ""}, "200 OK"),
        ({"CONTENT_LENGTH": "100"}, "200 OK"),
        ({"CONTENT_LENGTH": "101"}, "413 Content Too Large"),
        ({"CONTENT_LENGTH": "-1"}, "413 Content Too Large"),
        ({"HTTP_TRANSFER_ENCODING": "Chunked"}, "411 Length Required"),
    ],
)
def test_what_is_too_long_or_of_unknown_length_is_not_read(environ: dict[str, str], status: str) -> None:
    assert ask(limited(echo, 100), **environ)[0] == status
