"""Whether one can listen on a port, asked before a server is started there."""

from __future__ import annotations

import errno
import socket

from nemcon.serve.trouble import Trouble

TRIES = 50


def is_free(address: str, port: int) -> bool:
    """Whether nobody listens on `port` of `address`.

    Raises: Trouble if we could not listen there anyway: the address is not this machine's, or the port is reserved.
    """
    try:
        family, kind, _, _, where = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror as error:
        raise Trouble(f"NEMCON_ADDRESS is {address!r}, which is no address: {error.strerror}.") from error
    with socket.socket(family, kind) as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a connection just closed does not count
        try:
            attempt.bind(where)
            attempt.listen(1)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return False
            if error.errno == errno.EACCES:
                raise Trouble(
                    f"Port {port} needs rights that you do not have. Choose one from 1024 on (NEMCON_PORT)."
                ) from error
            raise Trouble(f"Nemcon cannot listen on {address}: {error.strerror}. Set NEMCON_ADDRESS.") from error
    return True


def next_free(address: str, port: int) -> int:
    """The first free port from `port` on. Raises: Trouble if fifty in a row are taken."""
    for candidate in range(port, min(port + TRIES, 65536)):
        if is_free(address, candidate):
            return candidate
    raise Trouble(f"Ports {port} to {port + TRIES - 1} are all in use. Choose another with --port.")
