"""`nemcon programme propose`: an organization of work from an agenda, or from days, sittings and constraints."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from nemcon.commands.agenda import Failure, Out, put, telling

programme = typer.Typer(
    help="Organization of work: propose one under constraints.", no_args_is_help=True, rich_markup_mode=None
)


@programme.callback()
def _group() -> None:
    """Organization of work."""


@programme.command()
def propose(
    file: Path = typer.Argument(..., help="A request or an agenda, as JSON; - reads standard input."),
    output: Path = Out,
) -> None:
    """Propose an organization of work, explain it, and name the constraints in conflict where there is none.

    Takes an agenda as `nemcon agenda read` gives it (days from its masthead, usual sittings, procedural items first,
    the report last), or a request that says days, sittings, lengths and constraints (docs/programme.md).
    Exit code 0 with a proposal, 1 without.
    """
    import msgspec

    from nemcon.core.proposing import Conflict, Proposal, RequestError, propose, read_request

    with telling():
        try:
            data = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        except OSError as error:
            raise Failure(f"“{file}” cannot be opened ({error.strerror}). Check its name and its rights.") from error
        try:
            outcome = propose(read_request(data))
        except (msgspec.DecodeError, UnicodeDecodeError, RequestError) as error:
            raise Failure(f"“{file}” cannot be used: {error}") from error
        except RecursionError as error:
            raise Failure(f"“{file}” is nested too deeply to be a request or an agenda.") from error
        put(msgspec.json.format(msgspec.json.encode(outcome), indent=2) + b"\n", output)
        if isinstance(outcome, Proposal):
            for reason in outcome.reasons:
                print(reason.sentence, file=sys.stderr)
            return
        if isinstance(outcome, Conflict):
            print(f"nemcon: {outcome.sentence or 'No organization of work keeps to all of these:'}", file=sys.stderr)
            for requirement in outcome.requirements:
                print(f"  {requirement.sentence}", file=sys.stderr)
        else:
            print(f"nemcon: {outcome.sentence}", file=sys.stderr)
        raise typer.Exit(1)
