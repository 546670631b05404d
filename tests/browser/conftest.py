"""The public site as a real server gives it, and a real browser that reads it."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path

import psycopg
import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)
LOAD = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from nemcon.web.locale_compile import compile_all
compile_all()
from nemcon.demo.load import load
load()
import os
from pathlib import Path
from nemcon.web.record.keyring import Keyring
from nemcon.web.record.signing import sign_all
from nemcon.web.record.world import REAL
sign_all(Keyring(Path(os.environ["NEMCON_DATA"]) / "keys"), REAL)
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One browser at a time: they share the machine."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("browser"))


@contextmanager
def serving(postgres: str, folder: Path, database: str, load: str) -> Iterator[tuple[str, dict[str, str]]]:
    """A site on a database of its own, after the script `load` was run in it; its address, and the environment in which
    other processes of it run."""
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {database}")
        connection.execute(f"CREATE DATABASE {database}")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        "DJANGO_SETTINGS_MODULE": "nemcon.web.settings.test",
        "DATABASE_URL": f"{postgres.rsplit('/', 1)[0]}/{database}",
        "NEMCON_DATA": str(folder),
        "NEMCON_HTTPS": "local",
        "NEMCON_PORT": str(port),
    }
    subprocess.run([sys.executable, "-c", load], env=environment, check=True)
    command = [sys.executable, "-m", "nemcon.serve.web"]
    log = folder / "log"
    with log.open("wb") as out:
        server = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address, server, log)
        yield address, environment
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture(scope="session")
def site(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the site with the reference case, signed and public, on a database of its own."""
    with serving(postgres, tmp_path_factory.mktemp("data"), "browser", LOAD) as (address, _environment):
        yield address


def _wait(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"The site did not start: {log.read_text()}")


@pytest.fixture(scope="session")
def browser():  # type: ignore[no-untyped-def]
    """Chromium as Debian has it."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed: `apt install chromium` (make test does it where it may)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """axe-core, as its Python wrapper ships it; evaluated in the page, since the policy forbids a script tag."""
    return resources.files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
