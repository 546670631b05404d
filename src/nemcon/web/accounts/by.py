"""Who asks for something that is no act: a row of the secretariat's own desk."""

import datetime as dt
from dataclasses import dataclass

from nemcon.web.accounts import selectors
from nemcon.web.accounts.models import Account
from nemcon.web.record import perform


@dataclass(frozen=True)
class By:
    """Somebody in a role, at an instant."""

    account: Account | None
    role: str
    now: dt.datetime

    def must(self, what: str) -> None:
        """Raises: NotAllowed unless the role may do `what` ("edit.draft")."""
        perform.must(self.role, what)

    def stands_for(self, account: Account | None) -> bool:
        """Whether it is this account, or one for which it acts while that one is on leave."""
        if self.account is None or account is None:
            return False
        return account == self.account or account in [one.covers for one in selectors.covered(self.account, self.now)]
