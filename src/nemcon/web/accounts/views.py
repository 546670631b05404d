"""One's own account: how one signs in, where one is signed in, in which role one works, in which language."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from nemcon.core.languages import OWN_NAMES
from nemcon.web.accounts import actions, selectors, sessions
from nemcon.web.accounts.acting import Refused
from nemcon.web.accounts.language import keep
from nemcon.web.accounts.models import Account
from nemcon.web.accounts.page import account_site, at_seat, own, show
from nemcon.web.accounts.page import now as the_time
from nemcon.web.accounts.signed_in import CHOSEN
from nemcon.web.accounts.wording import role_in_words


@own()
def me(request: HttpRequest) -> HttpResponse:
    """One's account."""
    account, now, site = _account(request), the_time(), account_site(request)
    held = selectors.appointments(account, now)
    context = {
        "page": "me",
        "held": [
            {
                "role": role_in_words(one.role),
                "covers": one.covers,
                "until": at_seat(one.until, site) if one.until else "",
            }
            for one in held
        ],
        "choices": [{"role": role, "name": role_in_words(role)} for role in request.roles],  # type: ignore[attr-defined]
        "current_role": request.role,  # type: ignore[attr-defined]
        "covered_by": [
            {"name": one.account, "until": at_seat(one.until, site)}
            for one in selectors.covering(account, now)
            if one.until
        ],
        "languages": [{"code": code, "name": OWN_NAMES[code]} for code in site.institution.languages],
        "sessions": [
            {
                "id": one.id,
                "device": sessions.in_words(one.agent),
                "began": at_seat(one.began, site),
                "seen": at_seat(one.seen, site),
                "current": str(one.id) == request.session.get(sessions.KEY),
            }
            for one in selectors.sessions(account)
        ],
        **_ways_in(account, site),
    }
    return show(request, "accounts/me.html", context)


def _ways_in(account: Account, site: Any) -> dict[str, Any]:
    """How the account signs in."""
    held = {kind: list(Authenticator.objects.filter(user=account, type=kind)) for kind in Authenticator.Type}
    codes = held[Authenticator.Type.RECOVERY_CODES]
    return {
        "has_password": account.has_usable_password(),
        "has_app": bool(held[Authenticator.Type.TOTP]),
        "passkeys": [
            {
                "id": one.pk,
                "name": one.wrap().name,
                "added": at_seat(one.created_at, site),
                "used": at_seat(one.last_used_at, site) if one.last_used_at else "",
            }
            for one in held[Authenticator.Type.WEBAUTHN]
        ],
        "codes_left": len(RecoveryCodes(codes[0]).get_unused_codes()) if codes else None,
        "has_second_step": bool(held[Authenticator.Type.TOTP] or held[Authenticator.Type.WEBAUTHN]),
    }


@own("POST")
def choose_role(request: HttpRequest) -> HttpResponse:
    """Work in another of one's roles."""
    role = request.POST.get("role", "")
    if request.method == "POST" and role in request.roles:  # type: ignore[attr-defined]
        request.session[CHOSEN] = role
        messages.success(request, _("You work as %(role)s now.") % {"role": role_in_words(role)})
    return _back(request)


@own("POST")
def choose_language(request: HttpRequest) -> HttpResponse:
    """In which language the pages are after signing in."""
    language = request.POST.get("language", "")
    response = _back(request)
    if request.method == "POST":
        try:
            actions.choose_language(_account(request), language)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            keep(response, language)
    return response


@own("POST")
def end_session(request: HttpRequest) -> HttpResponse:
    """Sign another device out, or all others."""
    if request.method == "POST":
        account, which = _account(request), request.POST.get("session", "")
        if which == "others":
            count = actions.end_other_sessions(account, request.session[sessions.KEY])
            messages.success(request, _("Devices signed out: %(count)d.") % {"count": count})
        elif which in {str(one.id) for one in selectors.sessions(account)}:
            actions.end_session(account, which)
            messages.success(request, _("The device was signed out. It notices with its next page."))
    return _back(request)


def _account(request: HttpRequest) -> Account:
    account = request.account  # type: ignore[attr-defined]
    assert isinstance(account, Account)
    return account


def _back(request: HttpRequest) -> HttpResponse:
    """To the page that asked, if it is one of ours; else to one's account."""
    onward = request.POST.get("next", "")
    here = url_has_allowed_host_and_scheme(onward, allowed_hosts={request.get_host()})
    return HttpResponseRedirect(onward if onward and here else reverse("account:me"))
