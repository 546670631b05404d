"""`nemcon agenda read|write|check|compare`: an agenda as data, as a document, and between two versions."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from nemcon.core.agenda import Agenda

FORMATS = ("txt", "docx", "pdf", "html", "akn")
ENDINGS = {"txt": ".txt", "docx": ".docx", "pdf": ".pdf", "html": ".html", "akn": ".xml"}

agenda = typer.Typer(
    help="Read, write, check and compare annotated agendas. Results go to standard output, messages to standard error.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Out = typer.Option(Path("-"), "-o", "--output", help="File to write; - is standard output.")


class Failure(Exception):
    """What could not be done, in a sentence that says what to do instead."""


@contextmanager
def telling() -> Iterator[None]:
    """Say a failure in a sentence and end with exit code 1."""
    from nemcon.documents.source import Unreadable

    try:
        yield
    except (Failure, Unreadable) as failure:
        print(f"nemcon: {failure}", file=sys.stderr)
        raise typer.Exit(1) from failure
    except BrokenPipeError as closed:  # `nemcon agenda read … | head`
        raise typer.Exit(1) from closed


@agenda.command()
def read(
    file: Path = typer.Argument(..., help="An agenda as .txt, .docx, .html or .pdf; - reads standard input."),
    output: Path = Out,
) -> None:
    """Read an agenda from a file and give it back as JSON (schema: docs/agenda.schema.json).

    Nothing is lost: page heads and numbers stand under "furniture", words that were not understood under
    "unrecognised"; how many there are is said on standard error.
    """
    from nemcon.core.agenda import encode
    from nemcon.documents import read as reading
    from nemcon.documents.read.agenda import read_agenda

    with telling():
        source = reading.read(sys.stdin.buffer.read(), name="-") if str(file) == "-" else reading.read_path(file)
        for warning in source.warnings:
            print(f"nemcon: {warning}", file=sys.stderr)
        found = read_agenda(source)
        put(encode(found), output)
        _say_what_was_read(found)


@agenda.command()
def write(
    file: Path = typer.Argument(..., help="An agenda as JSON, as `read` gives it; - reads standard input."),
    to: str = typer.Option(..., "--to", help=f"Form of the document: {', '.join(FORMATS)}."),
    lang: str = typer.Option("", "--lang", help="Language: ar, en, es, fr, ru or zh. Default: the agenda's own."),
    output: Path = Out,
) -> None:
    """Write an agenda as a document in one of six languages.

    What the agenda has no translation for is shown in its own language and marked as such.
    """
    with telling():
        if to not in FORMATS:
            raise Failure(f"There is no form “{to}”. Choose one of {', '.join(FORMATS)}.")
        put(written(load(file), to, lang), output)


@agenda.command()
def check(
    file: Path = typer.Argument(..., help="An agenda as JSON; - reads standard input."),
    json: bool = typer.Option(False, "--json", help="Findings as JSON on standard output."),
) -> None:
    """Check an agenda: numbering, symbols, items without annotation, organization of work against items.

    Exit code 1 if there is an error; warnings and notes alone end with 0.
    """
    import msgspec

    from nemcon.core.agenda_checks import check as findings_of

    with telling():
        findings = findings_of(load(file))
        if json:
            print(msgspec.json.format(msgspec.json.encode(findings), indent=2).decode())
        else:
            for finding in findings:
                print(f"{finding.severity}: {finding.place}: {finding.sentence} {finding.what_to_do}".rstrip())
            if not findings:
                print("Nothing to mend.", file=sys.stderr)
        if any(finding.severity == "error" for finding in findings):
            raise typer.Exit(1)


@agenda.command()
def compare(
    first: Path = typer.Argument(..., help="The earlier version, as JSON."),
    second: Path = typer.Argument(..., help="The later version, as JSON."),
    json: bool = typer.Option(False, "--json", help="The differences as JSON on standard output."),
) -> None:
    """Compare two versions of an agenda, item by item: "Item 4 became item 5."

    Exit code 0 whether or not they differ.
    """
    import msgspec

    from nemcon.core.agenda_versions import compare as differences
    from nemcon.core.agenda_versions import sentences

    with telling():
        found = differences(load(first), load(second))
        if json:
            print(msgspec.json.format(msgspec.json.encode(found), indent=2).decode())
            return
        said = sentences(found)
        print("\n".join(said) if said else "The two versions do not differ.")


# ---- what the commands share ---------------------------------------------------------------


def load(file: Path) -> Agenda:
    """The agenda in a JSON file. Raises Failure with a sentence where it is none."""
    import msgspec

    from nemcon.core.agenda import decode

    try:
        data = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise Failure(f"“{file}” cannot be opened ({error.strerror}). Check its name and its rights.") from error
    try:
        return decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Failure(
            f"“{file}” is not an agenda as JSON: {error}. `nemcon agenda read FILE -o OUT.json` makes one from a "
            "document."
        ) from error
    except RecursionError as error:
        raise Failure(f"“{file}” is nested too deeply to be an agenda.") from error


def written(agenda: Agenda, to: str, language: str = "") -> bytes:
    """The agenda as a document in the form `to`. Raises Failure where that cannot be made."""
    from nemcon.core.languages import LANGUAGES
    from nemcon.documents.compose.agenda import compose

    language = language or agenda.language
    if language not in LANGUAGES:
        raise Failure(f"There is no language “{language}”. Choose one of {', '.join(sorted(LANGUAGES))} with --lang.")
    document = compose(agenda, language)
    match to:
        case "txt":
            from nemcon.documents.write.text import text

            return text(document).encode()
        case "docx":
            from nemcon.documents.write.docx import docx

            return docx(document)
        case "html":
            from nemcon.documents.write.html import page

            return page(document).encode()
        case "akn":
            from nemcon.documents.write.akn import akn

            return akn(document)
        case _:
            from nemcon.documents.write.pdf import Unprintable, pdf

            try:
                return pdf(document)
            except Unprintable as error:
                raise Failure(str(error)) from error


def put(data: bytes, output: Path) -> None:
    """Write `data` to a file, whole or not at all, or to standard output. Raises Failure with the reason."""
    import os
    import tempfile

    if str(output) == "-":
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    try:
        handle, name = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            os.chmod(name, 0o644)
            os.replace(name, output)
        except BaseException:
            os.unlink(name)
            raise
    except OSError as error:
        raise Failure(f"“{output}” cannot be written ({error.strerror}). Choose another place with -o.") from error


def _say_what_was_read(found: Agenda) -> None:
    from nemcon.core.agenda import walk
    from nemcon.core.programme import sittings

    items = sum(1 for _ in walk(found.items))
    unknown = sum(len(kept.text.split()) for kept in found.unrecognised)
    held = len(sittings(found.programme))
    if items or held:
        understood = "every word understood" if not unknown else f"{unknown} words not understood: “unrecognised”"
        print(f"nemcon: items: {items}, sittings: {held}; {understood}.", file=sys.stderr)
    if not items:
        print(
            "nemcon: no agenda was found in this document: no list of numbered items under a heading that says so. "
            "What it says is kept under “sections”.",
            file=sys.stderr,
        )
