"""Slowing down who guesses, without shutting out who knows.

Attempts that fail are counted by path (what was guessed), address and device, never by the network they come from: a
whole mission shares one. A device on which somebody signed in to the account before has its own count, which only
attempts from that device fill. All other devices share one count for the account; if somebody fills it, its owner
still gets in from a known device, or with a passkey, which cannot be guessed and is not counted. Where many accounts
are tried from unknown devices, passwords from such are not taken for a while; passkeys and codes by mail are.

An address without an account is counted and answered like any other. An attempt is counted before it is looked at,
and taken back if it was right: many at once do not get past. See docs/decisions/0017-throttling.md.
"""

import datetime as dt
import hashlib
import hmac
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, transaction

from nemcon.web.accounts.models import Attempt

WINDOW = dt.timedelta(minutes=15)


@dataclass(frozen=True)
class Path:
    """What can be guessed: how many attempts in a WINDOW fail from a known device, from all others together, and from
    unknown devices at all accounts together (None: as many as there are)."""

    name: str
    known: int
    unknown: int
    total: int | None = None


PASSWORD = Path("password", known=10, unknown=5, total=300)
SECOND_STEP = Path("second step", known=10, unknown=5)
CODE = Path("code by mail", known=10, unknown=6)
MAIL = Path("asking for a code", known=6, unknown=3)
CONFIRM = Path("confirmation", known=5, unknown=5)


class TooMany(Exception):
    """Too many attempts failed; `wait` says for how long, `everywhere` that it was not this account alone."""

    def __init__(self, wait: dt.timedelta, *, everywhere: bool = False) -> None:
        super().__init__(f"wait {wait}")
        self.wait = wait
        self.everywhere = everywhere

    @property
    def minutes(self) -> int:
        """How long to wait, in whole minutes."""
        return max(1, -(-int(self.wait.total_seconds()) // 60))


@dataclass(frozen=True)
class Counted:
    """An attempt that is counted as failed until it is taken back."""

    ids: tuple[int, ...]

    def succeeded(self) -> None:
        """It was right: it does not count."""
        Attempt.objects.filter(id__in=self.ids).delete()


def attempt(path: Path, address: str, device: str, now: dt.datetime) -> Counted:
    """Count an attempt at `now` on the account with this address, from `device` ("" if unknown). Raises: TooMany."""
    if device:
        return Counted((_count(_bucket(path, address, device), path.known, now),))
    mine = _count(_bucket(path, address, ""), path.unknown, now)
    if path.total is None:
        return Counted((mine,))
    try:
        return Counted((mine, _count(_bucket(path, "", ""), path.total, now, everywhere=True)))
    except TooMany:
        Attempt.objects.filter(id=mine).delete()
        raise


def first_time(what: str, now: dt.datetime) -> bool:
    """Whether `what` is used for the first time within the WINDOW: a code that was seen once is worth nothing."""
    try:
        _count(_hash(f"once {what}"), 1, now)
    except TooMany:
        return False
    return True


def _count(bucket: str, most: int, now: dt.datetime, *, everywhere: bool = False) -> int:
    """Add an attempt to `bucket`, one after the other. Raises: TooMany where it is full."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [bucket])
        recent = Attempt.objects.filter(bucket=bucket, at__gt=now - WINDOW).order_by("-at")
        # Where `most` are recent, the next fits when the oldest of them leaves the window.
        if len(held := list(recent[:most])) == most:
            raise TooMany(held[-1].at + WINDOW - now, everywhere=everywhere)
        Attempt.objects.filter(bucket=bucket, at__lte=now - WINDOW).delete()
        return int(Attempt.objects.create(bucket=bucket, at=now).id)


def _bucket(path: Path, address: str, device: str) -> str:
    return _hash(f"{path.name}\n{address.strip().lower()}\n{device}")


def _hash(text: str) -> str:
    """Nobody learns from the table what was typed: some type their password where the address goes."""
    return hmac.new(settings.SECRET_KEY.encode(), f"nemcon.throttle {text}".encode(), hashlib.sha256).hexdigest()
