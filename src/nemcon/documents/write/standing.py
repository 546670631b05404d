"""What a version says of itself outside its text, in every paged form alike: foot of later pages, end of the last."""

from nemcon.core.languages import RIGHT_TO_LEFT
from nemcon.core.passage import Mark, Passage
from nemcon.documents import phrases
from nemcon.documents.model import Document


def standing(document: Document) -> str:
    """The words at the foot of later pages: illustrative, unofficial translation, both, or none."""
    unofficial = phrases.phrase("unofficial-translation", document.language)
    marks = [document.illustrative_mark, unofficial if document.unofficial.startswith(unofficial) else ""]
    return " · ".join(mark for mark in marks if mark)


def code_line(document: Document) -> Passage:
    """The line at the end of the last page: the document's code, and where to check it; empty without a code.

    Code and address are marked as symbols, which read from the left and do not break; in Arabic they are isolated too,
    so that an address with other signs than a symbol has ("?") stays in one piece.
    """
    if not document.code:
        return Passage("")
    around = ("\u2068", "\u2069") if document.language in RIGHT_TO_LEFT else ("", "")
    text, marks = "", []
    for key, fact, value in (
        ("code-of-this-document", "code", document.code),
        ("check-it-at", "address", document.check),
    ):
        if not value:
            continue
        isolated = value.join(around)
        said = phrases.phrase(key, document.language, **{fact: isolated})
        text += "  " + said if text else said
        at = len(text) - len(said) + said.rindex(isolated)
        marks.append(Mark(at, at + len(isolated), "symbol", value))
    return Passage(text, tuple(marks))
