"""Making the files of a document, before anything is locked: the act that issues it commits to each."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import msgspec
import structlog
from django.conf import settings

from nemcon.core.agenda import Agenda
from nemcon.core.languages import OWN_NAMES
from nemcon.documents import model
from nemcon.documents.write.pdf import Unprintable
from nemcon.web.papers import files, rendering
from nemcon.web.papers.formats import FORMATS

log = structlog.get_logger("nemcon.papers")
Files = dict[str, dict[str, str]]
"""By language and form, the SHA-256 of a file."""
Say = Callable[[str], None]
Kept = Callable[[str, str, str], None]
"""Told of each file that is on the disk: its language, form and SHA-256."""


class Unmakable(Exception):
    """A document cannot be made in this language and form; the message is the writer's own sentence."""

    def __init__(self, language: str, form: str, why: str) -> None:
        super().__init__(why)
        self.language = language
        self.form = form


def compose(
    agenda: Agenda, languages: Sequence[str], names: Mapping[str, str], code: UUID, *, advance: Sequence[str] = ()
) -> list[model.Document]:
    """The document in each of `languages`, with the id of its act as the code on the last page. `names` are those of
    the institution; `advance` are the languages that are advance unedited versions."""
    return [
        msgspec.structs.replace(
            rendering.composed(agenda, language, names, advance=language in advance),
            code=str(code),
            check=settings.NEMCON_CHECK_ADDRESS,
        )
        for language in languages
    ]


def make(composed: Sequence[model.Document], agenda: Agenda, say: Say) -> Files:
    """Make and keep every file, in each language and form; their hashes. One that cannot be made is left out, and
    `say` is told why."""
    found: Files = {}
    places = [(document, form) for document in composed for form in FORMATS]
    for count, (document, form) in enumerate(places, 1):
        which = f"{count} of {len(places)}: {form}, {OWN_NAMES[document.language]}"  # type: ignore[index]
        try:
            found.setdefault(document.language, {})[form] = files.put(_written(document, agenda, form))
        except Unmakable as error:
            say(f"{which}: left out. {error}")
            continue
        say(which)
    adopt(found)
    return found


def make_all(
    composed: Sequence[model.Document],
    agenda: Agenda,
    made: Mapping[str, Mapping[str, str]],
    keep: Kept,
    meanwhile: Callable[[], None] = lambda: None,
) -> Files:
    """Make and keep every file, but those in `made` that are on the disk already: work that was broken off goes on
    where it was. `keep` is told of each. Raises: Unmakable, for the first that cannot be made; OSError, if the disk is
    full.

    PDF takes longest and holds up no other thread of this process: they are set one after the other by a thread that
    does nothing else, while the others are made here and forced to the disk, and `meanwhile` is done.
    """
    found: Files = {}
    wanted: list[tuple[model.Document, str]] = []
    for document in composed:
        for form in FORMATS:
            sha256 = made.get(document.language, {}).get(form)
            if sha256 is not None and files.path_of(sha256).exists():
                found.setdefault(document.language, {})[form] = sha256
            else:
                wanted.append((document, form))
    printed = {
        document.language: _PRINTER.submit(_written, document, agenda, form)
        for document, form in wanted
        if form == "pdf"
    }

    def put(document: model.Document, form: str, data: bytes) -> None:
        sha256 = files.put(data)
        found.setdefault(document.language, {})[form] = sha256
        keep(document.language, form, sha256)

    try:
        ready = [(document, form, _written(document, agenda, form)) for document, form in wanted if form != "pdf"]
        meanwhile()
        for document, form, data in ready:
            put(document, form, data)
        for document, form in wanted:
            if form == "pdf":
                put(document, form, printed[document.language].result())
    finally:
        for one in printed.values():
            one.cancel()
    adopt(found)
    return found


_PRINTER = ThreadPoolExecutor(1, thread_name_prefix="pdf")


def adopt(made: Files) -> None:
    """The rows of files that are on the disk."""
    files.adopt_all((sha256, FORMATS[form].media_type) for forms in made.values() for form, sha256 in forms.items())


def _written(document: model.Document, agenda: Agenda, form: str) -> bytes:
    try:
        return FORMATS[form].write(document, agenda)
    except OSError:
        raise  # of the machine, not of the document
    except Exception as error:
        if not isinstance(error, Unprintable):
            log.exception("a file could not be made", language=document.language, form=form)
        raise Unmakable(document.language, form, str(error)) from error
