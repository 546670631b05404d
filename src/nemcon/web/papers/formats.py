"""The forms in which a document can be taken, and which writer makes each. Writers are imported when needed."""

from collections.abc import Callable
from dataclasses import dataclass

from nemcon.core import agenda as agendas
from nemcon.core.agenda import Agenda
from nemcon.documents import model


@dataclass(frozen=True)
class Format:
    """A form: its media type, what its name ends with, and whether a browser shows it or keeps it."""

    media_type: str
    ending: str
    shown: bool
    write: Callable[[model.Document, Agenda], bytes]


def _pdf(document: model.Document, agenda: Agenda) -> bytes:
    from nemcon.documents.write.pdf import pdf

    return pdf(document)


def _docx(document: model.Document, agenda: Agenda) -> bytes:
    from nemcon.documents.write.docx import docx

    return docx(document)


def _html(document: model.Document, agenda: Agenda) -> bytes:
    from nemcon.documents.write.html import page

    return page(document).encode()


def _akn(document: model.Document, agenda: Agenda) -> bytes:
    from nemcon.documents.write.akn import akn

    made: bytes = akn(document)
    return made


def _text(document: model.Document, agenda: Agenda) -> bytes:
    from nemcon.documents.write.text import text

    return text(document).encode()


def _json(document: model.Document, agenda: Agenda) -> bytes:
    """The agenda as data, in the language of the document; in the original language with its translations."""
    return agendas.encode(agenda.translations.get(document.language, agenda))


FORMATS: dict[str, Format] = {
    "pdf": Format("application/pdf", "pdf", True, _pdf),
    "docx": Format("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx", False, _docx),
    # Kept, not shown: a file that stands alone has its look inside, which the content security policy forbids here.
    "html": Format("text/html; charset=utf-8", "html", False, _html),
    "akn": Format("application/akn+xml; charset=utf-8", "xml", False, _akn),
    "txt": Format("text/plain; charset=utf-8", "txt", True, _text),
    "json": Format("application/json", "json", True, _json),
}


PROVABLE = frozenset({"pdf", "docx"})
"""Forms to which the proof is added."""


def file_name(symbol: str, language: str, form: str) -> str:
    """What the file is called when it is kept: CTOC-COP-WG.3-2021-1-en.pdf."""
    safe = "".join(c if c.isascii() and (c.isalnum() or c in ".-_()") else "-" for c in symbol)
    return f"{safe}-{language}.{FORMATS[form].ending}"
