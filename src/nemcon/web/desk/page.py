"""What every page of the desk has in common: who asks, in which role, and that nothing of it is kept by anybody."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template import loader
from django.urls import reverse
from django.utils.translation import gettext as _

from nemcon.core.languages import direction
from nemcon.core.roles import may
from nemcon.web.accounts.models import Account
from nemcon.web.public.page import Site, site_of
from nemcon.web.record.perform import Actor

P = ParamSpec("P")


@dataclass(frozen=True)
class Desk(Site):
    """A site with somebody at the desk."""

    account: Account

    @property
    def actor(self) -> Actor:
        """The actor of acts that this reader makes. Raises: PermissionError in a role that acts in no capacity."""
        from nemcon.web.accounts.signed_in import actor_of

        return actor_of(self.request)

    def may(self, what: str) -> bool:
        """Whether the reader's role may do `what` ("edit.draft")."""
        return may(self.role, what)


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


def show(desk: Desk, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Print `template`, which extends desk/base.html, in the frame of the desk."""
    whole = {**frame(desk), **context}
    response = HttpResponse(loader.render_to_string(template, whole, desk.request), status=status)
    response.headers["Content-Language"] = desk.language
    return response


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
