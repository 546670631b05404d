"""The line at the end of an issued document that says its code and where to check it (write/standing.py prints it).

It belongs to the file and not to the agenda: readers know it by its words in six languages before a UUID.
"""

import re
from functools import cache

from nemcon.core.languages import LANGUAGES
from nemcon.documents import phrases

_LONGEST = 400
_UUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_UNSEEN = re.compile("[\u200b\u200e\u200f\u2060\u2066-\u2069]")


def is_code_line(text: str) -> bool:
    """Whether `text` is the whole line: "Code of this document: 0198…", with or without the address after it."""
    return len(text) <= _LONGEST and bool(_whole().fullmatch(_tidy(text)))


def begins_code_line(text: str) -> bool:
    """Whether `text` begins with such a line; in print a long address stands on the next."""
    return len(text) <= _LONGEST and bool(_beginning().match(_tidy(text)))


def _tidy(text: str) -> str:
    return " ".join(_UNSEEN.sub("", text).split())


@cache
def _beginning() -> re.Pattern[str]:
    return re.compile(rf"(?:{_before('code-of-this-document')}) ?[:：] ?{_UUID}(?![\w-])")


@cache
def _whole() -> re.Pattern[str]:
    return re.compile(rf"{_beginning().pattern}(?: (?:{_before('check-it-at')}) ?[:：]? ?\S+)?")


def _before(key: str) -> str:
    """The words of a phrase before its fact, in any of the six languages, without the colon."""
    return "|".join(
        re.escape(_tidy(phrases.phrases()[key].words[language].partition("{")[0]).rstrip(" :："))
        for language in LANGUAGES
    )
