"""Words that are kept per language, and which of them a reader is shown."""

from collections.abc import Mapping

from nemcon.core.passage import Passage


def in_language(words: Mapping[str, str], language: str, original: str = "en") -> Passage:
    """The words in `language`; without them those of the `original`, else the first there are, marked as such.

    The passage's `language` is empty where it is the one asked for. Nothing at all gives an empty passage.
    """
    if own := words.get(language):
        return Passage(own)
    for other in (original, "en", *words):
        if found := words.get(other):
            return Passage(found, language=other)
    return Passage("")
