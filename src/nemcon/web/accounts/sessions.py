"""Where an account is signed in: a row for each device, without which a session is worth nothing.

Taking the row away signs the device out with its next request, whatever its cookie says.
"""

import datetime as dt
import re
from typing import Any
from uuid import UUID

from django.contrib.auth import logout
from django.http import HttpRequest
from django.utils.translation import gettext as _

from nemcon.web.accounts import sudo
from nemcon.web.accounts.models import Account, SignedIn
from nemcon.web.record.world import REAL

KEY = "signed in"
"""Where the session names its row."""
NONE = UUID(int=0)
OFTEN = dt.timedelta(minutes=5)
"""How often it is noted that somebody is there; the session lasts from the last note."""


def begin(sender: object, request: HttpRequest, user: Any, **_facts: Any) -> None:
    """Somebody signed in (Django's signal): that is a row, and a confirmation that it is they."""
    if not isinstance(user, Account):
        return
    now = REAL.now()
    agent = request.META.get("HTTP_USER_AGENT", "")[:200]
    request.session[KEY] = str(SignedIn.objects.create(account=user, began=now, seen=now, agent=agent).id)
    sudo.confirm(request, now)


def account_of(request: HttpRequest) -> Account | None:
    """Who is signed in with this request's session. A session that was ended, or whose account was closed, goes."""
    user = request.user
    if not isinstance(user, Account):
        return None
    row = SignedIn.objects.filter(id=request.session.get(KEY, NONE), account=user).first()
    if row is None or not user.is_active:
        logout(request)
        return None
    now = REAL.now()
    if now - row.seen > OFTEN:
        SignedIn.objects.filter(id=row.id).update(seen=now)
        request.session.modified = True
    return user


def end(sender: object, request: HttpRequest, user: Any, **_facts: Any) -> None:
    """Somebody signed out (Django's signal)."""
    SignedIn.objects.filter(id=request.session.get(KEY, NONE)).delete()


BROWSERS = (
    (r"Edg(e|A|iOS)?/", "Edge"),
    (r"OPR/|Opera", "Opera"),
    (r"Firefox/|FxiOS/", "Firefox"),
    (r"Chrom(e|ium)/|CriOS/", "Chrome"),
    (r"Safari/", "Safari"),
)
SYSTEMS = (
    (r"iPhone", "iPhone"),
    (r"iPad", "iPad"),
    (r"Android", "Android"),
    (r"Windows", "Windows"),
    (r"Mac OS X|Macintosh", "macOS"),
    (r"CrOS", "ChromeOS"),
    (r"Linux", "Linux"),
)


def in_words(agent: str) -> str:
    """A device in words, by what its browser says of itself: "Firefox on Windows"."""
    browser = next((name for pattern, name in BROWSERS if re.search(pattern, agent)), "")
    system = next((name for pattern, name in SYSTEMS if re.search(pattern, agent)), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("a device that does not say what it is")
