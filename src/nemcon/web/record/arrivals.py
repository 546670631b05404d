"""Arrivals: what came in under a deadline is kept before anything is done with it, and is performed after a crash.

The life of an arrival:

- The door keeps it, committed by itself, with the instant of its last byte. A form that is sent again before it was
  answered is the same arrival, and keeps the first instant.
- `perform` deletes it in the transaction that records its act, or finds that nothing is to be done.
- Whoever refuses it says so with `refuse`, once the refusal is decided, and answers. The words stay with the arrival
  (`refused`), so that a refusal of an arrival that a crash had left can be shown when its sender comes back. It is
  forgotten when it was shown (`shown`), when its form is sent again, or `KEPT_REFUSED` after it arrived.
- What fails for another reason (the database went away, a bug) leaves it unanswered, and it is performed again. Until
  then no outcome that it may bear on is announced: `unanswered_before`.

A view at such an address, and the handler that its app puts into `ANSWERS`, call the same action, with `call_of`.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

import msgspec
import structlog
from django.db import connection

from nemcon.core.procedure import Refusal
from nemcon.core.world import World
from nemcon.web.record.models import Arrival
from nemcon.web.record.perform import Actor, Call, NotAllowed
from nemcon.web.record.world import REAL

log = structlog.get_logger("nemcon.record")
Handler = Callable[[Arrival], None]
ANSWERS: dict[str, Handler] = {}
"""By the beginning of an address: what performs an arrival there. It calls the action that the view calls, with the
arrival's instant and id. Raises: Refusal, NotAllowed, or `Refused` with words, for what will never be recorded."""
KEPT_REFUSED = dt.timedelta(days=30)
KEEP = """
INSERT INTO record_arrival AS held (form, path, content_type, account, received, body, refused)
VALUES (%s, %s, %s, '', %s, %s, '')
ON CONFLICT (form) DO UPDATE
SET path = excluded.path, content_type = excluded.content_type, received = excluded.received, body = excluded.body,
    refused = ''
WHERE held.refused <> ''
"""


class Refused(Exception):
    """An arrival that will never be recorded, such as a form that is not filled in; the message says why in words."""


def keep(
    *, path: str, content_type: str, received: dt.datetime, body: bytes, headers: Mapping[str, str]
) -> UUID | None:
    """Keep what arrived, committed when this returns; the id of its form, None if it names none.

    The id is the field `act` of a form or of a JSON object. The same form again changes nothing while it is unanswered;
    after a refusal it is a new arrival. `headers` name nobody yet: there is no sign-in. Raises: DatabaseError.
    """
    form = form_of(content_type, body)
    if form is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(KEEP, [form, path[:400], content_type[:200], received, body])
    return form


def form_of(content_type: str, body: bytes) -> UUID | None:
    """The id of the act that a form or a JSON object names, a UUID of version 7; None if it names none."""
    kind = content_type.partition(";")[0].strip().lower()
    try:
        if kind == "application/x-www-form-urlencoded":
            named: Any = parse_qs(body.decode("ascii"), max_num_fields=2000).get("act", [""])
            value = named[0] if len(named) == 1 else ""
        elif kind == "application/json":
            value = msgspec.json.decode(body, type=_Named).act
        else:
            return None
        form = UUID(value)
    except (ValueError, RecursionError):  # msgspec's errors are ValueErrors
        return None
    return form if form.version == 7 else None


def call_of(actor: Actor, form: UUID | None, received: dt.datetime, world: World = REAL) -> Call:
    """The call that an answer makes: received when its form first arrived, whatever was sent again since."""
    held = Arrival.objects.filter(form=form, refused="").values_list("received", flat=True).first() if form else None
    return Call(actor, min(received, held) if held else received, "door", form, world)


def refuse(form: UUID, why: str) -> None:
    """Say that nothing was recorded of an arrival, and why in words. Call it before the answer is sent."""
    Arrival.objects.filter(form=form).update(refused=why or "It was refused.")


def shown(form: UUID) -> None:
    """The sender has seen why: the arrival is forgotten."""
    Arrival.objects.filter(form=form).exclude(refused="").delete()


def unanswered_before(path: str, instant: dt.datetime) -> int:
    """How many arrivals at addresses that begin with `path` came in by `instant`, itself included, and are unanswered.

    An outcome that they may bear on is not announced until there is none. What arrived at the last moment is here only
    when the door has kept it, so look a while after the deadline: the door takes ten seconds at most.
    """
    return Arrival.objects.filter(path__startswith=path, received__lte=instant, refused="").count()


def perform_left_over(older_than: dt.timedelta, now: dt.datetime | None = None) -> int:
    """Perform the arrivals that are older than that and unanswered; how many were answered, one way or the other.

    Safe while their request still runs, or twice at once: an act is recorded once. One that fails is left for the next
    time, and does not hold up the others.
    """
    moment = now or REAL.now()
    Arrival.objects.filter(received__lt=moment - KEPT_REFUSED).exclude(refused="").delete()
    answered = 0
    for each in Arrival.objects.filter(received__lt=moment - older_than, refused="").order_by("received", "form"):
        handler = _handler(each.path)
        if handler is None:
            log.error("nothing performs arrivals at this address", path=each.path, form=str(each.form))
            continue
        try:
            handler(each)
        except (Refusal, NotAllowed, Refused) as why:
            refuse(each.form, str(why))
        except Exception:
            log.exception("an arrival could not be performed", path=each.path, form=str(each.form))
            connection.close_if_unusable_or_obsolete()
            continue
        else:
            Arrival.objects.filter(form=each.form).delete()  # also where the action had nothing to do
        answered += 1
        log.warning("an arrival was performed late", path=each.path, received=each.received.isoformat())
    return answered


def _handler(path: str) -> Handler | None:
    """The one with the longest beginning."""
    fitting = [beginning for beginning in ANSWERS if path.startswith(beginning)]
    return ANSWERS[max(fitting, key=len)] if fitting else None


class _Named(msgspec.Struct):
    act: str
