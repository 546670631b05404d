"""Mails about accounts: sent to a real SMTP server, kept as files without one, never sent too late."""

import datetime as dt
import os
import socketserver
import threading
from collections.abc import Iterator
from email import message_from_string, policy
from pathlib import Path

import pytest
from django.test import Client

from nemcon.web.accounts import actions, jobs, mail
from nemcon.web.accounts.acting import by_command
from nemcon.web.accounts.models import Account, Mail
from nemcon.web.record.world import REAL

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("case")]


class Conversation(socketserver.StreamRequestHandler):
    """One client of a mail server, as far as RFC 5321 must go."""

    server: "Server"

    def handle(self) -> None:
        self.say("220 mail.test ESMTP")
        while line := self.rfile.readline().decode().rstrip("\r\n"):
            verb = line.split(" ")[0].upper()
            if verb in ("EHLO", "HELO", "MAIL", "RSET"):
                self.say("250 mail.test")
            elif verb == "RCPT":
                self.say("550 no such box" if "refused@" in line else "250 good")
            elif verb == "DATA":
                self.say("354 go on")
                lines = []
                while (text := self.rfile.readline().decode()) not in (".\r\n", ""):
                    lines.append(text.removeprefix(".") if text.startswith("..") else text)
                self.server.received.append("".join(lines).replace("\r\n", "\n"))
                self.say("250 taken")
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("502 not here")

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


class Server(socketserver.ThreadingTCPServer):
    """A mail server that keeps what it takes."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.received: list[str] = []


@pytest.fixture
def server(settings) -> Iterator[Server]:
    """A mail server, and settings that name it."""
    with Server() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        settings.DEFAULT_FROM_EMAIL = "meetings@example.org"
        yield server
        server.shutdown()


@pytest.fixture
def folder(settings, tmp_path) -> Path:
    """No mail server: a folder."""
    settings.EMAIL_BACKEND = "nemcon.web.accounts.mail.Folder"
    settings.NEMCON_MAILS = tmp_path / "mails"
    return tmp_path / "mails"


def made(email: str = "officer@example.org", language: str = "en") -> Account:
    return actions.add(by_command(), REAL.now(), email=email, name="Officer", language=language)


def test_a_code_goes_out_by_smtp_lets_in_and_is_not_kept(server, run_jobs):
    made()
    client = Client()
    client.post("/account/login/code", {"email": "officer@example.org"})
    assert server.received == []  # nobody waits for the mail server
    assert "accounts.deliver" in run_jobs()
    (taken,) = server.received
    message = message_from_string(taken, policy=policy.default)
    assert (message["From"], message["To"]) == ("meetings@example.org", "officer@example.org")
    assert message["Subject"] == "Your code"
    code = message.get_content().split("\n\n")[1].strip()
    client.post("/account/login/code/confirm", {"code": code})
    assert client.get("/account/me").status_code == 200
    held = Mail.objects.get()
    assert held.text == ""
    assert held.sent is not None


def test_a_job_that_runs_twice_sends_once(server, run_jobs):
    actions.invite(by_command(), REAL.now(), made())
    run_jobs()
    jobs.deliver(str(Mail.objects.get().id))
    assert len(server.received) == 1


def test_what_no_server_takes_is_tried_again_and_told_and_what_is_late_is_not_sent(server, run_jobs, settings):
    held = mail.queue("officer@example.org", "A subject\non two lines", "words", REAL.now())
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    with pytest.raises(OSError, match="refused"):
        jobs.deliver(str(held.id))
    held.refresh_from_db()
    assert "refused" in held.failed
    assert held.text == "words"
    settings.EMAIL_PORT = port
    jobs.deliver(str(held.id))
    assert "Subject: A subject on two lines" in server.received[0]
    late = mail.queue("officer@example.org", "s", "words", REAL.now() - dt.timedelta(hours=1))
    jobs.deliver(str(late.id))
    late.refresh_from_db()
    assert (late.text, late.sent, len(server.received)) == ("", None, 1)
    refused = mail.queue("refused@example.org", "s", "words", REAL.now())
    with pytest.raises(OSError, match="550"):
        jobs.deliver(str(refused.id))


def test_without_a_server_each_mail_is_a_file_for_its_owner_alone_and_is_listed(folder, run_jobs):
    link = actions.invite(by_command(), REAL.now(), made(language="fr"))
    run_jobs()
    (file,) = folder.glob("*.eml")
    assert os.stat(file).st_mode & 0o777 == 0o600
    assert os.stat(folder).st_mode & 0o777 == 0o700
    ((path, _date, to, _subject),) = mail.kept()
    assert (path, to) == (file, "officer@example.org")
    assert link in message_from_string(file.read_text(), policy=policy.default).get_content()
    assert not mail.can_be_sent()


def test_somebody_is_told_of_what_changes_how_they_sign_in_in_their_language(server, run_jobs):
    account = made(language="es")
    account.set_password("a long row of words")
    account.save()
    client = Client()
    client.force_login(account)
    given = {"oldpassword": "a long row of words", "password1": "quite other words", "password2": "quite other words"}
    assert client.post("/account/password", given)["Location"] == "/account/me"
    assert client.get("/account/me").status_code == 200
    run_jobs()
    (taken,) = server.received
    assert message_from_string(taken, policy=policy.default)["To"] == "officer@example.org"


def test_what_no_longer_counts_is_forgotten(db):
    old = REAL.now() - dt.timedelta(days=91)
    mail.queue("officer@example.org", "s", "words", old)
    kept = mail.queue("officer@example.org", "s", "words", REAL.now())
    jobs.forget(0)
    assert list(Mail.objects.all()) == [kept]
