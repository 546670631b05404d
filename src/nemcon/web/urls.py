"""Which address leads to which page."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path

from nemcon.web import converters  # noqa: F401  (they are registered there)


def healthz(_request: HttpRequest) -> HttpResponse:
    """Whether pages can be answered: 200 if web server and database work, 503 if the database does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        response = HttpResponse("ok\n", content_type="text/plain")
    except DatabaseError:
        response = HttpResponse("The database does not answer.\n", content_type="text/plain", status=503)
    response.headers["Cache-Control"] = "no-store"
    return response


urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("record/", include("nemcon.web.record.urls")),
    path("account/", include("nemcon.web.accounts.urls")),
    path("<language:language>/desk/", include("nemcon.web.desk.urls")),
    path("<language:language>/desk/meetings/", include("nemcon.web.meetings.urls")),
    path("<language:language>/desk/drafts/", include("nemcon.web.drafting.urls")),
    path("<language:language>/desk/issuing/", include("nemcon.web.issuing.urls")),
    path("acts/desk/", include("nemcon.web.issuing.urls_acts")),
    path("", include("nemcon.web.public.urls")),
]

handler400 = "nemcon.web.public.errors.bad_request"
handler403 = "nemcon.web.public.errors.forbidden"
handler404 = "nemcon.web.public.errors.not_found"
handler500 = "nemcon.web.public.errors.failed"
