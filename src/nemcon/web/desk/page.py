"""What every page of the desk has in common: who asks, in which role, and that nothing of it is kept by anybody."""

import datetime as dt
import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from nemcon.core.languages import OWN_NAMES, direction
from nemcon.core.roles import may
from nemcon.web.accounts.by import By
from nemcon.web.accounts.models import Account
from nemcon.web.desk.seat import Seat
from nemcon.web.public.language import DJANGO_CODES
from nemcon.web.public.page import Site, printed, site_of
from nemcon.web.record.perform import Actor, Call
from nemcon.web.record.world import REAL

P = ParamSpec("P")


@dataclass(frozen=True)
class Desk(Site):
    """A site with somebody at the desk.

    `own` is the address of the page on which a form stands that was sent to another one (below /acts/desk/): the
    languages of the page lead there. It is "" where the request is the page's own.
    """

    account: Account
    own: str = ""

    @property
    def actor(self) -> Actor:
        """The actor of acts that this reader makes. Raises: PermissionError in a role that acts in no capacity."""
        from nemcon.web.accounts.signed_in import actor_of

        return actor_of(self.request)

    @property
    def tongues(self) -> list[dict[str, Any]]:
        """This page in each language of the institution; where a form was sent elsewhere, the page of the form."""
        rest = (self.own or self.request.get_full_path())[3:] or "/"
        return [
            {"code": code, "name": OWN_NAMES[code], "address": f"/{code}{rest}", "current": code == self.language}
            for code in self.institution.languages
        ]

    @property
    def by(self) -> By:
        """Who asks, for the ways in that make no acts."""
        return By(self.account, self.role, self.now)

    def may(self, what: str) -> bool:
        """Whether the reader's role may do `what` ("edit.draft")."""
        return may(self.role, what)

    def call(self, form: UUID) -> Call:
        """The call of an act by this reader: `form` is the id that the form was given out with, so that a form sent
        twice is one act. Raises: PermissionError in a role that acts in no capacity."""
        received: dt.datetime | None = self.request.META.get("nemcon.received")
        return Call(self.actor, received, "door" if received else "none", id=form)

    @functools.cached_property
    def now(self) -> dt.datetime:
        """The instant at which the page is made, the same for all of it."""
        return REAL.now()

    @property
    def clock(self) -> Seat:
        """The clock of the seat in the language of the page, for words of time (desk.seat)."""
        return Seat(self.institution.zone, self.language, self.now)


def desk_page(
    permission: str, *methods: str
) -> Callable[[Callable[Concatenate[Desk, P], HttpResponse]], Callable[..., HttpResponse]]:
    """A view of the desk for those whose role has `permission`; to others it is not there, and who is not signed in is
    asked to. GET and HEAD are always answered, `methods` besides."""

    def decorated(view: Callable[Concatenate[Desk, P], HttpResponse]) -> Callable[..., HttpResponse]:
        @functools.wraps(view)
        def answered(request: HttpRequest, language: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            account: Account | None = getattr(request, "account", None)
            if account is None:
                if request.method not in ("GET", "HEAD"):
                    raise Http404
                address = f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}"
                return HttpResponseRedirect(address)
            site = site_of(request, language)
            if not may(site.role, permission):
                raise Http404
            if request.method not in ("GET", "HEAD", *methods):
                return HttpResponseNotAllowed(("GET", "HEAD", *methods))
            desk = Desk(request, site.institution, site.language, site.role, account)
            response = view(desk, *args, **kwargs)
            response.headers["Cache-Control"] = "no-store"
            return response

        return answered

    return decorated


def desk_act(
    permission: str,
) -> Callable[[Callable[Concatenate[Desk, P], HttpResponse]], Callable[..., HttpResponse]]:
    """A view below /acts/desk/, to which the forms of the desk are sent that make acts: POST alone, by somebody whose
    role has `permission`. The form says in which `language` its page is; to others there is nothing at the address."""

    def decorated(view: Callable[Concatenate[Desk, P], HttpResponse]) -> Callable[..., HttpResponse]:
        @functools.wraps(view)
        def answered(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            account: Account | None = getattr(request, "account", None)
            if request.method != "POST" or account is None:
                raise Http404
            site = site_of(request, request.POST.get("language", ""))
            if not may(site.role, permission):
                raise Http404
            with translation.override(DJANGO_CODES.get(site.language, site.language)):
                response = view(Desk(request, site.institution, site.language, site.role, account), *args, **kwargs)
            response.headers["Cache-Control"] = "no-store"
            return response

        return answered

    return decorated


def show(desk: Desk, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Print `template`, which extends desk/base.html, in the frame of the desk."""
    return printed(desk, template, {**frame(desk), **context}, status)


def frame(desk: Desk) -> dict[str, Any]:
    """What the frame around every page of the desk prints."""
    language = desk.language
    return {
        "site": desk,
        "desk": desk,
        "language": language,
        "direction": direction(language),
        "tongues": desk.tongues,
        "sections": [
            {"name": "desk", "title": _("Desk"), "address": reverse("desk:home", args=[language])},
            {"name": "desk-meetings", "title": _("Meetings"), "address": reverse("meetings:all", args=[language])},
            {"name": "documents", "title": _("Documents"), "address": reverse("public:documents", args=[language])},
            {"name": "record", "title": _("Record"), "address": reverse("public:records", args=[language])},
        ],
    }
