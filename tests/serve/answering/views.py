"""The forms: one reserves the next symbol of a series, one names a body; each answers with a receipt."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from nemcon.core.acts import Capacity
from nemcon.web.meetings.actions import establish_body
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
    """Reserve a symbol; the form says the act's id. Only members see that it was done."""
    return JsonResponse(perform(UUID(request.POST["act"]), request.META["nemcon.received"]))


@csrf_exempt
@require_POST
def name(request: HttpRequest) -> HttpResponse:
    """Name the body, or another one, which is then established: the public head moves with it."""
    act = UUID(request.POST["act"])
    again = row_of_call(act) is not None
    call = call_of(Actor(Capacity.ADMINISTRATOR), act, request.META["nemcon.received"])
    given = f"Conference {act}"
    establish_body(call, slug=request.POST.get("body", SLUG), names={"en": given}, prefix="CTOC/COP")
    return JsonResponse(receipt(act, given, again=again))


def perform(act: UUID, received: dt.datetime) -> dict[str, object]:
    """Reserve a symbol by the real action, for a form that was received at that instant; gives the receipt."""
    again = row_of_call(act) is not None
    call = call_of(Actor(Capacity.OFFICER), act, received)
    return receipt(act, reserve_symbol(call, SERIES, Body.objects.get(slug=SLUG)), again=again)


def receipt(act: UUID, gave: str, *, again: bool) -> dict[str, object]:
    """What is answered: where the act stands, when it was received, and what it gave."""
    row = row_of_call(act)
    assert row is not None
    assert row.received is not None
    received = row.received.isoformat(timespec="microseconds")
    return {"act": str(act), "seq": row.seq, "gave": gave, "received": received, "again": again}
