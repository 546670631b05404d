"""People: the administrator's pages of accounts, roles and leave cover."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from nemcon.core.languages import OWN_NAMES
from nemcon.web.accounts import actions, mail, selectors
from nemcon.web.accounts.acting import NotAllowed, Refused
from nemcon.web.accounts.models import Account, Appointment
from nemcon.web.accounts.page import account_site, at_seat, by_of, end_of_day, managed, show
from nemcon.web.accounts.page import now as the_time
from nemcon.web.accounts.wording import role_in_words


@managed("POST")
def people(request: HttpRequest) -> HttpResponse:
    """All accounts, and a form for a new one, which is invited at once."""
    typed: dict[str, Any] = {"email": "", "name": "", "language": "", "roles": ["officer"]}
    refused = ""
    if request.method == "POST":
        typed = {key: request.POST.get(key, "") for key in ("email", "name", "language")}
        typed["roles"] = request.POST.getlist("roles")
        by, now = by_of(request), the_time()
        try:
            made = actions.add(by, now, **typed)
            actions.invite(by, now, made)
        except (Refused, NotAllowed) as error:
            refused = str(error)
        else:
            messages.success(request, _invited(made))
            return HttpResponseRedirect(reverse("account:person", args=[made.id]))
    site = account_site(request)
    context = {
        "page": "people",
        "people": [
            {"account": one, "held": [_held(appointment, site) for appointment in held]}
            for one, held in selectors.people(the_time())
        ],
        "typed": typed,
        "refused": refused,
        "all_roles": _roles(),
        "languages": [{"code": code, "name": OWN_NAMES[code]} for code in site.institution.languages],
    }
    return show(request, "accounts/people.html", context, 422 if refused else 200)


@managed("POST")
def person(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """One account: roles, cover, invitation, closing."""
    account = selectors.account(account_id)
    if account is None:
        raise Http404
    refused = ""
    if request.method == "POST":
        try:
            messages.success(request, _do(request, account))
        except (Refused, NotAllowed) as error:
            refused = str(error)
        else:
            return HttpResponseRedirect(reverse("account:person", args=[account.id]))
    now, site = the_time(), account_site(request)
    invitation = selectors.invitation(account)
    context = {
        "page": "people",
        "person": account,
        "held": [_held(one, site) for one in selectors.appointments(account, now)],
        "covered_by": [
            {"id": one.id, "name": one.account, "until": at_seat(one.until, site)}
            for one in selectors.covering(account, now)
            if one.until
        ],
        "officers": [one for one in selectors.holders("officer", now) if one.id != account.id],
        "invited_until": at_seat(invitation.until, site) if invitation and invitation.until > now else "",
        "invitation_over": bool(invitation and invitation.until <= now),
        "can_sign_in": selectors.can_sign_in(account),
        "all_roles": _roles(),
        "typed": request.POST,
        "refused": refused,
        "kept": not mail.can_be_sent(),
    }
    return show(request, "accounts/person.html", context, 422 if refused else 200)


def _do(request: HttpRequest, account: Account) -> str:
    """What the button says; gives what was done, in words. Raises: Refused, NotAllowed, NotConfirmed."""
    by, now, given = by_of(request), the_time(), request.POST
    match given.get("do"):
        case "give":
            actions.give_role(by, now, account, given.get("role", ""))
            return _("The role was given.")
        case "end":
            actions.end_role(by, now, _one_of(given.get("appointment", "")))
            return _("It has ended.")
        case "cover":
            absent = selectors.account(_one_of(given.get("absent", "")))
            if absent is None:
                raise Refused(_("Choose the officer who is on leave."))
            actions.cover(by, now, account, absent, _until(request))
            return _("The cover was recorded.")
        case "invite":
            actions.invite(by, now, account)
            return _invited(account)
        case "afresh":
            actions.start_afresh(by, now, account)
            return _invited(account)
        case "close":
            actions.close(by, now, account)
            return _("The account was closed.")
        case "open":
            actions.reopen(by, now, account)
            return _("The account is open again, without a role.")
    raise Refused(_("Choose what is to be done."))


def _invited(account: Account) -> str:
    if mail.can_be_sent():
        return _("An invitation goes to %(email)s. Its link works once, for seven days.") % {"email": account.email}
    return _(
        "An invitation for %(email)s was written into the data folder, for no mail server is set: "
        "“nemcon account mails” names it."
    ) % {"email": account.email}


def _held(one: Appointment, site: Any) -> dict[str, Any]:
    return {
        "id": one.id,
        "role": role_in_words(one.role),
        "covers": one.covers,
        "since": at_seat(one.since, site),
        "until": at_seat(one.until, site) if one.until else "",
    }


def _roles() -> list[dict[str, str]]:
    return [{"role": role, "name": role_in_words(role)} for role, _name in Appointment.ROLES]


def _one_of(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refused(_("Choose one of the list.")) from None


def _until(request: HttpRequest) -> dt.datetime:
    try:
        day = dt.date.fromisoformat(request.POST.get("until", ""))
    except ValueError:
        raise Refused(_("Give the last day of the leave.")) from None
    return end_of_day(day, account_site(request))
