"""`nemcon account …` on a database of its own, as whoever runs the machine calls it; and what serve refuses."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from nemcon.serve.checks import insecure
from nemcon.web.settings import environment
from nemcon.web.settings.environment import BadSetting, MailServer, mail_server

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def nemcon(postgres, tmp_path):
    """Runs a command on a fresh database; gives exit code, standard output and standard error."""
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS accounts_command")
        connection.execute("CREATE DATABASE accounts_command")
    surroundings = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("NEMCON_", "DJANGO_"))},
        "PYTHONPATH": str(ROOT / "src"),
        "DATABASE_URL": postgres.rsplit("/", 1)[0] + "/accounts_command",
        "NEMCON_DATA": str(tmp_path / "data"),
        "NEMCON_ALLOWED_HOSTS": "documents.example.org",
    }

    def run(*words: str) -> tuple[int, str, str]:
        command = [sys.executable, "-m", "nemcon.cli", "account", *words]
        done = subprocess.run(command, env=surroundings, capture_output=True, text=True, timeout=120)
        return done.returncode, done.stdout, done.stderr

    return run


def test_accounts_are_added_listed_invited_given_roles_and_closed(nemcon):
    code, out, err = nemcon("add", "Officer@example.org", "--name", "An Officer", "--role", "officer")
    assert code == 0, err
    assert out.startswith("https://documents.example.org/account/invitation?by=")
    assert "hand the link over yourself" in err
    assert nemcon("add", "admin@example.org", "--name", "Admin", "--role", "administrator")[0] == 0
    code, _, err = nemcon("role", "officer@example.org", "--give", "clearing officer")
    assert (code, err.splitlines()[-1]) == (0, "officer@example.org: officer, clearing officer")
    assert nemcon("role", "officer@example.org", "--end", "officer")[0] == 0
    assert nemcon("list")[1].splitlines() == [
        "admin@example.org\tAdmin\tadministrator",
        "officer@example.org\tAn Officer\tclearing officer",
    ]
    assert nemcon("invite", "officer@example.org", "--afresh")[1].startswith("https://")
    assert nemcon("close", "officer@example.org")[0] == 0
    assert "closed" in nemcon("list")[1]
    assert "officer@example.org\tYour account\twaits for the worker" in nemcon("mails")[1]

    for words, said in (
        (("add", "officer@example.org", "--name", "Again"), "already"),
        (("add", "nonsense", "--name", "X"), "no e-mail address"),
        (("invite", "nobody@example.org"), "nemcon account list"),
        (("role", "officer@example.org"), "--give"),
        (("role", "admin@example.org", "--end", "officer"), "does not have"),
        (("role", "admin@example.org", "--end", "administrator"), "only administrator"),
        (("close", "admin@example.org"), "only administrator"),
    ):
        code, out, err = nemcon(*words)
        assert (code, out) == (1, "")
        assert said in err
        assert "Traceback" not in err


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example.org", MailServer("mail.example.org", 587, "", "", "start")),
        ("smtps://u%40x:p%2Fw@mail.example.org", MailServer("mail.example.org", 465, "u@x", "p/w", "all")),
        ("smtp://localhost:25?tls=none", MailServer("localhost", 25, "", "", "none")),
        ("", None),
    ],
)
def test_the_address_of_a_mail_server_says_how_it_is_reached(url, server):
    assert mail_server(url) == server


@pytest.mark.parametrize("url", ["mail.example.org", "http://x", "smtp://", "smtp://x:99999", "smtp://x?tls=maybe"])
def test_what_is_no_address_of_a_mail_server_is_said(url):
    with pytest.raises(BadSetting, match="NEMCON_SMTP_URL"):
        environment.read({"NEMCON_SMTP_URL": url})


def test_serve_refuses_codes_in_the_clear_and_mails_from_nobody():
    safe = environment.read({})
    plain = replace(safe, smtp_url="smtp://mail.example.org?tls=none", mail_from="")
    reasons = [reason for reason in insecure(plain) if "NEMCON_SMTP" in reason]
    assert len(reasons) == 2
    good = replace(safe, smtp_url="smtp://mail.example.org", mail_from="meetings@example.org")
    assert not [reason for reason in insecure(good) if "NEMCON_SMTP" in reason]
