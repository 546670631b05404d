"""The officer's home page with 10, 100 and 1,000 meetings: requests per second and p95, beside bare Django.

Run: python benchmarks/home.py [--meetings 10 100 1000]. For each number a database is made in which every meeting has
a draft agenda, ten deadlines, a question that waits and something that came in, all of one officer. The page is served
by granian, one process with four threads, as in production, to a browser that is signed in. The peer is Django without
middleware and database: it renders the same template with the same values, read once, and is served the same way in
the same run. Four connections ask as often as they can, on this machine, which therefore also does the asking; look at
the ratios. `flat` is the p95 as a multiple of that with the fewest meetings.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path
from typing import Any

from pages import ROOT, ROUNDS, _wait, free_port, measure

HOME = "/en/desk/"
DEADLINES = 10
"""Of each meeting."""


# ── the peer: bare Django


def bare() -> Any:
    """A WSGI application that prints the same page with values read once, without middleware or database."""
    import django
    from django.conf import settings

    django.setup()
    from types import SimpleNamespace

    from django.core.handlers.wsgi import WSGIHandler
    from django.http import HttpResponse
    from django.template import loader
    from django.test import Client
    from django.urls import clear_url_caches, re_path, set_urlconf

    from nemcon.web.accounts.models import Account
    from nemcon.web.desk import page

    held: list[tuple[str, dict[str, Any], Any]] = []

    def remember(template: str, context: dict[str, Any], request: Any) -> str:
        held.append((template, context, request))
        return loader.render_to_string(template, context, request)

    page.loader = SimpleNamespace(render_to_string=remember)  # type: ignore[assignment]
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(Account.objects.get(name="Officer"))
    assert client.get(HOME).status_code == 200
    template, context, request = held[-1]

    def view(_request: Any) -> HttpResponse:
        set_urlconf("nemcon.web.urls")
        printed = loader.render_to_string(template, context, request).encode()
        return HttpResponse(printed, headers={"Content-Length": str(len(printed))})

    global urlpatterns
    urlpatterns = [re_path("", view)]
    sys.modules["home"] = sys.modules[__name__]
    settings.MIDDLEWARE = []
    settings.ROOT_URLCONF = "home"
    set_urlconf(None)
    clear_url_caches()
    return WSGIHandler()


urlpatterns: list[Any] = []


# ── the databases and servers


def fill(count: int, cookie: Path) -> None:
    """The reference case, and so many meetings of an officer, who is signed in: the cookie is written to a file."""
    import datetime as dt

    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    from nemcon.demo.load import load
    from nemcon.web.accounts.models import Account, Appointment
    from nemcon.web.drafting.models import Draft
    from nemcon.web.locale_compile import compile_all
    from nemcon.web.meetings.models import Body, Deadline, Incoming, Meeting, Waiting
    from nemcon.web.record.world import REAL

    compile_all()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    load()
    now, day = REAL.now(), dt.timedelta(days=1)
    officer = Account.objects.create_user("officer@example.org", name="Officer")
    Appointment.objects.create(account=officer, role="officer", since=now - day)
    body = Body.objects.get(slug="ctoc-cop-wg-3")
    facts: dict[str, Any] = {"body": body, "places": {"en": "Vienna"}, "zone": "Europe/Vienna"}
    meetings = Meeting.objects.bulk_create(
        Meeting(
            slug=f"bench-{at}",
            names={"en": f"Meeting {at}"},
            opens=now.date() + at * day,
            closes=now.date() + (at + 1) * day,
            **facts,
        )
        for at in range(count)
    )
    Draft.objects.bulk_create(
        Draft(meeting=each, title="Annotated provisional agenda", owner=officer, created=now, changed=now)
        for each in meetings
    )
    Deadline.objects.bulk_create(
        Deadline(meeting=each, title=f"Deadline {at}", at=now + (n + at) * day, day=now.date(), whom="x", owner=officer)
        for n, each in enumerate(meetings)
        for at in range(DEADLINES)
    )
    Waiting.objects.bulk_create(
        Waiting(meeting=each, what="A question", whom="The Chair", since=now - day, officer=officer)
        for each in meetings
    )
    Incoming.objects.bulk_create(
        Incoming(received=now - day, kind="mail", sender="A mission", what="asks", meeting=each, officer=officer)
        for each in meetings
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    client = Client()
    client.force_login(officer)
    cookie.write_text(client.cookies["sessionid"].value)


class Served:
    """A database of meetings, and two servers on it: Nemcon, and the peer."""

    def __init__(self, url: str, count: int, folder: Path) -> None:
        folder.mkdir()
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
        cookie = folder / "cookie"
        command = [sys.executable, __file__, "--fill", str(count), "--cookie", str(cookie)]
        subprocess.run(command, env=self.environment, check=True)
        self.cookie = f"sessionid={cookie.read_text()}"
        self.ports = (free_port(), free_port())
        self.servers = [
            self._serve("nemcon.web.wsgi:application", self.ports[0]),
            self._serve("home:bare", self.ports[1], "--factory"),
        ]
        try:
            for port in self.ports:
                _wait(port)
                asked = urllib.request.Request(f"http://127.0.0.1:{port}{HOME}", headers={"Cookie": self.cookie})
                for _ in range(8):  # the first answer of each thread is a slow one
                    urllib.request.urlopen(asked).close()
        except BaseException:
            self.stop()
            raise

    def _serve(self, application: str, port: int, *more: str) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--workers", "1"]
        command += ["--blocking-threads", "4", "--no-log", *more, application]
        return subprocess.Popen(command, env=self.environment, cwd=ROOT / "benchmarks", stderr=subprocess.DEVNULL)

    def compare(self) -> tuple[tuple[float, float, int], tuple[float, float, int]]:
        """The best round of Nemcon, and the best of the peer, which take turns."""
        asked = f"Cookie: {self.cookie}\r\n"
        rounds = [(measure(self.ports[0], HOME, asked), measure(self.ports[1], HOME)) for _ in range(ROUNDS)]
        return max(ours for ours, _ in rounds), max(theirs for _, theirs in rounds)

    def stop(self) -> None:
        """Stop both servers."""
        for server in self.servers:
            server.terminate()
        for server in self.servers:
            server.wait(10)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--meetings", type=int, nargs="+", default=[10, 100, 1000], help="in each database")
    parser.add_argument("--fill", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--cookie", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.fill:
        fill(given.fill, given.cookie)
        return
    import psycopg

    from nemcon.serve.postgres import Cluster

    folder = Path(tempfile.mkdtemp(prefix="nemcon-bench-"))
    folder.chmod(0o711)
    cluster = Cluster(folder / "pg", {"fsync": "off", "shared_buffers": "128MB"})
    (folder / "pg").mkdir()
    cluster.create()
    cluster.start()
    print(f"{'meetings':>8} {'req/s':>7} {'p95 ms':>7} {'bare req/s':>10} {'p95 ms':>7} {'of bare':>8} {'flat':>6}")
    first = 0.0
    try:
        for count in given.meetings:
            with psycopg.connect(cluster.url, autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE bench_{count}")
            served = Served(cluster.url.rsplit("/", 1)[0] + f"/bench_{count}", count, folder / str(count))
            try:
                (rate, p95, status), (their_rate, their_p95, _) = served.compare()
            finally:
                served.stop()
            assert status == 200
            first = first or p95
            beside = f"{their_rate:10.0f} {their_p95:7.1f} {rate / their_rate:8.2f}"
            print(f"{count:8} {rate:7.0f} {p95:7.1f} {beside} {p95 / first:6.2f}")
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
