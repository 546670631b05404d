"""`nemcon publish`: a document from a file onto the public site."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from urllib.parse import quote

import typer

from nemcon.commands.run import Data, telling
from nemcon.serve.trouble import Trouble


def publish(
    file: Path = typer.Argument(..., help="An agenda as .docx, .pdf, .html, .txt, or .json of `nemcon agenda read`."),
    symbol: str = typer.Option(..., "--symbol", help="Its symbol, as CTOC/COP/WG.3/2021/1."),
    language: str = typer.Option("", help="Language of the file, if it is not the one that is found."),
    body: str = typer.Option("", help="Body, by its address on the site; otherwise by the symbol."),
    meeting: str = typer.Option("", help="Meeting, by its address on the site; otherwise by body and dates."),
    day: dt.datetime | None = typer.Option(None, formats=["%Y-%m-%d"], help="Day of issue, if the file has none."),
    data: Path | None = Data,
) -> None:
    """Publish an agenda: its page, and its files in every format and language. The same file twice is one document."""
    from nemcon.serve import attach

    with telling(), attach.django(data) as address:
        from nemcon.core.symbols import SymbolError
        from nemcon.documents.source import Unreadable
        from nemcon.serve.prepare import bring_up_to_date
        from nemcon.web.meetings.actions import BadFacts
        from nemcon.web.papers.command import publish_file
        from nemcon.web.record.perform import by_command

        bring_up_to_date()
        try:
            document = publish_file(
                by_command(),
                file,
                symbol=symbol,
                language=language,
                body=body,
                meeting=meeting,
                day=day.date() if day else None,
                say=lambda sentence: print(sentence, file=sys.stderr, flush=True),
            )
        except (BadFacts, SymbolError, Unreadable) as error:
            raise Trouble(str(error)) from error
        where = f"{address}{document.original}/{quote(document.symbol)}" if address else "its page, once the site runs"
        print(f"Published {document.symbol}: {where}", file=sys.stderr)
