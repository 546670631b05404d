"""The record in a browser: six languages, phone and desk, light and dark, by keyboard and without script."""

import pytest

from nemcon.core.languages import LANGUAGES

AGENDA = "CTOC/COP/WG.3/2021/1"
PLACES = (
    "/check",
    f"/check?q={AGENDA}",
    "/check?q=1",
    "/check?q=nothing",
    "/record/",
    "/record/ctoc-cop",
    "/record/ctoc-cop/9",
)
AXE = """async () => {
  const found = await axe.run(document, {resultTypes: ["violations"]});
  return found.violations.map(v => v.id + ": " + v.nodes.map(n => n.target.join(" ")).join(", "));
}"""
NO_WIDER = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"


@pytest.fixture
def page(browser):
    """A page of a desk; it notes what the browser complained of."""
    yield from opened(browser, width=1280)


@pytest.fixture
def phone(browser):
    """A page of a phone without script."""
    yield from opened(browser, width=390, java_script_enabled=False)


def opened(browser, *, width, **options):
    context = browser.new_context(viewport={"width": width, "height": 844}, **options)
    page = context.new_page()
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    yield page
    context.close()


@pytest.fixture(scope="module")
def issued(site, browser) -> bytes:
    """The agenda as a reader takes it: a PDF with its proof inside."""
    context = browser.new_context()
    data = context.request.get(f"{site}/en/{AGENDA}?as=pdf").body()
    context.close()
    return data


def give(page, data: bytes, name: str = "agenda.pdf") -> str:
    """Send a file from the page of checks; the finding."""
    kind = "application/pdf" if name.endswith("pdf") else "application/octet-stream"
    page.set_input_files("#file", {"name": name, "mimeType": kind, "buffer": data})
    page.click("form[method=post] button")
    return page.locator(".finding").inner_text()


def assert_fit_to_read(page, axe):
    """Passes axe with all details open, is no wider than its window, and made the browser complain of nothing."""
    for details in page.locator("details").all():
        details.evaluate("e => e.open = true")
    assert page.evaluate(NO_WIDER)
    assert page.complaints == []
    page.evaluate(axe)
    assert page.evaluate(AXE) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_the_record_is_fit_to_read(site, page, axe, language, width, scheme):
    page.set_viewport_size({"width": width, "height": 844})
    page.emulate_media(color_scheme=scheme)
    for place in PLACES if language in ("en", "ar") else PLACES[1:2] + PLACES[5:6]:
        page.goto(f"{site}/{language}{place}")
        assert page.locator("h1").count() == 1
        assert_fit_to_read(page, axe)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_document_as_issued_is_recognised_and_one_with_a_byte_changed_is_not(site, page, axe, issued, language):
    page.goto(f"{site}/{language}/check")
    give(page, issued)
    assert page.locator(".seal").get_attribute("class") == "seal"
    assert AGENDA in page.locator(".finding").inner_text()
    assert page.locator("section[aria-labelledby=shows] li").count() == 3
    assert_fit_to_read(page, axe)
    changed = bytearray(issued)
    changed[len(issued) // 3] ^= 1
    give(page, bytes(changed))
    assert page.locator(".seal").get_attribute("class") == "seal broken"
    assert page.locator("section[aria-labelledby=shows]").count() == 0
    assert_fit_to_read(page, axe)


def test_on_a_phone_without_script_one_goes_from_the_document_to_its_proof_and_checks_that(site, phone):
    phone.goto(f"{site}/en/{AGENDA}")
    phone.locator("section[aria-labelledby=recorded] a").click()
    phone.wait_for_url(f"{site}/en/check?q=**")
    assert phone.locator(".finding").inner_text() == f"{AGENDA} was published."
    with phone.expect_download() as download:
        phone.locator("section[aria-labelledby=keep] .button").first.click()
    assert download.value.suggested_filename == "ctoc-cop-9.tlog-proof"
    proof = download.value.path().read_bytes()
    assert give(phone, proof, "kept.tlog-proof") == f"{AGENDA} was published."
    assert "Nothing before it has been changed" in phone.locator("main").inner_text()


def test_the_whole_record_is_taken_and_found_unchanged(site, phone):
    phone.goto(f"{site}/fr/record/ctoc-cop")
    with phone.expect_download() as download:
        phone.locator("section[aria-labelledby=take] .button").first.click()
    data = download.value.path().read_bytes()
    phone.goto(f"{site}/fr/check")
    assert give(phone, data, "record.jsonl") == "C’est le registre, inchangé."
    assert give(phone, data.replace(b"2021/2", b"2021/3", 1), "record.jsonl").startswith("Ce fichier ne résiste pas")


def test_the_keyboard_alone_asks_for_a_reference_and_opens_its_details(site, page):
    page.goto(f"{site}/en/check")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "q":
            break
    page.keyboard.type("9")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}/en/check?q=9")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.localName") == "summary":
            break
    outline = "parseFloat(getComputedStyle(document.activeElement).outlineWidth)"
    assert page.evaluate(outline) >= 2
    page.keyboard.press("Enter")
    assert page.locator("details pre").is_visible()
    assert page.locator("details table").is_visible()


def test_no_file_is_refused_in_a_sentence_that_belongs_to_the_field(site, page, axe):
    page.goto(f"{site}/ar/check")
    page.click("form[method=post] button")
    assert page.locator("#refused").is_visible()
    assert "refused" in page.locator("#file").get_attribute("aria-describedby")
    page.complaints.clear()  # the browser notes that the answer was 422
    assert_fit_to_read(page, axe)


def test_the_finding_prints_without_the_forms_and_with_its_details(site, page):
    page.goto(f"{site}/en/check?q=9")
    page.emulate_media(media="print")
    assert not page.locator("form").first.is_visible()
    assert not page.locator("#give").is_visible()
    assert page.locator(".finding").is_visible()
    assert page.locator("section[aria-labelledby=not]").is_visible()


def test_every_page_leads_to_the_check_and_to_the_record(site, page):
    page.goto(f"{site}/es/")
    page.locator("footer a", has_text="Verificar un documento").click()
    page.wait_for_url(f"{site}/es/check")
    page.locator("header nav a", has_text="Registro").click()
    page.wait_for_url(f"{site}/es/record/")
    assert page.locator("header [aria-current=page]").inner_text() == "Registro"
