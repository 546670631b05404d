"""The record's tables. The truth is the canonical bytes; columns beside them serve only to find them.

Acts and tiles are only added: the application has no right to change or delete them (serve.grants), and a trigger
refuses it to everybody. A part of an act may be deleted with its salt: that is how it is erased.
"""

from django.db import models


class Log(models.Model):
    """A log: one for each parent body, and one for the institution.

    `origin` is its address without a scheme, for ever. `frontier` and `size` are all that is needed to append. This row
    is locked last in a transaction, and briefly. `public_wanted` is the size to which the public head shall move.
    `signed` is set where the database was found to hold fewer acts than were signed: nothing is added before it does.
    """

    id = models.SmallAutoField(primary_key=True)
    name = models.SlugField(max_length=80, unique=True)
    origin = models.CharField(max_length=200, unique=True)
    body = models.SlugField(max_length=80, blank=True, help_text="Its parent body; empty for the institution's log")
    size = models.BigIntegerField(default=0)
    frontier = models.BinaryField(default=b"")
    recorded = models.DateTimeField(null=True)
    public_wanted = models.BigIntegerField(default=0)
    signed = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return self.name


class LoggedAct(models.Model):
    """An act: its leaf, and the leaf's hash. What stands beside them is read from its part “what”; it is empty where
    only the leaf was recovered."""

    pk = models.CompositePrimaryKey("log_id", "seq")
    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="acts", db_index=False, db_constraint=False)
    seq = models.BigIntegerField()
    act_id = models.UUIDField(null=True, unique=True)
    type = models.CharField(max_length=80)
    subject = models.CharField(max_length=240)
    received = models.DateTimeField(null=True)
    recorded = models.DateTimeField(null=True)
    leaf = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        indexes = (models.Index(fields=("subject", "seq"), name="acts_by_subject"),)

    def __str__(self) -> str:
        return f"{self.log_id}/{self.seq}"


class ActPart(models.Model):
    """A part of an act, with its salt. Deleting it erases it; the leaf still says that it was there."""

    pk = models.CompositePrimaryKey("log_id", "seq", "part")
    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    seq = models.BigIntegerField()
    part = models.CharField(max_length=7)
    data = models.BinaryField()
    salt = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.log_id}/{self.seq} {self.part}"


class FullTile(models.Model):
    """A full tile: 256 hashes, and the node that grows from them. Partial tiles are computed when they are read."""

    pk = models.CompositePrimaryKey("log_id", "level", "number")
    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    level = models.SmallIntegerField()
    number = models.BigIntegerField()
    data = models.BinaryField()
    root = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.log_id} {self.level}/{self.number}"


class SignedHead(models.Model):
    """A checkpoint: the signed head of a log at a size. Written by the signer only.

    `token` is the answer of a time-stamp authority (RFC 3161) over the text of the note, if one is asked.
    """

    pk = models.CompositePrimaryKey("log_id", "size")
    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="heads", db_index=False)
    size = models.BigIntegerField()
    note = models.TextField()
    signed = models.DateTimeField()
    token = models.BinaryField(null=True)

    def __str__(self) -> str:
        return f"{self.log_id} {self.size}"


class PublicHead(models.Model):
    """How far the public sees a log. It moves in batches, so that nobody can tell from it when somebody acted.

    `note` is the checkpoint for the public: the same head as in SignedHead, signed when it moved. A signature may say
    its second, and that of SignedHead is that of an act.
    """

    log = models.OneToOneField(Log, primary_key=True, on_delete=models.PROTECT, related_name="public")
    size = models.BigIntegerField()
    note = models.TextField()
    moved = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.log_id} {self.size}"


class LogKey(models.Model):
    """A key that signs a log's checkpoints, as a vkey, and from which size on."""

    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="keys")
    vkey = models.TextField()
    since = models.BigIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("log", "vkey"), name="a_key_once"),)

    def __str__(self) -> str:
        return self.vkey[:60]


class Pseudonym(models.Model):
    """The random name under which an account stands in one log. Deleting it erases the person from the record."""

    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="+")
    account = models.CharField(max_length=80)
    name = models.CharField(max_length=32, unique=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("log", "account"), name="one_name_in_a_log"),)

    def __str__(self) -> str:
        return self.name


class Arrival(models.Model):
    """An answer under a deadline as it arrived at the door, kept until the transaction that records its act.

    `refused` says why nothing was recorded, until whoever sent it has seen that; empty while it is unanswered.
    """

    form = models.UUIDField(primary_key=True)
    path = models.CharField(max_length=400)
    content_type = models.CharField(max_length=200)
    account = models.CharField(max_length=80, blank=True)
    received = models.DateTimeField()
    body = models.BinaryField()
    refused = models.TextField(blank=True, default="")

    class Meta:
        indexes = (models.Index(fields=("received",), name="arrivals_unanswered", condition=models.Q(refused="")),)

    def __str__(self) -> str:
        return f"{self.path} {self.received}"
