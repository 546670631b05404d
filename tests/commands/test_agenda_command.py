"""`nemcon agenda …` and `nemcon programme propose`, called as a user calls them."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from nemcon.core.agenda import decode

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "src/nemcon/demo/reference/ctoc-cop-wg3-2021-1.json"
TEXT = ROOT / "tests/documents/agendas/columns.txt"


def nemcon(*arguments: object, data: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "nemcon.cli", *map(str, arguments)], input=data, capture_output=True, timeout=120
    )


def said(result: subprocess.CompletedProcess[bytes]) -> str:
    return result.stderr.decode()


def test_reading_writes_json_to_a_file_and_says_on_standard_error_what_was_found(tmp_path: Path) -> None:
    out = tmp_path / "agenda.json"

    result = nemcon("agenda", "read", TEXT, "-o", out)

    assert result.returncode == 0
    assert result.stdout == b""
    assert "items: 7, sittings: 6; every word understood." in said(result)
    assert len(decode(out.read_bytes()).items) == 5


def test_reading_takes_standard_input_and_gives_standard_output() -> None:
    result = nemcon("agenda", "read", "-", data=TEXT.read_bytes())

    assert json.loads(result.stdout)["items"][3]["items"][0]["number"] == "(a)"


@pytest.mark.parametrize(
    ("form", "begins"),
    [("txt", b"CTOC"), ("docx", b"PK"), ("pdf", b"%PDF-"), ("html", b"<!doctype"), ("akn", b"<?xml")],
)
def test_writing_gives_each_form(tmp_path: Path, form: str, begins: bytes) -> None:
    out = tmp_path / f"out.{form}"

    result = nemcon("agenda", "write", REFERENCE, "--to", form, "--lang", "en", "-o", out)

    assert result.returncode == 0, said(result)
    assert begins.lower() in out.read_bytes()[:80].lower()


def test_what_was_written_can_be_read_again(tmp_path: Path) -> None:
    written = nemcon("agenda", "write", REFERENCE, "--to", "docx", "--lang", "ru")

    read = nemcon("agenda", "read", "-", data=written.stdout)

    assert json.loads(read.stdout)["language"] == "ru"
    assert [i["number"] for i in json.loads(read.stdout)["items"]] == ["1", "2", "3", "4", "5"]


def test_checking_names_what_is_wrong_where_and_what_to_do_and_fails_on_errors(tmp_path: Path) -> None:
    agenda = json.loads(REFERENCE.read_text("utf-8"))
    agenda["programme"][0]["item"] = "9"
    broken = tmp_path / "broken.json"
    broken.write_text(json.dumps(agenda), "utf-8")

    good, bad = nemcon("agenda", "check", REFERENCE), nemcon("agenda", "check", broken)

    assert good.returncode == 0
    assert bad.returncode == 1
    assert b"error: " in bad.stdout
    assert b"9" in bad.stdout


def test_comparing_says_what_changed_in_sentences(tmp_path: Path) -> None:
    agenda = json.loads(REFERENCE.read_text("utf-8"))
    agenda["items"][3]["number"], agenda["items"][4]["number"] = "5", "6"
    agenda["items"].insert(3, {"number": "4", "title": "Technical assistance"})
    later = tmp_path / "later.json"
    later.write_text(json.dumps(agenda), "utf-8")

    same, other = nemcon("agenda", "compare", REFERENCE, REFERENCE), nemcon("agenda", "compare", REFERENCE, later)

    assert same.stdout.decode().strip() == "The two versions do not differ."
    assert "Technical assistance" in other.stdout.decode()
    assert "became item 5" in other.stdout.decode()


def test_a_programme_is_proposed_from_an_agenda_with_reasons_on_standard_error() -> None:
    result = nemcon("programme", "propose", REFERENCE)

    outcome = json.loads(result.stdout)
    assert result.returncode == 0
    assert outcome["outcome"] == "proposal"
    assert {row["date"] for row in outcome["rows"]} == {"2021-03-25", "2021-03-26"}
    assert "taken in the first sitting" in said(result)


def test_the_request_in_the_documentation_is_answered_and_an_impossible_one_names_what_is_in_conflict() -> None:
    page = (ROOT / "docs/programme.md").read_text("utf-8")
    request = json.loads(page.split("```json")[1].split("```")[0])
    impossible = {**request, "days": request["days"][:1]}

    good = nemcon("programme", "propose", "-", data=json.dumps(request).encode())
    bad = nemcon("programme", "propose", "-", data=json.dumps(impossible).encode())

    assert [(r["date"], r["item"]) for r in json.loads(good.stdout)["rows"]][-1] == ("2021-03-26", "5")
    assert bad.returncode == 1
    assert json.loads(bad.stdout)["outcome"] == "conflict"
    assert json.loads(bad.stdout)["requirements"][0]["sentence"] in said(bad)


@pytest.mark.parametrize("command", [["agenda", "--help"], ["agenda", "read", "-h"], ["programme", "propose", "-h"]])
def test_help_is_given_without_a_database_or_django(command: list[str]) -> None:
    result = nemcon(*command)

    assert result.returncode == 0
    assert b"Usage" in result.stdout


def zip_of(members: dict[str, bytes]) -> bytes:
    import io

    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items():
            file.writestr(name, data)
    return held.getvalue()


DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><x>&a;</x>'
BAD = {
    "missing": None,
    "empty": b"",
    "random": bytes(range(256)) * 40,
    "cut off": zip_of({"word/document.xml": b"<w/>"})[:40],
    "no Word file": zip_of({"a.txt": b"words"}),
    "entities": zip_of({"[Content_Types].xml": DOCTYPE, "word/document.xml": DOCTYPE}),
    "bomb": zip_of({"[Content_Types].xml": b"<Types/>", "word/document.xml": b" " * 300_000_000}),
    "encrypted": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 3000,
    "broken PDF": b"%PDF-1.7\n1 0 obj\n<<",
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_file_ends_with_a_sentence_that_says_what_to_do_and_no_stack_trace(tmp_path: Path, kind: str) -> None:
    file = tmp_path / "file.docx"
    data = BAD[kind]
    if data is not None:
        file.write_bytes(data)

    result = nemcon("agenda", "read", file)

    assert result.returncode == 1, said(result)
    assert "Traceback" not in said(result)
    assert said(result).startswith("nemcon: ")
    assert said(result).count(". ") >= 1 or said(result).rstrip().endswith("."), "what is wrong, and what to do"
    assert result.stdout == b""


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["write", REFERENCE, "--to", "doc"], "txt, docx, pdf, html, akn"),
        (["write", REFERENCE, "--to", "pdf", "--lang", "de"], "ar, en, es, fr, ru, zh"),
        (["write", REFERENCE, "--to", "txt", "-o", "/nowhere/at/all.txt"], "-o"),
        (["check", TEXT], "nemcon agenda read"),
        (["compare", REFERENCE, "/nowhere.json"], "name"),
    ],
)
def test_a_wrong_call_says_what_to_do_instead(arguments: list[object], hint: str) -> None:
    result = nemcon("agenda", *arguments)

    assert result.returncode == 1
    assert hint in said(result)
    assert "Traceback" not in said(result)


def test_a_wrong_member_of_the_json_is_named_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "agenda.json"
    file.write_text('{"items": [{"number": "1", "title": 7}]}', "utf-8")

    assert "$.items[0].title" in said(nemcon("agenda", "check", file))


@pytest.mark.parametrize("command", [["agenda", "check", "-"], ["programme", "propose", "-"]])
@pytest.mark.parametrize("data", [b"[" * 100_000, b"{", b"", b"7", b'"\xff"', b'{"language": "\xff"}'])
def test_json_that_is_none_is_refused_in_a_sentence(command: list[str], data: bytes) -> None:
    result = nemcon(*command, data=data)

    assert result.returncode == 1
    assert said(result).startswith("nemcon: ")
    assert "Traceback" not in said(result)


def test_a_refused_output_leaves_the_earlier_file_as_it_was(tmp_path: Path) -> None:
    out = tmp_path / "agenda.json"
    out.write_text("earlier", "utf-8")

    assert nemcon("agenda", "read", "/nowhere.txt", "-o", out).returncode == 1
    assert out.read_text("utf-8") == "earlier"
