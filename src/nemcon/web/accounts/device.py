"""Devices on which somebody has signed in before, by a signed cookie: what others do elsewhere is not held against
them.

The cookie names, for at most eight addresses, a number of the device for this address. It lets nobody in.
"""

import hashlib
import hmac
import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE = "device"
PLACE = "/account/"
LASTS = 180 * 24 * 3600
SALT = "nemcon.device"
MOST = 8


def number(request: HttpRequest, address: str) -> str:
    """The number of this device for the account with this e-mail address; empty if nobody signed in to it here."""
    return dict(_read(request)).get(_short(address), "")


def remember(request: HttpRequest, response: HttpResponse, address: str) -> None:
    """Somebody signed in with this address, on this device."""
    others = [pair for pair in _read(request) if pair[0] != _short(address)]
    mine = (_short(address), number(request, address) or secrets.token_urlsafe(12))
    response.set_cookie(
        COOKIE,
        signing.dumps([mine, *others][:MOST], salt=SALT),
        max_age=LASTS,
        path=PLACE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest) -> list[tuple[str, str]]:
    try:
        pairs = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return []
    return [(str(address), str(device)) for address, device in pairs]


def _short(address: str) -> str:
    """The address, so that the cookie does not tell it to who looks at it."""
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, f"{SALT} {address.strip().lower()}".encode(), hashlib.sha256).hexdigest()[:20]
