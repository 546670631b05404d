"""`nemcon account …`: who signs in, and in which roles. Whoever runs commands on the machine administers the site."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from nemcon.commands.run import Data, telling
from nemcon.serve.trouble import Trouble

if TYPE_CHECKING:
    from nemcon.web.accounts.models import Account

account = typer.Typer(
    help="Who signs in: add, invite and close accounts, give and end roles, list mails that were not sent.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Email = typer.Argument(..., metavar="EMAIL", help="The account's e-mail address.")


@contextmanager
def _site(data: Path | None) -> Iterator[None]:
    """Django on the site's database, brought up to date; what cannot be is said in a sentence."""
    from nemcon.serve import attach

    with telling(), attach.django(data) as running:
        from django.conf import settings

        from nemcon.serve.prepare import bring_up_to_date
        from nemcon.web.accounts.acting import Refused

        bring_up_to_date()
        if running and not settings.ALLOWED_HOSTS:  # a demonstration: its address is where it runs
            settings.NEMCON_SITE_ADDRESS = running.replace("127.0.0.1", "localhost")
        try:
            yield
        except Refused as refused:
            raise Trouble(str(refused)) from refused


def _found(email: str) -> Account:
    from nemcon.web.accounts import selectors

    account = selectors.by_address(email)
    if account is None:
        raise Trouble(f"There is no account with the address {email}. `nemcon account list` names all.")
    return account


@account.command()
def add(
    email: str = Email,
    name: str = typer.Option(..., "--name", help="The name that others see."),
    role: list[str] = typer.Option(["officer"], "--role", help="officer, clearing officer or administrator."),
    language: str = typer.Option("en", "--language", help="Of its pages and mails: ar, zh, en, fr, ru or es."),
    data: Path | None = Data,
) -> None:
    """Add an account, and invite it: prints a link that works once, for seven days, and has it sent."""
    with _site(data):
        from nemcon.web.accounts import actions
        from nemcon.web.accounts.acting import by_command
        from nemcon.web.record.world import REAL

        made = actions.add(by_command(), REAL.now(), email=email, name=name, language=language, roles=role)
        print(actions.invite(by_command(), REAL.now(), made))
        _say_mail(made)


@account.command()
def invite(
    email: str = Email,
    afresh: bool = typer.Option(False, "--afresh", help="Take away password, passkeys, app and codes first."),
    data: Path | None = Data,
) -> None:
    """Invite an account again: prints a link that works once, for seven days, and has it sent."""
    with _site(data):
        from nemcon.web.accounts import actions
        from nemcon.web.accounts.acting import by_command
        from nemcon.web.record.world import REAL

        found = _found(email)
        print((actions.start_afresh if afresh else actions.invite)(by_command(), REAL.now(), found))
        _say_mail(found)


@account.command("list")
def list_all(data: Path | None = Data) -> None:
    """Print all accounts, one a line: address, name, roles; separated by tabs."""
    with _site(data):
        from nemcon.web.accounts import selectors
        from nemcon.web.record.world import REAL

        for one, held in selectors.people(REAL.now()):
            roles = ", ".join(dict.fromkeys(_words(appointment) for appointment in held)) if one.is_active else "closed"
            print(f"{one.email}\t{one.name}\t{roles or 'no role'}")


def _words(appointment: object) -> str:
    role, covers = getattr(appointment, "role", ""), getattr(appointment, "covers", None)
    return f"{role} for {covers.email}" if covers else role


@account.command()
def role(
    email: str = Email,
    give: list[str] = typer.Option([], "--give", help="A role that the account gets."),
    end: list[str] = typer.Option([], "--end", help="A role that it loses."),
    data: Path | None = Data,
) -> None:
    """Give roles, or end them; it holds with the account's next page."""
    with _site(data):
        from nemcon.web.accounts import actions, selectors
        from nemcon.web.accounts.acting import by_command
        from nemcon.web.record.world import REAL

        if not give and not end:
            raise Trouble("Say --give ROLE or --end ROLE.")
        found = _found(email)
        for each in give:
            actions.give_role(by_command(), REAL.now(), found, each)
        for each in end:
            held = selectors.appointments(found, REAL.now()).filter(role=each)
            if not held.exists():
                raise Trouble(f"{email} does not have the role {each!r}.")
            for appointment in held:
                actions.end_role(by_command(), REAL.now(), appointment.id)
        print(f"{email}: {', '.join(selectors.roles(found, REAL.now())) or 'no role'}", file=sys.stderr)


@account.command()
def close(email: str = Email, data: Path | None = Data) -> None:
    """Close an account: it is signed out everywhere; its roles end; what it did stays under its name."""
    with _site(data):
        from nemcon.web.accounts import actions
        from nemcon.web.accounts.acting import by_command
        from nemcon.web.record.world import REAL

        actions.close(by_command(), REAL.now(), _found(email))
        print(f"Closed: {email}.", file=sys.stderr)


@account.command()
def mails(data: Path | None = Data) -> None:
    """Print the mails that no server took: those kept as files in the data folder, and those that wait or failed."""
    with _site(data):
        from nemcon.web.accounts import mail
        from nemcon.web.accounts.models import Mail

        for path, date, to, subject in mail.kept():
            print(f"{date}\t{to}\t{subject}\t{path}")
        for one in Mail.objects.filter(sent=None).order_by("queued"):
            state = f"failed: {one.failed}" if one.failed else "waits for the worker"
            print(f"{one.queued:%a, %d %b %Y %H:%M:%S +0000}\t{one.to}\t{one.subject}\t{state}")


def _say_mail(to: Account) -> None:
    from nemcon.web.accounts import mail

    if mail.can_be_sent():
        print(f"The worker of the site sends it to {to.email}.", file=sys.stderr)
    else:
        print("No mail server is set here (NEMCON_SMTP_URL): hand the link over yourself.", file=sys.stderr)
