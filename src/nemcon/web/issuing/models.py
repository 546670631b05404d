"""From draft to release, as rows: clearance, files by language, editors' queries, releases, and what is planned.

None of it is an act but what `Submission` follows. A document and its draft have one id.
"""

from django.conf import settings
from django.db import models

from nemcon.web.drafting.models import Draft
from nemcon.web.identifiers import uuid7
from nemcon.web.meetings.models import Body, Meeting
from nemcon.web.papers.models import StoredFile


class Chain(models.Model):
    """The chain along which drafts are cleared: that of a body and those below it, or the institution's (no body).

    `after_change` says what a change after a clearance asks for: that it be shown, or that the step clears again.
    `once` says that nobody clears two of its steps.
    """

    AFTER_CHANGE = (("shown", "shown"), ("again", "cleared again"))

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    body = models.OneToOneField(Body, null=True, on_delete=models.CASCADE, related_name="chain")
    after_change = models.CharField(max_length=5, choices=AFTER_CHANGE, default="shown")
    once = models.BooleanField(default=False)
    changed = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                models.Value(1), condition=models.Q(body=None), name="one_chain_of_the_institution"
            ),
        )

    def __str__(self) -> str:
        return str(self.body_id or "")


class ClearanceStep(models.Model):
    """A step of a chain: the office that clears, by language. A step that is no longer in the chain is `ended`: what
    was cleared in it stays."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    chain = models.ForeignKey(Chain, on_delete=models.CASCADE, related_name="steps")
    place = models.PositiveSmallIntegerField()
    names = models.JSONField()
    ended = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("chain", "place"), condition=models.Q(ended=None), name="a_place_once_in_a_chain"
            ),
        )

    def __str__(self) -> str:
        return str(next(iter(self.names.values()), ""))


class ClearancePost(models.Model):
    """Somebody holds a step, or clears in the holder's stead, from an instant until another; None is for ever. Who is
    named with a new step held it before it was entered here."""

    step = models.ForeignKey(ClearanceStep, on_delete=models.CASCADE, related_name="posts")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="clearance_posts")
    substitute = models.BooleanField(default=False)
    since = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=("account", "until"), name="clearance_posts_of_account"),)

    def __str__(self) -> str:
        return f"{self.step_id} {self.account_id}"


class ClearanceRequest(models.Model):
    """Somebody asked for the clearance of a draft as it stood at a revision; `text` is the version of its original.
    It is `ended` when the draft was submitted or the request taken back."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="requests")
    note = models.TextField(blank=True)
    revision = models.PositiveBigIntegerField()
    text = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    ended = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("draft",), condition=models.Q(ended=None), name="one_open_request"),
        )
        indexes = (models.Index(fields=("at",), name="requests_open", condition=models.Q(ended=None)),)

    def __str__(self) -> str:
        return f"{self.draft_id} {self.at}"


class Clearance(models.Model):
    """What somebody said of a draft at a step (core.clearance.Clearance): cleared, returned, or seen a change since.

    `by` is whose word it is, `at` when it was given; `noted_by` and `noted` are who recorded it and when. `evidence` is
    the file with the e-mail. `revision` is the draft's, `text` the version of its original. Only added.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="clearances")
    step = models.ForeignKey(ClearanceStep, on_delete=models.PROTECT, related_name="clearances")
    outcome = models.CharField(max_length=8)
    how = models.CharField(max_length=14)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    noted = models.DateTimeField()
    remarks = models.TextField(blank=True)
    evidence = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    evidence_name = models.CharField(max_length=200, blank=True)
    revision = models.PositiveBigIntegerField()
    text = models.CharField(max_length=64)

    class Meta:
        indexes = (models.Index(fields=("draft", "noted"), name="clearances_of_draft"),)

    def __str__(self) -> str:
        return f"{self.draft_id} {self.outcome} {self.how}"


class Submission(models.Model):
    """A draft that was submitted; it follows from the act (projection.py). `symbol` is "" until release where the
    document gets its number then."""

    document = models.UUIDField(primary_key=True)
    act = models.UUIDField()
    title = models.TextField()
    symbol = models.CharField(max_length=160, blank=True)
    body = models.CharField(max_length=80, blank=True)
    meeting = models.CharField(max_length=120, blank=True)
    date = models.DateField()
    model = models.CharField(max_length=64)
    clearances = models.JSONField(default=list)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.symbol or self.title


class LanguageFile(models.Model):
    """A language of a document on its way: in translation, in as an advance unedited version, or final.

    `made_for` is the version of the original for which it is made. `words` is what it says, as JSON of an agenda, once
    it is in: that is what is released, whatever is changed in the draft later; `text` is its version. `file` is the
    file that came, if one did. `expected` and the job number are entered.
    """

    STATES = (("in translation", "in translation"), ("advance", "advance unedited version"), ("final", "final"))

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="language_files")
    language = models.CharField(max_length=2)
    state = models.CharField(max_length=14, choices=STATES)
    made_for = models.CharField(max_length=64)
    words = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=64, blank=True)
    file = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200, blank=True)
    expected = models.DateField(null=True)
    job = models.CharField(max_length=40, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("draft", "language"), name="one_file_per_language"),)

    def __str__(self) -> str:
        return f"{self.draft_id} {self.language}"


class Statement(models.Model):
    """What a revision or corrigendum changes, said in one language."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="statements")
    language = models.CharField(max_length=2)
    words = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("draft", "language"), name="one_statement_per_language"),)

    def __str__(self) -> str:
        return f"{self.draft_id} {self.language}"


class Query(models.Model):
    """A question of an editor or translator on a document, and its answer."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="queries")
    language = models.CharField(max_length=2, blank=True)
    place = models.CharField(max_length=200, blank=True)
    question = models.TextField()
    asked_by = models.CharField(max_length=200, help_text="As it was signed; editors have no account")
    at = models.DateTimeField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    answer = models.TextField(blank=True)
    answered = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes = (models.Index(fields=("draft", "at"), name="queries_of_draft"),)

    def __str__(self) -> str:
        return self.question[:60]


class Release(models.Model):
    """A release that was asked for; its id is that of the act that it becomes.

    `made` are the files that are on the disk, {"model": …, "files": {language: {form: SHA-256}}}: work that was broken
    off goes on there.
    `failure` is {"code", …} with the facts of its sentence. `symbol` is the number that the document got for it, where
    it had none. `alive` is when the job last did something.
    """

    STATES = (("preparing", "preparing"), ("released", "released"), ("failed", "failed"))

    id = models.UUIDField(primary_key=True)
    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="releases")
    languages = models.JSONField()
    apart = models.TextField(blank=True)
    symbol = models.CharField(max_length=160, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    role = models.CharField(max_length=20)
    received = models.DateTimeField(null=True)
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=STATES, default="preparing")
    made = models.JSONField(default=dict)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField()
    failure = models.JSONField(null=True)
    alive = models.DateTimeField()
    ended = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("draft",), condition=models.Q(state="preparing"), name="one_release_at_a_time"
            ),
        )
        indexes = (models.Index(fields=("draft", "-at"), name="releases_of_draft"),)

    def __str__(self) -> str:
        return f"{self.draft_id} {self.state}"


class Plan(models.Model):
    """What is planned for a document: forecast and slot as agreed, its limit of words, who sees to it, its job number
    as entered, and why it is late."""

    draft = models.OneToOneField(Draft, primary_key=True, on_delete=models.CASCADE, related_name="plan")
    forecast = models.DateField(null=True)
    slot = models.DateField(null=True)
    limit = models.PositiveIntegerField(null=True)
    limit_source = models.CharField(max_length=200, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    job = models.CharField(max_length=40, blank=True)
    late = models.CharField(max_length=300, blank=True)
    languages = models.JSONField(default=list, help_text="Those in which it comes out, if not all")
    changed = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.draft_id)


class Adoption(models.Model):
    """The agenda of a meeting was adopted on a day: from then on its documents say “Agenda item 2”."""

    meeting = models.OneToOneField(Meeting, primary_key=True, on_delete=models.CASCADE, related_name="adoption")
    day = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.day}"
