"""Whether the web server answers, asked as a browser on this machine would."""

from __future__ import annotations

import http.client
import ssl

from nemcon.web.settings.environment import Environment


def answers(environment: Environment, timeout: float = 2.0) -> bool:
    """Whether /healthz answers 200 now."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(environment.address, environment.address)
    connection: http.client.HTTPConnection
    if environment.https == "own":
        # We ask ourselves whether the server is up, by another name than the certificate's.
        context = ssl._create_unverified_context()
        connection = http.client.HTTPSConnection(host, environment.port, timeout=timeout, context=context)
    else:
        connection = http.client.HTTPConnection(host, environment.port, timeout=timeout)
    try:
        connection.request("GET", "/healthz", headers={"Host": environment.allowed_hosts[0]})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
