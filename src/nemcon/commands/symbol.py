"""`nemcon symbol …`: the next symbol of a series, and symbols that will not be used."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from nemcon.commands.run import Data, telling
from nemcon.serve.trouble import Trouble

if TYPE_CHECKING:
    from nemcon.core.procedure import Refusal

symbol = typer.Typer(
    help="Symbols of documents: reserve the next one of a series, give one back that is not used.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@symbol.command()
def reserve(
    series: str = typer.Argument(..., help="What its symbols begin with, up to the number: CTOC/COP/WG.3/2021/CRP."),
    body: str = typer.Option("", help="Body, by its address on the site; without one, the institution itself."),
    data: Path | None = Data,
) -> None:
    """Reserve the next symbol of a series and print it. Numbers follow each other; one given back is the next."""
    from nemcon.serve import attach

    with telling(), attach.django(data):
        from nemcon.core.symbols import SymbolError
        from nemcon.serve.prepare import bring_up_to_date
        from nemcon.web.meetings.models import Body
        from nemcon.web.papers.actions import reserve_symbol
        from nemcon.web.record.models import Log
        from nemcon.web.record.perform import by_command

        bring_up_to_date()
        of = Body.objects.filter(slug=body).first()
        if body and of is None:
            raise Trouble(f"There is no body {body!r}. It is named as in its address, /en/bodies/….")
        try:
            print(reserve_symbol(by_command(), series, of))
        except SymbolError as error:
            raise Trouble(str(error)) from error
        except Log.DoesNotExist as error:
            raise Trouble("There is no institution yet: run `nemcon setup` first.") from error


@symbol.command("give-back")
def give_back(
    given: str = typer.Argument(..., metavar="SYMBOL", help="A symbol that was reserved."),
    reason: str = typer.Option(..., "--reason", help="Why it is not used; the record keeps it."),
    data: Path | None = Data,
) -> None:
    """Give back a reserved symbol that no document will have. It is the next to be reserved in its series."""
    from nemcon.serve import attach

    with telling(), attach.django(data):
        from nemcon.core.procedure import Refusal
        from nemcon.core.symbols import SymbolError
        from nemcon.serve.prepare import bring_up_to_date
        from nemcon.web.papers.actions import give_back_symbol
        from nemcon.web.record.perform import by_command

        bring_up_to_date()
        try:
            give_back_symbol(by_command(), given, reason)
        except SymbolError as error:
            raise Trouble(str(error)) from error
        except Refusal as refusal:
            raise Trouble(_sentence(refusal)) from refusal
        print(f"Given back: {given}.", file=sys.stderr)


def _sentence(refusal: Refusal) -> str:
    """Why a symbol cannot be given back."""
    facts = dict(refusal.facts)
    if refusal.code == "symbol.no_reason":
        return f"Say with --reason why {facts['symbol']} is not used; the record keeps it."
    return f"Only a reserved symbol can be given back, and {facts['symbol']} is {facts['state']}."
