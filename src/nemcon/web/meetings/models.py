"""The institution, its bodies and meetings, as rows. Words in JSON are kept by language code."""

from django.db import models

from nemcon.web.identifiers import uuid7


class Institution(models.Model):
    """The one institution that this installation serves.

    `changed` moves with everything that the public reads: it is the version of the whole public site, from which
    pages take their ETag. Actions that change what is shown end with `actions.touch`.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    names = models.JSONField()
    seats = models.JSONField()
    zone = models.CharField(max_length=64)
    languages = models.JSONField()
    colour = models.CharField(max_length=7)
    changed = models.DateTimeField()

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="one_institution"),)

    def __str__(self) -> str:
        return str(next(iter(self.names.values()), ""))


class Body(models.Model):
    """A body; its name is kept per language in `BodyName`, since each body fixes its own."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    prefix = models.CharField(max_length=80, blank=True, help_text="What its symbols begin with, CTOC/COP/WG.3")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")

    def __str__(self) -> str:
        return self.slug


class BodyName(models.Model):
    """The name of a body in one language, as that body fixes it. `short` is what its own documents call it."""

    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="names")
    language = models.CharField(max_length=2)
    name = models.CharField(max_length=400)
    short = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("body", "language"), name="one_name_per_language"),)

    def __str__(self) -> str:
        return self.name


class Meeting(models.Model):
    """A meeting or session of a body: from its first to its last day at its place."""

    FORMS = (("in person", "in person"), ("hybrid", "hybrid"), ("online", "online"))

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(max_length=120, unique=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="meetings")
    names = models.JSONField()
    places = models.JSONField()
    zone = models.CharField(max_length=64)
    opens = models.DateField()
    closes = models.DateField()
    form = models.CharField(max_length=16, choices=FORMS, default="in person")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(closes__gte=models.F("opens")), name="opens_before_it_closes"),
        )
        indexes = (
            models.Index(fields=("-opens", "-id"), name="meetings_by_day"),
            models.Index(fields=("body", "-opens"), name="meetings_of_body"),
        )

    def __str__(self) -> str:
        return self.slug
