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

    `covers` is the account of the officer on leave for whom this one acts meanwhile. `given_by` is the administrator
    who gave the role, None if it was a command.
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
    given_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes = (models.Index(fields=("account", "since"), name="appointments_of_account"),)

    def __str__(self) -> str:
        return f"{self.account_id} {self.role}"


class Invitation(models.Model):
    """A link by which somebody chooses how to sign in. It works once, until `until`; only its digest is kept.

    Looking at it changes nothing, since scanners of mails open every link.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="invitations")
    digest = models.CharField(max_length=64, unique=True)
    made = models.DateTimeField()
    until = models.DateTimeField()
    used = models.DateTimeField(null=True)
    made_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return f"{self.account_id} until {self.until}"


class SignedIn(models.Model):
    """An account that is signed in on a device. Its session names this row; without the row the session is nothing.

    `agent` is what the browser says of itself; `seen` is right to a few minutes.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="signed_in")
    began = models.DateTimeField()
    seen = models.DateTimeField()
    agent = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.account_id} since {self.began}"


class Attempt(models.Model):
    """An attempt to get in that failed, or is being looked at. `bucket` is a hash of path, address and device."""

    id = models.BigAutoField(primary_key=True)
    bucket = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("bucket", "at"), name="attempts_by_bucket"),)

    def __str__(self) -> str:
        return f"{self.bucket[:8]} {self.at}"


class Mail(models.Model):
    """A mail about an account, until the worker has sent it; then its text is taken away, for it holds a code or link.

    Nothing is sent after `until`, when what it says no longer holds.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    to = models.EmailField(max_length=254)
    subject = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    queued = models.DateTimeField()
    until = models.DateTimeField()
    sent = models.DateTimeField(null=True)
    failed = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.subject} to {self.to}"
