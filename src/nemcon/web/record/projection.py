"""How acts of the record itself change its rows: a log's keys."""

from nemcon.core.acts import Act
from nemcon.core.payloads import KeyRotated
from nemcon.core.record.keys import read_rotation
from nemcon.core.record.notes import parse_note
from nemcon.web.record.models import Log, LogKey
from nemcon.web.record.projections import PROJECTIONS


@PROJECTIONS.on("key.rotated/1")
def rotated(act: Act) -> None:
    """From the checkpoint that holds this act on, the new keys sign."""
    assert isinstance(act.content, KeyRotated)
    log = Log.objects.get(name=act.subject.rpartition("/")[2])
    for key in read_rotation(parse_note(act.content.note), log.origin):
        LogKey.objects.get_or_create(log=log, vkey=str(key), defaults={"since": act.seq + 1})
