"""Findings about a draft as sentences."""

from nemcon.core.finding import Finding


def sentence(finding: Finding, language: str) -> str:
    """What is wrong."""
    return finding.sentence


def what_to_do(finding: Finding, language: str) -> str:
    """What to do about it."""
    return finding.what_to_do


def rule_sentence(finding: Finding, language: str) -> str:
    """Which rule says so, and whether it binds."""
    return ""


def place_of(finding: Finding) -> str:
    """Where it is."""
    return finding.place
