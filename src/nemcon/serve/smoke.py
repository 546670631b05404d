"""The smoke test: open every page that can be reached, follow every download, and look at what came.

It knows nothing of the site but its address, and uses nothing of what makes the pages and files: what it says was seen
from outside.
"""

from __future__ import annotations

import http.client
import io
import json
import re
import time
import zipfile
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qs, urldefrag, urljoin, urlsplit

from nemcon.serve.trouble import Trouble

MOST_PAGES = 600
PATIENCE = 60.0
"""Seconds for one answer; the first PDF of a language may have to be made."""

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html",
    "akn": "application/akn+xml",
    "txt": "text/plain",
    "json": "application/json",
}
CALENDAR = "ics"
"""The form in which a programme is offered; not one of a document's."""


@dataclass
class Page(HTMLParser):
    """What of an HTML page the test looks at: language, heading, links, and what our CSP forbids."""

    language: str = ""
    direction: str = ""
    heading: str = ""
    links: list[str] = field(default_factory=list)
    inline: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._in_heading = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what counts."""
        given = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.language, self.direction = given.get("lang", ""), given.get("dir", "")
        self._in_heading = self._in_heading or (tag == "h1" and not self.heading)
        self.links += [given[name] for name in ("href", "src") if name in given and tag != "base"]
        if "style" in given or tag == "style" or (tag == "script" and "src" not in given and "type" not in given):
            self.inline.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """The first heading ends."""
        if tag == "h1":
            self._in_heading = False

    def handle_data(self, data: str) -> None:
        """Words of the first heading."""
        if self._in_heading:
            self.heading = f"{self.heading} {data}".strip()


@dataclass
class Answer:
    """What came for an address, after redirects inside the site."""

    address: str
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def type(self) -> str:
        """The media type without its parameters."""
        return self.headers.get("content-type", "").split(";")[0].strip()


def smoke(start: str, meanwhile: Callable[[], None] = lambda: None) -> str:
    """Try the whole site at `start`; gives one sentence of what was seen. `meanwhile` is called between requests.

    Raises: Trouble that lists everything that was wrong.
    """
    began = time.monotonic()
    wrong: list[str] = []
    seen = {start}
    waiting = deque([start])
    pages = 0
    forms: dict[str, int] = {}
    while waiting and len(seen) <= MOST_PAGES:
        meanwhile()
        address = waiting.popleft()
        try:
            answer = fetch(address)
        except (OSError, http.client.HTTPException) as error:
            wrong.append(f"{address}: no answer ({error!r})")
            continue
        found, problems = look(address, answer)
        wrong += [f"{address}: {problem}" for problem in problems]
        form = form_of(address)
        if form:
            forms[form] = forms.get(form, 0) + 1
        elif answer.type == "text/html":
            pages += 1
        for link in found:
            if link.startswith(start) and link not in seen:
                seen.add(link)
                waiting.append(link)
    missing = sorted(set(TYPES) - set(forms))
    if missing:
        wrong.append(f"no page offers a document as {', '.join(missing)}")
    if pages < 3:
        wrong.append(f"only {pages} page(s) could be reached from {start}")
    if wrong:
        listed = "\n".join(f"  - {problem}" for problem in wrong[:40])
        raise Trouble(f"the smoke test found {len(wrong)} problem(s):\n{listed}")
    counted = ", ".join(f"{count} {form}" for form, count in sorted(forms.items()))
    return f"Smoke test passed: {pages} pages opened, downloads checked: {counted}; {time.monotonic() - began:.0f} s."


def form_of(address: str) -> str:
    """Which form of a document `address` asks for: pdf, docx, …; empty for a page."""
    return parse_qs(urlsplit(address).query).get("as", [""])[0]


def fetch(address: str, redirects: int = 5) -> Answer:
    """What comes for `address`, redirects inside the site followed."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=PATIENCE)
    try:
        where = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("GET", where, headers={"Host": parts.netloc, "Accept-Language": "en", "Accept": "*/*"})
        response = connection.getresponse()
        body = response.read()
        headers = {name.lower(): value for name, value in response.getheaders()}
    finally:
        connection.close()
    if response.status in (301, 302, 303, 307, 308) and redirects:
        return fetch(urljoin(address, headers.get("location", "")), redirects - 1)
    return Answer(address, response.status, headers, body)


def look(address: str, answer: Answer) -> tuple[list[str], list[str]]:
    """The links that `answer` holds, absolute and without anchors, and what is wrong with it."""
    if answer.status != 200:
        return [], [f"answered {answer.status}"]
    if not answer.body:
        return [], ["answered with nothing"]
    form = form_of(address)
    if form and form != CALENDAR:
        return [], list(wrong_file(form, answer))
    if form == CALENDAR or answer.type != "text/html":
        return [], list(wrong_other(answer))
    page = Page()
    page.feed(answer.body.decode("utf-8", errors="replace"))
    links = [urldefrag(urljoin(answer.address, link)).url for link in page.links]
    return links, list(wrong_page(page, answer))


def wrong_page(page: Page, answer: Answer) -> Iterator[str]:
    """What is wrong with an HTML page."""
    policy = answer.headers.get("content-security-policy", "")
    if "default-src 'none'" not in policy or "unsafe" in policy:
        yield "comes without a strict content security policy"
    if not page.language:
        yield "does not say its language"
    if page.language == "ar" and page.direction != "rtl":
        yield "is Arabic and not right to left"
    if not page.heading:
        yield "has no heading"
    if page.inline:
        yield f"holds an inline style or script ({page.inline[0]})"
    if b"Traceback" in answer.body:
        yield "shows a stack trace"


def wrong_file(form: str, answer: Answer) -> Iterator[str]:
    """What is wrong with a document that was asked for as `form`."""
    if form not in TYPES:
        yield f"offers an unknown form, {form}"
        return
    accepted = {TYPES[form], "application/xml", "text/xml"} if form == "akn" else {TYPES[form]}
    if answer.type not in accepted:
        yield f"is {answer.type or 'of no type'}, not {TYPES[form]}"
        return
    try:
        words = WORDS_OF[form](answer.body)
    except Exception as error:  # whatever a reader says of a broken file is the finding
        yield f"cannot be read as {form}: {type(error).__name__} {error}"
        return
    if len(re.findall(r"\w+", words)) < 40:
        yield f"holds hardly any words as {form}"


def wrong_other(answer: Answer) -> Iterator[str]:
    """What is wrong with a style sheet, feed, calendar, image."""
    if answer.type == "text/calendar" and b"BEGIN:VEVENT" not in answer.body:
        yield "is no calendar, or an empty one"
    if answer.type == "application/atom+xml" and b"<feed" not in answer.body[:500]:
        yield "is no feed"
    if form_of(answer.address) == CALENDAR and answer.type != "text/calendar":
        yield f"is {answer.type}, not text/calendar"
    if not answer.type:
        yield "does not say what it is"


def _of_pdf(body: bytes) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(body)
    try:
        return " ".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def _of_docx(body: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(body)) as package:
        return _of_xml(package.read("word/document.xml"))


def _of_xml(body: bytes) -> str:
    from lxml import etree

    root = etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True))
    return " ".join(str(text) for text in root.itertext())


def _of_html(body: bytes) -> str:
    from lxml import html

    return " ".join(str(text) for text in html.fromstring(body).itertext())


def _of_json(body: bytes) -> str:
    agenda = json.loads(body)
    if not agenda["items"]:
        raise ValueError("no items")
    return json.dumps(agenda, ensure_ascii=False)


WORDS_OF: dict[str, Callable[[bytes], str]] = {
    "pdf": _of_pdf,
    "docx": _of_docx,
    "html": _of_html,
    "akn": _of_xml,
    "txt": lambda body: body.decode("utf-8-sig"),
    "json": _of_json,
}
