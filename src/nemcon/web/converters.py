"""What addresses are made of: a language, a symbol, a reference to the record."""

from django.urls import register_converter

from nemcon.core.languages import LANGUAGES


class LanguageConverter:
    """One of the six languages."""

    regex = "|".join(LANGUAGES)

    def to_python(self, value: str) -> str:
        """The code itself."""
        return value

    def to_url(self, value: str) -> str:
        """The code itself."""
        return value


class SymbolConverter(LanguageConverter):
    """A document symbol: it begins with a capital, has no small first segment, and may hold slashes."""

    regex = r"[A-Z][^?#]*"


class ReferenceConverter:
    """The number of an act, in its only form."""

    regex = "0|[1-9][0-9]{0,17}"

    def to_python(self, value: str) -> int:
        """The number."""
        return int(value)

    def to_url(self, value: int) -> str:
        """The number as it is written."""
        return str(value)


register_converter(LanguageConverter, "language")
register_converter(ReferenceConverter, "reference")
register_converter(SymbolConverter, "symbol")
