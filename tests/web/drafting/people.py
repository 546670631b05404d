"""People who work on drafts, and the hour at which they do."""

import datetime as dt

from nemcon.web.accounts.models import Account, Appointment

NOW = dt.datetime(2020, 11, 17, 8, 40, tzinfo=dt.UTC)


def account(email: str, role: str) -> Account:
    """Somebody in a role since long ago."""
    made = Account.objects.create_user(email, name=email.partition("@")[0].title())
    Appointment.objects.create(account=made, role=role, since=dt.datetime(2000, 1, 1, tzinfo=dt.UTC))
    return made
