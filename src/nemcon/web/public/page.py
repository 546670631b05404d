"""What every public page has in common: who asks, the institution, the language, and how long it may be kept.

One row, the institution's, says when anything public last changed; beside it stands how far the public sees the
record, which moves without any act. With the day at the seat and the edition of the code they make the ETag of every
page, so that a page which has not changed is answered without another query: as 304 to who has it, else from the shelf
of pages made since.
"""

import datetime as dt
import functools
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import format_datetime
from pathlib import Path
from typing import Any, Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template import loader
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from nemcon.core.languages import OWN_NAMES, direction
from nemcon.core.passage import Passage
from nemcon.core.roles import PUBLIC
from nemcon.web.meetings import selectors as meetings
from nemcon.web.meetings.models import Institution
from nemcon.web.meetings.selectors import MOVED, SEEN
from nemcon.web.public.shelf import Shelf
from nemcon.web.wording import in_language

P = ParamSpec("P")
SHELF = Shelf(room=32 * 1024 * 1024)
FRESH = 60
"""Seconds for which a public page may be shown without asking whether it changed."""


class NotFounded(Exception):
    """There is no institution yet."""


@dataclass(frozen=True)
class Site:
    """What a page knows before it reads anything of its own."""

    request: HttpRequest
    institution: Institution
    language: str
    role: str

    @cached_property
    def today(self) -> dt.date:
        """The day at the seat."""
        return meetings.today(self.institution)

    @cached_property
    def name(self) -> Passage:
        """The institution's name."""
        return in_language(self.institution.names, self.language)

    @cached_property
    def seat(self) -> Passage:
        """The place of the seat."""
        return in_language(self.institution.seats, self.language)

    @property
    def etag(self) -> str:
        """The version of every page of the site."""
        seen = f"{getattr(self.institution, SEEN)} {getattr(self.institution, MOVED)}"
        whole = f"{self.institution.changed.timestamp()} {seen} {self.today} {edition()} {self.role}"
        return f'"{hashlib.sha256(whole.encode()).hexdigest()[:24]}"'

    @property
    def changed(self) -> dt.datetime:
        """When the page last changed: what is coming becomes past as the day at the seat begins, and what is recorded
        is seen as the public head moves."""
        from zoneinfo import ZoneInfo

        midnight = dt.datetime.combine(self.today, dt.time(), ZoneInfo(self.institution.zone))
        moved = getattr(self.institution, MOVED) or midnight
        return max(self.institution.changed, midnight, moved).astimezone(dt.UTC)

    @property
    def tongues(self) -> list[dict[str, Any]]:
        """This page in each language of the institution."""
        rest = self.request.get_full_path()[3:] or "/"
        return [
            {"code": code, "name": OWN_NAMES[code], "address": f"/{code}{rest}", "current": code == self.language}
            for code in self.institution.languages
        ]


@functools.cache
def edition() -> str:
    """The version of what makes pages: templates, translations and this package's code."""
    web = Path(__file__).resolve().parent.parent
    digest = hashlib.sha256()
    for path in sorted(web.rglob("*")):
        if path.suffix in {".html", ".po", ".py"}:
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def role_of(request: HttpRequest) -> str:
    """In which capacity the reader asks: `request.role` as signing in finds it, else the public. Nobody does so yet."""
    return str(getattr(request, "role", PUBLIC))


def site_of(request: HttpRequest, language: str) -> Site:
    """The site as `request` sees it. Raises Http404 for a language that the institution does not have."""
    institution = meetings.institution()
    if institution is None:
        raise NotFounded
    if language not in institution.languages:
        raise Http404
    return Site(request, institution, language, role_of(request))


def page(view: Callable[Concatenate[Site, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """A view of the public site: reading only, in a language, with the headers that let it be kept and checked."""

    @functools.wraps(view)
    def answered(request: HttpRequest, language: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(("GET", "HEAD"))
        site = site_of(request, language)
        unchanged = get_conditional_response(request, etag=site.etag, last_modified=int(site.changed.timestamp()))
        if unchanged is not None:
            return keep(unchanged, etag=site.etag, changed=site.changed, role=site.role)
        key = (site.etag, request.get_host(), request.get_full_path())
        may_be_kept = site.role == PUBLIC and "q" not in request.GET  # questions are as many as readers think of
        if may_be_kept and (made := SHELF.get(key)) is not None:
            return made
        response = view(site, *args, **kwargs)
        if response.status_code == 200:
            keep(response, etag=site.etag, changed=site.changed, role=site.role)
            if may_be_kept:
                SHELF.put(key, response)
        return response

    return answered


def kept_for(role: str | None, seconds: int = FRESH) -> str:
    """Cache-Control: what anybody may read may be kept for a while; what somebody reads by a right of theirs, never."""
    return f"public, max-age={seconds}" if role == PUBLIC else "no-store"


def keep(response: HttpResponse, *, etag: str, changed: dt.datetime, role: str | None) -> HttpResponse:
    """Set what a cache needs, where the view has not set it itself."""
    response.headers.setdefault("ETag", etag)
    response.headers.setdefault("Last-Modified", format_datetime(changed.replace(microsecond=0), usegmt=True))
    response.headers.setdefault("Cache-Control", kept_for(role))
    return response


def show(site: Site, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Print `template` in the frame of the site."""
    return printed(site, template, {**frame(site), **context}, status)


def printed(site: Site, template: str, context: dict[str, Any], status: int) -> HttpResponse:
    """`template` with all that it prints, said to be in the language of the page."""
    response = HttpResponse(loader.render_to_string(template, context, site.request), status=status)
    response.headers["Content-Language"] = site.language
    return response


def frame(site: Site) -> dict[str, Any]:
    """What the frame around every page prints."""
    return {
        "site": site,
        "language": site.language,
        "direction": direction(site.language),
        "tongues": site.tongues,
        "sections": [
            {"name": "bodies", "title": _("Bodies"), "address": reverse("public:bodies", args=[site.language])},
            {"name": "meetings", "title": _("Meetings"), "address": reverse("public:meetings", args=[site.language])},
            {
                "name": "documents",
                "title": _("Documents"),
                "address": reverse("public:documents", args=[site.language]),
            },
            {"name": "record", "title": _("Record"), "address": reverse("public:records", args=[site.language])},
            {"name": "search", "title": _("Search"), "address": reverse("public:search", args=[site.language])},
        ],
    }
