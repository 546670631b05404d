"""From clearance to release in a real browser: every page fit to read, and the progress of a release followed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.browser.test_public import WIDTHS, assert_fit_to_read

ROOT = Path(__file__).resolve().parent.parent.parent
SETUP = """
import django
django.setup()
import json, sys
from importlib import resources
from msgspec.structs import replace
from django.test import Client
from nemcon.core import agenda as agendas
from nemcon.core.languages import LANGUAGES
from nemcon.web.accounts.models import Account
from nemcon.web.drafting.actions import open_agenda
from nemcon.web.issuing import actions, clearing, languages, planning, reading, releasing
from nemcon.web.issuing.clearing import Said
from nemcon.web.meetings.models import Meeting
from nemcon.web.record.world import REAL
from tests.web.issuing.issuing_room import Room, account, agenda, WORDS
meeting = Meeting.objects.select_related("body", "body__parent").get(slug="wg3-12")
names = {"officer": "officer", "chief": "clearing officer", "director": "clearing officer",
         "substitute": "clearing officer", "administrator": "administrator"}
people, cookies = {}, {}
for name, role in names.items():
    found = Account.objects.filter(email=f"{name}@issuing.example").first()
    if found is None:
        found = account(name.title(), role)
        Account.objects.filter(id=found.id).update(email=f"{name}@issuing.example")
    client = Client()
    client.force_login(found)
    people[name], cookies[name] = found, {key: morsel.value for key, morsel in client.cookies.items()}
whole = agendas.decode(resources.files("nemcon.demo.reference").joinpath("ctoc-cop-wg3-2021-1.json").read_bytes())
def room(agenda, title):
    draft = open_agenda(people["officer"], meeting, agenda, title=title, series="CTOC/COP/WG.3/2021/", now=REAL.now())
    made = Room(**people, meeting=meeting, body=meeting.body, draft=draft)
    made.again()
    return made
drafts = {}
one = room(whole, "Annotated provisional agenda")
one.set_chain()
clearing.ask(one.by(), one.draft, "To document management by Friday, noon.")
drafts["clearing"] = one
two = room(whole, "Annotated provisional agenda, second paper")
two.clear()
drafts["cleared"] = two
three = room(whole, "Annotated provisional agenda, third paper")
three.clear()
planning.plan(three.by(), three.draft, planning.Planned(job="V.20-07654", limit=2000, late="consultations"))
asked = "Is item 3 a one-year overview?"
languages.ask_query(three.by(), three.draft, question=asked, asked_by="Editor", at=REAL.now())
symbol = reading.next_symbol("CTOC/COP/WG.3/2021/")
actions.submit(three.call(), three.draft, symbol=symbol, revision=three.draft.revision)
three.final("en", "fr")
languages.set_language(three.by(), three.again(), "ar", "in translation")
drafts["submitted"] = three
four = room(agenda(*WORDS), "Small agenda")
four.clear()
symbol = reading.next_symbol("CTOC/COP/WG.3/2021/")
actions.submit(four.call(), four.draft, symbol=symbol, revision=four.draft.revision)
four.final("en", advance=True)
done = actions.ask_release(four.call(), four.again(), ["en"], apart="The others are in translation",
                           account=people["officer"].pk)
releasing.carry_out(done.id)
four.final("en", "fr")
running = actions.ask_release(four.call(), four.again(), ["en", "fr"], apart="Four are in translation",
                              account=people["officer"].pk)
drafts["released"] = four
print(json.dumps({"drafts": {name: str(made.draft.id) for name, made in drafts.items()}, "symbol": symbol,
                  "running": str(running.id), "done": str(done.id), "cookies": cookies}))
"""
CARRY_OUT = """
import django
django.setup()
import sys
from uuid import UUID
from nemcon.web.issuing import releasing
releasing.carry_out(UUID(sys.argv[1]))
"""


class Room:
    """Who works on which drafts, and the site."""

    def __init__(self, browser, site, postgres, facts, data):
        self.browser, self.site, self.postgres, self.facts, self.data = browser, site, postgres, facts, data

    def open(self, address, who="officer", width=1280, language="en"):
        """A page of the desk as somebody sees it."""
        context = self.browser.new_context(viewport={"width": width, "height": 900})
        cookies = self.facts["cookies"][who]
        context.add_cookies([{"name": name, "value": value, "url": self.site} for name, value in cookies.items()])
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda message: page.complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(f"{self.site}/{language}/desk/issuing/{address}")
        return page

    def draft(self, name):
        return self.facts["drafts"][name]


def run(postgres, data, script, *arguments):
    """A script in the site's own database and files; what it prints last."""
    environment = {
        **os.environ,
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        "DJANGO_SETTINGS_MODULE": "nemcon.web.settings.test",
        "DATABASE_URL": postgres.rsplit("/", 1)[0] + "/browser",
        "NEMCON_DATA": data,
    }
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], env=environment, capture_output=True, text=True, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip().splitlines()[-1:] or [""]


@pytest.fixture(scope="module")
def room(browser, site, postgres, tmp_path_factory):
    """Drafts in clearance, cleared, submitted and released, with a release that is being prepared."""
    data = str(tmp_path_factory.getbasetemp() / "data0")  # the site's own
    facts = json.loads(run(postgres, data, SETUP)[0])
    return Room(browser, site, postgres, facts, data)


def addresses(room):
    """Each page with who opens it."""
    clearing, cleared, submitted, released = (
        room.draft(name) for name in ("clearing", "cleared", "submitted", "released")
    )
    return [
        ("", "officer"),
        (f"{clearing}", "officer"),
        (f"{clearing}/clearance", "officer"),
        (f"{clearing}/clearance", "chief"),
        (f"{cleared}/clearance", "officer"),
        (f"{clearing}/submission", "officer"),
        (f"{cleared}/submission", "officer"),
        (f"{submitted}", "officer"),
        (f"{submitted}/release", "officer"),
        (f"{submitted}/release?code=en&code=fr&apart=Four+are+in+translation", "officer"),
        (f"{submitted}/languages/ar", "officer"),
        (f"{submitted}/plan", "officer"),
        (f"{submitted}/queries", "officer"),
        (f"{released}", "officer"),
        (f"{released}/revise", "officer"),
        (f"releases/{room.facts['done']}", "officer"),
        ("meetings/wg3-12/adopted", "officer"),
        ("chains/", "administrator"),
        ("chains/institution", "administrator"),
    ]


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_from_clearance_to_release_is_fit_to_read(room, axe, width, language):
    for n, (address, who) in enumerate(addresses(room)):
        page = room.open(address, who, width, language)
        if shots := os.environ.get("SHOTS_OF_ISSUING"):
            page.screenshot(path=f"{shots}/{n:02}-{language}-{width}.png", full_page=True)
        assert page.locator("h1").count() == 1, address
        assert_fit_to_read(page, axe)


def test_by_keyboard_alone_a_cleared_draft_is_submitted_and_released_through_the_door(room, axe):
    page = room.open(f"{room.draft('cleared')}/submission")
    page.locator("#symbol").focus()
    symbol = page.locator("#symbol").input_value()
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/issuing/*")
    assert symbol in page.inner_text("main")
    for code in ("en", "fr"):
        page.goto(f"{room.site}/en/desk/issuing/{room.draft('cleared')}/languages/{code}")
        page.locator("input[value=final]").focus()
        page.keyboard.press("Space")
        page.keyboard.press("Enter")
        page.wait_for_url("**/desk/issuing/*")
    page.goto(f"{room.site}/en/desk/issuing/{room.draft('cleared')}/release")
    page.locator("#why").focus()
    page.keyboard.type("Four are in translation")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    button = page.locator("text=Release in English and French")
    button.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/issuing/releases/*")
    run(room.postgres, room.data, CARRY_OUT, page.url.rpartition("/")[2])
    page.wait_for_selector("text=Read it as the public does", timeout=15000)
    page.locator("text=Read it as the public does").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{symbol}")
    assert "Not yet out in: Arabic, Chinese, Russian, Spanish" in page.inner_text("main")
    assert_fit_to_read(page, axe)


def test_a_release_is_followed_to_its_end_without_a_hand(room, axe):
    page = room.open(f"releases/{room.facts['running']}")
    assert "Files are being made" in page.inner_text("main")
    run(room.postgres, room.data, CARRY_OUT, room.facts["running"])
    page.wait_for_selector("text=Read it as the public does", timeout=15000)
    assert page.locator("progress").count() == 0
    assert_fit_to_read(page, axe)


def test_without_script_the_page_of_a_release_loads_itself_again(room):
    context = room.browser.new_context(java_script_enabled=False)
    cookies = room.facts["cookies"]["officer"]
    context.add_cookies([{"name": name, "value": value, "url": room.site} for name, value in cookies.items()])
    page = context.new_page()
    page.goto(f"{room.site}/en/desk/issuing/releases/{room.facts['running']}")
    assert page.locator("h1").count() == 1
    context.close()
