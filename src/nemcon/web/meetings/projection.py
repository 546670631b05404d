"""How acts change the rows of the institution, its bodies and meetings."""

from django.db.models.functions import Now

from nemcon.core.acts import Act
from nemcon.core.payloads import BodyFacts, InstitutionFacts, MeetingFacts
from nemcon.web.meetings.models import Body, BodyName, Institution, Meeting
from nemcon.web.record.projections import PROJECTIONS


def touch() -> None:
    """Move the version of the public site: whatever changes what the public reads ends with it."""
    Institution.objects.update(changed=Now())


PROJECTIONS.follow(Institution, without=("changed",))
PROJECTIONS.follow(Body)
PROJECTIONS.follow(BodyName, without=("id",))
PROJECTIONS.follow(Meeting)


@PROJECTIONS.on("institution.founded/1", "institution.changed/1")
def institution(act: Act) -> None:
    """The institution's facts are those of the act."""
    assert isinstance(act.content, InstitutionFacts)
    facts = {name: getattr(act.content, name) for name in ("names", "seats", "zone", "languages", "colour")}
    Institution.objects.update_or_create(id=1, defaults={**facts, "changed": Now()})


@PROJECTIONS.on("body.established/1", "body.changed/1")
def body(act: Act) -> None:
    """The body's facts are those of the act; its row bears the id of the act that established it."""
    said = act.content
    assert isinstance(said, BodyFacts)
    parent = Body.objects.get(slug=said.parent) if said.parent else None
    row = Body.objects.filter(slug=said.slug).first() or Body(id=act.id, slug=said.slug)
    row.prefix, row.parent = said.prefix, parent
    row.save()
    BodyName.objects.filter(body=row).exclude(language__in=said.names).delete()
    for language, name in said.names.items():
        own = {"name": name, "short": said.short.get(language, "")}
        BodyName.objects.update_or_create(body=row, language=language, defaults=own)
    touch()


@PROJECTIONS.on("meeting.convened/1", "meeting.changed/1")
def meeting(act: Act) -> None:
    """The meeting's facts are those of the act; its row bears the id of the act that convened it."""
    said = act.content
    assert isinstance(said, MeetingFacts)
    facts = {name: getattr(said, name) for name in ("names", "places", "zone", "opens", "closes", "form")}
    facts["body"] = Body.objects.get(slug=said.body)
    Meeting.objects.update_or_create(slug=said.slug, defaults=facts, create_defaults={"id": act.id, **facts})
    touch()
