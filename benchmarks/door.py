"""The door: how late the instant of receipt is while pages are queued, and what the door costs pages.

Run: python benchmarks/door.py. Each way of serving gets two processes with four threads for pages each, on this
machine, with an embedded PostgreSQL. PAGES slow pages are kept queued, half of them asleep in the database, half
computing; meanwhile requests that make acts are sent, their last byte apart. "stamp" is from just before that byte is
sent to the instant that the server takes for its receipt; "answered" is until the answer is here. Before that, without
them, CONNECTIONS connections ask for a page (a template of 60 rows, one query) as often as they can; look at the ratio,
and at "CPU", the milliseconds that the server's processes computed for a page: other work does not alter those.

This file is also the Django project that is served: its settings, its addresses and its pages.
"""

import argparse
import asyncio
import importlib.util
import multiprocessing
import os
import random
import shutil
import signal
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
PAGES = 60
SLOW = 0.3
"""Seconds that a slow page takes."""
ACTS, LONGEST = 400, 30.0
"""Acts that are sent, and seconds after which no more are."""
CONNECTIONS, ROUNDS, ROUND = 4, 8, 1.0
WORKERS, THREADS = 2, 4

# ── the project: settings

SECRET_KEY = "x" * 60
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "door"
USE_TZ = True
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates"}]
NEMCON_MAX_REQUEST_BYTES = 50 * 2**20
if os.environ.get("DATABASE_URL"):
    import dj_database_url

    from nemcon.web.settings import environment

    ENVIRONMENT = environment.read()
    DATABASES = {"default": {**dj_database_url.config(), "OPTIONS": {"pool": {"min_size": 1, "max_size": 8}}}}


# ── the project: pages and acts


def asleep(_request: Any) -> Any:
    """A page that waits for the database."""
    from django.db import connection
    from django.http import HttpResponse

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(%s)", [SLOW])
    return HttpResponse("x")


def computing(_request: Any) -> Any:
    """A page that keeps the interpreter busy."""
    from django.http import HttpResponse

    until, number = time.perf_counter() + SLOW, 0
    while time.perf_counter() < until:
        for each in range(1000):
            number += each * each
    return HttpResponse("x")


def front(request: Any) -> Any:
    """A page as most are."""
    from django.db import connection
    from django.http import HttpResponse
    from django.template import engines

    global _template
    if _template is None:
        _template = engines["django"].from_string(
            "<!doctype html><title>{{ title }}</title>{% for row in rows %}<p><a href='/{{ row.0 }}'>{{ row.1 }}</a>"
            "{% if row.0 %} {{ row.2|default:'' }}{% endif %}</p>{% endfor %}"
        )
    with connection.cursor() as cursor:
        cursor.execute("SELECT n, 'Document ' || n, 'of the ' || n || 'th' FROM generate_series(1, 60) AS n")
        rows = cursor.fetchall()
    return HttpResponse(_template.render({"title": "Documents", "rows": rows}, request))


_template: Any = None


def act(request: Any) -> Any:
    """Says when it was received: as the door says, or now, if there is no door."""
    from django.http import HttpResponse

    from nemcon.web.door.clock import EPOCH

    received = request.environ.get("nemcon.received")
    instant = time.time_ns() if received is None else round((received - EPOCH).total_seconds() * 1e6) * 1000
    return HttpResponse(str(instant))


def _addresses() -> list[Any]:
    from django.urls import path

    return [path("asleep", asleep), path("computing", computing), path("", front), path("acts/say/", act)]


if __name__ == "door":
    urlpatterns = _addresses()


# ── the ways of serving


def wsgi() -> Any:
    """Django as granian calls it by WSGI, without a door."""
    from nemcon.web.wsgi import application

    return application


def asgi() -> Any:
    """The door in granian's event loop."""
    from nemcon.web.door.asgi import build

    sys.setswitchinterval(float(os.environ["SWITCH"]))
    return build(THREADS, 4)


def in_front() -> Any:
    """The door as a process of its own: acts are answered in it, pages asked for from the processes behind it."""
    from nemcon.web.door.asgi import build

    door = build(THREADS, 4)
    behind = int(os.environ["BEHIND"])
    idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def application(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            return await door(scope, receive, send)
        lines = [f"GET {scope['path']} HTTP/1.1".encode(), *(name + b": " + value for name, value in scope["headers"])]
        while True:
            used = bool(idle)
            reader, writer = idle.pop() if used else await asyncio.open_connection("127.0.0.1", behind)
            writer.write(b"\r\n".join([*lines, b"", b""]))
            try:
                head = (await reader.readuntil(b"\r\n\r\n")).split(b"\r\n")
            except (OSError, asyncio.IncompleteReadError):
                if used:  # it was closed while it was idle
                    continue
                raise
            break
        headers = [(name.lower(), value.strip()) for name, _, value in (line.partition(b":") for line in head[1:-2])]
        content = await reader.readexactly(int(dict(headers)[b"content-length"]))
        idle.append((reader, writer))
        headers = [pair for pair in headers if pair[0] not in (b"date", b"server")]
        await send({"type": "http.response.start", "status": int(head[0].split()[1]), "headers": headers})
        await send({"type": "http.response.body", "body": content})

    return application


def granian(interface: str, target: str, port: int, workers: int = WORKERS) -> None:
    """Serve with granian, until SIGTERM."""
    from granian import Granian
    from granian.constants import Interfaces, Loops

    more = {"blocking_threads": THREADS} if interface == "wsgi" else {}
    Granian(
        f"door:{target}",
        factory=True,
        port=port,
        interface=Interfaces(interface),
        workers=workers,
        loop=Loops.asyncio,
        websockets=False,
        log_enabled=False,
        workers_kill_timeout=1,
        **more,
    ).serve()


def as_built(port: int) -> None:
    """Serve as `nemcon serve` does."""
    from nemcon.serve import web

    if "SWITCH" in os.environ:
        web.SWITCH = float(os.environ["SWITCH"])
    web._load_code()
    answering = web.Answering(web.listen("127.0.0.1", port, web.BACKLOG), ENVIRONMENT)
    signal.signal(signal.SIGTERM, answering.stop)
    answering.run()


def fronted(port: int) -> None:
    """Serve by a door in front of two processes."""
    behind = int(os.environ["BEHIND"])
    below = multiprocessing.get_context("fork").Process(target=granian, args=("wsgi", "wsgi", behind))
    below.start()
    try:
        granian("asgi", "in_front", port, workers=1)
    finally:
        below.terminate()


WAYS: dict[str, tuple[Any, dict[str, str]]] = {
    "no door: WSGI, the view looks at the clock": (lambda port: granian("wsgi", "wsgi", port), {}),
    "door in granian's loop, its own clock": (lambda port: granian("asgi", "asgi", port), {"SWITCH": "0.005"}),
    "the same, threads switch after 0.5 ms": (lambda port: granian("asgi", "asgi", port), {"SWITCH": "0.0005"}),
    "door as a process in front, its own clock": (fronted, {}),
    "as built, threads switch after 5 ms": (as_built, {"SWITCH": "0.005"}),
    "as built: the kernel's instant": (as_built, {}),
    "as built, threads switch after 0.1 ms": (as_built, {"SWITCH": "0.0001"}),
}


# ── the measurement


def queue(port: int) -> None:
    """Keep PAGES slow pages queued. A process of its own."""

    async def ask(page: str) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while True:
            writer.write(f"GET /{page} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            head = await reader.readuntil(b"\r\n\r\n")
            assert b" 200 " in head, head
            await reader.readexactly(1)

    async def all_of_them() -> None:
        await asyncio.gather(*(ask("computing" if number % 2 else "asleep") for number in range(PAGES)))

    asyncio.run(all_of_them())


def acts(port: int) -> tuple[list[float], list[float]]:
    """Milliseconds until the instant of receipt and until the answer, of up to ACTS acts."""
    stamps, answers = [], []
    until = time.monotonic() + LONGEST
    while len(stamps) < ACTS and time.monotonic() < until:
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            stream = connection.makefile("rb")
            for _ in range(10):
                connection.sendall(b"POST /acts/say/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nabcd")
                time.sleep(random.uniform(0.01, 0.03))
                sent = time.time_ns()
                connection.sendall(b"e")
                received = int(answer(stream))
                answers.append((time.time_ns() - sent) / 1e6)
                stamps.append((received - sent) / 1e6)
                if time.monotonic() > until:
                    break
    return sorted(stamps), sorted(answers)


def answer(stream: Any) -> bytes:
    """The body of the next answer."""
    assert b" 200 " in stream.readline()
    length = 0
    while (line := stream.readline()) != b"\r\n":
        name, _, value = line.partition(b":")
        length = int(value) if name.lower() == b"content-length" else length
    return bytes(stream.read(length))


def rate(port: int) -> float:
    """Pages a second over CONNECTIONS connections that stay open."""
    count = [0] * CONNECTIONS
    until = time.perf_counter() + ROUND

    def ask(number: int) -> None:
        with socket.create_connection(("127.0.0.1", port)) as connection:
            stream = connection.makefile("rb")
            while time.perf_counter() < until:
                connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
                answer(stream)
                count[number] += 1

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(count) / ROUND


def computed(server: int) -> float:
    """Seconds for which the processes of `server` have computed."""
    ticks = 0
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if int(fields[3]) == server:  # its session
                ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def at(values: list[float], part: float) -> float:
    """The value below which `part` of them lie."""
    return values[min(len(values) - 1, int(len(values) * part))]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def wait(port: int) -> None:
    """Until a page is answered."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
                connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
                answer(connection.makefile("rb"))
                return
        except (OSError, AssertionError):
            time.sleep(0.2)
    raise SystemExit("A server did not start within half a minute.")


def start(way: str, port: int, url: str, folder: Path) -> "subprocess.Popen[bytes]":
    """Serve `way` on `port` in a process of its own."""
    environ = {
        **os.environ,
        **WAYS[way][1],
        "BEHIND": str(free_port()),
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT / "benchmarks"), os.environ.get("PYTHONPATH", "")]),
        "DJANGO_SETTINGS_MODULE": "door",
        "DATABASE_URL": url,
        "NEMCON_DATA": str(folder),
        "NEMCON_HTTPS": "local",
    }
    command = [sys.executable, "-c", f"import door; door.WAYS[{way!r}][0]({port})"]
    return subprocess.Popen(command, env=environ, start_new_session=True)


def main() -> None:
    """Print the table."""
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    from nemcon.serve.postgres import Cluster

    folder = Path(tempfile.mkdtemp(prefix="nemcon-bench-"))
    folder.chmod(0o711)
    (folder / "pg").mkdir()
    cluster = Cluster(folder / "pg", {"fsync": "off"})
    cluster.create()
    cluster.start()
    servers: dict[str, Any] = {}
    ports = {way: free_port() for way in WAYS}
    try:
        rates = dict.fromkeys(WAYS, 0.0)
        costs = dict.fromkeys(WAYS, 0.0)
        pages = dict.fromkeys(WAYS, 0.0)
        for way in WAYS:
            servers[way] = start(way, ports[way], cluster.url, folder)
            wait(ports[way])
        for _ in range(ROUNDS):  # in turn, since other work on the machine only ever takes away
            for way in WAYS:
                before = computed(servers[way].pid)
                found = rate(ports[way])
                costs[way] += computed(servers[way].pid) - before
                pages[way] += found * ROUND
                rates[way] = max(rates[way], found)
        parser = "httptools" if importlib.util.find_spec("httptools") else "h11"
        print(f"uvicorn with {parser}; milliseconds")
        print(f"{'':44}{'stamp p50':>10}{'p95':>8}{'p99':>8}{'max':>8}  {'answered p50':>12}{'p99':>8}", end="")
        print(f"{'pages/s':>9}{'ratio':>7}{'CPU':>7}{'acts':>6}")
        for way in WAYS:
            background = multiprocessing.Process(target=queue, args=(ports[way],), daemon=True)
            background.start()
            time.sleep(1.5)
            stamps, answers = acts(ports[way])
            background.kill()
            figures = [
                *(at(stamps, part) for part in (0.5, 0.95, 0.99, 1)),
                *(at(answers, part) for part in (0.5, 0.99)),
            ]
            print(f"{way:44}{figures[0]:10.2f}" + "".join(f"{each:8.2f}" for each in figures[1:4]), end="")
            print(f"  {figures[4]:12.1f}{figures[5]:8.1f}", end="")
            print(f"{rates[way]:9.0f}{rates[way] / next(iter(rates.values())):7.2f}", end="")
            print(f"{costs[way] / pages[way] * 1000:7.2f}{len(stamps):6}", flush=True)
            os.killpg(servers.pop(way).pid, signal.SIGKILL)
    finally:
        for server in servers.values():
            os.killpg(server.pid, signal.SIGKILL)
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
