"""`nemcon setup`: create the institution, or change its facts."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import typer

from nemcon.commands.run import Data, telling
from nemcon.core.languages import LANGUAGES
from nemcon.serve.trouble import Trouble

BLUE = "#009edb"


def setup(
    name: list[str] = typer.Option([], help="Its name (English), or LANGUAGE=NAME for each language."),
    seat: list[str] = typer.Option([], help="Place of its seat (English), or LANGUAGE=PLACE for each."),
    zone: str = typer.Option("", help="Time zone of the seat, as Europe/Vienna."),
    languages: str = typer.Option("", help="Languages of the site, separated by commas; all six if not said."),
    colour: str = typer.Option("", help="Its colour, as #009edb."),
    data: Path | None = Data,
) -> None:
    """Create the institution, or change its facts; what no option says is asked on the terminal."""
    with telling():
        asked = sys.stdin.isatty()
        chosen = _languages(languages or _ask("Languages of the site", ",".join(LANGUAGES), asked))
        first = "en" if "en" in chosen else chosen[0]
        names = _by_language(name or [_ask(f"Name of the institution ({first})", "", asked, "--name")], first)
        seats = _by_language(seat or [_ask(f"Place of its seat ({first})", "", asked, "--seat")], first)
        zone = zone or _ask("Time zone of the seat, as Europe/Vienna", "", asked, "--zone")
        colour = colour or _ask("Colour", BLUE, asked)
        found(names, seats, zone, chosen, colour, data)


def found(
    names: dict[str, str], seats: dict[str, str], zone: str, languages: Sequence[str], colour: str, data: Path | None
) -> None:
    """Create the institution in the site's database. Raises: Trouble that says which fact cannot be."""
    from nemcon.serve import attach
    from nemcon.serve.prepare import bring_up_to_date

    with attach.django(data):
        from nemcon.web.meetings.actions import BadFacts, found_institution
        from nemcon.web.record.perform import by_command

        bring_up_to_date()
        try:
            institution = found_institution(
                by_command(), names=names, seats=seats, zone=zone, languages=languages, colour=colour
            )
        except BadFacts as error:
            raise Trouble(str(error)) from error
        shown = institution.names.get("en") or next(iter(institution.names.values()))
        print(f"{shown}: seat {zone}, languages {', '.join(institution.languages)}.", file=sys.stderr)
        print("Start its site with `nemcon serve`.", file=sys.stderr)


def _ask(question: str, default: str, asked: bool, option: str = "") -> str:
    if asked:
        return str(typer.prompt(question, default=default or None, err=True)).strip()
    if default:
        return default
    raise Trouble(f"{question} is missing: give {option}, or run the command on a terminal to be asked.")


def _languages(text: str) -> list[str]:
    chosen = [code.strip() for code in text.split(",") if code.strip()]
    unknown = [code for code in chosen if code not in LANGUAGES]
    if unknown or not chosen:
        raise Trouble(f"{unknown[0] if unknown else text!r} is not one of the languages {', '.join(LANGUAGES)}.")
    return chosen


def _by_language(values: Sequence[str], first: str) -> dict[str, str]:
    """`fr=Office` is French; a value without a language is in the language `first`."""
    result = {}
    for value in values:
        code, equals, text = value.partition("=")
        language, text = (code, text) if equals and code in LANGUAGES else (first, value)
        if not text.strip():
            raise Trouble(f"{value!r} has no text. Give it as {first}='…'.")
        result[language] = text.strip()
    return result
