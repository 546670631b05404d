"""Ways in for accounts, roles and leave cover. Nothing of it is on the record: it holds names and addresses.

Each function takes who acts (`By`) and the instant. What only an administrator may do asks for `manage.accounts`; what
cannot be undone, or gives power, asks besides for a fresh confirmation. Raises: NotAllowed, NotConfirmed, Refused.
"""

import datetime as dt
import hashlib
import secrets
from collections.abc import Sequence
from uuid import UUID

import structlog
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from nemcon.core.acts import Capacity
from nemcon.core.languages import LANGUAGES
from nemcon.web.accounts import mail, selectors
from nemcon.web.accounts.acting import MANAGE, By, Refused
from nemcon.web.accounts.models import Account, Appointment, Invitation, SignedIn
from nemcon.web.public.language import DJANGO_CODES

log = structlog.get_logger("nemcon.accounts")
INVITED_FOR = dt.timedelta(days=7)
ADMINISTRATOR = str(Capacity.ADMINISTRATOR)
OFFICER = str(Capacity.OFFICER)
NOT_OURS = ".invalid"
"""Addresses that nobody can have; the demonstration's accounts have such."""


def add(
    by: By, now: dt.datetime, *, email: str, name: str, language: str = "en", roles: Sequence[str] = (OFFICER,)
) -> Account:
    """A new account with `roles`; it cannot sign in with a password before it was invited and chose one."""
    by.must(MANAGE)
    by.must_be_fresh(now)
    email, name = email.strip().lower(), " ".join(name.split())
    try:
        validate_email(email)
    except ValidationError as error:
        raise Refused(_("“%(email)s” is no e-mail address.") % {"email": email}) from error
    if email.endswith(NOT_OURS) and not settings.NEMCON_DEMO:
        raise Refused(_("Addresses that end in .invalid belong to the demonstration. Give a real one."))
    if not name:
        raise Refused(_("Give the name that others see."))
    if language not in LANGUAGES:
        raise Refused(_("“%(language)s” is not one of the six languages.") % {"language": language})
    for role in roles:
        _check_role(role)
    try:
        with transaction.atomic():
            account = Account.objects.create_user(email, name=name, language=language)
            for role in dict.fromkeys(roles):
                Appointment.objects.create(account=account, role=role, since=now, given_by=by.account)
    except IntegrityError as error:
        raise Refused(_("There is an account with the address %(email)s already.") % {"email": email}) from error
    _log("account added", by, account, roles=list(roles))
    return account


def give_role(by: By, now: dt.datetime, account: Account, role: str, until: dt.datetime | None = None) -> Appointment:
    """Give `role` from now on, or until an instant. The same again changes nothing."""
    by.must(MANAGE)
    by.must_be_fresh(now)
    _check_role(role)
    _check_open(account)
    _check_until(until, now)
    held = selectors.appointments(account, now).filter(role=role, covers=None, until=until).first()
    if held is not None:
        return held
    given = Appointment.objects.create(account=account, role=role, since=now, until=until, given_by=by.account)
    _log("role given", by, account, role=role)
    return given


def end_role(by: By, now: dt.datetime, appointment_id: UUID | str) -> None:
    """End a role, or leave cover; the account has lost it with its next request."""
    by.must(MANAGE)
    by.must_be_fresh(now)
    with transaction.atomic():
        _take_turns()
        held = Appointment.objects.select_related("account").filter(id=appointment_id).first()
        if held is None or (held.until is not None and held.until <= now):
            raise Refused(_("This role has ended already."))
        if held.role == ADMINISTRATOR:
            _check_another(held.account, now)
        Appointment.objects.filter(id=held.id).update(until=now)
    _log("role ended", by, held.account, role=held.role)


def cover(by: By, now: dt.datetime, account: Account, absent: Account, until: dt.datetime) -> Appointment:
    """`account` acts for the officer `absent` until an instant: as an officer, whatever roles it has besides."""
    by.must(MANAGE)
    by.must_be_fresh(now)
    _check_open(account)
    _check_until(until, now)
    if account.id == absent.id:
        raise Refused(_("Nobody covers for themselves. Choose another officer."))
    if OFFICER not in selectors.roles(absent, now):
        raise Refused(_("%(name)s is not an officer, so there is nothing to cover.") % {"name": absent})
    with transaction.atomic():
        _take_turns()
        same = selectors.appointments(account, now).filter(covers=absent)
        same.update(until=now)
        given = Appointment.objects.create(
            account=account, role=OFFICER, since=now, until=until, covers=absent, given_by=by.account
        )
    _log("leave covered", by, account, absent=str(absent.id))
    return given


def close(by: By, now: dt.datetime, account: Account) -> None:
    """Close an account: it is signed out everywhere and cannot sign in; its roles end; what it did stays its own."""
    by.must(MANAGE)
    by.must_be_fresh(now)
    with transaction.atomic():
        _take_turns()
        if ADMINISTRATOR in selectors.roles(account, now):
            _check_another(account, now)
        Account.objects.filter(id=account.id).update(is_active=False)
        selectors.appointments(account, now).update(until=now)
        Appointment.objects.filter(covers=account, until__gt=now).update(until=now)
        Invitation.objects.filter(account=account, used=None).delete()
        SignedIn.objects.filter(account=account).delete()
    account.is_active = False
    _log("account closed", by, account)


def reopen(by: By, now: dt.datetime, account: Account) -> None:
    """Open a closed account again, without any role."""
    by.must(MANAGE)
    by.must_be_fresh(now)
    Account.objects.filter(id=account.id).update(is_active=True)
    account.is_active = True
    _log("account opened again", by, account)


def invite(by: By, now: dt.datetime, account: Account) -> str:
    """Send a link by which the account chooses a password or a passkey, once, within a week; earlier ones stop working.

    Gives the link, for who has no mail server.
    """
    by.must(MANAGE)
    by.must_be_fresh(now)
    _check_open(account)
    token, until = secrets.token_urlsafe(32), now + INVITED_FOR
    link = f"{settings.NEMCON_SITE_ADDRESS}/account/invitation?by={token}"
    with transaction.atomic():
        Invitation.objects.filter(account=account, used=None).delete()
        Invitation.objects.create(account=account, digest=_digest(token), made=now, until=until, made_by=by.account)
        with translation.override(DJANGO_CODES.get(account.language, account.language)):
            facts = {"account": account, "link": link, "until": until, "language": account.language}
            subject = render_to_string("accounts/mail/invitation_subject.txt", facts)
            mail.queue(account.email, subject, render_to_string("accounts/mail/invitation.txt", facts), now, until)
    _log("account invited", by, account)
    return link


def start_afresh(by: By, now: dt.datetime, account: Account) -> str:
    """For who lost everything to sign in with, or from whom it was stolen: password, passkeys, authenticator and codes
    are taken away, all devices signed out, and a new invitation is sent. Gives its link."""
    by.must(MANAGE)
    by.must_be_fresh(now)
    with transaction.atomic():
        account.set_unusable_password()
        account.save(update_fields=["password"])
        Authenticator.objects.filter(user=account).delete()
        SignedIn.objects.filter(account=account).delete()
        link = invite(by, now, account)
    _log("account begins anew", by, account)
    return link


def invited(token: str, now: dt.datetime) -> Invitation | None:
    """The invitation with this token, if it still works."""
    found = Invitation.objects.select_related("account").filter(digest=_digest(token), used=None, until__gt=now)
    return found.filter(account__is_active=True).first()


def accept(token: str, now: dt.datetime, password: str | None = None) -> Account:
    """Use an invitation: from now on it does not work. With `password` that is the account's."""
    with transaction.atomic():
        found = Invitation.objects.select_for_update(of=("self",)).filter(digest=_digest(token)).first()
        if found is None or invited(token, now) is None:
            raise Refused(_("This invitation was used, or its time is over. Ask an administrator for another."))
        account = found.account
        if password is not None:
            try:
                validate_password(password, account)
            except ValidationError as error:
                raise Refused(" ".join(error.messages)) from error
            account.set_password(password)
            account.save(update_fields=["password"])
        found.used = now
        found.save(update_fields=["used"])
    log.info("invitation used", account=str(account.id))
    return account


def choose_language(account: Account, language: str) -> None:
    """In which language the pages are after signing in, and mails come."""
    if language not in LANGUAGES:
        raise Refused(_("“%(language)s” is not one of the six languages.") % {"language": language})
    Account.objects.filter(id=account.id).update(language=language)
    account.language = language


def end_session(account: Account, session_id: UUID | str) -> bool:
    """Sign one of one's own devices out; whether it was signed in."""
    return bool(SignedIn.objects.filter(account=account, id=session_id).delete()[0])


def end_other_sessions(account: Account, but: UUID | str) -> int:
    """Sign all of one's own devices out but one; how many."""
    return SignedIn.objects.filter(account=account).exclude(id=but).delete()[0]


def _check_role(role: str) -> None:
    if role not in dict(Appointment.ROLES):
        known = ", ".join(dict(Appointment.ROLES))
        raise Refused(_("“%(role)s” is no role; the roles are %(known)s.") % {"role": role, "known": known})


def _check_open(account: Account) -> None:
    if not account.is_active:
        raise Refused(_("The account of %(name)s is closed. Open it again first.") % {"name": account})


def _check_until(until: dt.datetime | None, now: dt.datetime) -> None:
    if until is not None and until <= now:
        raise Refused(_("The last day is over already. Give a later one."))


def _check_another(account: Account, now: dt.datetime) -> None:
    """Raises: Refused if nobody else administers."""
    if all(other.id == account.id for other in selectors.holders(ADMINISTRATOR, now)):
        raise Refused(_("This is the only administrator. Give the role to somebody else first."))


def _take_turns() -> None:
    """Two administrators who end each other's role at the same time leave one."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('nemcon:accounts', 0))")


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _log(did: str, by: By, account: Account, **facts: object) -> None:
    log.info(did, account=str(account.id), by=str(by.account.id) if by.account else "command", **facts)
