"""The public site in a browser: six languages, phone and desk, light and dark, by keyboard and without script."""

import io
import json
import zipfile

import lxml.etree
import lxml.html
import pytest

from nemcon.core.languages import LANGUAGES, OWN_NAMES

AGENDA = "CTOC/COP/WG.3/2021/1"
WIDTHS = (390, 1280)
OTHERS = (
    "/",
    "/bodies/",
    "/bodies/ctoc-cop-wg-3",
    "/meetings/",
    "/meetings/wg3-12",
    "/documents/",
    "/search?q=COVID-19",
    "/CTOC/COP/WG.3/2020/2",
    "/nothing",
)
CHECK = """async () => {
  const found = await axe.run(document, {resultTypes: ["violations"]});
  return found.violations.map(v => v.id + ": " + v.nodes.map(n => n.target.join(" ")).join(", "));
}"""


def opened(browser, address, *, width=1280, scheme="light", **options):
    """A page at `address`; it notes what failed to load and what the browser complained of."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, **options)
    page = context.new_page()
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("requestfailed", lambda request: page.complaints.append(request.url))
    page.goto(address)
    return page


def assert_fit_to_read(page, axe):
    """Passes axe, is no wider than its window, and made the browser complain of nothing."""
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    complaints = [each for each in page.complaints if "404" not in each]
    assert complaints == []
    page.evaluate(axe)
    assert page.evaluate(CHECK) == []
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_agenda_is_fit_to_read(site, browser, axe, language, width, scheme):
    page = opened(browser, f"{site}/{language}/{AGENDA}", width=width, scheme=scheme)
    assert page.locator("h1").count() == 1
    assert page.locator("section.annotation").count() == 5
    assert page.locator("table.programme tbody.day").count() == 2
    direction = page.evaluate("getComputedStyle(document.querySelector('main')).direction")
    assert direction == ("rtl" if language == "ar" else "ltr")
    assert_fit_to_read(page, axe)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_other_page_is_fit_to_read_on_a_phone(site, browser, axe, language):
    for address in OTHERS:
        assert_fit_to_read(opened(browser, f"{site}/{language}{address}", width=390), axe)


@pytest.mark.parametrize("address", OTHERS)
def test_every_other_page_is_fit_to_read_on_a_desk_in_the_dark(site, browser, axe, address):
    assert_fit_to_read(opened(browser, f"{site}/ar{address}", scheme="dark"), axe)


def test_the_masthead_stands_as_printed_with_the_symbol_at_the_end_of_its_line(site, browser):
    for language, before in (("en", True), ("ar", False)):
        page = opened(browser, f"{site}/{language}/{AGENDA}")
        house = page.locator(".masthead .house").bounding_box()
        symbol = page.locator(".masthead .symbol").bounding_box()
        assert (house["x"] < symbol["x"]) is before
        page.context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_download_of_the_page_is_followed_and_is_what_it_says(site, browser, language):
    page = opened(browser, f"{site}/{language}/{AGENDA}")
    links = page.locator("section[aria-labelledby=take] a")
    addresses = [link.get_attribute("href") for link in links.all()]
    wanted = [f"/{code}/{AGENDA}?as={form}" for code in LANGUAGES for form in ("pdf", "docx", "html")]
    wanted += [f"/{language}/{AGENDA}?as={form}" for form in ("akn", "txt", "json", "ics")]
    assert addresses == wanted
    for address in addresses:
        if f"/{language}/" in address:  # each language follows its own; together they follow all
            response = page.request.get(f"{site}{address}")
            assert response.status == 200
            CHECKS[address.rsplit("=", 1)[1]](response.body(), language)
    page.context.close()


def a_pdf(data, language):
    import pikepdf

    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert str(pdf.Root.Lang)[:2] == language
        assert pdf.Root.MarkInfo.Marked


def a_word_file(data, language):
    with zipfile.ZipFile(io.BytesIO(data)) as word:
        assert word.testzip() is None
        said = "".join(lxml.etree.fromstring(word.read("word/document.xml")).itertext())
        assert AGENDA in said.replace("\u2060", "").replace("\u200b", "")


def an_html_file(data, language):
    page = lxml.html.fromstring(data)
    assert page.get("lang") == language
    assert page.xpath("//section[@class='annotation']")


def an_akoma_ntoso_file(data, language):
    assert lxml.etree.QName(lxml.etree.fromstring(data)).localname == "akomaNtoso"


def a_text_file(data, language):
    assert AGENDA in data.decode()


def an_agenda_as_data(data, language):
    assert json.loads(data)["language"] == language


def a_calendar(data, language):
    assert data.startswith(b"BEGIN:VCALENDAR\r\n")
    assert data.count(b"BEGIN:VEVENT") == 4


CHECKS = {
    "pdf": a_pdf,
    "docx": a_word_file,
    "html": an_html_file,
    "akn": an_akoma_ntoso_file,
    "txt": a_text_file,
    "json": an_agenda_as_data,
    "ics": a_calendar,
}


def test_a_file_that_was_saved_looks_like_the_page(site, browser, tmp_path):
    response = opened(browser, f"{site}/en/").request.get(f"{site}/en/{AGENDA}?as=html")
    saved = tmp_path / "agenda.html"
    saved.write_bytes(response.body())
    page = opened(browser, f"file://{saved}")
    online = opened(browser, f"{site}/en/{AGENDA}")
    style = "getComputedStyle(document.querySelector('.masthead h1')).font"
    assert page.evaluate(style) == online.evaluate(style)
    assert page.complaints == []
    page.context.close()
    online.context.close()


def test_a_keyboard_reaches_the_text_first_and_sees_where_it_is(site, browser):
    page = opened(browser, f"{site}/en/{AGENDA}")
    page.keyboard.press("Tab")
    skip = page.locator("a.skip")
    assert skip.evaluate("e => e === document.activeElement")
    assert skip.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    outline = "parseFloat(getComputedStyle(document.activeElement).outlineWidth)"
    assert page.evaluate("document.activeElement.closest('main') !== null")
    assert page.evaluate(outline) >= 2
    page.context.close()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ar", "الجائحة"),
        ("zh", "联合调查"),
        ("en", "pandemic"),
        ("fr", "pandemie"),
        ("ru", "пандемия"),
        ("es", "pandemia"),
    ],
)
def test_searching_from_the_front_page_leads_to_the_place_in_the_text_without_script(site, browser, language, words):
    page = opened(browser, f"{site}/{language}/", width=390, java_script_enabled=False)
    page.fill("input[name=q]", words)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}/{language}/search?q=*")
    place = page.locator("ol.found .place b").first.inner_text()
    page.locator("ol.found a").first.click()
    page.wait_for_url(f"{site}/{language}/CTOC/**")
    assert place.casefold() in page.locator("main").inner_text().casefold()
    page.context.close()


def test_the_language_switch_keeps_the_page(site, browser):
    page = opened(browser, f"{site}/en/{AGENDA}")
    for language in ("ar", "ru", "zh"):
        page.locator(".tongues a", has_text=OWN_NAMES[language]).click()
        page.wait_for_url(f"{site}/{language}/{AGENDA}")
        assert page.locator("html").get_attribute("lang") == language
    page.context.close()


def test_the_institution_has_its_colour(site, browser):
    page = opened(browser, f"{site}/en/")
    colour = page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--institution').trim()")
    assert colour == "#009edb"
    page.context.close()


def test_print_is_the_paper_alone(site, browser):
    page = opened(browser, f"{site}/en/{AGENDA}")
    page.emulate_media(media="print")
    assert not page.locator("header.frame").is_visible()
    assert not page.locator("section[aria-labelledby=take]").is_visible()
    assert page.locator(".masthead").is_visible()
    assert page.locator("table.programme").is_visible()
    assert len(page.pdf(prefer_css_page_size=True)) > 10_000
    page.context.close()
