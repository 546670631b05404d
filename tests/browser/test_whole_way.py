"""The whole way of a document, by keyboard alone: signed in, a meeting opened as last time, an agenda brought in,
checked, cleared by a second person, submitted, released in six languages, revised, and public with its proof."""

import re
import subprocess
import sys
from importlib import resources

import pytest
from tests.browser.conftest import serving
from tests.browser.test_sign_in import by_name, opened, sign_in

from nemcon.core import agenda as agendas
from nemcon.core.languages import OWN_NAMES
from nemcon.documents.compose.agenda import compose
from nemcon.documents.write.docx import docx

OTHERS = ("ar", "es", "fr", "ru", "zh")
LOAD = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from nemcon.web.locale_compile import compile_all
compile_all()
import datetime as dt, os
from pathlib import Path
from nemcon.demo.load import load
load(until=dt.date(2020, 9, 1))
from tests.browser.test_sign_in import KEY, PASSWORD
from allauth.mfa.totp.internal.auth import TOTP
from nemcon.web.accounts import actions
from nemcon.web.accounts.acting import by_command
from nemcon.web.accounts.by import By
from nemcon.web.record.world import REAL
def made(email, name, *roles):
    account = actions.add(by_command(), REAL.now(), email=email, name=name, roles=roles)
    account.set_password(PASSWORD)
    account.save()
    TOTP.activate(account, KEY)
    return account
made("officer@example.org", "Officer", "officer")
director = made("director@example.org", "Director", "clearing officer")
from nemcon.web.accounts.models import Account
from nemcon.web.issuing import clearing
from nemcon.web.issuing.clearing import StepFacts
administrator = made("admin@example.org", "Administrator", "administrator")
clearing.set_chain(By(administrator, "administrator", REAL.now()), None, [StepFacts({"en": "Director"}, director)])
"""
WORK = """
import django
django.setup()
import os
from pathlib import Path
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
while job := ProcrastinateJob.objects.filter(status="todo").order_by("id").first():
    app.tasks[job.task_name].func(**job.args)
    ProcrastinateJob.objects.filter(id=job.id).delete()
from nemcon.web.record.keyring import Keyring
from nemcon.web.record.signing import sign_all
from nemcon.web.record.world import REAL
sign_all(Keyring(Path(os.environ["NEMCON_DATA"]) / "keys"), REAL)
"""


@pytest.fixture
def early_site(postgres, tmp_path_factory):
    """The site as it was after the eleventh meeting, with an officer and a director."""
    with serving(postgres, tmp_path_factory.mktemp("early"), "early", LOAD) as made:
        yield made


def press(page, role, name, *, exact=False):
    """Press a button or a link with the keyboard, and wait for the page to which it leads."""
    page.get_by_role(role, name=name, exact=exact).first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def write(page, label, words):
    """Write into a field with the keyboard."""
    page.get_by_label(label).first.focus()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(words)


def take_as_final(page, site, draft):
    """Say of each language that its final file is in."""
    for code in ("en", *OTHERS):
        page.goto(f"{site}/en/desk/issuing/{draft}/languages/{code}")
        page.get_by_label("Final: its text is in").focus()
        page.keyboard.press("Space")
        if page.locator("#id_current").count():
            page.locator("#id_current").focus()
            page.keyboard.press("Space")
        press(page, "button", "Save how it stands")
        page.wait_for_load_state()


def clear(site, browser, page, draft):
    """The officer asks, the director clears."""
    page.goto(f"{site}/en/desk/issuing/{draft}/clearance")
    press(page, "button", "Ask for clearance")
    page.wait_for_load_state()
    director = opened(browser, f"{site}/account/login?next=/en/desk/")
    sign_in(director, "director@example.org")
    director.wait_for_url("**/en/desk/")
    press(director, "link", "Read and clear")
    director.wait_for_load_state()
    director.goto(f"{site}/en/desk/issuing/{draft}/clearance")
    press(director, "button", "Clear this text")
    director.wait_for_load_state()
    assert "cleared" in director.locator("main").inner_text()
    director.context.close()


def release(page, site, draft, environment):
    """Submitted, taken as final in six languages, released together, and made by the worker."""
    page.goto(f"{site}/en/desk/issuing/{draft}/submission")
    press(page, "button", "Submit this document")
    page.wait_for_load_state()
    take_as_final(page, site, draft)
    page.goto(f"{site}/en/desk/issuing/{draft}/release")
    press(page, "button", "Release")
    page.wait_for_url("**/releases/*")
    work(environment)
    page.reload()


def plain(words):
    """Without the difference between blanks: a page keeps some words together."""
    return " ".join(words.split())


def work(environment):
    """What the worker and the signer do."""
    subprocess.run([sys.executable, "-c", WORK], env=environment, check=True)


def test_from_as_last_time_to_a_public_revision_with_its_proof_by_keyboard_alone(early_site, browser, tmp_path):
    address, environment = early_site
    site = by_name(address)
    agenda = agendas.decode(resources.files("nemcon.demo.reference").joinpath("ctoc-cop-wg3-2021-1.json").read_bytes())
    page = opened(browser, f"{site}/account/login?next=/en/desk/")
    sign_in(page)

    # The twelfth meeting, as last time.
    page.wait_for_url("**/en/desk/")
    press(page, "link", "Meetings")
    press(page, "link", "Open a meeting")
    press(page, "link", re.compile("As last time.*International Cooperation"))
    page.locator("#id_opens").fill("2021-03-25")
    page.locator("#id_closes").fill("2021-03-26")
    write(page, "Symbols begin with", "CTOC/COP/WG.3/2021/")
    press(page, "button", "Show again what follows")
    assert "twelfth" in page.get_by_label("Name (English)").input_value().lower()
    press(page, "button", "Open the meeting")
    page.wait_for_url(re.compile(r"/desk/meetings/[a-z0-9-]+$"))

    # The agenda comes as a Word file, and is reviewed.
    draft = re.search(r"/desk/drafts/([0-9a-f-]{36})", page.content())[1]
    page.goto(f"{site}/en/desk/drafts/{draft}")
    press(page, "link", "Bring in a file")
    files = {code: tmp_path / f"agenda-{code}.docx" for code in ("en", *OTHERS)}
    for code, file in files.items():
        file.write_bytes(docx(compose(agenda, code)))
    page.locator("#file").set_input_files(files["en"])
    press(page, "button", "Read the file")
    assert "Every line was understood." in page.locator("main").inner_text()
    press(page, "button", "Put it into the draft")
    page.wait_for_url(f"**/desk/drafts/{draft}")
    for code in OTHERS:
        page.goto(f"{site}/en/desk/drafts/{draft}/languages/{code}")
        page.locator("#file").set_input_files(files[code])
        press(page, "button", "Bring back the translator’s file")
        press(page, "button", "Put the translation into the draft")
        page.wait_for_url(f"**/languages/{code}")

    # An item is moved and moved back, and an organization of work proposed.
    page.goto(f"{site}/en/desk/drafts/{draft}")
    page.wait_for_timeout(1500)
    titles = page.locator("textarea[data-name=title]")
    third = next(n for n in range(titles.count()) if titles.nth(n).input_value().startswith("Impact"))
    titles.nth(third).focus()
    page.keyboard.press("Alt+Shift+ArrowUp")
    page.wait_for_timeout(1500)
    page.keyboard.press("Alt+Shift+ArrowDown")
    page.wait_for_timeout(1500)
    press(page, "link", "Organization of work")
    press(page, "button", "Propose an organization of work")
    assert "Why so" in page.locator("main").inner_text()
    press(page, "button", "Put it into the draft")
    press(page, "link", "Checks")
    assert "0 errors" in page.locator("main").inner_text()

    # Cleared by a second person, submitted, released.
    clear(site, browser, page, draft)
    release(page, site, draft, environment)
    assert_public(browser, site, agenda, "CTOC/COP/WG.3/2021/1")

    # Revised: another title for item 3, in six languages, with what changed stated.
    page.goto(f"{site}/en/desk/issuing/{draft}/revise")
    press(page, "button", "Open")
    page.wait_for_load_state()
    second = re.search(r"/([0-9a-f-]{36})", page.url)[1]
    assert second != draft
    page.goto(f"{site}/en/desk/drafts/{second}")
    page.wait_for_timeout(1500)
    titles = page.locator("textarea[data-name=title]")
    third = next(n for n in range(titles.count()) if titles.nth(n).input_value().startswith("Impact"))
    titles.nth(third).focus()
    page.keyboard.press("End")
    page.keyboard.type(", revised")
    page.wait_for_timeout(2500)
    page.goto(f"{site}/en/desk/issuing/{second}/changes")
    for code in ("en", *OTHERS):
        page.locator(f"#words-{code}").focus()
        page.keyboard.insert_text(f"{OWN_NAMES[code]}: 3")
    press(page, "button", "Save")
    clear(site, browser, page, second)
    release(page, site, second, environment)
    assert_public(browser, site, agenda, "CTOC/COP/WG.3/2021/1/Rev.1")


def assert_public(browser, site, agenda, symbol):
    """Anybody can read it in six languages, take it as a PDF, and check it against the record."""
    public = browser.new_context().new_page()
    for code in ("en", *OTHERS):
        response = public.goto(f"{site}/{code}/{symbol}")
        assert response.status == 200
        whole = agenda.translations.get(code, agenda)
        assert plain(whole.items[3].annotation[0].text) in plain(public.locator("main").inner_text())
    paper = public.request.get(f"{site}/en/{symbol}?as=pdf").body()
    public.goto(f"{site}/en/check")
    public.locator("input[type=file]").set_input_files(
        {"name": "a.pdf", "mimeType": "application/pdf", "buffer": paper}
    )
    public.get_by_role("button", name="Check").last.click()
    found = public.locator("main").inner_text()
    assert symbol in found
    public.context.close()
