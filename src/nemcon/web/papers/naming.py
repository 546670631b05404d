"""Symbols as the house keeps them: canonical, without the asterisk of a reissue, joint ones under each half as well."""

import re


def canonical(symbol: str) -> str:
    """The symbol as its page's address has it."""
    return " ".join(symbol.split()).rstrip("*")


def findable(symbol: str) -> list[str]:
    """Every symbol under which a document of this (canonical) symbol is found, the canonical one first."""
    halves = re.split(r"(?<=[0-9])-(?=[A-Z])", symbol)
    return list(dict.fromkeys([symbol, *halves]))


def order(symbol: str) -> tuple[object, ...]:
    """The key by which documents stand in a list."""
    return tuple((part.isdigit(), int(part) if part.isdigit() else 0, part) for part in re.split(r"[/.]", symbol))
