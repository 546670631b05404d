"""`nemcon backup` and `nemcon restore`."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from nemcon.commands.run import Data, telling


def backup(
    folder: Path = typer.Argument(..., help="A new folder for this backup."),
    data: Path | None = Data,
) -> None:
    """Copy the database, the files, and the record's keys and heads to a new folder; the site may run meanwhile.

    Keep it as secret as the site itself: it holds the private keys of the record.
    """
    from nemcon.serve import attach
    from nemcon.serve.backup import back_up

    with telling():
        back_up(attach.environment(data), folder.expanduser().absolute())
        print(f"Backed up to {folder}. Restore it with `nemcon restore {folder}`.", file=sys.stderr)


def restore(
    folder: Path = typer.Argument(..., help="A folder that `nemcon backup` made."),
    data: Path | None = Data,
) -> None:
    """Restore a backup into an empty data folder (and an empty database, if DATABASE_URL names one).

    What was erased from the record since is erased again. Keys and heads that are in their place already are kept.
    """
    from nemcon.serve import attach
    from nemcon.serve.backup import restore as fill
    from nemcon.serve.prepare import bring_up_to_date

    with telling():
        taken = fill(attach.environment(data), folder.expanduser().absolute())
        with attach.django(data):
            from nemcon.web.record.erasure import repeat

            bring_up_to_date()
            repeat()
        print("Restored. Check it with `nemcon record check`.", file=sys.stderr)
        if taken:
            print(
                "The record's keys and heads are those of the backup. If the site was used after it, acts are missing "
                "that others may hold proofs of: fill the gap with `nemcon record recover` from a newer export before "
                "you start the site, or the record would go on in two ways.",
                file=sys.stderr,
            )
