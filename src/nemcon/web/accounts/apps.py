"""Accounts: who signs in, and in which role."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Accounts."""

    name = "nemcon.web.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Hear when somebody signs in or out: Django tells it by signals alone."""
        from django.contrib.auth.signals import user_logged_in, user_logged_out

        from nemcon.web.accounts import sessions

        user_logged_in.connect(sessions.begin, dispatch_uid="nemcon.accounts.begin")
        user_logged_out.connect(sessions.end, dispatch_uid="nemcon.accounts.end")
