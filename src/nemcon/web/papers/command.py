"""`nemcon publish`: from a file to a published document. A plain function, so that the command line stays thin."""

import datetime as dt
import mimetypes
from collections.abc import Callable
from pathlib import Path

import msgspec
from msgspec.structs import replace

from nemcon.core import agenda as agendas
from nemcon.core.agenda import Agenda
from nemcon.core.languages import LANGUAGES, OWN_NAMES
from nemcon.documents.read import read_path
from nemcon.documents.read.agenda import read_agenda
from nemcon.documents.source import Unreadable
from nemcon.web.meetings.actions import BadFacts
from nemcon.web.meetings.models import Body, Meeting
from nemcon.web.papers import naming
from nemcon.web.papers.actions import publish
from nemcon.web.papers.models import Document
from nemcon.web.record.perform import Call

Say = Callable[[str], None]


def publish_file(
    call: Call,
    path: Path,
    *,
    symbol: str,
    language: str = "",
    body: str = "",
    meeting: str = "",
    day: dt.date | None = None,
    say: Say = print,
) -> Document:
    """Publish the agenda in the file at `path` (DOCX, PDF, HTML, text, or JSON of `nemcon agenda read`) under `symbol`.

    `language` is that of the file, by default what it is found to be. Where the symbol is published in another
    language already, the file becomes its version in this one; its versions in others are kept. `body` and `meeting`
    are named by their addresses on the site; without them the body whose symbols begin so, and its meeting of the days
    in the masthead, are taken. `day` is where the document stands in lists if its masthead has no date. `say` is told
    what happens.
    Raises: BadFacts, SymbolError or Unreadable, with a sentence that says what to do.
    """
    if language and language not in LANGUAGES:
        raise BadFacts(f"{language!r} is none of the six languages {', '.join(LANGUAGES)}.")
    symbol = naming.canonical(symbol)
    agenda, data = _read(path, say)
    language = language or agenda.language
    agenda = replace(agenda, language=language)
    held = Document.objects.filter(symbol=symbol).select_related("body", "meeting").first()
    base = agendas.decode(bytes(held.agenda)) if held is not None else None
    if held is not None and base is not None and language == held.original and base.translations:
        if not agenda.translations:
            agenda = replace(agenda, translations=base.translations)
            names = ", ".join(_name(other) for other in LANGUAGES if other in base.translations)
            say(f"Its versions in {names} are kept; publish again those whose text has changed.")
    elif held is not None and base is not None and language != held.original:
        agenda = replace(base, translations={**base.translations, language: replace(agenda, translations={})})
        say(f"{symbol} is published in {OWN_NAMES[held.original]}; this is its version in {_name(language)}.")  # type: ignore[index]
    of_body = _body(body, symbol) or (held.body if held else None)
    return publish(
        call,
        symbol=symbol,
        agenda=agenda,
        day=day,
        body=of_body,
        meeting=_meeting(meeting, of_body, agenda) or (held.meeting if held else None),
        status=held.status if held else None,
        source=(data, mimetypes.guess_type(path.name)[0] or "application/octet-stream"),
        say=say,
    )


def _read(path: Path, say: Say) -> tuple[Agenda, bytes]:
    if path.suffix.lower() == ".json":
        try:
            data = path.read_bytes()
            return agendas.decode(data), data
        except OSError as error:
            raise Unreadable(f"{path} cannot be read: {error.strerror}. Check the name and who may read it.") from None
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise Unreadable(
                f"{path} is not the JSON of an agenda: {error}. Make it with `nemcon agenda read`."
            ) from None
    source = read_path(path)
    for warning in source.warnings:
        say(warning)
    agenda = read_agenda(source)
    if agenda.unrecognised:
        say(f"{len(agenda.unrecognised)} lines were not understood; they are kept, and not shown on the page.")
    return agenda, path.read_bytes()


def _body(slug: str, symbol: str) -> Body | None:
    if slug:
        body = Body.objects.filter(slug=slug).first()
        if body is None:
            raise BadFacts(f"There is no body {slug!r}. It is named as in its address, /en/bodies/….")
        return body
    fitting = [each for each in Body.objects.exclude(prefix="") if f"{symbol}/".startswith(f"{each.prefix}/")]
    return max(fitting, key=lambda each: len(each.prefix), default=None)


def _meeting(slug: str, body: Body | None, agenda: Agenda) -> Meeting | None:
    if slug:
        meeting = Meeting.objects.filter(slug=slug).first()
        if meeting is None:
            raise BadFacts(f"There is no meeting {slug!r}. It is named as in its address, /en/meetings/….")
        return meeting
    if body is None or agenda.masthead.opens is None:
        return None
    return Meeting.objects.filter(body=body, opens=agenda.masthead.opens).first()


def _name(language: str) -> str:
    return OWN_NAMES[language]  # type: ignore[index]
