"""How allauth works here: who is let in, how attempts are counted, what is sent.

Nobody gets in with a password alone: without an authenticator app or a passkey, a code by mail is the second step. In
the demonstration, whose three accounts show their password, there is none.
"""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nemcon.core.roles import may
from nemcon.web.accounts import device, mail, selectors, throttle
from nemcon.web.accounts.models import Account
from nemcon.web.public.language import DJANGO_CODES
from nemcon.web.record.world import REAL

SECOND_STEPS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def sentence(error: throttle.TooMany) -> str:
    """What somebody is told who must wait; the same whether or not there is such an account."""
    if error.everywhere:
        return _(
            "Passwords are not taken for the moment from devices on which nobody signed in to this account before. "
            "Use a passkey or a code by e-mail, or wait %(minutes)d minutes."
        ) % {"minutes": error.minutes}
    return _(
        "Too many attempts failed. Wait %(minutes)d minutes, use a passkey, "
        "or use a device on which you signed in before."
    ) % {"minutes": error.minutes}


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts as allauth sees them."""

    error_messages = {  # noqa: RUF012 (as allauth has it)
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": gettext_lazy("The address and the password do not belong together. Try again."),
        "incorrect_password": gettext_lazy("This is not your password. Try again."),
        "incorrect_code": gettext_lazy("This code does not hold. Look at it again, or take the next one."),
        "too_many_login_attempts": gettext_lazy("Three codes were wrong. Ask for another."),
        "enter_current_password": gettext_lazy("This is not your password until now."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: an administrator adds accounts."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Nothing: `authenticate` counts."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Account | None:
        """The open account with this address and password. Raises: ValidationError where too many attempts failed."""
        address = str(credentials.get("email", ""))
        counted = counting(throttle.PASSWORD, address, device.number(request, address))
        account: Account | None = super().authenticate(request, **credentials)
        if account is None or not account.is_active:
            return None
        counted.succeeded()
        return account

    def reauthenticate(self, user: Account, password: str) -> bool:
        """Whether this is the password of who is signed in. Only attempts within this session count."""
        session = str(context.request.session.get("signed in", ""))
        counted = counting(throttle.CONFIRM, user.email, session)
        if not user.check_password(password):
            return False
        counted.succeeded()
        return True

    def is_login_by_code_required(self, login: Any) -> bool:
        """Whether a code by mail is the second step: after a password, where there is no other second step."""
        records = get_authentication_records(self.request, login.user)
        if not records or records[-1]["method"] != "password" or login.user is None:
            return False
        if is_mfa_enabled(login.user, SECOND_STEPS) or settings.NEMCON_DEMO:
            return False
        try:
            address = login.user.email
            throttle.attempt(throttle.MAIL, address, device.number(self.request, address), REAL.now())
        except throttle.TooMany as error:
            messages.error(self.request, sentence(error))
            raise ImmediateHttpResponse(HttpResponseRedirect(reverse("account_login"))) from error
        return True

    def get_reauthentication_methods(self, user: Account) -> list[dict[str, str]]:
        """How somebody may confirm that it is they. Who has nothing else is sent a code."""
        methods = super().get_reauthentication_methods(user)
        if user.is_authenticated and not methods:
            return [{"id": "mail", "description": _("Use a code by e-mail"), "url": reverse("account:confirm-by-mail")}]
        names = {
            "reauthenticate": _("Use your password"),
            "mfa_reauthenticate": _("Use your authenticator app or a recovery code"),
            "mfa_reauthenticate:webauthn": _("Use a passkey"),
        }
        return [{**method, "description": names.get(method["id"], method["description"])} for method in methods]

    def post_login(self, request: HttpRequest, user: Account, **facts: Any) -> HttpResponse:
        """Lead to where somebody was going, or to the desk; remember the device."""
        response: HttpResponse = super().post_login(request, user, **facts)
        device.remember(request, response, user.email)
        return response

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The desk, for whose role has one, else one's account."""
        account = request.user
        assert isinstance(account, Account)
        if any(may(role, "read.desk") for role in selectors.roles(account, REAL.now())):
            return desk_address(account.language)
        return reverse("account:me")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """One's account, which says that it was changed."""
        return reverse("account:me")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Leave it to the worker."""
        message = self.render_mail(template_prefix, email, {"site_address": settings.NEMCON_SITE_ADDRESS, **context})
        mail.queue(email, message.subject, message.body, REAL.now())

    def send_notification_mail(
        self, template_prefix: str, user: Account, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell somebody what happened to their account, in its language."""
        with translation.override(DJANGO_CODES.get(user.language, user.language)):
            self.send_mail(template_prefix, email or user.email, {"user": user, **(context or {})})


class SecondStep(DefaultMFAAdapter):  # type: ignore[misc]
    """Authenticator apps and passkeys as allauth sees them."""

    error_messages = {  # noqa: RUF012 (as allauth has it)
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("This code does not hold. Look at it again, or take the next one."),
    }

    def generate_authenticator_name(self, user: Account, type: str) -> str:
        """The name of a passkey to which its owner gave none."""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return _("Passkey %(number)d") % {"number": count + 1}

    def get_totp_issuer(self) -> str:
        """What the authenticator app shows beside the code: the institution."""
        return institution_name() or super().get_totp_issuer()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The institution, under the name of this site."""
        given: dict[str, str] = super().get_public_key_credential_rp_entity()
        return {**given, "name": institution_name() or given["name"]}


def desk_address(language: str) -> str:
    """The desk, in a language that the institution has; one's account where this site has no desk."""
    from nemcon.web.meetings.selectors import institution

    found = institution()
    among = found.languages if found else [language]
    try:
        return reverse("desk:home", args=[language if language in among else among[0]])
    except NoReverseMatch:
        return reverse("account:me")


def institution_name() -> str:
    """The institution's name in the language of the page."""
    from nemcon.web.meetings.selectors import institution
    from nemcon.web.wording import in_language

    found = institution()
    return in_language(found.names, translation.get_language()[:2]).text if found else ""


def counting(path: throttle.Path, address: str, number: str) -> throttle.Counted:
    """Count an attempt. Raises: ValidationError, for a form, where too many failed."""
    try:
        return throttle.attempt(path, address, number, REAL.now())
    except throttle.TooMany as error:
        raise ValidationError(sentence(error), code="too_many") from error
