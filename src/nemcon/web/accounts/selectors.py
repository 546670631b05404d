"""Ways to read accounts and their appointments."""

import datetime as dt
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import Q, QuerySet

from nemcon.web.accounts.models import Account, Appointment, Invitation, SignedIn

IN_ORDER = ("officer", "clearing officer", "administrator")
"""The role in which somebody with several works, unless they choose another: the first that they have."""


def appointments(account: Account, now: dt.datetime) -> QuerySet[Appointment]:
    """The roles that the account holds at `now`."""
    held = Appointment.objects.filter(account=account, since__lte=now).filter(Q(until=None) | Q(until__gt=now))
    return held.select_related("covers")


def roles(account: Account, now: dt.datetime) -> list[str]:
    """The roles that the account holds at `now`, each once, in the order of IN_ORDER."""
    held = set(appointments(account, now).values_list("role", flat=True))
    return [role for role in IN_ORDER if role in held]


def covered(account: Account, now: dt.datetime) -> list[Appointment]:
    """The appointments by which the account acts for an officer on leave, at `now`."""
    return list(appointments(account, now).exclude(covers=None).order_by("until"))


def account(account_id: UUID | str) -> Account | None:
    """The account with this id, also one that is closed: what it did stays under its name."""
    return Account.objects.filter(id=account_id).first()


def holders(role: str, now: dt.datetime) -> list[Account]:
    """The open accounts that hold `role` at `now`, by name."""
    held = Appointment.objects.filter(role=role, since__lte=now).filter(Q(until=None) | Q(until__gt=now))
    return list(Account.objects.filter(id__in=held.values("account"), is_active=True).order_by("name", "id"))


def by_address(email: str) -> Account | None:
    """The account with this e-mail address."""
    return Account.objects.filter(email=email.strip().lower()).first()


def people(now: dt.datetime) -> list[tuple[Account, list[Appointment]]]:
    """All accounts by name, the closed ones last, each with the appointments that it holds at `now`; in two queries."""
    every = Account.objects.order_by("-is_active", "name", "id")
    held = Appointment.objects.filter(since__lte=now).filter(Q(until=None) | Q(until__gt=now))
    of: dict[UUID, list[Appointment]] = {}
    for appointment in held.select_related("covers").order_by("since"):
        of.setdefault(appointment.account_id, []).append(appointment)
    return [(one, of.get(one.id, [])) for one in every]


def covering(account: Account, now: dt.datetime) -> list[Appointment]:
    """The appointments by which others act for the account, at `now`."""
    held = Appointment.objects.filter(covers=account, since__lte=now, until__gt=now)
    return list(held.select_related("account").order_by("until"))


def sessions(account: Account) -> list[SignedIn]:
    """Where the account is signed in, the latest first."""
    return list(SignedIn.objects.filter(account=account).order_by("-seen"))


def invitation(account: Account) -> Invitation | None:
    """The last invitation of the account that was not used; it may be over."""
    return Invitation.objects.filter(account=account, used=None).order_by("-made").first()


def can_sign_in(account: Account) -> bool:
    """Whether the account has a password or a passkey; without either it is sent codes."""
    return account.has_usable_password() or Authenticator.objects.filter(user=account).exists()
