"""What every page below /account/ has in common: the frame of the site, in a language that no address names."""

import datetime as dt
import functools
import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from nemcon.core import calendar
from nemcon.core.languages import OWN_NAMES
from nemcon.core.roles import may
from nemcon.web.accounts import acting, sudo
from nemcon.web.accounts.acting import By
from nemcon.web.accounts.adapter import desk_address
from nemcon.web.accounts.language import CHOICE
from nemcon.web.accounts.models import Account
from nemcon.web.accounts.wording import role_in_words
from nemcon.web.public import language as languages
from nemcon.web.public import page as public
from nemcon.web.public.page import Site, site_of
from nemcon.web.record.world import REAL

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class AccountSite(Site):
    """A site as its account pages see it; the account may be None."""

    account: Account | None

    @property
    def tongues(self) -> list[dict[str, Any]]:
        """This page in each language of the institution, by a parameter; after a form was sent, too."""
        asked = self.request.GET.copy()
        made = []
        for code in self.institution.languages:
            asked[CHOICE] = code
            address = f"{self.request.path}?{asked.urlencode()}"
            made.append({"code": code, "name": OWN_NAMES[code], "address": address, "current": code == self.language})
        return made


def account_site(request: HttpRequest) -> AccountSite:
    """The site as `request` sees it, in the language that the middleware chose."""
    site = site_of(request, languages.of(request))
    return AccountSite(request, site.institution, site.language, site.role, getattr(request, "account", None))


def frame(site: AccountSite) -> dict[str, Any]:
    """What the frame around every account page prints."""
    sections = public.frame(site)["sections"]
    if may(site.role, "read.desk"):
        desk = {"name": "desk", "title": _("Desk"), "address": desk_address(site.language)}
        sections = [desk, *[section for section in sections if section["name"] in ("meetings", "documents", "record")]]
    return {
        **public.frame(site),
        "sections": sections,
        "account": site.account,
        "role": role_in_words(site.role),
        "roles": getattr(site.request, "roles", []),
        "may_manage": may(site.role, acting.MANAGE),
        "by_name": _has_name(site.request),
        **_demo(),
        "told": get_messages(site.request),
    }


def _demo() -> dict[str, Any]:
    """In the demonstration, with what one signs in."""
    if not settings.NEMCON_DEMO:
        return {"demo": False}
    from nemcon.web.accounts import demo

    people = [(address, role) for address, _name, role in demo.PEOPLE]
    return {"demo": True, "demo_people": people, "demo_password": demo.password()}


def _has_name(request: HttpRequest) -> bool:
    """Whether the site is reached under a name: browsers have no passkeys for a number."""
    try:
        ipaddress.ip_address(request.get_host().rsplit(":", 1)[0].strip("[]"))
    except ValueError:
        return True
    return False


def in_frame(view: View) -> View:
    """A view below /account/, ours or allauth's, printed within the frame and kept by nobody."""

    @functools.wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        site = account_site(request)
        response = view(request, *args, **kwargs)
        if isinstance(response, TemplateResponse) and not response.is_rendered:
            response.context_data = {**(response.context_data or {}), **frame(site)}
            response.headers["Content-Language"] = site.language
        response.headers["Cache-Control"] = "no-store"
        return response

    return answered


def own(*methods: str) -> Callable[[View], View]:
    """A view for who is signed in, in any role; others are asked to sign in. `methods` besides GET and HEAD."""

    def decorated(view: View) -> View:
        @in_frame
        @functools.wraps(view)
        def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if getattr(request, "account", None) is None:
                return to_sign_in(request)
            if request.method not in ("GET", "HEAD", *methods):
                return HttpResponseNotAllowed(("GET", "HEAD", *methods))
            return view(request, *args, **kwargs)

        return answered

    return decorated


def managed(*methods: str) -> Callable[[View], View]:
    """A view for who manages accounts; for others who are signed in it is not there."""

    def decorated(view: View) -> View:
        @own(*methods)
        @functools.wraps(view)
        def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not may(request.role, acting.MANAGE):  # type: ignore[attr-defined]
                raise Http404
            return view(request, *args, **kwargs)

        return answered

    return decorated


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Ask to sign in, and come back here afterwards."""
    onward = request.get_full_path() if request.method in ("GET", "HEAD") else reverse("account:me")
    return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': onward})}")


def by_of(request: HttpRequest) -> By:
    """Who acts with this request."""
    return By(getattr(request, "account", None), str(request.role), sudo.confirmed_at(request))  # type: ignore[attr-defined]


def show(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> TemplateResponse:
    """Print `template`; `in_frame` adds the frame."""
    return TemplateResponse(request, template, context, status=status)


def at_seat(moment: dt.datetime, site: Site) -> str:
    """An instant in the time of the seat: "Tuesday, 24 November 2026, 4.10 p.m."."""
    local = moment.astimezone(ZoneInfo(site.institution.zone))
    day = calendar.day(local.date(), site.language, year=True, sentence=True)
    comma = {"zh": "，", "ar": "، "}.get(site.language, ", ")
    return f"{day}{comma}{calendar.hour(local.time(), site.language)}"


def end_of_day(day: dt.date, site: Site) -> dt.datetime:
    """The end of a day at the seat."""
    return dt.datetime.combine(day, dt.time(23, 59, 59), ZoneInfo(site.institution.zone))


def now() -> dt.datetime:
    """The instant, by this machine's clock."""
    return REAL.now()
