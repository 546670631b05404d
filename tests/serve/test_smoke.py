"""The smoke test finds what is wrong: a small site, whole and then broken in one way each."""

from __future__ import annotations

import io
import json
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pikepdf
import pytest

from nemcon.serve.smoke import TYPES, smoke
from nemcon.serve.trouble import Trouble

WORDS = " ".join(f"word{n}" for n in range(60))
LINKS = "".join(f'<a href="/en/doc?as={form}">{form}</a>' for form in TYPES)


def page(content: str, head: str = "") -> bytes:
    return f'<!doctype html><html lang="en" dir="ltr">{head}<h1>Title</h1>{content}</html>'.encode()


def pdf() -> bytes:
    file = pikepdf.new()
    file.add_blank_page()
    font = file.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1))
    font.BaseFont = pikepdf.Name.Helvetica
    file.pages[0].obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
    lines = "".join(f"({word}) Tj T* " for word in WORDS.split())
    file.pages[0].obj.Contents = file.make_stream(f"BT /F 8 Tf 9 TL 20 750 Td {lines}ET".encode())
    target = io.BytesIO()
    file.save(target)
    return target.getvalue()


def docx() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("word/document.xml", f"<d>{WORDS}</d>")
    return target.getvalue()


FILES = {
    "pdf": pdf(),
    "docx": docx(),
    "html": page(WORDS),
    "akn": f"<akomaNtoso>{WORDS}</akomaNtoso>".encode(),
    "txt": WORDS.encode(),
    "json": json.dumps({"items": [WORDS]}).encode(),
}
Site = dict[str, tuple[int, str, bytes]]


def whole() -> Site:
    site: Site = {
        "/": (200, "text/html; charset=utf-8", page('<a href="/en/">English</a><a href="/feed">Feed</a>')),
        "/en/": (200, "text/html", page('<a href="/en/doc#item-1">Document</a><a href="https://example.org/">x</a>')),
        "/en/doc": (200, "text/html", page(LINKS + '<a href="?as=ics">calendar</a>')),
        "/en/doc?as=ics": (200, "text/calendar", b"BEGIN:VCALENDAR BEGIN:VEVENT"),
        "/feed": (200, "application/atom+xml", b'<?xml version="1.0"?><feed/>'),
    }
    for form, body in FILES.items():
        site[f"/en/doc?as={form}"] = (200, TYPES[form], body)
    return site


@contextmanager
def served(site: Site, policy: str = "default-src 'none'") -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, kind, body = site.get(self.path, (404, "text/html", page("nothing")))
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Security-Policy", policy)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()


def test_a_whole_site_passes() -> None:
    with served(whole()) as address:
        assert "3 pages opened, downloads checked: 1 akn, 1 docx, 1 html, 1 ics, 1 json, 1 pdf, 1 txt" in smoke(address)


@pytest.mark.parametrize(
    ("path", "answer", "says"),
    [
        ("/en/doc", (500, "text/html", b"x"), "answered 500"),
        ("/en/", (200, "text/html", b""), "answered with nothing"),
        ("/en/doc", (200, "text/html", page(LINKS + '<p style="x">')), "inline style or script"),
        ("/en/doc", (200, "text/html", page(LINKS).replace(b'lang="en"', b"")), "does not say its language"),
        ("/en/doc", (200, "text/html", page(LINKS).replace(b'"en"', b'"ar"')), "not right to left"),
        ("/en/doc", (200, "text/html", page(LINKS).replace(b"h1", b"h2")), "has no heading"),
        ("/en/doc", (200, "text/html", page(LINKS.replace("as=pdf", "as=txt"))), "no page offers a document as pdf"),
        ("/en/doc?as=pdf", (200, "text/html", page(WORDS)), "is text/html, not application/pdf"),
        ("/en/doc?as=pdf", (200, TYPES["pdf"], FILES["pdf"][:200]), "cannot be read as pdf"),
        ("/en/doc?as=docx", (200, TYPES["docx"], b"PK but no archive"), "cannot be read as docx"),
        ("/en/doc?as=akn", (200, TYPES["akn"], b"<open>"), "cannot be read as akn"),
        ("/en/doc?as=json", (200, TYPES["json"], b'{"items": []}'), "cannot be read as json"),
        ("/en/doc?as=txt", (200, TYPES["txt"], b"Agenda"), "holds hardly any words as txt"),
        ("/en/doc?as=ics", (200, "text/html", page(WORDS)), "is text/html, not text/calendar"),
        ("/en/doc?as=ics", (200, "text/calendar", b"BEGIN:VCALENDAR"), "is no calendar"),
        ("/feed", (200, "application/atom+xml", b"<html>"), "is no feed"),
    ],
)
def test_what_is_broken_is_found_and_named(path: str, answer: tuple[int, str, bytes], says: str) -> None:
    with served({**whole(), path: answer}) as address, pytest.raises(Trouble, match=says):
        smoke(address)


def test_a_page_without_a_strict_policy_is_found() -> None:
    with served(whole(), policy="default-src *") as address, pytest.raises(Trouble, match="strict content security"):
        smoke(address)
