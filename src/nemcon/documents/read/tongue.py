"""Which of the languages of the house a text is in, by its script and by its small words.

Word processors mark languages carelessly (German on an English line, since the author's computer was German), so a
declared language is believed only where the words agree.
"""

import re
from collections import Counter


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_SMALL: dict[str, frozenset[str]] = {
    "en": _words(
        "the of and to in for on by with at from is be shall will as its it that this are or an under into which "
        "was were has have not their other opening adoption matters report meeting"
    ),
    "fr": _words(
        "le la les de du des et à au aux en un une sur par pour dans avec est sont ou qui que ce cette se son sa ses "
        "leur l d questions réunion ouverture adoption rapport point"
    ),
    "es": _words(
        "el la los las de del y a al en un una sobre por para con es son o que se su sus lo cuestiones reunión "
        "apertura aprobación informe tema programa"
    ),
}


def guess(text: str) -> str:
    """ "ar", "zh", "ru", "en", "fr" or "es"; "" where the text does not tell."""
    letters = Counter(filter(None, map(_script, text)))
    if not letters:
        return ""
    script, count = letters.most_common(1)[0]
    if script != "latin":
        return script if script != "other" and count > 0.4 * letters.total() else ""
    words = Counter(re.findall(r"[^\W\d_]+", text.lower()))
    points = {language: sum(n for word, n in words.items() if word in small) for language, small in _SMALL.items()}
    (first, most), (_, next_most) = sorted(points.items(), key=lambda p: -p[1])[:2]
    return first if most and most > 1.2 * next_most else ""


def _script(character: str) -> str:
    if character.isascii():
        return "latin" if character.isalpha() else ""
    if not character.isalpha():
        return ""
    if character < "\u0250":
        return "latin"
    if "\u0400" <= character <= "\u052f":
        return "ru"
    if "\u0600" <= character <= "\u06ff" or "\ufb50" <= character <= "\ufeff":
        return "ar"
    if "\u4e00" <= character <= "\u9fff":
        return "zh"
    return "other"
