"""Drafts as rows: each field with its version, and every revision that was ever saved. None of it is an act."""

from django.conf import settings
from django.db import models

from nemcon.web.identifiers import uuid7
from nemcon.web.meetings.models import Meeting
from nemcon.web.papers.models import Document, StoredFile


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
    """A field of a node of a draft as it stands: `held` is core.drafting.Held as JSON, with its version and rivals."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="fields")
    node = models.CharField(max_length=60)
    name = models.CharField(max_length=80)
    held = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("draft", "node", "name"), name="one_value_per_field"),)

    def __str__(self) -> str:
        return f"{self.node}.{self.name}"


class Revision(models.Model):
    """One save of one field and what came of it (core.drafting.Revision as JSON). Only added.

    `save_id` is the id that the save came with: sent twice it is one. `step` holds together what is undone in one go.
    `number` is the draft's revision after it.
    """

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveBigIntegerField()
    save_id = models.CharField(max_length=60)
    step = models.CharField(max_length=60)
    node = models.CharField(max_length=60)
    name = models.CharField(max_length=80)
    row = models.BinaryField()
    account = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("draft", "number"), name="a_revision_once"),
            models.UniqueConstraint(fields=("draft", "save_id"), name="a_save_once"),
        )
        indexes = (
            models.Index(fields=("draft", "account", "-number"), name="revisions_by_account"),
            models.Index(fields=("draft", "step"), name="revisions_by_step"),
        )

    def __str__(self) -> str:
        return f"{self.draft_id} {self.number}"


class Import(models.Model):
    """A file that somebody brought in, and what was read of it, until it is put into a draft. Nothing of it is lost:
    `source` is the file as it came, `read` the agenda as JSON, with what was not understood."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="imports")
    name = models.CharField(max_length=200)
    source = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    read = models.BinaryField()
    warnings = models.JSONField(default=list)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    draft = models.ForeignKey(Draft, null=True, on_delete=models.SET_NULL, related_name="imports")

    def __str__(self) -> str:
        return self.name
