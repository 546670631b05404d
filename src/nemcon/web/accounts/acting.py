"""Who changes accounts: an administrator who just confirmed that it is they, or somebody who runs commands here."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from nemcon.core.acts import Capacity
from nemcon.core.roles import may
from nemcon.web.accounts.models import Account

FRESH = dt.timedelta(minutes=15)
"""How long a confirmation ("it is still me") holds."""
MANAGE = "manage.accounts"


class Refused(ValueError):
    """What was asked cannot be; the message is a sentence, in the reader's language, that says what to do instead."""


class NotAllowed(PermissionError):
    """The role does not allow it."""


class NotConfirmed(Exception):
    """It must be confirmed again that it is they: the last confirmation is older than FRESH."""


@dataclass(frozen=True)
class By:
    """Who acts: the account (None for a command), its role, and when it was last confirmed that it is they."""

    account: Account | None
    role: str
    confirmed: dt.datetime | None = None

    def must(self, what: str) -> None:
        """Raises: NotAllowed unless the role may do `what`."""
        if not may(self.role, what):
            raise NotAllowed(_("Only an administrator can do this."))

    def must_be_fresh(self, now: dt.datetime) -> None:
        """Raises: NotConfirmed unless it was confirmed lately that it is they. A command needs no confirmation."""
        if self.account is not None and not is_fresh(self.confirmed, now):
            raise NotConfirmed


def is_fresh(confirmed: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether a confirmation of then still holds."""
    return confirmed is not None and now - confirmed < FRESH


def by_command() -> By:
    """Whoever runs commands on the machine administers the site."""
    return By(None, str(Capacity.ADMINISTRATOR))
