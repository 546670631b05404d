"""Time stamps of others (RFC 3161) on checkpoints, so that "in time" rests on more than this machine's clock.

A time-stamp authority signs that it saw the SHA-256 of a checkpoint's text at a time by its own clock. It is asked
after the checkpoint was signed, by a thread of the signer that nothing waits for. Its answer is kept as it came
(`.tsr`): `openssl ts -verify` reads it as well, with the checkpoint's three lines as data.

A stamp says when a checkpoint was signed, and so when somebody acted. It is for members, who may know that; the public
is not shown it.
"""

import datetime as dt
import time
import urllib.request
from collections.abc import Callable, Sequence
from hashlib import sha256
from http.client import HTTPException

import structlog
from cryptography.x509 import Certificate
from django.db.models import F, Max, Q
from rfc3161_client import (
    HashAlgorithm,
    PKIStatus,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from nemcon.core.record.notes import Note, parse_note
from nemcon.web.record.models import Log, SignedHead

log = structlog.get_logger("nemcon.timestamps")
TIMEOUT = 5.0
AGAIN = 60.0
"""Seconds after which an authority that failed is asked again."""
LARGEST = 256 * 1024
"""Bytes of an answer; a longer one is not read."""
Tried = dict[tuple[int, int], float]
"""The heads, by log and size, for which an authority failed, and when by a monotonic clock."""


class BadToken(Exception):
    """No time stamp of this text by an authority that is trusted here; the sentence says why."""


class NoToken(Exception):
    """The authority gave no time stamp; the sentence says why."""


def request_token(url: str, text: str, timeout: float = TIMEOUT) -> bytes:
    """The answer of the authority at `url` over the SHA-256 of a checkpoint's text. Raises: NoToken.

    That it answers this question is checked, not who signed it: that is for whoever relies on it.
    """
    asked = (
        TimestampRequestBuilder()
        .data(text.encode())
        .hash_algorithm(HashAlgorithm.SHA256)
        .nonce(nonce=True)
        .cert_request(cert_request=True)
        .build()
    )
    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    if not url.startswith(("http://", "https://")):
        raise NoToken(f"NEMCON_TIMESTAMP_URL is {url!r}; it must begin with http:// or https://.")
    try:
        with urllib.request.urlopen(urllib.request.Request(url, asked.as_bytes(), headers), timeout=timeout) as answer:
            data: bytes = answer.read(LARGEST + 1)
    except (OSError, HTTPException, ValueError) as error:
        raise NoToken(f"The time-stamp authority at {url} cannot be asked: {error}.") from error
    if len(data) > LARGEST:
        raise NoToken(f"The time-stamp authority at {url} answered with more than {LARGEST} bytes.")
    response = _decoded(data)
    if response is None or response.status != PKIStatus.GRANTED:
        raise NoToken(f"The time-stamp authority at {url} granted no time stamp.")
    said = response.tst_info
    if said.message_imprint.message != sha256(text.encode()).digest() or said.nonce != asked.nonce:
        raise NoToken(f"The time-stamp authority at {url} answered another question than was asked.")
    return data


def verify_token(note: Note, token: bytes, roots: Sequence[Certificate]) -> dt.datetime:
    """The instant by which an authority that one of `roots` certifies had seen the text of `note`. Raises: BadToken.

    Certificates count as of that instant: a stamp outlives the certificate of whoever gave it.
    """
    response = _decoded(token)
    if response is None:
        raise BadToken("This is no answer of a time-stamp authority.")
    why = "no authority is trusted here"
    for root in roots:  # one by one: two of the same name would be taken for each other
        try:
            VerifierBuilder().add_root_certificate(root).build().verify_message(response, note.text.encode())
            return response.tst_info.gen_time.astimezone(dt.UTC)
        except (VerificationError, ValueError) as error:
            why = str(error).rstrip(".")
    raise BadToken(f"This time stamp does not hold for the checkpoint: {why}.")


def stamp_due(url: str, tried: Tried, now: float | None = None, free: Callable[[], object] = lambda: None) -> int:
    """Have the newest checkpoint of each log stamped, and the one that the public sees; how many were.

    One for which the authority failed is left, unless the public sees it: then it is asked for again, `AGAIN` seconds
    later. `tried` is for the caller to keep between calls. `free` is called before the authority is, to give back the
    connection to the database meanwhile.
    """
    moment = time.monotonic() if now is None else now
    due = _due()
    for key in set(tried) - {(row.log_id, row.size) for row, _ in due}:
        del tried[key]
    stamped = 0
    for row, is_public in due:
        key = row.log_id, row.size
        if key in tried and (not is_public or moment < tried[key] + AGAIN):
            continue
        free()
        try:
            token = request_token(url, parse_note(row.note).text)
        except NoToken as error:
            tried[key] = moment
            log.warning(str(error), checkpoint=f"{row.log.origin} {row.size}")
            continue
        tried.pop(key, None)
        stamped += SignedHead.objects.filter(log=row.log_id, size=row.size, token=None).update(token=token)
    return stamped


def _due() -> list[tuple[SignedHead, bool]]:
    """The heads without a stamp that should have one, with whether the public sees them: those come first."""
    newest = Log.objects.annotate(newest=Max("heads__size")).values_list("id", "newest", "public__size")
    wanted = Q(pk__in=[])
    for log_id, size, public in newest:
        wanted |= Q(log=log_id, size__in=[each for each in (size, public) if each is not None])
    rows = SignedHead.objects.filter(wanted, token=None).select_related("log").order_by("log_id", "size")
    found = [(row, row.size == row.public_size) for row in rows.annotate(public_size=F("log__public__size"))]
    return sorted(found, key=lambda each: not each[1])


def _decoded(data: bytes) -> TimeStampResponse | None:
    try:
        response = decode_timestamp_response(data)
        _ = response.tst_info if response.status == PKIStatus.GRANTED else None
    except ValueError:
        return None
    return response
