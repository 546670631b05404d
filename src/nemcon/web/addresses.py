"""Where things are: the one place that builds addresses from symbols."""

from urllib.parse import quote

_PLAIN = "/()*:,;=@!$&'+"
"""Characters of a symbol that an address may hold as they are."""


def document_address(language: str, symbol: str) -> str:
    """The canonical address of a document: /en/CTOC/COP/WG.3/2021/1."""
    return f"/{language}/{quote(symbol, safe=_PLAIN)}"
