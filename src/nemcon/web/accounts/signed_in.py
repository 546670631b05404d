"""Who asks: sets on each request the account, the role in which it works, and the actor that its acts have."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from nemcon.core.acts import Capacity
from nemcon.core.roles import CLEARING_OFFICER, PUBLIC
from nemcon.web.accounts import selectors, sessions
from nemcon.web.accounts.models import Account
from nemcon.web.record.perform import Actor
from nemcon.web.record.world import REAL

CHOSEN = "role"
"""Where the session keeps the role that somebody with several chose."""


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Set `request.account`, `request.role` and `request.roles`. A role that ended is gone with the next request."""

    def with_role(request: HttpRequest) -> HttpResponse:
        asks: Any = request
        # Without a cookie nobody looks for a session: what the public reads can be kept by caches.
        asks.account = sessions.account_of(request) if settings.SESSION_COOKIE_NAME in request.COOKIES else None
        asks.roles = selectors.roles(asks.account, REAL.now()) if asks.account else []
        chosen = request.session.get(CHOSEN) if asks.account else None
        asks.role = chosen if chosen in asks.roles else next(iter(asks.roles), PUBLIC)
        return get_response(request)

    return with_role


def actor_of(request: HttpRequest) -> Actor:
    """The actor of acts that come of `request`. Raises: PermissionError where its role acts in no capacity."""
    role = str(getattr(request, "role", PUBLIC))
    account: Account | None = getattr(request, "account", None)
    if account is None or role in (PUBLIC, CLEARING_OFFICER):
        raise PermissionError("Nothing is recorded in this role. Choose another, or sign in as an officer.")
    return Actor(Capacity(role), account=str(account.id))
