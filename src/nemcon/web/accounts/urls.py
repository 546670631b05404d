"""The addresses below /account/: signing in, and what belongs to one's own account.

allauth's views under the names that allauth knows, but only those that somebody can need here: nobody signs up, and an
administrator gives addresses. What changes how somebody signs in is behind `sudo`.
"""

from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import URLPattern, URLResolver, include, path

from nemcon.web.accounts import views, views_confirm, views_invitation, views_people
from nemcon.web.accounts.page import in_frame, own
from nemcon.web.accounts.sudo import sudo

OURS = "account"
"""The name space of our own pages; allauth knows its own without one."""


def entered(address: str, view: Any, name: str) -> URLPattern:
    """An address for who is not signed in, or is just confirming."""
    return path(address, in_frame(view), name=name)


def changed(address: str, view: Any, name: str) -> URLPattern:
    """An address by which somebody changes how they sign in."""
    return path(address, own("POST")(sudo(view)), name=name)


ours: list[URLPattern | URLResolver] = [
    path("me", views.me, name="me"),
    path("role", views.choose_role, name="role"),
    path("language", views.choose_language, name="language"),
    path("sessions", views.end_session, name="sessions"),
    path("confirm", views_confirm.confirm, name="confirm"),
    path("confirm/mail", views_confirm.by_mail, name="confirm-by-mail"),
    path("confirm/go-on", views_confirm.go_on, name="go-on"),
    path("invitation", views_invitation.invitation, name="invitation"),
    path("people", views_people.people, name="people"),
    path("people/<uuid:account_id>", views_people.person, name="person"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((ours, OURS))),
    entered("login", account.login, "account_login"),
    entered("login/code", account.request_login_code, "account_request_login_code"),
    entered("login/code/confirm", account.confirm_login_code, "account_confirm_login_code"),
    entered("login/passkey", webauthn.login_webauthn, "mfa_login_webauthn"),
    entered("login/second-step", mfa.authenticate, "mfa_authenticate"),
    entered("logout", account.logout, "account_logout"),
    entered("closed", account.account_inactive, "account_inactive"),
    entered("password/forgotten", account.password_reset, "account_reset_password"),
    entered("password/forgotten/code", account.confirm_password_reset_code, "account_confirm_password_reset_code"),
    entered("password/forgotten/new", account.complete_password_reset, "account_complete_password_reset"),
    entered("password/forgotten/done", account.password_reset_from_key_done, "account_password_reset_completed"),
    entered("confirm/password", account.reauthenticate, "account_reauthenticate"),
    entered("confirm/code", mfa.reauthenticate, "mfa_reauthenticate"),
    entered("confirm/passkey", webauthn.reauthenticate_webauthn, "mfa_reauthenticate_webauthn"),
    entered("password", account.password_change, "account_change_password"),
    changed("password/new", account.password_set, "account_set_password"),
    changed("app/add", totp.activate_totp, "mfa_activate_totp"),
    changed("app/remove", totp.deactivate_totp, "mfa_deactivate_totp"),
    changed("passkeys/add", webauthn.add_webauthn, "mfa_add_webauthn"),
    changed("passkeys/<int:pk>/remove", webauthn.remove_webauthn, "mfa_remove_webauthn"),
    changed("passkeys/<int:pk>/rename", webauthn.edit_webauthn, "mfa_edit_webauthn"),
    changed("codes", recovery.view_recovery_codes, "mfa_view_recovery_codes"),
    changed("codes/new", recovery.generate_recovery_codes, "mfa_generate_recovery_codes"),
    path("", views.me, name="mfa_index"),
    path("passkeys", views.me, name="mfa_list_webauthn"),
]
