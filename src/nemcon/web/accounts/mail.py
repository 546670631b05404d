"""Mails about accounts: codes, invitations, notices. They are rows first and the worker sends them.

So an answer takes as long for an address that has an account as for one that has none, and a mail server that is slow
or away keeps nobody waiting.
"""

import datetime as dt
import os
import secrets
from collections.abc import Sequence
from email import message_from_bytes, policy
from pathlib import Path

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from nemcon.web.accounts.models import Mail

log = structlog.get_logger("nemcon.accounts")
SOON = dt.timedelta(minutes=10)
"""How long a code is worth sending."""


class Folder(BaseEmailBackend):
    """Where no mail server is set: each mail becomes a file NEMCON_DATA/mails/….eml that its owner alone can read."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write them; how many."""
        folder = Path(settings.NEMCON_MAILS)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}.eml"
            file = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(file, "wb") as out:
                out.write(message.message().as_bytes())
        return len(email_messages)


def queue(to: str, subject: str, text: str, now: dt.datetime, until: dt.datetime | None = None) -> Mail:
    """Have a mail sent by the worker, as soon as this transaction is committed."""
    from nemcon.web.accounts import jobs

    with transaction.atomic():
        subject = " ".join(subject.split())
        mail = Mail.objects.create(to=to, subject=subject, text=text.strip(), queued=now, until=until or now + SOON)
        jobs.deliver.defer(mail_id=str(mail.id))
    return mail


def deliver(mail_id: str, now: dt.datetime) -> None:
    """Send a mail that waits, unless it was sent or no longer holds. Raises: OSError if the server does not take it.

    Should the machine die between sending and noting so, the mail is sent once more: it says the same.
    """
    with transaction.atomic():
        mail = Mail.objects.select_for_update().filter(id=mail_id, sent=None).exclude(text="").first()
        if mail is None:
            return
        if mail.until <= now:
            Mail.objects.filter(id=mail.id).update(text="", failed="not sent in time")
            log.error("mail not sent in time", mail=mail_id)
            return
        try:
            EmailMessage(mail.subject, mail.text, settings.DEFAULT_FROM_EMAIL, [mail.to]).send()
        except OSError as error:
            reason = f"{type(error).__name__}: {error}"[:300]
        else:
            Mail.objects.filter(id=mail.id).update(text="", sent=now, failed="")
            return
    Mail.objects.filter(id=mail_id).update(failed=reason)
    log.warning("mail not sent", mail=mail_id, reason=reason)
    raise OSError(reason)


def kept() -> list[tuple[Path, str, str, str]]:
    """The mails that were written into the data folder, the latest first: file, date, recipient, subject."""
    found = []
    for path in sorted(Path(settings.NEMCON_MAILS).glob("*.eml"), reverse=True):
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
        found.append((path, str(message["Date"]), str(message["To"]), str(message["Subject"])))
    return found


def can_be_sent() -> bool:
    """Whether a mail server is set."""
    return bool(get_connection().__class__ is not Folder)
