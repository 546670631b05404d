"""Words that are kept per language, and which of them a reader is shown; what joins and parts words on a page."""

from collections.abc import Iterable, Mapping

from nemcon.core.passage import Passage
from nemcon.documents.phrases import phrase


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


def comma(language: str) -> str:
    """What stands between the parts of a list."""
    return {"zh": "、", "ar": "، "}.get(language, ", ")


def language_name(code: str, language: str) -> str:
    """What one of the six languages is called in `language`."""
    return phrase(f"language-{code}", language)


def languages_named(codes: Iterable[str], language: str) -> str:
    """What languages are called in `language`, in their order here."""
    return comma(language).join(language_name(code, language) for code in codes)


def isolate(words: str) -> str:
    """Words that keep their own direction within a line, which may be in Arabic."""
    return f"\u2068{words}\u2069"
