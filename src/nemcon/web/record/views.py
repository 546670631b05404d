"""A log over HTTP, for programs that know nothing of Nemcon (C2SP tlog-tiles), with the public export and proofs.

Only what lies under the public head is here. Whatever else is asked for answers like what does not exist.
"""

import hashlib

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from nemcon.core.record import tiles
from nemcon.core.record.tiles import Tile
from nemcon.web.public.page import role_of
from nemcon.web.record import public, selectors
from nemcon.web.record.public import PublicLog

FOR_EVER = "public, max-age=31536000, immutable"
A_MOMENT = "public, max-age=2"
"""The head moves; whoever asks a few seconds later must see it."""


@require_safe
def checkpoint(request: HttpRequest, log: str) -> HttpResponseBase:
    """The public head."""
    found = _log(request, log)
    return _answer(request, found.head.note.encode(), "text/plain; charset=utf-8", A_MOMENT)


@require_safe
def tile(request: HttpRequest, log: str, address: str) -> HttpResponseBase:
    """A tile of hashes, full or partial."""
    found, wanted = _log(request, log), _tile(address)
    try:
        data = selectors.tile_of(found.log.id, wanted, found.size)
    except LookupError:
        raise Http404 from None
    return _answer(request, data, "application/octet-stream", FOR_EVER)


@require_safe
@gzip_page
def entries(request: HttpRequest, log: str, address: str) -> HttpResponseBase:
    """A bundle of entries: the leaves under a tile of level 0."""
    found, wanted = _log(request, log), _tile(address)
    if wanted.width > tiles.width_at(0, wanted.number, found.size):
        raise Http404
    data = selectors.entries_of(found.log.id, wanted)
    return _answer(request, data, "application/octet-stream", FOR_EVER)


@require_safe
def proof(request: HttpRequest, log: str, seq: str) -> HttpResponseBase:
    """The proof that an act is in the log, under the public head and opened for everybody."""
    found = _log(request, log)
    try:
        data = str(public.proof_of(found, int(seq))).encode()
    except LookupError:
        raise Http404 from None
    response = _answer(request, data, "text/plain; charset=utf-8", A_MOMENT)
    response.headers["Content-Disposition"] = f'attachment; filename="{found.name}-{seq}.tlog-proof"'
    return response


@require_safe
def export(request: HttpRequest, log: str) -> HttpResponseBase:
    """The public export up to the public head, as a stream."""
    from nemcon.web.record.export import export as lines

    found = _log(request, log)
    etag = _etag(found.head.note.encode())
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if response is None:
        response = StreamingHttpResponse(lines(found.log, "public", found.head), content_type="application/x-ndjson")
        response.headers["Content-Disposition"] = f'attachment; filename="{found.name}-public.jsonl"'
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = A_MOMENT
    return response


def _log(request: HttpRequest, name: str) -> PublicLog:
    found = public.log_named(role_of(request), name)
    if found is None:
        raise Http404
    return found


def _tile(address: str) -> Tile:
    found = tiles.parse_path(address)
    if found is None:
        raise Http404
    return found


def _etag(data: bytes) -> str:
    return f'"{hashlib.sha256(data).hexdigest()[:32]}"'


def _answer(request: HttpRequest, data: bytes, media_type: str, kept: str) -> HttpResponse:
    etag = _etag(data)
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(data, content_type=media_type)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = kept
    return response
