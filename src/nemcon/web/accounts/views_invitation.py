"""The page behind an invitation: somebody chooses a password, or makes a passkey, and is signed in.

Its address holds the token as a parameter, which no log of ours keeps and no referrer tells. Looking uses nothing up.
"""

from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.webauthn.forms import SignupWebAuthnForm
from allauth.mfa.webauthn.internal import auth as webauthn
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import reverse
from django.utils.translation import gettext as _

from nemcon.web.accounts import actions
from nemcon.web.accounts.acting import Refused
from nemcon.web.accounts.models import Account, Invitation
from nemcon.web.accounts.page import account_site, at_seat, in_frame, show
from nemcon.web.accounts.page import now as the_time


@in_frame
def invitation(request: HttpRequest) -> HttpResponse:
    """Accept an invitation."""
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(("GET", "HEAD", "POST"))
    token = request.POST.get("by") or request.GET.get("by") or ""
    found = actions.invited(token, the_time())
    if found is None:
        response: HttpResponse = show(request, "accounts/invitation_over.html", {}, 404)
    elif request.method == "POST" and "credential" in request.POST:
        response = _by_passkey(request, token, found)
    elif request.method == "POST":
        response = _by_password(request, token, found)
    else:
        response = _page(request, token, found)
    response.headers["Referrer-Policy"] = "strict-origin"  # without any origin the form would be refused
    return response


def _by_password(request: HttpRequest, token: str, found: Invitation) -> HttpResponse:
    first, second = request.POST.get("password1", ""), request.POST.get("password2", "")
    if first != second:
        return _page(request, token, found, _("The two passwords differ. Type the same twice."))
    try:
        account = actions.accept(token, the_time(), first)
    except Refused as refused:
        return _page(request, token, found, str(refused))
    return _signed_in(request, account)


def _by_passkey(request: HttpRequest, token: str, found: Invitation) -> HttpResponse:
    form = SignupWebAuthnForm(user=found.account, data=request.POST)
    if not form.is_valid():
        return _page(request, token, found, _("The passkey was not made. Try again, or choose a password."))
    try:
        account = actions.accept(token, the_time())
    except Refused as refused:
        return _page(request, token, found, str(refused))
    made = webauthn.WebAuthn.add(account, form.cleaned_data["name"], form.cleaned_data["credential"]).instance
    RecoveryCodes.activate(account)  # for who loses the passkey
    shown = {"method": "mfa", "id": made.pk, "type": made.type, "passwordless": True}
    return _signed_in(request, account, shown, onward="mfa_view_recovery_codes")


def _signed_in(
    request: HttpRequest, account: Account, shown: dict[str, Any] | None = None, onward: str = "account:me"
) -> HttpResponse:
    """Sign in who holds the link: it went to the account's own address. Another account here is signed out.

    An account that has an authenticator app or a passkey from before is asked for it, as at any other time.
    """
    if request.user.is_authenticated and request.user.pk != account.pk:
        logout(request)
    record_authentication(request, account, **(shown or {"method": "invitation"}))
    login = Login(user=account, email=account.email, redirect_url=reverse(onward))
    response: HttpResponse = perform_login(request, login)
    return response


def _page(request: HttpRequest, token: str, found: Invitation, refused: str = "") -> HttpResponse:
    """What is asked."""
    options: dict[str, Any] = webauthn.begin_registration(found.account, True)
    context = {
        "token": token,
        "person": found.account,
        "until": at_seat(found.until, account_site(request)),
        "refused": refused,
        "js_data": {"creation_options": options},
    }
    return show(request, "accounts/invitation.html", context, 422 if refused else 200)
