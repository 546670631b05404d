"""Who sees what at which address. The addresses come from the URL conf: one that is not in the matrix fails."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from nemcon.core.roles import PUBLIC as EVERYBODY
from nemcon.core.roles import may
from nemcon.web.papers import selectors
from nemcon.web.papers.actions import withdraw
from nemcon.web.papers.models import Form
from nemcon.web.public.page import kept_for
from nemcon.web.record.perform import by_command

AGENDA = "CTOC/COP/WG.3/2021/1"
PUBLIC: dict[str, tuple[str, int]] = {
    # name: (an address, what everybody gets there)
    "healthz": ("/healthz", 200),
    "public:home": ("/", 302),
    "public:robots": ("/robots.txt", 200),
    "public:sitemap": ("/sitemap.xml", 200),
    "public:colour": ("/institution.css", 200),
    "public:file": ("/files/{sha256}/agenda.txt", 200),
    "public:front": ("/en/", 200),
    "public:bodies": ("/en/bodies/", 200),
    "public:body": ("/en/bodies/ctoc-cop", 200),
    "public:meetings": ("/en/meetings/", 200),
    "public:meeting": ("/en/meetings/wg3-12", 200),
    "public:calendar": ("/en/meetings/wg3-12/programme.ics", 200),
    "public:documents": ("/en/documents/", 200),
    "public:feed": ("/en/documents.atom", 200),
    "public:search": ("/en/search?q=pandemic", 200),
    "public:document": (f"/en/{AGENDA}", 200),
    "public:bare": (f"/{AGENDA}", 302),
}
HIDDEN = {
    # where the agenda alone is at an address: once it is not published, as if it had never been
    "public:file": 404,
    "public:calendar": 404,
    "public:document": 404,
    "public:bare": 404,
}
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("case")]


def routes(patterns: list[URLPattern | URLResolver] | None = None, within: str = "") -> Iterator[str]:
    """The names of all addresses of the URL conf; an unnamed one by its pattern."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            space = f"{within}{pattern.namespace}:" if pattern.namespace else within
            yield from routes(pattern.url_patterns, space)
        else:
            yield f"{within}{pattern.name or pattern.pattern}"


@pytest.fixture
def sha256() -> str:
    """The hash of the agenda as text."""
    Client().get(f"/en/{AGENDA}?as=txt")
    return Form.objects.get(form="txt", language="en", document__symbol=AGENDA).file_id


def test_every_address_of_the_site_is_in_the_matrix():
    assert sorted(routes()) == sorted(PUBLIC)


@pytest.mark.parametrize("name", PUBLIC)
def test_everybody_reads_what_is_published(reader, sha256, name):
    address, status = PUBLIC[name]
    assert reader.get(address.format(sha256=sha256)).status_code == status


@pytest.mark.parametrize("name", PUBLIC)
def test_what_is_not_published_answers_like_what_does_not_exist(reader, sha256, name):
    address, status = PUBLIC[name]
    reader.get(address.format(sha256=sha256))  # and what was read before changes nothing
    withdraw(by_command(), AGENDA, "a test")
    response = reader.get(address.format(sha256=sha256))
    assert response.status_code == HIDDEN.get(name, status)
    if name not in ("public:search",):  # which repeats what was asked
        assert AGENDA not in response.content.decode()
    if response.status_code == 404:
        absent = reader.get(address.format(sha256="0" * 64).replace("2021/1", "2021/99").replace("wg3-12", "wg3-99"))
        assert absent.content == response.content


@pytest.mark.parametrize("form", ["pdf", "docx", "html", "akn", "txt", "json", "ics"])
def test_no_form_of_what_is_not_published_is_given(reader, form):
    withdraw(by_command(), AGENDA, "a test")
    assert reader.get(f"/en/{AGENDA}?as={form}").status_code == 404


@pytest.mark.parametrize("name", [name for name in PUBLIC if name != "healthz"])
def test_nothing_public_can_be_written_to(reader, sha256, name):
    address, _ = PUBLIC[name]
    assert reader.post(address.format(sha256=sha256)).status_code in (403, 405)


def test_without_a_role_nothing_may_be_read():
    assert not may(None, "read.published")
    assert not selectors.visible(None).exists()
    assert selectors.resolve(None, AGENDA) is None
    assert selectors.version(None, AGENDA, "en") is None
    assert selectors.documents(None, "en").rows == []


def test_what_somebody_reads_by_a_right_of_theirs_is_never_kept():
    assert kept_for(None) == "no-store"
    assert kept_for(EVERYBODY) == "public, max-age=60"


def test_the_policy_forbids_inline_style_and_script_and_other_hosts(reader):
    policy = reader.get("/en/")["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert settings.SECURE_CONTENT_TYPE_NOSNIFF
