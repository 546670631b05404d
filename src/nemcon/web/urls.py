"""Which address leads to which page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path


def healthz(_request: HttpRequest) -> HttpResponse:
    """Answers when the web server is up."""
    response = HttpResponse("ok\n", content_type="text/plain")
    response.headers["Cache-Control"] = "no-store"
    return response


urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("", include("nemcon.web.public.urls")),
]

handler400 = "nemcon.web.public.errors.bad_request"
handler403 = "nemcon.web.public.errors.forbidden"
handler404 = "nemcon.web.public.errors.not_found"
handler500 = "nemcon.web.public.errors.failed"
