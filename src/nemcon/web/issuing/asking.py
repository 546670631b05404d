"""Who asks for something in this room, and what came of a file that was sent: shared by the ways in."""

import datetime as dt
from dataclasses import dataclass

from nemcon.core.roles import permission
from nemcon.web.accounts import selectors as accounts
from nemcon.web.accounts.models import Account
from nemcon.web.papers import files
from nemcon.web.papers.models import StoredFile
from nemcon.web.record.perform import NotAllowed


@dataclass(frozen=True)
class By:
    """Somebody in a role, at an instant."""

    account: Account | None
    role: str
    now: dt.datetime

    def must(self, what: str) -> None:
        """Raises: NotAllowed unless the role may do `what` ("edit.draft")."""
        allowed = permission(self.role, what)
        if not allowed:
            raise NotAllowed(allowed.reason)

    def stands_for(self, account: Account | None) -> bool:
        """Whether it is this account, or one for which it acts while that one is on leave."""
        if self.account is None or account is None:
            return False
        return account == self.account or account in [one.covers for one in accounts.covered(self.account, self.now)]


@dataclass(frozen=True)
class Upload:
    """A file that somebody sent, as it came."""

    name: str
    media_type: str
    data: bytes

    def keep(self) -> StoredFile:
        """On the disk before any row names it."""
        return files.keep(self.data, self.media_type[:120] or "application/octet-stream")


def has_left(account: Account | None, now: dt.datetime) -> bool:
    """Whether somebody works here no longer: the account is closed, or holds no role."""
    return account is None or not account.is_active or not accounts.roles(account, now)
