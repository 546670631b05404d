"""Accounts: who signs in, and in which role from when to when. Names and addresses never stand in the record."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from nemcon.core.acts import Capacity
from nemcon.core.roles import CLEARING_OFFICER
from nemcon.web.identifiers import uuid7


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts; their actions are in actions.py."""

    def create_user(self, email: str, password: str | None = None, **facts: Any) -> "Account":
        """A new account; without a password it signs in with a code or a passkey."""
        account = self.model(email=email.strip().lower(), **facts)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """Somebody who signs in. `email` is in lower case; `language` is that of the pages after signing in.

    An account that `is_active` no longer is cannot sign in, and keeps what it did under its name.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=200)
    language = models.CharField(max_length=2, default="en")
    is_active = models.BooleanField(default=True)
    joined = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = AccountManager()

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        """The name, as allauth asks for it."""
        return str(self)


class Appointment(models.Model):
    """An account holds a role from an instant until another, or without an end.

    `covers` is the account of the officer on leave for whom this one acts meanwhile.
    """

    ROLES = (
        (str(Capacity.OFFICER), "officer"),
        (CLEARING_OFFICER, "clearing officer"),
        (str(Capacity.ADMINISTRATOR), "administrator"),
    )

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="appointments")
    role = models.CharField(max_length=20, choices=ROLES)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    covers = models.ForeignKey(Account, null=True, on_delete=models.CASCADE, related_name="covered_by")

    class Meta:
        indexes = (models.Index(fields=("account", "since"), name="appointments_of_account"),)

    def __str__(self) -> str:
        return f"{self.account_id} {self.role}"
