"""How acts change the rows of submissions."""

from uuid import UUID

from nemcon.core.acts import Act
from nemcon.core.payloads import DocumentSubmitted
from nemcon.web.issuing.models import Submission
from nemcon.web.papers.models import Document
from nemcon.web.record.projections import PROJECTIONS

PROJECTIONS.follow(Submission)


@PROJECTIONS.on("document.submitted/1")
def submitted(act: Act) -> None:
    """A document was submitted, once: it keeps the date of the first time."""
    said = act.content
    assert isinstance(said, DocumentSubmitted)
    document = UUID(act.subject.rpartition("/")[2])
    Submission.objects.get_or_create(
        document=document,
        defaults={
            "act": act.id,
            "title": said.title,
            "symbol": said.symbol,
            "body": said.body or "",
            "meeting": said.meeting or "",
            "date": said.date,
            "model": said.model,
            "clearances": [{"step": one.step, "how": one.how, "at": one.at} for one in said.clearances],
            "at": act.received,
        },
    )


@PROJECTIONS.on("document.withdrawn/1")
def withdrawn(act: Act) -> None:
    """What was withdrawn before it came out may be submitted again; what had been out keeps its date."""
    document = UUID(act.subject.rpartition("/")[2])
    if not Document.objects.filter(id=document).exists():
        Submission.objects.filter(document=document).delete()
