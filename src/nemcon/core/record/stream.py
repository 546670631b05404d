"""An export as it streams in: its first line, blocks of whole lines, and its last line."""

from collections.abc import Iterable, Iterator

from nemcon.core.record.lines import LARGEST_LINE, BadLine
from nemcon.core.record.quick import Block

BLOCK = 512 * 1024
"""Bytes of lines that are checked at once."""


class Export:
    """The bytes of a file as its first line, blocks of the lines between, and its last line."""

    def __init__(self, data: Iterable[bytes]) -> None:
        self._pieces = iter(data)
        self._rest = b""
        self.last: bytes | None = None

    def first(self) -> bytes:
        """The first line; not ended by a line feed if the file has only a part of one, or if it is too long."""
        while b"\n" not in self._rest and len(self._rest) <= LARGEST_LINE:
            piece = next(self._pieces, None)
            if piece is None:
                break
            self._rest += piece
        cut = self._rest.find(b"\n") + 1 or len(self._rest)
        line, self._rest = self._rest[:cut], self._rest[cut:]
        return line

    def blocks(self) -> Iterator[Block]:
        """The lines up to the last one, which is then `last`. Raises: BadLine if one is too long to be read."""
        acts = 0
        for block in self._held_back():
            yield block, acts
            acts += block.count(b"\n")

    def _held_back(self) -> Iterator[bytes]:
        """The blocks, without the last line of all."""
        before = b""
        for block in self._of_whole_lines():
            if before:
                yield before
            before = block
        cut = before.rfind(b"\n", 0, max(len(before) - 1, 0)) + 1
        if cut:
            yield before[:cut]
        self.last = before[cut:] or None

    def _of_whole_lines(self) -> Iterator[bytes]:
        held, size = [self._rest], len(self._rest)
        for piece in self._pieces:
            held.append(piece)
            size += len(piece)
            if size < BLOCK:
                continue
            whole = b"".join(held)
            cut = whole.rfind(b"\n") + 1
            if cut:
                yield whole[:cut]
            held, size = [whole[cut:]], len(whole) - cut
            if size > LARGEST_LINE:
                raise BadLine(f"it has more than {LARGEST_LINE} bytes")
        if size:
            yield b"".join(held)
