"""Symbols as the house keeps them: canonical, without the asterisk of a reissue, joint ones under each half as well."""

from nemcon.core.symbols import Symbol, SymbolError, parse


def canonical(symbol: str) -> str:
    """The symbol as its page's address has it; a reissue keeps the address of what it replaces.

    Raises: SymbolError, a sentence that says what is wrong.
    """
    return str(parse(symbol).original)


def findable(symbol: str) -> list[str]:
    """Every symbol under which a document of this (canonical) symbol is found, the canonical one first."""
    members = [str(member) for member in parse(symbol).members]
    return list(dict.fromkeys([symbol, *members]))


def as_written(symbol: str) -> list[str]:
    """What to look for where somebody wrote `symbol` in an address: as it stands, and as the house writes it."""
    plain = " ".join(symbol.split()).rstrip("/*")
    try:
        return list(dict.fromkeys([plain, canonical(symbol)]))
    except SymbolError:
        return [plain]


def order(symbol: str) -> Symbol:
    """The key by which documents stand in a list."""
    return parse(symbol)
