"""The forms of allauth, with our words, our counting of attempts, and nothing that moves the reader elsewhere."""

from typing import Any

from allauth.account.forms import (
    ChangePasswordForm,
    ConfirmLoginCodeForm,
    LoginForm,
    RequestLoginCodeForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SetPasswordForm,
)
from allauth.account.forms import ReauthenticateForm as PasswordAgainForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django.core.exceptions import ValidationError
from django.forms import PasswordInput
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nemcon.web.accounts import device, throttle
from nemcon.web.accounts.adapter import counting
from nemcon.web.record.world import REAL

ADDRESS = gettext_lazy("E-mail address")
NEW, AGAIN = gettext_lazy("New password"), gettext_lazy("New password again")
CODE = gettext_lazy("Code")


class Afresh(PasswordInput):
    """A field for a code: it can be read while it is typed, and is empty again after a wrong one."""

    input_type = "text"


def plain(form: Any, **labels: Any) -> None:
    """Give fields their labels, and take away what repeats them inside the field."""
    for name, label in labels.items():
        form.fields[name].label = label
    if "code" in form.fields:
        form.fields["code"].widget = Afresh({"autocomplete": "one-time-code", "autocapitalize": "none"})
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
        field.help_text = ""


class SignIn(LoginForm):  # type: ignore[misc]
    """Address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain(self, login=ADDRESS, password=gettext_lazy("Password"))
        self.fields["login"].widget.attrs["autocomplete"] = "username webauthn"


class AskForCode(RequestLoginCodeForm):  # type: ignore[misc]
    """The address to which a code goes. Each asking counts, whether or not there is an account."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain(self, email=ADDRESS)

    def clean_email(self) -> str:
        """The address. Raises: ValidationError where codes were asked for too often."""
        address = str(super().clean_email())
        counting(throttle.MAIL, address, device.number(context.request, address))
        return address


class ForgottenPassword(ResetPasswordForm):  # type: ignore[misc]
    """The address to which a code for a new password goes; counted as above."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain(self, email=ADDRESS)

    def clean_email(self) -> str:
        """The address. Raises: ValidationError where codes were asked for too often."""
        address = str(super().clean_email())
        counting(throttle.MAIL, address, device.number(context.request, address))
        return address


class ChangePassword(ChangePasswordForm):  # type: ignore[misc]
    """The password until now, and a new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain(self, oldpassword=gettext_lazy("Password until now"), password1=NEW, password2=AGAIN)


class ChoosePassword(SetPasswordForm):  # type: ignore[misc]
    """A first password, twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain(self, password1=NEW, password2=AGAIN)


class ReplacePassword(ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password, twice, in place of a forgotten one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain(self, password1=NEW, password2=AGAIN)


class ConfirmPassword(PasswordAgainForm):  # type: ignore[misc]
    """The password, to confirm that it is still they."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain(self, password=gettext_lazy("Password"))


class GiveCode(ConfirmLoginCodeForm):  # type: ignore[misc]
    """A code that came by mail. Wrong ones count by address, beside the three that allauth allows in a session."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain(self, code=CODE)

    def clean_code(self) -> str:
        """The code, if it is the one that was sent. Raises: ValidationError."""
        session = context.request.session
        pending = session.get("account_login") or {}
        address = pending.get("email") or session.get(FORGOTTEN, {}).get("email") or session.session_key or ""
        counted = counting(throttle.CODE, address, device.number(context.request, address))
        code = str(super().clean_code())
        counted.succeeded()
        return code


FORGOTTEN = "account_password_reset_verification"
"""Where allauth's session keeps whose password is set anew."""


class _Counted:
    """A code of an authenticator app, or a recovery code: counted, and good for once on all our processes."""

    user: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain(self, code=CODE)

    def clean_code(self) -> str:
        """The code, if it holds. Raises: ValidationError."""
        counted = counting(throttle.SECOND_STEP, self.user.email, device.number(context.request, self.user.email))
        code = str(super().clean_code())  # type: ignore[misc]
        read = "".join(sign for sign in code.lower() if sign.isalnum())
        if not throttle.first_time(f"{self.user.pk} {read}", REAL.now()):
            raise ValidationError(_("This code was used before. Wait for the next one."))
        counted.succeeded()
        return code


class GiveSecondStep(_Counted, AuthenticateForm):  # type: ignore[misc]
    """The second step of signing in."""


class ConfirmSecondStep(_Counted, ReauthenticateForm):  # type: ignore[misc]
    """The same, to confirm that it is still they."""


class AddApp(ActivateTOTPForm):  # type: ignore[misc]
    """A code that shows that the app holds the key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain(self, code=gettext_lazy("Code that the app shows"))


class AddPasskey(AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey: always one with which one can sign in without a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain(self, name=gettext_lazy("Name of the passkey, such as “Laptop”"))
