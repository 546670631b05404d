"""Confirming again: whoever does something dangerous shows once more that it is they, at most every 15 minutes.

A view says so with `@sudo`, an action by raising NotConfirmed (`By.must_be_fresh`). What was posted is kept in the
session meanwhile. After the confirmation it is shown as a form that goes, with one more press of a button, to the
address where it was going: through the door too, so that its instant of receipt is that of the press. Passwords are not
kept, nor are files; the page says so.
"""

import datetime as dt
import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec, overload
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise

from nemcon.web.accounts.acting import NotConfirmed, is_fresh
from nemcon.web.accounts.models import Account
from nemcon.web.record.world import REAL

P = ParamSpec("P")
CONFIRMED, ASKED = "confirmed", "asked"
"""Where the session keeps when it was confirmed last, and what was asked for before."""


View = Callable[..., HttpResponse]


@overload
def sudo(act: View) -> View: ...
@overload
def sudo(act: "str | Promise" = "") -> Callable[[View], View]: ...
def sudo(act: "str | Promise | View" = "") -> View | Callable[[View], View]:
    """`@sudo` or `@sudo(_("Release the document"))`: a view for which it must have been confirmed lately who asks.

    `act` is what the button says that sends the form on after the confirmation.
    """
    if callable(act) and not isinstance(act, Promise):
        return sudo("")(act)

    def decorated(view: Callable[Concatenate[HttpRequest, P], HttpResponse]) -> Callable[..., HttpResponse]:
        @functools.wraps(view)
        def answered(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if getattr(request, "account", None) is not None and not is_confirmed(request, REAL.now()):
                return ask(request, str(act))
            return view(request, *args, **kwargs)

        return answered

    return decorated


class Middleware:
    """Asks for a confirmation where an action found that it needs one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer of what is within."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Lead to the confirmation."""
        return ask(request) if isinstance(exception, NotConfirmed) else None


def confirmed_at(request: HttpRequest) -> dt.datetime | None:
    """When whoever asks last showed that it is they: by signing in, or by confirming."""
    account: Account | None = getattr(request, "account", None)
    if account is None:
        return None
    again = [record["at"] for record in get_authentication_records(request, account) if record.get("reauthenticated")]
    latest = max([request.session.get(CONFIRMED, 0.0), *again])
    return dt.datetime.fromtimestamp(latest, dt.UTC) if latest else None


def is_confirmed(request: HttpRequest, now: dt.datetime) -> bool:
    """Whether it was confirmed lately."""
    return is_fresh(confirmed_at(request), now)


def confirm(request: HttpRequest, now: dt.datetime) -> None:
    """It was shown at `now` that it is they."""
    request.session[CONFIRMED] = now.timestamp()


def ask(request: HttpRequest, act: str = "") -> HttpResponse:
    """Keep what was posted, and lead to the page where it is confirmed who asks."""
    if request.method in ("GET", "HEAD"):
        onward = request.get_full_path()
    else:
        fields = {name: values for name, values in request.POST.lists() if _is_kept(name)}
        left_out = sorted(name for name in request.POST if not _is_kept(name) and name != "csrfmiddlewaretoken")
        request.session[ASKED] = {
            "address": request.get_full_path(),
            "act": act,
            "fields": [[name, value] for name, values in fields.items() for value in values if isinstance(value, str)],
            "lacks": bool(left_out) or bool(request.FILES),
        }
        onward = reverse("account:go-on")
    return HttpResponseRedirect(f"{reverse('account:confirm')}?{urlencode({'next': onward})}")


def _is_kept(name: str) -> bool:
    return name != "csrfmiddlewaretoken" and "password" not in name
