"""Accounts: who signs in, and in which role."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Accounts."""

    name = "nemcon.web.accounts"
    label = "accounts"
