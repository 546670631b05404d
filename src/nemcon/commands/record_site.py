"""`nemcon record export|prove|check|rotate|recover`: what needs the institution's database or its keys."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from uuid import UUID

import typer

from nemcon.commands.run import Data, telling
from nemcon.serve.trouble import Trouble

if TYPE_CHECKING:
    from nemcon.web.record.models import Log, LoggedAct, SignedHead

Out = typer.Option(
    None, "-o", "--output", help="File to write; standard output if it is not given.", show_default=False
)
Name = typer.Argument(..., metavar="LOG", help="The log: `institution`, or the address of a parent body, as ctoc-cop.")
Audience = typer.Option("public", "--audience", help="Whom it is for: public, members, state:CODE or full.")


def export(log: str = Name, audience: str = Audience, output: Path | None = Out, data: Path | None = Data) -> None:
    """Write a log as a file that anybody can verify: each act a line, opened as far as the audience may see it.

    The public's export ends at the public head; others at the newest checkpoint.

        nemcon record export ctoc-cop -o ctoc-cop.jsonl && nemcon record verify ctoc-cop.jsonl
    """
    with telling(), _site(data):
        from nemcon.core.record.disclosure import is_audience
        from nemcon.web.record.export import export as lines

        if not is_audience(audience):
            raise Trouble(f"{audience!r} is no audience: say public, members, state:CODE or full.")
        of = _log(log)
        head = _head(of, audience)
        _write(output, _with_progress(lines(of, audience, head), head.size))
        print(f"{of.origin}: {head.size} acts, opened for {audience}, under its checkpoint.", file=sys.stderr)


def prove(
    reference: str = typer.Argument(..., help="Number of the act in its log, code of a document, or its symbol."),
    log: str = typer.Option("", "--log", help="The log, if the reference is a number."),
    audience: str = Audience,
    output: Path | None = Out,
    data: Path | None = Data,
) -> None:
    """Write the proof that one act is in the record: a small file that is checked without this site.

    nemcon record prove CTOC/COP/WG.3/2021/1 -o agenda.tlog-proof && nemcon record verify agenda.tlog-proof
    """
    with telling(), _site(data):
        from nemcon.web.record.selectors import proof_of

        act = _act(reference, log)
        head = _head(act.log, audience)
        if act.seq >= head.size:
            raise Trouble(
                f"Act {act.seq} of {act.log.origin} is not under the checkpoint that {audience} sees, which ends at "
                f"{head.size} acts. Wait for the next one, or say another audience."
            )
        _write(output, [str(proof_of(act.log_id, act.seq, head, audience)).encode()])


def check(data: Path | None = Data) -> None:
    """Check the whole record in the database, and everything that is derived from it, act by act.

    Leaves, parts, tiles and checkpoints must make up the signed trees; tables must be what the acts say; files that
    acts name must be there. Exit code 1 if anything differs, each in a sentence.
    """
    with telling(), _site(data):
        from nemcon.web.record.check import check as check_all

        report = check_all(say=_say_at)
        for sentence in report.sentences():
            print(sentence)
        if not report.holds:
            raise typer.Exit(1)


def rotate(log: str = Name, data: Path | None = Data) -> None:
    """Hand a log over to new keys: an act signed by the old and the new one. Run it where the signer runs.

    Tell those who pinned the old key; who has it can follow the record to the new one by itself.
    """
    with telling(), _site(data):
        from django.conf import settings

        from nemcon.web.record.actions import rotate_key
        from nemcon.web.record.keyring import BadKeys, Keyring
        from nemcon.web.record.perform import by_command
        from nemcon.web.record.signing import current_keys

        of = _log(log)
        try:
            act = rotate_key(by_command(), of, Keyring(settings.NEMCON_KEYS)).acts[-1]
        except BadKeys as error:
            raise Trouble(str(error)) from error
        print(f"Act {act.seq} of {of.origin} names the new keys. Publish them, as in a note verbale:", file=sys.stderr)
        for key in current_keys(of, act.seq + 1):
            print(key)


def recover(
    log: str = Name,
    copy: Path = typer.Argument(..., exists=True, help="An export (.jsonl), or a folder with a mirror's tiles."),
    data: Path | None = Data,
) -> None:
    """Fill the gap after a restore: the database is older than what was signed, and nothing is signed until it is not.

    Best is an export for the audience `full`; from others and from tiles come leaves whose content is not there.
    """
    with telling(), _site(data):
        from django.conf import settings
        from procrastinate.contrib.django import app

        from nemcon.web.record.keyring import BadKeys, Keyring
        from nemcon.web.record.recover import CannotRecover
        from nemcon.web.record.recover import recover as fill

        of = _log(log)
        try:
            done = fill(of, copy, Keyring(settings.NEMCON_KEYS), _progress)
        except (BadKeys, CannotRecover) as error:
            raise Trouble(str(error)) from error
        except FileNotFoundError as error:
            raise Trouble(
                f"An act names a file that is not there: {error.filename}. Restore the folder of files."
            ) from error
        app.configure_task("papers.render_all").defer()
        bare = f", of which {done.bare} by their leaf alone: their content was not in the copy" if done.bare else ""
        print(f"{done.acts} acts of {of.origin} were added{bare}. The signer goes on by itself.", file=sys.stderr)


@contextmanager
def _site(data: Path | None) -> Iterator[None]:
    from nemcon.serve import attach
    from nemcon.serve.prepare import bring_up_to_date

    with attach.django(data):
        bring_up_to_date()
        yield


def _log(name: str) -> Log:
    from nemcon.web.record.models import Log

    found = Log.objects.filter(name=name).first()
    if found is None:
        known = ", ".join(Log.objects.order_by("id").values_list("name", flat=True))
        raise Trouble(
            f"There is no log {name!r}. " + (f"There are: {known}." if known else "Run `nemcon setup` first.")
        )
    return found


def _head(of: Log, audience: str) -> SignedHead:
    from nemcon.web.record.selectors import newest_head, public_head

    head = public_head(of.id) if audience == "public" else newest_head(of.id)
    if head is None:
        raise Trouble(
            f"Nothing of {of.origin} is signed for {audience} yet. The signer runs with `nemcon serve`; wait two "
            "seconds and try again."
        )
    return head


def _act(reference: str, log: str) -> LoggedAct:
    from nemcon.web.papers.selectors import resolve_act
    from nemcon.web.record.models import LoggedAct

    acts = LoggedAct.objects.select_related("log")
    if reference.isdigit():
        if not log:
            raise Trouble(f"Reference {reference} is a number: say of which log, with --log.")
        found = acts.filter(log=_log(log), seq=int(reference)).first()
    else:
        try:
            found = acts.filter(act_id=UUID(reference)).first()
        except ValueError:
            act_id = resolve_act(reference)
            found = acts.filter(act_id=act_id).first() if act_id else None
    if found is None:
        raise Trouble(f"There is nothing on the record under {reference!r}.")
    return found


def _write(output: Path | None, pieces: Iterable[bytes]) -> None:
    """To the file, all or nothing, or to standard output."""
    if output is None:
        for piece in pieces:
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
        return
    unfinished = output.with_name(f".{output.name}.unfinished")
    try:
        with unfinished.open("wb") as file:
            _all(file, pieces)
        unfinished.replace(output)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise Trouble(f"{output} could not be written: {error.strerror}.") from error


def _all(file: BinaryIO, pieces: Iterable[bytes]) -> None:
    for piece in pieces:
        file.write(piece)


def _with_progress(pieces: Iterator[bytes], size: int) -> Iterator[bytes]:
    done = 0
    for piece in pieces:
        yield piece
        done += piece.count(b"\n")
        _progress(done, size)


def _progress(done: int, of: int) -> None:
    """On a terminal, how far it is; only now and then."""
    if sys.stderr.isatty() and of > 20_000 and done % 20_480 < 2_048:
        print(f"\r{done:,} of {of:,} acts", end="" if done < of else "\n", file=sys.stderr, flush=True)


def _say_at(sentence: str) -> None:
    if sys.stderr.isatty():
        print(sentence, file=sys.stderr, flush=True)
