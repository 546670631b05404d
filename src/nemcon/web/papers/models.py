"""Documents as rows: one per symbol, one version per language, and the files that were made of them."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from nemcon.core.languages import LANGUAGES
from nemcon.web.identifiers import uuid7
from nemcon.web.meetings.models import Body, Meeting

WORDS = tuple(f"words_{language}" for language in LANGUAGES)
"""The columns with what search reads, one for each language."""


class StoredFile(models.Model):
    """A file, named by the SHA-256 of its content; the bytes are in the folder of files (see files.py)."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=120)
    stored = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.sha256


class Document(models.Model):
    """A document under its symbol. `published` is when the public could first read it; without it nobody can.

    `date` is that of its masthead, None where it is not known; `day` is where it stands in lists.
    `agenda` is the agenda as JSON (core.agenda); without `has_text` it is a masthead alone,
    and `has_programme` says whether it has an organization of work with dates. `source` is the file it
    came from. `status` says by language what a reader must know of its standing ("approved by …"). `made` is the
    fingerprint of all that its versions were made from. `act` is the act that published it last.

    A document that was released from the desk, language by language, has more: `advance` are those of `issued` that are
    advance unedited versions; `apart` says why not all languages are out together; `changes` says by language what a
    revision or corrigendum changes; `draft` is the id of its draft; `texts` is by language the SHA-256 of the model
    with which the language was released last, which is what its page shows whatever the others show by now.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    symbol = models.CharField(max_length=160, unique=True)
    body = models.ForeignKey(Body, null=True, blank=True, on_delete=models.PROTECT, related_name="documents")
    meeting = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="documents")
    date = models.DateField(null=True)
    day = models.DateField()
    original = models.CharField(max_length=2)
    issued = models.JSONField(default=list, help_text="Languages in which the document itself was issued")
    advance = models.JSONField(default=list)
    apart = models.TextField(blank=True)
    changes = models.JSONField(default=dict)
    draft = models.UUIDField(null=True)
    texts = models.JSONField(default=dict)
    agenda = models.BinaryField()
    has_text = models.BooleanField()
    has_programme = models.BooleanField(default=False)
    made = models.CharField(max_length=64, default="")
    act = models.UUIDField(null=True)
    source = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    status = models.JSONField(default=dict)
    published = models.DateTimeField(null=True)
    changed = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=("-day", "-id"), name="documents_by_day", condition=models.Q(published__isnull=False)),
            models.Index(fields=("body", "-day", "-id"), name="documents_of_body"),
            models.Index(fields=("meeting", "symbol"), name="documents_of_meeting"),
        )

    def __str__(self) -> str:
        return self.symbol


class DocumentSymbol(models.Model):
    """Every symbol under which a document is found: the whole of a joint symbol, and each of its halves.

    Django indexes a text that is the key for its beginning as well (varchar_pattern_ops), by which search finds it.
    """

    symbol = models.CharField(max_length=160, primary_key=True)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="symbols")

    def __str__(self) -> str:
        return self.symbol


class Citation(models.Model):
    """`document` names `symbol`: its pages change when a document of that symbol appears."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="citations")
    symbol = models.CharField(max_length=160)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("symbol", "document"), name="cited_once"),)

    def __str__(self) -> str:
        return self.symbol


class Version(models.Model):
    """A document in one language, as it is read on the page; derived from the document and rebuilt from it.

    `title_language` is empty where the title is in `language`. `translated` is False where the content stands in the
    original language. `fragment`, `outline` and `programme` are HTML (documents.write.html); `contents` lists the
    parts as [anchor, title, language]; `passages` is what search shows, as [anchor, heading, words]. `listed` is the
    document's day, None while it is not published: search reads nothing else to know what it may find.

    The words that search reads stand in the column of the version's own language. One column for all would let
    PostgreSQL count how often a word occurs, but not in which language: it would take a rare word for a common one.
    """

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="versions")
    language = models.CharField(max_length=2)
    title = models.TextField()
    title_language = models.CharField(max_length=2, blank=True)
    translated = models.BooleanField()
    unofficial = models.BooleanField(default=False)
    illustrative = models.TextField(blank=True)
    fragment = models.TextField()
    outline = models.TextField(blank=True)
    programme = models.TextField(blank=True)
    contents = models.JSONField(default=list)
    passages = models.JSONField(default=list)
    listed = models.DateField(null=True)
    words_ar = SearchVectorField(null=True)
    words_zh = SearchVectorField(null=True)
    words_en = SearchVectorField(null=True)
    words_fr = SearchVectorField(null=True)
    words_ru = SearchVectorField(null=True)
    words_es = SearchVectorField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("document", "language"), name="one_version_per_language"),)
        indexes = (
            *(GinIndex(fields=(column,), name=f"versions_by_{column}", fastupdate=False) for column in WORDS),
            *(
                models.Index(
                    fields=("-listed",),
                    name=f"versions_by_day_{column}",
                    condition=models.Q(listed__isnull=False, **{f"{column}__isnull": False}),
                )
                for column in WORDS
            ),
        )

    def __str__(self) -> str:
        return f"{self.document_id} {self.language}"


class Form(models.Model):
    """A document as a file, in a language and a form (one of formats.FORMATS).

    `file` is as rendered, and what the record commits to. `act` is the act that issued it, whose id is printed in it.
    `proven` is the same file with the proof of that added, once the public can see the act; readers get it then.
    """

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="forms")
    language = models.CharField(max_length=2)
    form = models.CharField(max_length=8)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="forms")
    act = models.UUIDField(null=True)
    proven = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("document", "language", "form"), name="one_file_per_language_and_form"),
        )

    def __str__(self) -> str:
        return f"{self.language} {self.form}"


class RegisteredSymbol(models.Model):
    """The register of symbols that belong to a series: reserved, used, or given back unused.

    `holder` is the document that was submitted under a reserved symbol; nobody else may use it or give it back.
    """

    symbol = models.CharField(max_length=160, primary_key=True)
    series = models.CharField(max_length=160)
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=12)
    holder = models.UUIDField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("series", "number"), name="a_number_once_in_a_series"),)

    def __str__(self) -> str:
        return self.symbol
