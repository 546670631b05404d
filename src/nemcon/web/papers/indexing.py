"""How words are made comparable for search: accents folded, Arabic normalised, Chinese cut into pairs.

PostgreSQL's own configurations do the rest (stems, stop words); no extension is needed. What is indexed and what is
asked pass through the same functions, so they meet.
"""

import re
import unicodedata
from collections.abc import Iterator

CONFIGURATIONS = {"en": "english", "fr": "french", "ru": "russian", "es": "spanish", "ar": "arabic"}
"""The text search configuration of PostgreSQL by language; Chinese has none and is indexed by pairs of characters."""

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002ffff"
_RUN = re.compile(f"([{HAN}]+)|([^\\W{HAN}]+)")
_ARABIC_SIGNS = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640\u2060-\u2069\u200b-\u200f]")
_ARABIC_LETTERS = str.maketrans("أإآٱىةؤئ٠١٢٣٤٥٦٧٨٩", "اااايهوي0123456789")
_ARTICLE = re.compile("\\b(?:[\u0648\u0641]?(?:[\u0628\u0643]?\u0627\u0644|\u0644\u0644))(?=[\u0621-\u064a]{3})")
"""The Arabic article with what may be joined before it. PostgreSQL stems "the pandemic" and "pandemic" apart."""
_MARKS = re.compile("[\u0300-\u036f]+")


def fold(words: str) -> str:
    """`words` in small letters without accents and vowel signs, letter forms of Arabic made one, its article left off.

    Cyrillic keeps й, which is a letter of its own; ё becomes е, as most texts write it.
    """
    if words.isascii():
        return words.lower()
    plain = unicodedata.normalize("NFKC", words).casefold().replace("ё", "е")
    plain = _ARABIC_SIGNS.sub("", plain).translate(_ARABIC_LETTERS)
    plain = _ARTICLE.sub("", plain)
    kept = unicodedata.normalize("NFD", plain.replace("й", "\ue000"))
    return unicodedata.normalize("NFC", _MARKS.sub("", kept).replace("\ue000", "й"))


def pieces(words: str) -> Iterator[str]:
    """What Chinese is indexed under: pairs of neighbouring characters, the last one alone; other words whole."""
    for match in _RUN.finditer(fold(words)):
        han, other = match.groups()
        if other:
            yield other
        else:
            yield from (han[at : at + 2] for at in range(len(han)))


def asked_pieces(words: str) -> list[str]:
    """The pieces that must all be there for Chinese words to be found; a single character begins a pair."""
    found: list[str] = []
    for match in _RUN.finditer(fold(words)):
        han, other = match.groups()
        if other:
            found.append(other)
        elif len(han) == 1:
            found.append(han + "*")
        else:
            found.extend(han[at : at + 2] for at in range(len(han) - 1))
    return found
