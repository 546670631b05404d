"""Signing in with a real browser: by password and app, by passkey; sessions; every page fit to read."""

import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from tests.browser.test_public import CHECK, WIDTHS, assert_fit_to_read

ROOT = Path(__file__).resolve().parent.parent.parent
KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PASSWORD = "a long row of words"
PEOPLE = f"""
import django
django.setup()
from allauth.mfa.totp.internal.auth import TOTP
from nemcon.web.accounts import actions, selectors
from nemcon.web.accounts.acting import by_command
from nemcon.web.record.world import REAL
def made(email, name, *roles):
    account = selectors.by_address(email)
    if account is None:
        account = actions.add(by_command(), REAL.now(), email=email, name=name, roles=roles)
        account.set_password({PASSWORD!r})
        account.save()
        TOTP.activate(account, {KEY!r})
    return account
made("officer@example.org", "Officer", "officer", "clearing officer")
made("admin@example.org", "Administrator", "administrator")
new = selectors.by_address("new@example.org") or actions.add(
    by_command(), REAL.now(), email="new@example.org", name="Director", roles=["clearing officer"])
print(actions.invite(by_command(), REAL.now(), new))
"""


@pytest.fixture
def invitation(site: str, postgres: str) -> str:
    """Three people in the site's database; the address of the page where the third is invited."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT / "src"),
        "DJANGO_SETTINGS_MODULE": "nemcon.web.settings.test",
        "DATABASE_URL": postgres.rsplit("/", 1)[0] + "/browser",
    }
    done = subprocess.run([sys.executable, "-c", PEOPLE], env=environment, check=True, capture_output=True, text=True)
    parts = urlsplit(done.stdout.strip().splitlines()[-1])
    subprocess.run(
        [
            sys.executable,
            "-c",
            "import django; django.setup()\nfrom nemcon.web.accounts.models import Attempt\n"
            "Attempt.objects.all().delete()",
        ],
        env=environment,
        check=True,
    )
    return f"{by_name(site)}{parts.path}?{parts.query}"


def by_name(site: str) -> str:
    """The site under a name: browsers make no passkeys for a number."""
    return site.replace("127.0.0.1", "localhost")


def opened(browser, address, *, width=1280, **options):
    """A page that notes what the browser complained of."""
    context = browser.new_context(viewport={"width": width, "height": 900}, **options)
    page = context.new_page()
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.goto(address)
    return page


def minute() -> int:
    """Half minutes since 1970, by which apps count."""
    return int(time.time()) // 30


def code_now() -> str:
    """What the app shows. One code holds once, so the next test waits for the next."""
    return format_hotp_value(hotp_value(KEY, minute()))


def sign_in(page, address="officer@example.org"):
    """By keyboard alone: address, password, second step."""
    page.keyboard.press("Tab")
    page.locator("#id_login").focus()
    page.keyboard.type(address)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/account/login/second-step")
    for _ in range(5):
        page.locator("#id_code").focus()
        page.keyboard.type(code_now())
        with page.expect_navigation():
            page.keyboard.press("Enter")
        if "second-step" not in page.url:
            return
        time.sleep(10)  # the code was used by the test before
    raise AssertionError(page.locator("main").inner_text())


def authenticator(page):
    """A device that knows a finger, as the browser's own test interface makes it."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session, made["authenticatorId"]


def test_an_officer_signs_in_by_password_and_app_sees_where_and_signs_another_device_out(
    site, browser, axe, invitation
):
    here = opened(browser, f"{by_name(site)}/account/login?next=/account/me")
    sign_in(here)
    assert here.locator("h1").inner_text() == "Officer"
    there = opened(browser, f"{by_name(site)}/account/login?next=/account/me", user_agent="Mozilla/5.0 (iPad) Safari/1")
    sign_in(there)
    here.reload()
    row = here.locator("tr", has_text="Safari on iPad")
    assert here.locator("tr", has_text="this device").count() == 1
    row.get_by_role("button").focus()
    with here.expect_navigation():
        here.keyboard.press("Enter")
    assert here.locator("tr", has_text="Safari on iPad").count() == 0
    there.reload()
    assert urlsplit(there.url).path == "/account/login"
    there.context.close()

    here.get_by_role("button", name="Work as clearing officer").click()
    assert "You work as clearing officer" in here.locator("main").inner_text()
    cookies = {cookie["name"]: cookie for cookie in here.context.cookies()}
    assert cookies["sessionid"]["httpOnly"]
    assert cookies["device"]["path"] == "/account/"
    for address in ("me", "password", "app/add", "passkeys/add", "logout"):
        for width in WIDTHS:
            for language in ("en", "ar"):
                page = here.context.new_page()
                page.set_viewport_size({"width": width, "height": 900})
                page.complaints = []
                page.goto(f"{by_name(site)}/account/{address}?language={language}")
                assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
                page.evaluate(axe)
                assert page.evaluate(CHECK) == [], (address, width, language)
                keep(page, f"{address.replace('/', '-')}-{width}-{language}")
                page.close()
    here.goto(f"{by_name(site)}/account/logout?language=en")
    here.get_by_role("button", name="Sign out on this device").click()
    assert here.complaints == []
    here.context.close()


def keep(page, name: str) -> None:
    """A picture, for whoever wants to look: PICTURES names the folder."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_somebody_invited_makes_a_passkey_and_signs_in_with_it(browser, site, axe, invitation):
    page = opened(browser, invitation)
    session, device = authenticator(page)
    keep(page, "invitation")
    page.get_by_role("button", name="Make a passkey and sign in").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/account/codes")
    assert page.locator("ul.secret li").count() == 10
    keep(page, "codes")
    page.get_by_role("link", name="I have kept them").click()
    page.wait_for_url("**/account/me")
    assert "Passkey 1" in page.locator("main").inner_text()
    assert len(session.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]) == 1
    page.goto(invitation)
    assert "does not work any more" in page.locator("h1").inner_text()

    page.goto(f"{by_name(site)}/account/logout")
    page.get_by_role("button", name="Sign out on this device").click()
    page.goto(f"{by_name(site)}/account/login?next=/account/role")
    page.get_by_role("button", name="Sign in with a passkey").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/account/me")
    assert page.locator("h1").inner_text() == "Director"
    keep(page, "me-with-passkey")

    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{by_name(site)}/account/app/add")
        keep(page, f"app-{width}")
        page.evaluate(axe)
        assert page.evaluate(CHECK) == []
    page.locator("#id_code").fill(format_hotp_value(hotp_value(page.locator("#secret").inner_text(), minute())))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "The authenticator app was added" in page.get_by_role("status").first.inner_text()

    page.goto(f"{by_name(site)}/account/passkeys/add")
    session.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": device})
    session, device = authenticator(page)  # another device
    page.get_by_role("button", name="Make a passkey").click()
    page.wait_for_url("**/account/")
    assert page.get_by_text("Passkey 2").count() >= 1
    page.context.close()


def test_a_passkey_that_is_refused_is_said_in_words_and_nothing_happens(browser, site, invitation):
    page = opened(browser, f"{by_name(site)}/account/login")
    session, device = authenticator(page)
    session.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_role("alert").filter(has_text="The passkey was not used").wait_for()
    assert urlsplit(page.url).path == "/account/login"
    assert [said for said in page.complaints if "passkey" not in said.lower()] == []
    page.context.close()


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_before_signing_in_are_fit_to_read(site, browser, axe, invitation, width, language):
    for address in (
        f"{by_name(site)}/account/login",
        f"{site}/account/login",
        f"{by_name(site)}/account/login/code",
        f"{by_name(site)}/account/password/forgotten",
        f"{by_name(site)}/account/closed",
        invitation,
        f"{by_name(site)}/account/invitation?by=nothing",
    ):
        joined = f"{address}{'&' if '?' in address else '?'}language={language}"
        page = opened(browser, joined, width=width)
        keep(page, f"{urlsplit(address).path.replace('/', '-')}-{width}-{language}")
        assert_fit_to_read(page, axe)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_of_people_are_fit_to_read_and_an_account_is_added_by_keyboard(site, browser, axe, invitation, width):
    page = opened(browser, f"{by_name(site)}/account/login?next=/account/people", width=width)
    sign_in(page, "admin@example.org")
    keep(page, f"people-{width}")
    page.locator("#name").focus()
    page.keyboard.type("Somebody")
    page.keyboard.press("Tab")
    page.keyboard.type(f"somebody{width}@example.org")
    page.keyboard.press("Enter")
    page.wait_for_url("**/account/people/*")
    keep(page, f"person-{width}")
    assert page.locator("h1").inner_text() == "Somebody"
    assert "invitation" in page.get_by_role("status").inner_text()
    assert_fit_to_read(page, axe)
