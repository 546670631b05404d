"""The institution, its bodies and meetings, as rows. Words in JSON are kept by language code.

Below `Meeting` stands what is planned around meetings: none of it follows from acts, and none of it is public.
"""

from django.conf import settings
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


# --- What is planned: ordinary rows, not acts ---------------------------------------------------------------------


class HolidayYear(models.Model):
    """The holidays that the institution observes in one year, as {"2021-04-02": "Good Friday"}.

    A year without a row is one of which nobody has said yet what its holidays are. `weekend` holds weekdays, 0 for
    Monday.
    """

    year = models.PositiveSmallIntegerField(primary_key=True)
    days = models.JSONField()
    weekend = models.JSONField()
    changed = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return str(self.year)


class RuleProfile(models.Model):
    """The rules of a body for the time before a meeting (core.slots.Profile as JSON), where they are its own."""

    body = models.OneToOneField(Body, primary_key=True, on_delete=models.CASCADE, related_name="rules")
    profile = models.JSONField()
    changed = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return str(self.body_id)


class Opening(models.Model):
    """A meeting was opened at the desk: by whom, when, and after which earlier meeting of its body, if any."""

    meeting = models.OneToOneField(Meeting, primary_key=True, on_delete=models.CASCADE, related_name="opening")
    previous = models.ForeignKey(Meeting, null=True, on_delete=models.SET_NULL, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.meeting_id)


class Deadline(models.Model):
    """Something is due for a meeting at the instant `at`.

    `code` is one of core.slots, "opening", or "" for what an officer wrote (`title`). `document` is the kind of the
    document. `day` is the day at the seat; `counted` the one that the rule gives (`source`, `force`); `moved` says why
    they differ: [day, because, name] for each day passed over, or words of an officer. `stands` is how it stands, in
    the owner's words. `owner` sees to it, `whom` must do it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="deadlines")
    code = models.CharField(max_length=20, blank=True)
    document = models.CharField(max_length=80, blank=True)
    title = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    day = models.DateField()
    counted = models.DateField(null=True)
    moved = models.JSONField(default=list)
    reason = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=300, blank=True)
    force = models.CharField(max_length=20, blank=True)
    whom = models.CharField(max_length=120, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="deadlines")
    stands = models.CharField(max_length=200, blank=True)
    done = models.DateTimeField(null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes = (
            models.Index(fields=("meeting", "at"), name="deadlines_of_meeting"),
            models.Index(fields=("owner", "at", "id"), name="deadlines_due", condition=models.Q(done=None)),
        )

    def __str__(self) -> str:
        return self.title or self.code


class Arrangement(models.Model):
    """A day of a meeting: its sittings, and what is arranged for them. `sittings` are [["10:00", "13:00"], …]."""

    STATES = (("", "not asked"), ("requested", "requested"), ("held", "held"), ("confirmed", "confirmed"))

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="arrangements")
    day = models.DateField()
    sittings = models.JSONField(default=list)
    room = models.CharField(max_length=120, blank=True)
    room_state = models.CharField(max_length=12, choices=STATES, blank=True)
    platform = models.CharField(max_length=120, blank=True)
    platform_state = models.CharField(max_length=12, choices=STATES, blank=True)
    interpretation = models.CharField(max_length=120, blank=True)
    interpretation_state = models.CharField(max_length=12, choices=STATES, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("meeting", "day"), name="a_day_once"),)
        indexes = (models.Index(fields=("day",), name="arrangements_by_day"),)

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.day}"


class Incoming(models.Model):
    """A note verbale or mail that came in, who answers it, until when, and when that was done."""

    KINDS = (("note verbale", "note verbale"), ("mail", "mail"), ("letter", "letter"), ("call", "telephone call"))

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    received = models.DateTimeField()
    kind = models.CharField(max_length=14, choices=KINDS)
    sender = models.CharField(max_length=200)
    what = models.CharField(max_length=1000)
    meeting = models.ForeignKey(Meeting, null=True, on_delete=models.SET_NULL, related_name="incoming")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="incoming")
    due = models.DateTimeField(null=True)
    answered = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes = (
            models.Index(fields=("-received", "-id"), name="incoming_open", condition=models.Q(answered=None)),
            models.Index(fields=("-received", "-id"), name="incoming_by_day"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.received}"


class Waiting(models.Model):
    """A question that waits for the decision of a presiding officer (`whom`), and what was decided and how it is known.
    `officer` prepares it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="waiting")
    what = models.CharField(max_length=200)
    context = models.CharField(max_length=1000, blank=True)
    whom = models.CharField(max_length=200)
    since = models.DateTimeField()
    before = models.DateTimeField(null=True)
    decided = models.DateTimeField(null=True)
    decision = models.CharField(max_length=1000, blank=True)
    how = models.CharField(max_length=300, blank=True)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes = (
            models.Index(fields=("officer", "since", "id"), name="waiting_open", condition=models.Q(decided=None)),
            models.Index(fields=("meeting", "since"), name="waiting_of_meeting"),
        )

    def __str__(self) -> str:
        return self.what


class ToCheck(models.Model):
    """A point to check after a meeting was opened as last time: `code` and `facts` of core.renewal, and who ticked it
    off. `position` is its place in the list."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="to_check")
    position = models.PositiveIntegerField()
    code = models.CharField(max_length=60)
    facts = models.JSONField(default=dict)
    ticked = models.DateTimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("meeting", "position"), name="a_point_once"),)

    def __str__(self) -> str:
        return self.code


class CalendarKey(models.Model):
    """The key of somebody's private calendar address, as its SHA-256; it is shown once, when it is made."""

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="calendar_key"
    )
    digest = models.CharField(max_length=64, unique=True)
    made = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.account_id)
