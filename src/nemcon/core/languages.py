"""The six official languages, in the order in which the United Nations lists them in English."""

from typing import Literal

Language = Literal["ar", "zh", "en", "fr", "ru", "es"]

LANGUAGES: tuple[Language, ...] = ("ar", "zh", "en", "fr", "ru", "es")
RIGHT_TO_LEFT: frozenset[str] = frozenset({"ar"})
LETTERS: dict[Language, str] = {"ar": "A", "zh": "C", "en": "E", "fr": "F", "ru": "R", "es": "S"}
OWN_NAMES: dict[Language, str] = {
    "ar": "العربية",
    "zh": "中文",
    "en": "English",
    "fr": "Français",
    "ru": "Русский",
    "es": "Español",
}


def direction(language: str) -> Literal["ltr", "rtl"]:
    """The direction in which `language` is written."""
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"
