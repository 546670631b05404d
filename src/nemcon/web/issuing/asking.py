"""A file that somebody sent, and who works here no longer: shared by the ways in."""

import datetime as dt
from dataclasses import dataclass

from nemcon.web.accounts import selectors as accounts
from nemcon.web.accounts.models import Account
from nemcon.web.papers import files
from nemcon.web.papers.models import StoredFile


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
