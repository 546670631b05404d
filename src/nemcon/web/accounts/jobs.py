"""Work about accounts that nobody waits for. Each job is idempotent and may run twice."""

import datetime as dt

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from nemcon.web.record.world import REAL

AGAIN = RetryStrategy(max_attempts=8, exponential_wait=2)
"""A mail server that is away may be back in a few seconds, or minutes; a code is worth ten."""
REMEMBERED = dt.timedelta(days=90)


@app.task(name="accounts.deliver", retry=AGAIN)
def deliver(mail_id: str) -> None:
    """Send a mail."""
    from nemcon.web.accounts import mail

    mail.deliver(mail_id, REAL.now())


@app.periodic(cron="41 3 * * *")
@app.task(name="accounts.forget", queueing_lock="accounts.forget")
def forget(timestamp: int) -> None:
    """Forget what no longer counts: attempts, old invitations and mails, sessions that ended."""
    from django.conf import settings
    from django.core.management import call_command

    from nemcon.web.accounts.models import Attempt, Invitation, Mail, SignedIn

    now = REAL.now()
    Attempt.objects.filter(at__lt=now - dt.timedelta(days=1)).delete()
    Invitation.objects.filter(until__lt=now - REMEMBERED).delete()
    Mail.objects.filter(queued__lt=now - REMEMBERED).delete()
    Mail.objects.filter(until__lt=now).exclude(text="").update(text="", failed="not sent in time")
    idle = dt.timedelta(seconds=settings.SESSION_COOKIE_AGE) + dt.timedelta(hours=1)
    SignedIn.objects.filter(seen__lt=now - idle).delete()
    call_command("clearsessions")
