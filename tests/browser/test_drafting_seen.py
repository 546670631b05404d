"""Drafts in a real browser: two officers at once, a bad line, a closed laptop, an expired sign-in. Nothing is lost."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.browser.test_public import WIDTHS, assert_fit_to_read

ROOT = Path(__file__).resolve().parent.parent.parent
SETUP = """
import django
django.setup()
import json
from importlib import resources
from django.test import Client
from nemcon.core import agenda as agendas
from nemcon.web.accounts.models import Account
from nemcon.web.drafting import actions
from nemcon.web.meetings.models import Meeting
from nemcon.web.record.world import REAL
from tests.web.drafting.people import account
def someone(email):
    found = Account.objects.filter(email=email).first() or account(email, "officer")
    client = Client()
    client.force_login(found)
    return found, {name: morsel.value for name, morsel in client.cookies.items()}
first, cookies = someone("first@example.org")
second, others = someone("second@example.org")
agenda = agendas.decode(resources.files("nemcon.demo.reference").joinpath("ctoc-cop-wg3-2021-1.json").read_bytes())
draft = actions.open_agenda(first, Meeting.objects.get(slug="wg3-12"), agenda, title="Annotated agenda", now=REAL.now())
print(json.dumps({"draft": str(draft.id), "first": cookies, "second": others}))
"""
SOON = 2000
"""Milliseconds within which what one writes is seen by the other."""


class Room:
    """A draft, and officers who open it, each in a browser of their own."""

    def __init__(self, browser, site, facts):
        self.browser, self.site, self.facts = browser, site, facts
        self.contexts = []

    def address(self, page="", language="en"):
        return f"{self.site}/{language}/desk/drafts/{self.facts['draft']}{page}"

    def context(self, who, **options):
        made = self.browser.new_context(viewport={"width": options.pop("width", 1280), "height": 900}, **options)
        self.sign_in(made, who)
        self.contexts.append(made)
        return made

    def sign_in(self, context, who):
        context.add_cookies([{"name": k, "value": v, "url": self.site} for k, v in self.facts[who].items()])

    def open(self, context, page="", language="en"):
        made = context.new_page()
        made.complaints = []
        made.on("console", lambda message: made.complaints.append(message.text) if message.type == "error" else None)
        made.on("pageerror", lambda error: made.complaints.append(str(error)))
        made.goto(self.address(page, language))
        return made


@pytest.fixture
def room(browser, site, postgres):
    environment = {
        **os.environ,
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        "DJANGO_SETTINGS_MODULE": "nemcon.web.settings.test",
        "DATABASE_URL": postgres.rsplit("/", 1)[0] + "/browser",
    }
    done = subprocess.run([sys.executable, "-c", SETUP], env=environment, check=True, capture_output=True, text=True)
    made = Room(browser, site, json.loads(done.stdout.strip().splitlines()[-1]))
    yield made
    for context in made.contexts:
        context.close()


def until(page, condition, *, arg=None, timeout=8000):
    """Wait for a condition; Playwright's own waiting would evaluate words, which the page's policy forbids."""
    end = time.monotonic() + timeout / 1000
    while not page.evaluate(f"(value) => {condition}", arg):
        assert time.monotonic() < end, f"{condition} did not come true"
        page.wait_for_timeout(50)


def title(page, at):
    """The title of the item at that place among those with a title, from 0."""
    return page.locator("textarea[data-name=title]").nth(at)


def all_saved(page):
    until(page, "document.getElementById('saved').textContent.startsWith('All is saved')")


def test_what_one_writes_is_seen_by_the_other_within_two_seconds(room):
    one, other = room.open(room.context("first")), room.open(room.context("second"))
    all_saved(other)
    title(one, 5).fill("Seen at once")
    until(other, "document.querySelectorAll('textarea[data-name=title]')[5].value === 'Seen at once'", timeout=SOON)
    assert "First" in other.locator(".drafted").nth(6).inner_text()
    assert one.complaints == other.complaints == []


def test_two_who_write_one_field_on_a_bad_line_are_both_kept_and_shown_to_both(room):
    one, away = room.open(room.context("first")), room.context("second")
    other = room.open(away)
    all_saved(other)
    away.set_offline(True)
    title(other, 5).fill("Written on the train")
    until(other, "document.getElementById('saved').textContent.startsWith('Not saved yet')")
    title(one, 5).fill("Written at the desk")
    all_saved(one)
    away.set_offline(False)
    for page in (one, other):
        page.wait_for_selector(".derived .says", timeout=10_000)
        assert "Written on the train" in page.locator(".derived .says").inner_text()
    one.get_by_role("button", name="Take this wording").click()
    for page in (one, other):
        until(
            page,
            "document.querySelectorAll('textarea[data-name=title]')[5].value === 'Written on the train'",
            timeout=10_000,
        )
        until(page, "document.querySelectorAll('.derived').length === 0")


def test_what_was_typed_without_a_connection_survives_a_closed_page(room):
    context = room.context("first")
    page = room.open(context)
    all_saved(page)
    context.set_offline(True)
    title(page, 5).fill("Typed before the lid closed")
    page.wait_for_timeout(700)
    page.close(run_before_unload=False)
    context.set_offline(False)
    page.context.clear_cookies()
    room.sign_in(context, "first")
    page = room.open(context)
    page.evaluate("for (const n of Object.keys(localStorage)) if (n.startsWith('nemcon draft')) { const h = "
                  "JSON.parse(localStorage[n]); h.at = 0; localStorage[n] = JSON.stringify(h); }")  # fmt: skip
    page.reload()
    until(page, "document.querySelectorAll('textarea[data-name=title]')[5].value === 'Typed before the lid closed'")
    all_saved(page)
    other = room.open(room.context("second"))
    assert title(other, 5).input_value() == "Typed before the lid closed"


def test_what_was_typed_when_the_sign_in_had_expired_is_saved_after_signing_in_again(room):
    context = room.context("first")
    page = room.open(context)
    all_saved(page)
    context.clear_cookies()
    title(page, 5).fill("Typed while signed out")
    page.wait_for_selector("#saved a")
    assert "You are signed out" in page.locator("#saved").inner_text()
    room.sign_in(context, "first")  # as in the other tab to which the link leads
    all_saved(page)
    page.reload()
    assert title(page, 5).input_value() == "Typed while signed out"


def test_items_are_added_moved_and_taken_back_by_keyboard_alone(room):
    page = room.open(room.context("first"))
    all_saved(page)
    third = title(page, 6).input_value()
    title(page, 6).focus()
    page.keyboard.press("Alt+Shift+ArrowUp")
    until(page, "document.querySelectorAll('textarea[data-name=title]')[3].value === value",
                           arg=third)  # fmt: skip
    assert page.evaluate("document.activeElement.value") == third
    page.keyboard.press("Enter")
    until(page, "document.activeElement.dataset.name === 'title' && document.activeElement.value === ''")
    page.keyboard.type("A new item")
    all_saved(page)
    page.keyboard.press("Alt+Shift+ArrowRight")
    until(page, "document.activeElement.closest('.drafted').classList.contains('depth-2')")
    for _ in range(4):
        page.get_by_role("button", name="Undo my last step").click()
        page.wait_for_timeout(400)
    until(page, "document.querySelectorAll('textarea[data-name=title]')[6].value === value",
                           arg=third)  # fmt: skip


def test_a_row_of_the_organization_of_work_is_moved_by_keyboard(room):
    page = room.open(room.context("first"), "/programme")
    all_saved(page)
    page.locator("select[data-moves]").first.focus()
    page.keyboard.press("End")
    until(
        page, "[...document.querySelectorAll('td[data-sitting]')].at(-1).innerText.includes('Opening of the meeting')"
    )


@pytest.mark.parametrize(("language", "width"), [("en", WIDTHS[1]), ("ar", WIDTHS[0])])
@pytest.mark.parametrize("page", ["", "/programme", "/languages/fr", "/preview/ar", "/compare", "/checks", "/history"])
def test_each_page_of_a_draft_is_fit_to_read(room, axe, page, language, width):
    made = room.open(room.context("first", width=width), page, language)
    room.contexts.clear()
    assert_fit_to_read(made, axe)


def test_without_a_script_an_item_is_written_by_its_form(room):
    page = room.open(room.context("first", java_script_enabled=False))
    title(page, 5).fill("Written without a script")
    page.locator(".drafted").nth(6).get_by_role("button", name="Save").click()
    assert title(page, 5).input_value() == "Written without a script"
