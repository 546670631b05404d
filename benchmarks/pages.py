"""Public pages: requests per second and p95, beside the same template rendered by bare Django.

Run: python benchmarks/pages.py [--many 20000]. Two databases are made, one with 20 documents and one with many; every
tenth document has the text of the reference agenda in six languages, the others a masthead. Each is served by granian,
one process with four threads, as in production. The peer is Django without middleware and database: it renders the
same template with the same values, read once, and is served the same way in the same run. Four connections ask for a
page as often as they can, on this machine, which therefore also does the asking; look at the ratios. A page is made
once for each version of the site and process; the lines "made anew" are what it costs then.
"""

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))
CONNECTIONS = 4
ROUNDS = 4
SECONDS = 0.6
MOST = 1_000
"""Seconds and requests after which a round ends, whichever comes first. Both servers take turns; the best round counts,
since other work on the machine only ever takes away."""
PAGES = {
    "front page": "/en/",
    "documents": "/en/documents/",
    "meeting": "/en/meetings/wg3-12",
    "document": "/en/CTOC/COP/WG.3/2021/1",
    "document, Arabic": "/ar/CTOC/COP/WG.3/2021/1",
    "front page, made anew": "/en/?q",  # an address with a question is never kept
    "documents, made anew": "/en/documents/?q",
    "document, made anew": "/en/CTOC/COP/WG.3/2021/1?q",
    "search, a common word": "/en/search?q=recommendations",
    "search, Chinese": "/zh/search?q=%E8%81%94%E5%90%88%E8%B0%83%E6%9F%A5",
    "search, a symbol": "/en/search?q=CTOC%2FCOP%2FWG.3%2F2020",
}
MULTIPLY = """
INSERT INTO papers_document (id, symbol, body_id, meeting_id, date, day, original, issued, agenda, has_text,
                             has_programme, made, source_id, status, published, changed, advance, apart, changes, texts)
SELECT uuidv7(), 'BENCH/' || n, d.body_id, NULL, DATE '2000-01-01' + (n %% 7300), DATE '2000-01-01' + (n %% 7300),
       'en', d.issued, d.agenda, d.has_text, d.has_programme, d.made, NULL, d.status, d.published, d.changed,
       d.advance, d.apart, d.changes, d.texts
FROM generate_series(1, %(count)s) AS n
JOIN papers_document AS d ON d.symbol = CASE WHEN n %% 10 = 0 THEN %(agenda)s ELSE %(record)s END;
INSERT INTO papers_documentsymbol (symbol, document_id)
SELECT symbol, id FROM papers_document WHERE symbol LIKE 'BENCH/%%';
INSERT INTO papers_version (language, title, title_language, translated, unofficial, illustrative, fragment, outline,
                            programme, contents, passages, listed, document_id,
                            words_ar, words_zh, words_en, words_fr, words_ru, words_es)
SELECT v.language, v.title || ' ' || d.symbol, v.title_language, v.translated, v.unofficial, v.illustrative, v.fragment,
       v.outline, v.programme, v.contents, v.passages, d.day, d.id,
       v.words_ar, v.words_zh, v.words_en, v.words_fr, v.words_ru, v.words_es
FROM papers_document AS d
JOIN papers_document AS model ON model.symbol = CASE WHEN d.has_text THEN %(agenda)s ELSE %(record)s END
JOIN papers_version AS v ON v.document_id = model.id
WHERE d.symbol LIKE 'BENCH/%%';
"""


# ── the peer: bare Django


def bare() -> Any:
    """A WSGI application that prints the same templates with values read once, without middleware or database."""
    import django
    from django.conf import settings

    django.setup()
    settings.MIDDLEWARE = []
    settings.ROOT_URLCONF = "pages"
    from types import SimpleNamespace

    from django.core.handlers.wsgi import WSGIHandler
    from django.http import HttpResponse
    from django.template import loader
    from django.test import RequestFactory
    from django.urls import clear_url_caches, re_path, resolve, set_urlconf
    from django.utils import translation

    from nemcon.web.public import language as languages
    from nemcon.web.public import page

    values: dict[str, tuple[str, dict[str, Any], str]] = {}

    def remember(template: str, context: dict[str, Any], request: Any) -> str:
        values[request.get_full_path()] = (
            template,
            context,
            languages.DJANGO_CODES.get(request.language, request.language),
        )
        return loader.render_to_string(template, context, request)

    page.loader = SimpleNamespace(render_to_string=remember)  # type: ignore[assignment]
    set_urlconf("nemcon.web.urls")
    for address in PAGES.values():
        request = RequestFactory().get(address, SERVER_NAME="127.0.0.1")
        request.language = address[1:3]  # type: ignore[attr-defined]
        with translation.override(languages.DJANGO_CODES.get(address[1:3], address[1:3])):
            found = resolve(request.path_info, "nemcon.web.urls")
            found.func(request, *found.args, **found.kwargs)

    def view(request: Any) -> HttpResponse:
        template, context, code = values[request.get_full_path()]
        with translation.override(code):
            set_urlconf("nemcon.web.urls")
            printed = loader.render_to_string(template, context, request).encode()
            return HttpResponse(printed, headers={"Content-Length": str(len(printed))})

    global urlpatterns
    urlpatterns = [re_path("", view)]
    sys.modules["pages"] = sys.modules[__name__]
    set_urlconf(None)
    clear_url_caches()
    return WSGIHandler()


urlpatterns: list[Any] = []


# ── the measurement


def measure(port: int, address: str, headers: str = "") -> tuple[float, float, int]:
    """Requests per second, p95 in milliseconds, and the status, over CONNECTIONS connections that stay open."""
    asked = f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}\r\n".encode()
    times: list[float] = []
    statuses: set[int] = set()
    ends = time.perf_counter() + SECONDS

    def ask() -> None:
        with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
            stream = connection.makefile("rb")
            while time.perf_counter() < ends and len(times) < MOST:
                began = time.perf_counter()
                connection.sendall(asked)
                statuses.add(_answer(stream))
                times.append(time.perf_counter() - began)

    _answered_once(port, asked)
    began = time.perf_counter()
    threads = [threading.Thread(target=ask) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    (status,) = statuses
    return len(times) / took, sorted(times)[int(len(times) * 0.95)] * 1000, status


def compare(ports: tuple[int, int], address: str) -> tuple[tuple[float, float, int], tuple[float, float, int]]:
    """The best round of Nemcon, and the best of the peer."""
    rounds = [(measure(ports[0], address), measure(ports[1], address)) for _ in range(ROUNDS)]
    return max(ours for ours, _ in rounds), max(theirs for _, theirs in rounds)


def _answered_once(port: int, asked: bytes) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(asked)
        _answer(connection.makefile("rb"))


def _answer(stream: Any) -> int:
    """Read one answer whole; its status."""
    status = int(stream.readline().split()[1])
    length = 0
    while (line := stream.readline()) not in (b"\r\n", b""):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    if status != 304:
        stream.read(length)
    return status


def etag(port: int, address: str) -> str:
    """The ETag of a page."""
    import urllib.request

    with urllib.request.urlopen(f"http://127.0.0.1:{port}{address}") as answer:
        return str(answer.headers["ETag"])


# ── the databases and servers


class Served:
    """A database of documents, and two servers on it: Nemcon, and the peer."""

    def __init__(self, url: str, count: int, folder: Path) -> None:
        self.environment = {
            **os.environ,
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT / 'benchmarks'}",
            "DJANGO_SETTINGS_MODULE": "nemcon.web.settings.serve",
            "DATABASE_URL": url,
            "NEMCON_DATA": str(folder),
            "NEMCON_HTTPS": "local",
            "NEMCON_SECRET_KEY": "x" * 60,
            "NEMCON_ALLOWED_HOSTS": "127.0.0.1",
            "NEMCON_LOG_LEVEL": "ERROR",
        }
        subprocess.run([sys.executable, __file__, "--fill", str(count)], env=self.environment, check=True)
        self.ports = (free_port(), free_port())
        self.servers = [
            self._serve("nemcon.web.wsgi:application", self.ports[0]),
            self._serve("pages:bare", self.ports[1], "--factory"),
        ]
        try:
            for port in self.ports:
                _wait(port)
        except BaseException:
            self.stop()
            raise

    def _serve(self, application: str, port: int, *more: str) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--workers", "1"]
        command += ["--blocking-threads", "4", "--no-log", *more, application]
        return subprocess.Popen(command, env=self.environment, cwd=ROOT / "benchmarks", stderr=subprocess.DEVNULL)

    def stop(self) -> None:
        """Stop both servers."""
        for server in self.servers:
            server.terminate()
        for server in self.servers:
            server.wait(10)


def fill(count: int) -> None:
    """The reference case, and so many documents in all."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from nemcon.demo.load import load
    from nemcon.web.locale_compile import compile_all
    from nemcon.web.papers.models import Document

    compile_all()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    load()
    more = count - Document.objects.count()
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        names = {"agenda": "CTOC/COP/WG.3/2021/1", "record": "CTOC/COP/WG.3/2020/4", "count": more}
        cursor.execute(MULTIPLY, names)
        cursor.execute("ANALYZE")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait(port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("A server did not start within a minute.")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--many", type=int, default=20_000, help="documents in the larger database (20000)")
    parser.add_argument("--fill", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.fill:
        fill(given.fill)
        return
    from nemcon.serve.postgres import Cluster

    folder = Path(tempfile.mkdtemp(prefix="nemcon-bench-"))
    folder.chmod(0o711)
    cluster = Cluster(folder / "pg", {"fsync": "off", "shared_buffers": "128MB"})
    (folder / "pg").mkdir()
    cluster.create()
    cluster.start()
    try:
        import psycopg

        rows: dict[tuple[str, int], tuple[tuple[float, float, int], tuple[float, float, int] | None]] = {}
        counts = (20, given.many)
        for count in counts:
            with psycopg.connect(cluster.url, autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE bench_{count}")
            served = Served(cluster.url.rsplit("/", 1)[0] + f"/bench_{count}", count, folder / str(count))
            try:
                for name, address in PAGES.items():
                    rows[name, count] = compare(served.ports, address)
                unchanged = f"If-None-Match: {etag(served.ports[0], PAGES['document'])}\r\n"
                of_ours = [measure(served.ports[0], PAGES["document"], unchanged) for _ in range(ROUNDS)]
                rows["document, unchanged (304)", count] = max(of_ours), None
            finally:
                served.stop()
        report(rows, counts)
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


def report(rows: dict[Any, Any], counts: tuple[int, int]) -> None:
    """One line a page and database; `of bare` is Nemcon's rate as a part of the peer's, `flat` as a part of its own
    with few documents."""
    head = f"{'page':28} {'documents':>9} {'req/s':>7} {'p95 ms':>7}"
    print(f"{head} {'bare req/s':>10} {'p95 ms':>7} {'of bare':>8} {'flat':>6}")
    for name in [*PAGES, "document, unchanged (304)"]:
        for count in counts:
            (rate, p95, status), peer = rows[name, count]
            beside = f"{peer[0]:10.0f} {peer[1]:7.1f} {rate / peer[0]:8.2f}" if peer else f"{'':10} {'':7} {'':8}"
            flat = rate / rows[name, counts[0]][0][0]
            assert status in (200, 304)
            print(f"{name:28} {count:9} {rate:7.0f} {p95:7.1f} {beside} {flat:6.2f}")


if __name__ == "__main__":
    main()
