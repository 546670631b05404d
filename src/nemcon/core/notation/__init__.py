"""What an officer types in a text area, and what it says.

    *Noting* the report[^1] under item 2 (a), **and** [the earlier one](symbol: CTOC/COP/WG.3/2020/4)

    1. A numbered paragraph is a sentence.
    (a) An entry by its number;
        (i) one level down, four spaces.
    ## A heading
    > A quotation
    {fr} Un alinéa dans une autre langue

    CTOC/COP/WG.3/2021/2 A document: its symbol, then its title

Symbols are found in the words by themselves, and so are agenda items that are known. A backslash before any sign but a
letter or a figure takes away what it would mean; before the end of a line it keeps the line apart. What is not
understood is words: reading never raises and loses nothing.

Reading what was written gives the same, but that marks which are found by themselves may be gained and that marks come
back `tidy`. A braced beginning such as {entry; number: o; level: 1} says what cannot be said more simply.
"""

from nemcon.core.notation.blocks import read_blocks, write_blocks
from nemcon.core.notation.papers import read_papers, write_papers
from nemcon.core.notation.tidy import tidy
from nemcon.core.notation.words import read_passage, write_passage

__all__ = ["read_blocks", "read_papers", "read_passage", "tidy", "write_blocks", "write_papers", "write_passage"]
