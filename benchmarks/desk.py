"""The desk under work: saving as one types, and the editor's page of a long agenda, each beside a bare page.

Run: python benchmarks/desk.py [--officers 50] [--seconds 20]. The real web processes on this machine, with an embedded
PostgreSQL that waits for the disk. Each officer types in a draft, five to a draft: a save every 1 to 3 seconds (who
writes pauses so often), and once a second the question what others wrote, as drafting.js does. "saved" is from before
the request is sent until its answer is here. The peer is /healthz (one query, no sign-in) asked by as many others,
alone. Then one officer opens the editor's page of an agenda with 200 items. Look at p95 and the ratios.
"""

import argparse
import http.client
import json
import os
import random
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from uuid import uuid4

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))
SETUP = """
import django, json, sys
django.setup()
from django.test import Client
import datetime as dt
from nemcon.core.agenda import Agenda, Block, Item, Masthead
from nemcon.serve.prepare import bring_up_to_date
from nemcon.web.accounts.models import Account, Appointment
from nemcon.web.drafting import actions, storing
from nemcon.web.meetings.actions import convene_meeting, establish_body, found_institution
from nemcon.web.record.perform import by_command
from nemcon.web.record.world import REAL
bring_up_to_date()
from django.core.management import call_command
call_command("collectstatic", interactive=False, verbosity=0)
call = by_command()
found_institution(call, names="Bench", seats="Bench", zone="UTC")
body = establish_body(call, slug="bench", names={"en": "Bench"}, prefix="BENCH")
meeting = convene_meeting(call, slug="bench-1", body=body, names={"en": "Bench"}, places={"en": "Bench"}, zone="UTC",
                          opens=dt.date(2027, 3, 1), closes=dt.date(2027, 3, 5))
def agenda(count):
    words = "The Working Group will have before it the following documents, and may wish to consider them. " * 4
    return Agenda(masthead=Masthead(title="Bench"), items=tuple(
        Item(number=str(n), title=f"Item {n} of the agenda", annotation=(Block(text=words), Block(text=words)))
        for n in range(1, count + 1)))
officers, drafts = [], []
for n in range(int(sys.argv[1])):
    account = Account.objects.create_user(f"officer{n}@example.org", name=f"Officer {n}")
    Appointment.objects.create(account=account, role="officer", since=dt.datetime(2000, 1, 1, tzinfo=dt.UTC))
    client = Client()
    client.force_login(account)
    if n % 5 == 0:
        drafts.append(actions.open_agenda(account, meeting, agenda(20), title="Bench", now=REAL.now()))
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    officers.append({"cookies": cookies, "draft": str(drafts[-1].id)})
long = actions.open_agenda(account, meeting, agenda(200), title="Bench", now=REAL.now())
nodes = {}
for draft in drafts:
    state = storing.state_of(draft.id)
    nodes[str(draft.id)] = [node for node in state.nodes if state.type(node) == "item"]
print("READY " + json.dumps({"officers": officers, "nodes": nodes, "long": str(long.id)}))
"""


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--officers", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=20)
    asked = parser.parse_args()
    from nemcon.serve.postgres import Cluster

    folder = Path(tempfile.mkdtemp(prefix="nemcon-bench-"))
    folder.chmod(0o711)
    cluster = Cluster(folder)
    try:
        cluster.create()
        cluster.start()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT / "src"),
            "DATABASE_URL": cluster.url,
            "NEMCON_DATA": str(folder / "data"),
            "NEMCON_SECRET_KEY": "only for a benchmark " * 4,
            "NEMCON_ALLOWED_HOSTS": "127.0.0.1",
            "NEMCON_HTTPS": "local",
            "NEMCON_PORT": str(port),
            "NEMCON_LOG": "text",
            "NEMCON_LOG_LEVEL": "ERROR",
            "NEMCON_ROLE": "web",
            "DJANGO_SETTINGS_MODULE": "nemcon.web.settings.serve",
        }
        command = [sys.executable, "-c", SETUP, str(asked.officers)]
        made = subprocess.run(command, env={**environment, "NEMCON_ROLE": "prepare"}, check=True, capture_output=True)
        said = next(line for line in made.stdout.decode().splitlines() if line.startswith("READY "))
        facts = json.loads(said[6:])
        server = subprocess.Popen([sys.executable, "-m", "nemcon.serve.web"], env=environment, stdin=subprocess.DEVNULL)
        try:
            _wait(port)
            print(f"{'milliseconds':44}{'p50':>8}{'p95':>8}{'most':>8}")
            alone = _together(asked, facts, port, _bare)
            saved = _together(asked, facts, port, _typing)
            _row(f"a bare page, {asked.officers} at once", alone)
            _row(f"saved, {asked.officers} officers typing", saved, alone)
            page = _page(facts, port)
            _row("editor's page of 200 items", page, _page(facts, port, bare=True))
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(20)
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(cluster.socket_folder, ignore_errors=True)


def _row(name: str, times: list[float], peer: list[float] | None = None) -> None:
    def p95(values: list[float]) -> float:
        return statistics.quantiles(values, n=20)[-1]

    ratio = f"   {p95(times) / p95(peer):.1f} times the bare page at p95" if peer else ""
    ms = [1000 * value for value in (statistics.median(times), p95(times), max(times))]
    print(f"{name:44}" + "".join(f"{value:8.1f}" for value in ms) + ratio, flush=True)


def _wait(port: int) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The server did not start.")


def _together(asked: argparse.Namespace, facts: dict, port: int, one: object) -> list[float]:
    times: list[float] = []
    until = time.monotonic() + asked.seconds
    threads = [
        threading.Thread(target=one, args=(facts, number, port, until, times))  # type: ignore[arg-type]
        for number in range(asked.officers)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


def _bare(_facts: dict, number: int, port: int, until: float, times: list[float]) -> None:
    chance = random.Random(number)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    while time.monotonic() < until:
        time.sleep(chance.uniform(0.2, 0.8))
        began = time.perf_counter()
        connection.request("GET", "/healthz")
        connection.getresponse().read()
        times.append(time.perf_counter() - began)


def _typing(facts: dict, number: int, port: int, until: float, times: list[float]) -> None:
    chance = random.Random(number)
    officer = facts["officers"][number]
    nodes = facts["nodes"][officer["draft"]]
    place = f"/en/desk/drafts/{officer['draft']}"
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def ask(method: str, address: str, body: object = None, token: str = "") -> dict:
        headers = {"Cookie": cookies, "Content-Type": "application/json", "X-CSRFToken": token}
        connection.request(method, address, json.dumps(body) if body else None, headers)
        response = connection.getresponse()
        data = response.read()
        if response.status != 200:
            raise SystemExit(f"{address}: {response.status} {data[:200]!r}")
        for value in response.headers.get_all("Set-Cookie") or ():
            held.update([value.split(";")[0].split("=", 1)])
        return json.loads(data)

    held = dict(part.split("=", 1) for part in officer["cookies"].split("; "))
    cookies = officer["cookies"]
    first = ask("GET", f"{place}/changes?since=0")
    cookies = "; ".join(f"{name}={value}" for name, value in held.items())
    token, since, asked = first["csrf"], first["revision"], time.monotonic() + chance.random()
    node = nodes[number % 5]
    base = next(each["version"] for each in first["changes"] if (each["node"], each["name"]) == (node, "annotation"))
    words = "Typed"
    save_at = time.monotonic() + chance.uniform(0, 3)
    while time.monotonic() < until:
        time.sleep(max(0.0, min(save_at, asked + 1) - time.monotonic()))
        if time.monotonic() >= asked + 1:
            since, asked = ask("GET", f"{place}/changes?since={since}")["revision"], time.monotonic()
            continue
        if time.monotonic() < save_at:
            continue
        save_at = time.monotonic() + chance.uniform(1, 3)
        words += f" {chance.randrange(1000)}"
        save = {"id": str(uuid4()), "node": node, "name": "annotation", "base": base, "value": words}
        began = time.perf_counter()
        answer = ask("POST", f"{place}/saves", {"since": since, "saves": [save]}, token)
        times.append(time.perf_counter() - began)
        base, since = answer["results"][0]["version"], answer["revision"]


def _page(facts: dict, port: int, *, bare: bool = False) -> list[float]:
    times = []
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    address = "/healthz" if bare else f"/en/desk/drafts/{facts['long']}"
    for _ in range(30):
        began = time.perf_counter()
        connection.request("GET", address, headers={"Cookie": facts["officers"][0]["cookies"]})
        response = connection.getresponse()
        response.read()
        if response.status != 200:
            raise SystemExit(f"{address}: {response.status}")
        times.append(time.perf_counter() - began)
    return times[5:]


if __name__ == "__main__":
    main()
