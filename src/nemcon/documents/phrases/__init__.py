"""Set phrases in the six official languages: the one place where their wording is decided.

Each phrase has a stable key and stands in one of the `.toml` files beside this module, with its source for each
language (`sources.toml` says what the tags mean) or marked unofficial there. A phrase may have facts in braces
("Item {number} of the provisional agenda"). Names of bodies are no phrases: each body fixes its own.
"""

import re
import tomllib
from functools import cache
from importlib import resources
from string import Formatter
from typing import Any

import msgspec

from nemcon.core.languages import LANGUAGES

THEMES = ("masthead", "agenda", "programme", "procedure", "statements", "places")


class Phrase(msgspec.Struct, frozen=True, kw_only=True):
    """Its words by language, where each was read, the languages where it is ours, other words that mean the same."""

    key: str
    words: dict[str, str]
    source: dict[str, str] = {}
    unofficial: tuple[str, ...] = ()
    also: dict[str, tuple[str, ...]] = {}

    @property
    def facts(self) -> frozenset[str]:
        """The names in braces."""
        return frozenset(name for _, name, _, _ in Formatter().parse(self.words["en"]) if name)


@cache
def phrases() -> dict[str, Phrase]:
    """All phrases by key, in the order of the files."""
    found: dict[str, Phrase] = {}
    for theme in THEMES:
        for key, entry in _toml(theme).items():
            if key in found:
                raise ValueError(f"The phrase {key!r} stands twice in documents/phrases.")
            found[key] = Phrase(
                key=key,
                words={language: entry[language] for language in LANGUAGES},
                source=entry.get("source", {}),
                unofficial=tuple(entry.get("unofficial", ())),
                also={language: tuple(words) for language, words in entry.get("also", {}).items()},
            )
    return found


@cache
def sources() -> dict[str, str]:
    """What the tags in `source` stand for: the documents in which the wordings were read."""
    return dict(_toml("sources"))


def phrase(key: str, language: str, **facts: str) -> str:
    """The wording of `key` in `language`, with its facts put in.

    Raises KeyError if there is no such phrase or language, or if a fact is missing.
    """
    if key not in phrases():
        raise KeyError(f"There is no set phrase {key!r}; the keys stand in documents/phrases/*.toml.")
    words = phrases()[key].words[language]
    return words.format_map(facts) if "{" in words else words


def is_official(key: str, language: str) -> bool:
    """Whether the wording was read in a document of the organization, and not made by us."""
    return language not in phrases()[key].unofficial


def find(text: str, language: str) -> str | None:
    """The key of the phrase that `text` is, whatever its capitals, spaces, vowel signs and closing punctuation.

    Where a language says two things with the same words (Chinese for the opening of a meeting and of a session), the
    phrase that stands first in the files is meant. A phrase with facts is found too: see `facts_in`.
    """
    plain = _index(language).get(_normal(text))
    return plain or next((key for key, pattern in _patterns(language) if pattern.fullmatch(_tidy(text))), None)


def facts_in(text: str, language: str) -> tuple[str, dict[str, str]] | None:
    """The key and the facts of a phrase with facts: "Item 2 (a) of the provisional agenda" has the number "2 (a)"."""
    for key, pattern in _patterns(language):
        if match := pattern.fullmatch(_tidy(text)):
            return key, match.groupdict()
    return None


def translated(text: str, language: str, into: str) -> str | None:
    """`text` in the language `into` where it is a set phrase without facts, else None."""
    key = _index(language).get(_normal(text))
    return phrases()[key].words[into] if key else None


def _toml(theme: str) -> dict[str, Any]:
    return tomllib.loads(resources.files(__name__).joinpath(f"{theme}.toml").read_text("utf-8"))


_UNSEEN = re.compile("[\u064b-\u0652\u0640\u2060\u2066-\u2069\u200e\u200f\u00ad]")  # vowel signs, joiners, isolates
_CLOSING = " .,;:؛،。；：，"


def _tidy(text: str) -> str:
    return " ".join(_UNSEEN.sub("", text).replace("’", "'").split()).strip(_CLOSING)


def _normal(text: str) -> str:
    return _tidy(text).casefold()


@cache
def _index(language: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, entry in phrases().items():
        for words in (entry.words.get(language, ""), *entry.also.get(language, ())):
            if words and not entry.facts:
                found.setdefault(_normal(words), key)
    return found


@cache
def _patterns(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Phrases with facts, those with most words of their own first."""
    found = [
        (words, key)
        for key, entry in phrases().items()
        if entry.facts
        for words in (entry.words.get(language, ""), *entry.also.get(language, ()))
        if words
    ]
    return tuple((key, _pattern(words)) for words, key in sorted(found, key=lambda pair: -len(pair[0])))


def _pattern(words: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", _tidy(words))
    return re.compile(
        "".join(f"(?P<{part}>.{{1,40}}?)" if i % 2 else re.escape(part) for i, part in enumerate(parts)), re.IGNORECASE
    )
