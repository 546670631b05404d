"""Drafts as rows: each field with its version, and every revision that was ever saved. None of it is an act."""

from django.conf import settings
from django.db import models

from nemcon.web.identifiers import uuid7
from nemcon.web.meetings.models import Meeting
from nemcon.web.papers.models import Document


class Draft(models.Model):
    """A document of a meeting that is not issued yet.

    An "agenda" is written here, in its fields; a "paper" is written elsewhere and planned here. `title` is a working
    title in `original`, the language in which it is written. `of` is the issued document that it revises, adds to or
    corrects, and `relation` says which of these. `revision` counts what was saved. A draft that was `removed` is shown
    among the removed and can be taken back.
    """

    KINDS = (("agenda", "agenda"), ("paper", "paper"))
    RELATIONS = (("", "new"), ("Rev.", "revision"), ("Add.", "addendum"), ("Corr.", "corrigendum"))

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="drafts")
    kind = models.CharField(max_length=8, choices=KINDS, default="agenda")
    title = models.CharField(max_length=400)
    original = models.CharField(max_length=2, default="en")
    series = models.CharField(max_length=120, blank=True, help_text="What its symbol will begin with")
    of = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="drafts")
    relation = models.CharField(max_length=5, choices=RELATIONS, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="drafts")
    revision = models.PositiveBigIntegerField(default=0)
    created = models.DateTimeField()
    changed = models.DateTimeField()
    removed = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=("meeting", "created"), name="drafts_of_meeting"),)

    def __str__(self) -> str:
        return self.title


class Field(models.Model):
    """A field of a node of a draft as it stands. `rivals` are the values that others saved from an older version, each
    with its revision, until somebody settles which one it shall be."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="fields")
    node = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    value = models.TextField(blank=True)
    version = models.PositiveIntegerField()
    rivals = models.JSONField(default=list)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("draft", "node", "name"), name="one_value_per_field"),)

    def __str__(self) -> str:
        return f"{self.node}.{self.name}"


class Revision(models.Model):
    """One save of one field: what it was, what it became, who and when. Only added.

    `save_id` is the id that the browser gave: the same save sent twice is one. `step` holds together what is undone in
    one go, and `undoes` names the step that this one takes back. `number` is the draft's revision after it.
    """

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveBigIntegerField()
    save_id = models.UUIDField()
    step = models.UUIDField()
    undoes = models.UUIDField(null=True)
    node = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    base = models.PositiveIntegerField()
    version = models.PositiveIntegerField()
    before = models.TextField(blank=True)
    value = models.TextField(blank=True)
    outcome = models.CharField(max_length=10)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("draft", "number"), name="a_revision_once"),
            models.UniqueConstraint(fields=("draft", "save_id"), name="a_save_once"),
        )
        indexes = (models.Index(fields=("draft", "account", "-number"), name="revisions_by_account"),)

    def __str__(self) -> str:
        return f"{self.draft_id} {self.number}"
