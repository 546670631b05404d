"""Opening logs: one for the institution, one for each parent body."""

from django.conf import settings

from nemcon.core.payloads import LogOpened
from nemcon.web.record.models import Log
from nemcon.web.record.perform import Performance
from nemcon.web.record.selectors import INSTITUTION


def origin_of(name: str) -> str:
    """The address, without a scheme, that a log of that name has from its opening on, for ever."""
    return str(settings.NEMCON_RECORD_ADDRESS).format(log=name)


def open_log(p: Performance, name: str, body: str = "") -> Log:
    """The log of that name, opened within the performance by its first act if it is not there."""
    p.lock(f"nemcon:log/{name}")
    log, is_new = Log.objects.get_or_create(name=name, defaults={"origin": origin_of(name), "body": body})
    if is_new:
        p.record_in(log, f"nemcon:log/{name}", LogOpened(origin=log.origin, body=body or None))
    return log


def log_of_body(slug: str | None) -> Log:
    """The log in which acts of a body stand: that of the parent body at the top. None for the institution's own.

    Raises: Log.DoesNotExist if it was not opened.
    """
    return Log.objects.get(name=slug or INSTITUTION)
