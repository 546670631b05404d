"""What the record says of a meeting: when it was convened, and what happened last, in words."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import SafeString

from nemcon.web.desk.page import Desk
from nemcon.web.meetings.models import Meeting
from nemcon.web.papers.models import Document
from nemcon.web.public.record_words import sentences
from nemcon.web.record import public
from nemcon.web.record.public import PublicAct

NEWEST = 5
"""Documents whose acts are looked at."""
SHOWN = 4
"""Acts that are shown."""


@dataclass(frozen=True)
class Happened:
    """An act about the meeting or one of its documents: when, in words, and where it stands in the record."""

    when: dt.datetime
    words: SafeString
    address: str


def acts_of(desk: Desk, meeting: Meeting) -> list[PublicAct]:
    """The acts about the meeting itself, in their order."""
    return public.acts_about(desk.role, f"nemcon:meeting/{meeting.slug}")


def convened(acts: Sequence[PublicAct]) -> dt.datetime | None:
    """When the meeting was convened; None where the record does not show it yet."""
    found = (each.act for each in acts if each.act is not None and each.act.type.startswith("meeting.convened/"))
    return next((act.recorded for act in found), None)


def happened_last(desk: Desk, acts: Sequence[PublicAct], documents: Sequence[Document]) -> list[Happened]:
    """What happened last, the newest first."""
    newest = sorted((one for one in documents if one.act), key=lambda one: one.changed, reverse=True)[:NEWEST]
    found = list(acts)
    for document in newest:
        assert document.act is not None
        if (act := public.act_of(desk.role, document.act)) is not None:
            found.append(act)
    dated = [(each.act.recorded, each) for each in found if each.act is not None]
    last = [each for _, each in sorted(dated, key=lambda pair: (pair[0], pair[1].seq), reverse=True)[:SHOWN]]
    said = sentences(last, desk.language)
    return [
        Happened(
            each.act.recorded,
            sentence,
            reverse("public:reference", args=[desk.language, each.log.name, each.seq]),
        )
        for each, sentence in zip(last, said, strict=True)
        if each.act is not None
    ]
