"""What every request passes through besides Django's own."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse

log = structlog.get_logger("nemcon.web")


def request_id(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Give each request an id, in every log line it causes and in the answer's `X-Request-Id`; log how it ended.

    The log says method, path, status and duration: no query (it may hold what somebody searched), no address.
    """

    def with_id(request: HttpRequest) -> HttpResponse:
        structlog.contextvars.clear_contextvars()
        name = uuid.uuid4().hex[:16]
        structlog.contextvars.bind_contextvars(request=name)
        started = time.perf_counter()
        response = get_response(request)
        response["X-Request-Id"] = name
        log.info(
            "answered",
            method=request.method,
            path=request.path,
            status=response.status_code,
            ms=round((time.perf_counter() - started) * 1000, 1),
        )
        return response

    return with_id
