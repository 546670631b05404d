"""Who sees what at which address, and who may do what: matrix.txt, walked. What is not in it fails."""

import ast
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from tests.web.things import things_at_the_desk, watched

import nemcon.web
from nemcon.core.roles import PUBLIC, ROLES, RULES, may
from nemcon.web.accounts.models import Account, Appointment
from nemcon.web.papers import selectors
from nemcon.web.papers.actions import withdraw
from nemcon.web.papers.models import Document, Form
from nemcon.web.public.page import kept_for
from nemcon.web.record import public
from nemcon.web.record.perform import by_command

AGENDA = "CTOC/COP/WG.3/2021/1"
MATRIX = Path(__file__).with_name("matrix.txt")
REPEATS = {"public:search", "public:check"}
"""Addresses whose pages repeat what was asked for."""
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("case")]


def sections() -> dict[str, list[str]]:
    """The lines of the matrix by section, without comments."""
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in MATRIX.read_text("utf-8").splitlines():
        if line.startswith("["):
            lines = found.setdefault(line.strip("[]"), [])
        elif line.strip() and not line.startswith("#"):
            lines.append(line)
    return found


def rows_of(section: str) -> dict[str, dict[str, str]]:
    """The rows of a table of the matrix by name."""
    head, *lines = (line.split() for line in sections()[section])
    rows = {row["name"]: row for row in (dict(zip(head, line, strict=True)) for line in lines)}
    assert len(rows) == len(lines)
    return rows


ROWS = rows_of("routes")
DESK = rows_of("signed in")
AT_DESK = {"officer": "officer", "clearing officer": "clearing", "administrator": "administrator"}
"""Roles that somebody can have at the desk, by their columns; everybody else who is signed in is an "other"."""
RECORDS_NOTHING = {name: reason for name, _, reason in (line.partition(" ") for line in sections()["records nothing"])}


def routes(patterns: list[URLPattern | URLResolver] | None = None, within: str = "") -> Iterator[str]:
    """The names of all addresses of the URL conf; an unnamed one by its pattern."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            space = f"{within}{pattern.namespace}:" if pattern.namespace else within
            yield from routes(pattern.url_patterns, space)
        else:
            yield f"{within}{pattern.name or pattern.pattern}"


@pytest.fixture
def given() -> dict[str, str]:
    """What stands for the braces in addresses: the hash of the agenda as text, and the code on its last page."""
    document = Document.objects.get(symbol=AGENDA)
    file = Form.objects.get(form="txt", language="en", document=document)
    return {"sha256": file.file_id, "code": str(document.act)}


def in_role(role: str) -> Client:
    """The browser of somebody who is signed in with that role; of nobody, for the public."""
    client = Client(raise_request_exception=False)
    if role != PUBLIC:
        account = Account.objects.create_user(f"{role.replace(' ', '-')}@example.org", name=role.title())
        Appointment.objects.create(account=account, role=role, since=dt.datetime(2000, 1, 1, tzinfo=dt.UTC))
        client.force_login(account)
    return client


def test_every_address_of_the_site_is_in_the_matrix_and_no_other():
    assert sorted(routes()) == sorted([*ROWS, *DESK])


@pytest.mark.parametrize("name", ROWS)
def test_each_role_gets_at_a_public_address_what_the_matrix_says(reader, given, sign, name):
    sign()
    row = ROWS[name]
    for role in ROLES:
        response = in_role(role).get(row["address"].format(**given))
        assert (role, response.status_code) == (role, int(row["status"]))
        if role in AT_DESK and response.status_code == 200 and response["Content-Type"].startswith("text/html"):
            assert response["Cache-Control"] == "no-store"


@pytest.fixture
def at_desk() -> dict[str, str]:
    """What stands for the braces in addresses of the desk: one of each thing that has an address."""
    return things_at_the_desk()


@pytest.mark.parametrize("name", DESK)
def test_each_role_gets_at_an_address_of_the_desk_what_the_matrix_says(at_desk, name):
    row = DESK[name]
    address = row["address"].format(**at_desk)
    for role in ROLES:
        column = "public" if role == PUBLIC else AT_DESK.get(role, "other")
        response = in_role(role).get(address)
        assert (role, response.status_code) == (role, int(row[column]))
        if response.status_code == 200:
            assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("name", DESK)
def test_nobody_who_is_not_signed_in_changes_anything_at_the_desk(at_desk, name):
    row = DESK[name]
    before = {model: list(model.objects.order_by("pk").values()) for model in watched()}
    response = Client(raise_request_exception=False).post(row["address"].format(**at_desk))
    assert response.status_code == int(row["post"])
    assert {model: list(model.objects.order_by("pk").values()) for model in watched()} == before


@pytest.mark.parametrize(
    "name", [name for name, row in DESK.items() if row["other"] == "404" and row["address"].startswith("/en/")]
)
def test_what_one_may_not_see_at_the_desk_answers_like_what_does_not_exist(at_desk, name):
    """Whoever is signed in without a role at the desk, and whoever asks for what is not there, see the same."""
    address = DESK[name]["address"].format(**at_desk)
    other = in_role("state")
    absent = other.get("/en/desk/nothing-at-all")
    assert other.get(address).content == absent.content.replace(b"/en/desk/nothing-at-all", address.encode())


@pytest.mark.parametrize("name", ROWS)
def test_what_is_not_published_answers_like_what_does_not_exist(reader, given, sign, name):
    row = ROWS[name]
    sign()
    reader.get(row["address"].format(**given))  # and what was read before changes nothing
    withdraw(by_command(), AGENDA, "a test")
    sign()
    response = reader.get(row["address"].format(**given))
    assert response.status_code == int(row["withdrawn"])
    if name not in REPEATS and not name.startswith("record:") and name not in ("public:log", "public:reference"):
        assert AGENDA not in response.content.decode()  # the record says for ever what was published, and withdrawn
    if response.status_code == 404:
        absent = row["address"].format(sha256="0" * 64).replace("2021/1", "2021/99").replace("wg3-12", "wg3-99")
        assert reader.get(absent).content == response.content


@pytest.mark.parametrize("name", ROWS)
def test_before_the_public_head_moved_the_record_answers_like_what_does_not_exist(reader, given, name):
    row = ROWS[name]
    response = reader.get(row["address"].format(**given))
    assert response.status_code == int(row["beyond"])
    if response.status_code == 404:
        absent = row["address"].replace("ctoc-cop", "no-such-body")
        assert reader.get(absent).content == response.content


@pytest.mark.parametrize("form", ["pdf", "docx", "html", "akn", "txt", "json", "ics"])
def test_no_form_of_what_is_not_published_is_given(reader, form):
    withdraw(by_command(), AGENDA, "a test")
    assert reader.get(f"/en/{AGENDA}?as={form}").status_code == 404


@pytest.mark.parametrize("name", ROWS)
def test_what_is_sent_to_an_address_is_refused_but_where_files_are_checked(reader, given, sign, name):
    sign()
    acts = public.log_named(PUBLIC, "ctoc-cop").log.size
    response = reader.post(ROWS[name]["address"].format(**given))
    assert response.status_code == int(ROWS[name]["post"])
    assert public.log_named(PUBLIC, "ctoc-cop").log.size == acts


def test_a_form_that_does_not_come_from_this_site_is_refused():
    assert Client(enforce_csrf_checks=True).post("/en/check").status_code == 403


def test_without_a_role_nothing_may_be_read(given, sign):
    sign()
    assert not may(None, "read.published")
    assert not selectors.visible(None).exists()
    assert selectors.resolve(None, AGENDA) is None
    assert selectors.version(None, AGENDA, "en") is None
    assert selectors.documents(None, "en").rows == []
    assert selectors.by_symbols(None, [AGENDA], "en") == {}
    assert selectors.act_with_file(None, given["sha256"]) is None
    assert public.logs(None) == []
    assert public.act_of(None, Document.objects.get(symbol=AGENDA).act) is None
    assert public.published_with(None, given["sha256"]) is None


def test_what_somebody_reads_by_a_right_of_theirs_is_never_kept():
    assert kept_for(None) == "no-store"
    assert kept_for(PUBLIC) == "public, max-age=60"


def test_the_policy_forbids_inline_style_and_script_and_other_hosts(reader):
    policy = reader.get("/en/")["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert settings.SECURE_CONTENT_TYPE_NOSNIFF


def actions() -> Iterator[tuple[str, ast.FunctionDef]]:
    """The public functions of every actions.py of the site, by app and name."""
    for path in sorted(Path(nemcon.web.__file__).parent.glob("*/actions.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                yield f"{path.parent.name}.{node.name}", node


def asked_for(function: ast.FunctionDef) -> list[str]:
    """The acts for which an action asks permission, by every call of `perform` in it."""
    found: list[str] = []
    for call in ast.walk(function):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "perform":
            found.append(ast.literal_eval(call.args[1]))
            found += [act for word in call.keywords if word.arg == "also" for act in ast.literal_eval(word.value)]
    return found


def test_every_action_asks_for_a_permission_or_says_why_it_needs_none():
    known = {rule.act for rule in RULES}
    by_name = dict(actions())
    assert "papers.publish" in by_name
    asking = {name: asked_for(function) for name, function in by_name.items()}
    assert {name for name, acts in asking.items() if not acts} == set(RECORDS_NOTHING)
    assert {act for acts in asking.values() for act in acts} <= known
    assert all(RECORDS_NOTHING.values())
