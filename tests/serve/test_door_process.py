"""The door of a real web server whose clock is set back while it runs; the database's clock stays right."""

from __future__ import annotations

import http.client
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from .site import Site, eventually, folder

pytestmark = [pytest.mark.process, pytest.mark.xdist_group("process")]

LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))


@pytest.fixture
def place() -> Iterator[Path]:
    with folder() as made:
        yield made


def post(site: Site, path: str = "/acts/say") -> tuple[int, str]:
    """Status and body of an act that no view makes yet: what the door lets through, Django answers with 4xx."""
    connection = http.client.HTTPConnection("localhost", site.port, timeout=10)
    try:
        connection.request("POST", path, body=b"a=1", headers={"Host": "localhost"})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def test_while_its_clock_is_set_back_it_takes_no_answers_and_says_by_how_much(place: Path, postgres: str) -> None:
    if not LIBRARIES:
        pytest.skip("faketime is missing: no clock can be set back here (apt install faketime)")
    clock = place / "clock"
    clock.write_text("+0\n")
    site = Site(place / "data", environ={"DATABASE_URL": postgres})  # started by the tests: the machine's clock
    site.start()  # once, so that database and static files are ready
    site.stop()
    environ = {
        **site.variables(),
        "DJANGO_SETTINGS_MODULE": "nemcon.web.settings.serve",
        "LD_PRELOAD": str(LIBRARIES[0]),
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    with site.log.open("w") as log:
        web = subprocess.Popen(
            [sys.executable, "-m", "nemcon.serve.web"], env=environ, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
    try:
        assert eventually(site.answers, 30), site.said()
        assert eventually(lambda: 400 <= post(site)[0] < 500), site.said()

        clock.write_text("-3.2\n")
        at_once = [post(site) for _ in range(6)]  # either process may answer
        told = eventually(lambda: "differs from the database's by 3.2 s" in post(site)[1])
        page = site.get("/healthz")

        clock.write_text("+0\n")
        taken_again = eventually(lambda: all(post(site)[0] < 500 for _ in range(6)))

        assert {status for status, _ in at_once} == {503}
        assert all("Nothing was recorded" in sentence for _, sentence in at_once)
        assert told
        assert page[0] == 200
        assert taken_again
        assert "differs from the database's" in site.said()
    finally:
        web.terminate()
        web.wait(10)
