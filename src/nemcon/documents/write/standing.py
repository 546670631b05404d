"""What a version says of itself at the foot of its later pages, in every paged form alike."""

from nemcon.documents import phrases
from nemcon.documents.model import Document


def standing(document: Document) -> str:
    """The words at the foot of later pages: illustrative, unofficial translation, both, or none."""
    unofficial = phrases.phrase("unofficial-translation", document.language)
    marks = [document.illustrative_mark, unofficial if document.unofficial.startswith(unofficial) else ""]
    return " · ".join(mark for mark in marks if mark)
