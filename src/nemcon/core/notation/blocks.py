"""Blocks of running text as they are typed: paragraphs, entries by their number, headings, quotations."""

import re
from collections.abc import Iterable, Mapping
from typing import cast

import msgspec

from nemcon.core.agenda import Block, BlockKind
from nemcon.core.notation.labels import DECIMAL, begins_a_list, read_label, write_label
from nemcon.core.notation.prefix import read_prefix, write_prefix
from nemcon.core.notation.words import NO_ITEMS, read_passage, write_passage

INDENT = 4
"""Blanks for one level of a list."""

_LINE = re.compile(r"((?:\\\r\n|\\[\s\S]|[^\\\r\n]++)*\\?)(?:\r\n|\r|\n|$)")
_KINDS: tuple[BlockKind, ...] = ("paragraph", "entry", "heading", "quotation")
_HEADING = re.compile(r"(#+)(?:[ \t]+|$)")
_QUOTATION = re.compile(r">[ \t]*")
_SENTENCE = re.compile(r"[.!?。！？؟:：][”»“\"’)\]]*$")


def lines_of(typed: str) -> list[str]:
    """The lines that were typed; one that ends in a backslash goes on in the next."""
    return [found[1] for found in _LINE.finditer(typed)]


class _Opening(msgspec.Struct):
    """What the beginning of a line says about the block that it may begin."""

    kind: BlockKind
    rest: str
    number: str = ""
    level: int = 0
    language: str = ""
    sign: str = ""  # what made it a beginning: "prefix", "#", ">", "number", or nothing


class _Reading(msgspec.Struct):
    opening: _Opening
    lines: list[str]


def read_blocks(typed: str, known: Mapping[str, str] = NO_ITEMS) -> tuple[Block, ...]:
    """The blocks that were typed; `known` are the items that may be found in them. Never raises.

    A blank line ends a block, and so does a line that begins with a sign of its own. After a paragraph only the first
    number of a list does so without a blank line: another may be the end of a wrapped sentence.
    """
    blocks: list[Block] = []
    current: _Reading | None = None
    for line in lines_of(typed):
        if not line.strip(" \t"):
            if current:
                blocks.append(_block(current, known))
            current = None
            continue
        opening = _opening(line)
        if current and _goes_on(current.opening, opening):
            current.lines.append(opening.rest if opening.sign == ">" else line)
            continue
        if current:
            blocks.append(_block(current, known))
        current = _Reading(opening, [opening.rest])
    if current:
        blocks.append(_block(current, known))
    return tuple(blocks)


def write_blocks(blocks: Iterable[Block], known: Mapping[str, str] = NO_ITEMS) -> str:
    """What one types for these blocks: entries in lines that follow each other, a blank line around the others."""
    typed: list[str] = []
    before: Block | None = None
    for block in blocks:
        if before:
            typed.append("\n" if before.kind == block.kind == "entry" else "\n\n")
        typed.append(_written(block, known))
        before = block
    return "".join(typed)


def _goes_on(current: _Opening, line: _Opening) -> bool:
    """Whether the line belongs to the block before it, no blank line being between them."""
    if line.sign == ">":
        return current.sign == ">"
    if line.sign == "number":
        return current.kind in ("paragraph", "quotation") and not current.number and not begins_a_list(line.number)
    return not line.sign and current.kind != "heading"


def _opening(line: str) -> _Opening:
    inner = line.lstrip(" \t")
    indent = len(line[: len(line) - len(inner)].expandtabs(INDENT))
    said, rest = read_prefix(inner, ("number", "level"), _KINDS)
    if "kind" in said:
        found = _Opening(cast(BlockKind, said["kind"]), rest)
    elif heading := _HEADING.match(rest):
        found = _Opening("heading", rest[heading.end() :], level=max(0, len(heading[1]) - 2), sign="#")
    elif quotation := _QUOTATION.match(rest):
        found = _Opening("quotation", rest[quotation.end() :], sign=">")
    elif "number" in said:
        found = _Opening("entry", rest, level=_level(indent))
    else:
        number, words = read_label(rest)
        found = (
            _Opening("entry", words, number, _level(indent), sign="number") if number else _Opening("paragraph", rest)
        )
    found.number = said.get("number", found.number)
    level = said.get("level", "")
    found.level = int(level) if level.isdecimal() and len(level) < 4 else found.level
    found.language = said.get("language", "")
    found.sign = "prefix" if said else found.sign
    return found


def _level(indent: int) -> int:
    return (indent + INDENT // 2) // INDENT


def _block(reading: _Reading, known: Mapping[str, str]) -> Block:
    opening = reading.opening
    passage = read_passage("\n".join(reading.lines), known)
    kind = opening.kind
    if opening.sign == "number" and opening.level == 0 and DECIMAL.fullmatch(opening.number):
        # As in the files that are read: a figure before a whole sentence numbers a paragraph.
        kind = "paragraph" if _SENTENCE.search(passage.text) else "entry"
    return Block(
        kind=kind,
        text=passage.text,
        marks=passage.marks,
        number=opening.number,
        level=opening.level,
        language=opening.language,
    )


def _written(block: Block, known: Mapping[str, str]) -> str:
    words = write_passage(block.text, block.marks, known)
    language = write_prefix({"language": block.language} if block.language else {})
    if block.kind == "heading":
        sign = "#" * (block.level + 2) + " "
    elif block.kind == "quotation":
        sign = "> "
    else:
        sign = write_label(block.number) if block.number else ""
    indent = " " * (INDENT * block.level) if block.kind == "entry" else ""
    simple = f"{indent}{language}{sign}{words}"
    if not words:
        simple = simple.rstrip(" ")
    if _says(simple, block):
        return simple
    level = str(block.level) if block.level else ""
    explicit = {"kind": block.kind, "number": block.number, "level": level, "language": block.language}
    said = {name: value for name, value in explicit.items() if value}
    return write_prefix(said) + words


def _says(typed: str, block: Block) -> bool:
    """Whether what is typed is this block, whatever marks it has."""
    read = read_blocks(typed)
    return len(read) == 1 and msgspec.structs.replace(read[0], marks=block.marks) == block
