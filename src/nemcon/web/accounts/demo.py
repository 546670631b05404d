"""The three accounts of the demonstration. Their password follows from the secret of its folder, so it is another on
each machine, and the sign-in page shows it; `nemcon serve` refuses a database that holds such accounts."""

import datetime as dt
import hashlib
import hmac

from django.conf import settings

from nemcon.web.accounts import actions, selectors
from nemcon.web.accounts.acting import by_command
from nemcon.web.accounts.models import Account

PLACE = "@demo.invalid"
PEOPLE = (
    ("officer" + PLACE, "Officer", "officer"),
    ("director" + PLACE, "Director", "clearing officer"),
    ("administrator" + PLACE, "Administrator", "administrator"),
)
"""Address, name and role. No names of persons stand on the demonstration's screens."""
LETTERS = "bcdfghjklmnpqrstvwxz"


def password() -> str:
    """The password of the three accounts, on this machine."""
    digest = hmac.new(settings.SECRET_KEY.encode(), b"nemcon demo password", hashlib.sha256).digest()
    signs = "".join(LETTERS[byte % len(LETTERS)] for byte in digest[:12])
    return "-".join(signs[start : start + 4] for start in (0, 4, 8))


def add_people(now: dt.datetime) -> list[Account]:
    """Add the accounts that are missing; all have today's password. Raises: ValueError outside a demonstration."""
    if not settings.NEMCON_DEMO:
        raise ValueError("Accounts of the demonstration are added in the demonstration only.")
    accounts = []
    for email, name, role in PEOPLE:
        account = selectors.by_address(email)
        if account is None:
            account = actions.add(by_command(), now, email=email, name=name, roles=[role])
        if not account.check_password(password()):
            account.set_password(password())
            account.save(update_fields=["password"])
        accounts.append(account)
    return accounts


def people_here() -> list[str]:
    """The addresses of the demonstration's accounts that this database holds."""
    found = Account.objects.filter(email__endswith=PLACE, is_active=True)
    return list(found.order_by("email").values_list("email", flat=True))
