"""Ways to read accounts and their appointments."""

import datetime as dt
from uuid import UUID

from django.db.models import Q, QuerySet

from nemcon.web.accounts.models import Account, Appointment

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
