"""HTTPS: ended by a proxy, or by Nemcon itself."""

from __future__ import annotations

import http.client
import shutil
import ssl
import subprocess
from collections.abc import Iterator

import pytest

from .site import Site, folder

pytestmark = [pytest.mark.process, pytest.mark.xdist_group("process")]


@pytest.fixture
def site() -> Iterator[Site]:
    with folder() as place:
        made = Site(place / "data")
        try:
            yield made
        finally:
            made.stop()


def ask(connection: http.client.HTTPConnection, path: str, **headers: str) -> http.client.HTTPResponse:
    connection.request("GET", path, headers={"Host": "localhost", **headers})
    answer = connection.getresponse()
    answer.read()
    return answer


def test_behind_a_proxy_pages_need_https_and_only_the_proxy_says_that_it_was_used(site: Site) -> None:
    site.environ = {"NEMCON_HTTPS": "proxy", "NEMCON_TRUSTED_PROXIES": "127.0.0.1"}
    site.start()
    connection = http.client.HTTPConnection("127.0.0.1", site.port)

    without = ask(connection, "/en/")
    through = ask(connection, "/en/", **{"X-Forwarded-Proto": "https"})

    assert without.status == 301
    assert without.headers["Location"] == "https://localhost/en/"
    assert through.status != 301
    assert through.headers["Strict-Transport-Security"] == "max-age=31536000"

    site.stop()
    site.environ["NEMCON_TRUSTED_PROXIES"] = "10.1.2.3"
    site.start()

    assert (
        ask(http.client.HTTPConnection("127.0.0.1", site.port), "/en/", **{"X-Forwarded-Proto": "https"}).status == 301
    )


def test_nemcon_ends_https_itself(site: Site) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is missing: no certificate can be made here")
    certificate, key = site.data.parent / "chain.pem", site.data.parent / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost"]
        + ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(certificate)],
        check=True,
        capture_output=True,
    )
    key.chmod(0o600)
    site.environ = {
        "NEMCON_HTTPS": "own",
        "NEMCON_TLS_CERTIFICATE": str(certificate),
        "NEMCON_TLS_KEY": str(key),
    }
    context = ssl.create_default_context(cafile=str(certificate))
    site.ask_with = context
    site.start()

    answer = ask(http.client.HTTPSConnection("localhost", site.port, context=context), "/en/")

    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "Set-Cookie" not in answer.headers or "Secure" in answer.headers["Set-Cookie"]
