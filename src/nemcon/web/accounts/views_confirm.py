"""Confirming again that it is still they, and going on with what was asked before. See sudo.py."""

import datetime as dt
import secrets
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nemcon.web.accounts import device, sudo, throttle
from nemcon.web.accounts.adapter import counting
from nemcon.web.accounts.forms import Afresh
from nemcon.web.accounts.page import now as the_time
from nemcon.web.accounts.page import own, show

SENT = "confirmation code"
HOLDS = dt.timedelta(minutes=10)
LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
"""No vowels, so that no words come out."""


@own()
def confirm(request: HttpRequest) -> HttpResponse:
    """Lead to the first of the ways in which this account can confirm."""
    onward = _onward(request)
    if sudo.is_confirmed(request, the_time()):
        return HttpResponseRedirect(onward)
    way = get_adapter().get_reauthentication_methods(request.user)[0]["url"]
    return HttpResponseRedirect(f"{way}?{urlencode({'next': onward})}")


class CodeForm(forms.Form):
    """A code that came by mail."""

    code = forms.CharField(label=gettext_lazy("Code"), widget=Afresh({"autocomplete": "one-time-code"}))


@own("POST")
def by_mail(request: HttpRequest) -> HttpResponse:
    """For who has neither password nor passkey: a code by mail."""
    account: Any = request.account  # type: ignore[attr-defined]
    onward, form, now = _onward(request), CodeForm(), the_time()
    if request.method == "POST" and "code" in request.POST:
        form = CodeForm(request.POST)
        if form.is_valid():
            try:
                _check(request, form.cleaned_data["code"], now)
            except ValidationError as error:
                form.add_error("code", error)
            else:
                sudo.confirm(request, now)
                return HttpResponseRedirect(onward)
    elif request.method == "POST":
        try:
            counting(throttle.MAIL, account.email, device.number(request, account.email))
            code = "-".join("".join(secrets.choice(LETTERS) for _letter in range(4)) for _part in range(2))
            request.session[SENT] = {"code": code, "at": now.timestamp()}
            get_adapter().send_mail("account/email/login_code", account.email, {"code": code})
        except ValidationError as error:
            form = CodeForm({"code": ""})
            form.errors["code"] = form.error_class(error.messages)
    context = {"form": form, "onward": onward, "email": account.email, "sent": SENT in request.session}
    return show(request, "accounts/confirm_by_mail.html", context, 422 if form.is_bound else 200)


def _check(request: HttpRequest, typed: str, now: dt.datetime) -> None:
    """Raises: ValidationError unless this is the code that was sent, in time. It holds once."""
    account: Any = request.account  # type: ignore[attr-defined]
    counted = counting(throttle.CONFIRM, account.email, str(request.session.get("signed in", "")))
    sent = request.session.get(SENT) or {"code": "", "at": 0.0}
    read = "".join(sign for sign in typed.upper() if sign.isalpha())
    wanted = sent["code"].replace("-", "")
    late = now.timestamp() - sent["at"] > HOLDS.total_seconds()
    if not wanted or late or not secrets.compare_digest(read.encode(), wanted.encode()):
        raise ValidationError(_("This code does not hold. Look at it again, or ask for another."))
    del request.session[SENT]
    counted.succeeded()


@own()
def go_on(request: HttpRequest) -> HttpResponse:
    """What was entered before the confirmation, as a form that goes where it was going."""
    asked = request.session.get(sudo.ASKED)
    if not asked or not sudo.is_confirmed(request, the_time()):
        return HttpResponseRedirect(reverse("account:me"))
    return show(request, "accounts/go_on.html", {"asked": asked})


def _onward(request: HttpRequest) -> str:
    onward = request.POST.get("next") or request.GET.get("next") or ""
    here = url_has_allowed_host_and_scheme(onward, allowed_hosts={request.get_host()})
    return onward if onward and here else reverse("account:me")
