"""The form: it reserves the next symbol of a series, and answers with a receipt."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from nemcon.core.acts import Capacity
from nemcon.web.meetings.models import Body
from nemcon.web.papers.actions import reserve_symbol
from nemcon.web.record.arrivals import call_of
from nemcon.web.record.perform import Actor
from nemcon.web.record.selectors import row_of_call

from .prepare import SLUG

SERIES = "CTOC/COP/2040/"


@csrf_exempt
@require_POST
def reserve(request: HttpRequest) -> HttpResponse:
    """Reserve a symbol; the form says the act's id."""
    return JsonResponse(perform(UUID(request.POST["act"]), request.META["nemcon.received"]))


def perform(act: UUID, received: dt.datetime) -> dict[str, object]:
    """Reserve a symbol by the real action, for a form that was received at that instant; gives the receipt."""
    again = row_of_call(act) is not None
    call = call_of(Actor(Capacity.OFFICER), act, received)
    symbol = reserve_symbol(call, SERIES, Body.objects.get(slug=SLUG))
    row = row_of_call(act)
    assert row is not None
    assert row.received is not None
    return {
        "act": str(act),
        "seq": row.seq,
        "symbol": symbol,
        "received": row.received.isoformat(timespec="microseconds"),
        "again": again,
    }
