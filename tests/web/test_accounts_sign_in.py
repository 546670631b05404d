"""Signing in, as a browser without script does it; and what others cannot do to it."""

import datetime as dt
import re
import time

import lxml.html
import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core.cache import cache
from django.test import Client

from nemcon.web.accounts import actions, device, throttle
from nemcon.web.accounts.acting import by_command
from nemcon.web.accounts.models import Account, Attempt, Mail, SignedIn
from nemcon.web.record.world import REAL

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("case")]
PASSWORD = "a long row of words"
WRONG = "another row of words"


@pytest.fixture
def officer() -> Account:
    """An officer with a password and nothing else."""
    account = actions.add(by_command(), REAL.now(), email="officer@example.org", name="Officer")
    account.set_password(PASSWORD)
    account.save()
    return account


@pytest.fixture
def secret(officer: Account) -> str:
    """The key of the officer's authenticator app."""
    key = generate_totp_secret()
    TOTP.activate(officer, key)
    return key


def code_now(key: str, steps: int = 0) -> str:
    """What an authenticator app shows, or showed `steps` ago."""
    return format_hotp_value(hotp_value(key, int(time.time()) // 30 - steps))


def give(client: Client, password: str, email: str = "officer@example.org", **extra: str):
    """Send the form of the sign-in page."""
    return client.post("/account/login", {"login": email, "password": password, **extra})


def is_in(client: Client) -> bool:
    """Whether somebody is signed in."""
    return client.get("/account/me").status_code == 200


def code_in_mail() -> str:
    """The code in the last mail that waits."""
    found = re.search(r"\b[A-Z]{4}-[A-Z]{4}\b", Mail.objects.latest("queued").text)
    assert found
    return found[0]


def words(response) -> str:
    """What a page says."""
    return " ".join(lxml.html.fromstring(response.content).find(".//main").text_content().split())


def test_a_password_alone_lets_nobody_in_and_a_code_by_mail_is_the_second_step(reader, officer):
    response = give(reader, PASSWORD)
    assert response["Location"] == "/account/login/code/confirm"
    assert not is_in(reader)
    assert reader.post("/account/login/code/confirm", {"code": "BCDF-GHJK"}).status_code == 200
    assert not is_in(reader)
    response = reader.post("/account/login/code/confirm", {"code": code_in_mail()})
    assert response.status_code == 302
    assert is_in(reader)


def test_password_and_authenticator_app_let_in_and_lead_where_one_was_going(reader, officer, secret):
    give(reader, PASSWORD, next="/account/role")
    assert not is_in(reader)
    assert Mail.objects.count() == 0
    response = reader.post("/account/login/second-step", {"code": code_now(secret)})
    assert response["Location"] == "/account/role"
    assert is_in(reader)


def test_a_code_of_the_app_holds_once_however_it_is_written(reader, officer, secret):
    code = code_now(secret)
    give(reader, PASSWORD)
    reader.post("/account/login/second-step", {"code": code})
    assert is_in(reader)
    for written in (code, f"{code[:3]} {code[3:]}", f"{code[:3]}-{code[3:]}"):
        cache.clear()  # as in another of our processes
        other = Client()
        give(other, PASSWORD)
        other.post("/account/login/second-step", {"code": written})
        assert not is_in(other)


def test_a_recovery_code_stands_for_the_app_once(reader, officer, secret):
    code = RecoveryCodes.activate(officer).get_unused_codes()[0]
    for client, lets_in in ((reader, True), (Client(), False)):
        give(client, PASSWORD)
        client.post("/account/login/second-step", {"code": code})
        assert is_in(client) is lets_in


def test_a_code_by_mail_lets_in_and_the_app_is_asked_for_where_there_is_one(reader, officer):
    reader.post("/account/login/code", {"email": "Officer@Example.org"})
    reader.post("/account/login/code/confirm", {"code": code_in_mail().lower()})
    assert is_in(reader)
    key = generate_totp_secret()
    TOTP.activate(officer, key)
    other = Client()
    other.post("/account/login/code", {"email": officer.email})
    response = other.post("/account/login/code/confirm", {"code": code_in_mail()})
    assert response["Location"] == "/account/login/second-step"
    assert not is_in(other)


def test_unknown_addresses_are_answered_like_known_ones_on_every_way_in(officer):
    """Word for word, form by form, also when too many attempts failed."""
    ways = (
        ("/account/login", "login", {"password": WRONG}, 7),
        ("/account/login/code", "email", {}, 5),
        ("/account/password/forgotten", "email", {}, 5),
    )
    for address, field, rest, times in ways:
        said: dict[str, list[tuple[int, str, str]]] = {}
        for email in (officer.email, "nobody1@example.org"):
            Attempt.objects.all().delete()
            client = Client()
            for _ in range(times):
                response = client.post(address, {field: email, **rest})
                text = re.sub(email, "ADDRESS", words(response) if response.content else "")
                said.setdefault(email, []).append((response.status_code, response.get("Location", ""), text))
                if response.status_code == 302:
                    page = client.get(response["Location"])
                    said[email].append((page.status_code, "", re.sub(email, "ADDRESS", words(page))))
                    client.post("/account/logout", {"next": "/account/login"})
        assert said[officer.email] == said["nobody1@example.org"]
    assert {mail.to for mail in Mail.objects.all()} == {officer.email}


def test_a_wrong_code_for_an_unknown_address_is_answered_like_one_for_a_known(officer):
    said = []
    for email in (officer.email, "nobody1@example.org"):
        client = Client()
        client.post("/account/login/code", {"email": email})
        for _ in range(4):
            response = client.post("/account/login/code/confirm", {"code": "BBBB-BBBB"})
            said.append((email, response.status_code, response.get("Location")))
    assert [one[1:] for one in said[:4]] == [one[1:] for one in said[4:]]


def test_an_unknown_address_takes_as_long_as_a_wrong_password(reader, officer, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    officer.set_password(PASSWORD)
    officer.save()
    took: dict[str, list[float]] = {officer.email: [], "nobody@example.org": []}
    for _ in range(3):
        for email, times in took.items():
            began = time.process_time()
            give(reader, WRONG, email)
            times.append(time.process_time() - began)
    known, unknown = (min(times) for times in took.values())
    assert unknown == pytest.approx(known, rel=0.5)


def test_somebody_elses_attempts_never_keep_a_known_device_out_and_slow_themselves(officer, secret):
    known, attacker = Client(), Client()
    give(known, PASSWORD)
    known.post("/account/login/second-step", {"code": code_now(secret, 1)})
    assert is_in(known)
    known.post("/account/logout")
    for _ in range(12):
        response = give(attacker, WRONG)
    assert "Too many attempts failed" in words(response)
    assert "Too many" in words(give(attacker, PASSWORD))  # even the right one, from there
    give(known, PASSWORD)
    known.post("/account/login/second-step", {"code": code_now(secret)})
    assert is_in(known)


def test_the_second_step_is_counted_too_and_by_device(officer, secret):
    attacker = Client()
    give(attacker, PASSWORD)
    for _ in range(8):
        response = attacker.post("/account/login/second-step", {"code": "000000"})
    assert "Too many attempts failed" in words(response)
    attacker.post("/account/login/second-step", {"code": code_now(secret)})
    assert not is_in(attacker)


def test_a_known_device_has_its_own_limit_and_another_account_on_it_is_not_known(officer, rf):
    request = rf.get("/")
    response = Client().get("/account/login")
    device.remember(request, response, officer.email)
    request.COOKIES[device.COOKIE] = response.cookies[device.COOKIE].value
    assert device.number(request, "Officer@example.org")
    assert device.number(request, "other@example.org") == ""
    request.COOKIES[device.COOKIE] = "forged" + request.COOKIES[device.COOKIE]
    assert device.number(request, officer.email) == ""


def test_attempts_count_for_a_quarter_of_an_hour_and_the_right_one_is_taken_back():
    now = REAL.now()
    for number in range(5):
        throttle.attempt(throttle.PASSWORD, "a@b.org", "", now + dt.timedelta(minutes=number))
    with pytest.raises(throttle.TooMany) as many:
        throttle.attempt(throttle.PASSWORD, "a@b.org", "", now + dt.timedelta(minutes=5))
    assert many.value.minutes == 10
    throttle.attempt(throttle.PASSWORD, "a@b.org", "", now + dt.timedelta(minutes=15, seconds=1))
    for _ in range(50):
        throttle.attempt(throttle.PASSWORD, "other@b.org", "", now).succeeded()


def test_where_many_accounts_are_tried_unknown_devices_wait_and_known_ones_do_not():
    now = REAL.now()
    for number in range(throttle.PASSWORD.total or 0):
        throttle.attempt(throttle.PASSWORD, f"{number}@b.org", "", now)
    with pytest.raises(throttle.TooMany) as many:
        throttle.attempt(throttle.PASSWORD, "another@b.org", "", now)
    assert many.value.everywhere
    throttle.attempt(throttle.PASSWORD, "another@b.org", "my device", now)
    throttle.attempt(throttle.CODE, "another@b.org", "", now)


def test_nothing_that_was_typed_stands_in_the_table_of_attempts(reader, officer):
    give(reader, WRONG)
    assert Attempt.objects.exists()
    assert not Attempt.objects.filter(bucket__contains="officer").exists()


def test_a_closed_account_is_answered_like_a_wrong_password(reader, officer):
    actions.close(by_command(), REAL.now(), officer)
    assert "do not belong together" in words(give(reader, PASSWORD))
    reader.post("/account/login/code", {"email": officer.email})
    assert not Mail.objects.exists()


def test_a_forgotten_password_is_replaced_with_a_code_and_all_devices_are_signed_out(reader, officer, secret):
    other = Client()
    other.force_login(officer)
    assert is_in(other)
    reader.post("/account/password/forgotten", {"email": officer.email})
    reader.post("/account/password/forgotten/code", {"code": code_in_mail()})
    new = {"password1": "quite other words now", "password2": "quite other words now"}
    assert reader.post("/account/password/forgotten/new", new)["Location"] == "/account/password/forgotten/done"
    assert not is_in(reader)
    assert not is_in(other)
    give(reader, "quite other words now")
    reader.post("/account/login/second-step", {"code": code_now(secret)})
    assert is_in(reader)


def test_nobody_signs_up_and_nothing_that_allauth_offers_besides_is_there(reader):
    for address in ("signup", "signup/", "email", "confirm-email", "login/", "3rdparty", "sessions/"):
        assert reader.get(f"/account/{address}").status_code == 404


def test_a_page_that_anybody_reads_sets_no_cookie_and_the_sign_in_page_is_not_kept(reader):
    assert not reader.get("/en/").cookies
    page = reader.get("/account/login")
    assert page["Cache-Control"] == "no-store"
    assert set(page.cookies) == {"csrftoken"}


def test_signing_in_leads_nowhere_else(reader, officer, secret):
    give(reader, PASSWORD, next="https://elsewhere.example/")
    response = reader.post("/account/login/second-step", {"code": code_now(secret)})
    assert response["Location"].startswith("/")
    assert Authenticator.objects.filter(user=officer).count() == 1
    assert SignedIn.objects.get().account == officer
