"""Paragraphs and tables one after another, as far apart as the paper has them.

In print the larger of two distances counts; Word adds what is after a paragraph to what is before the next. Where the
styles alone would not give the larger, the lesser is taken out of its paragraph, so that both ways of reckoning agree
and the styles keep the paper's values.
"""

from itertools import pairwise

from nemcon.documents.write.docx_styles import STYLES, exact_line, twips


class _Part:
    """A paragraph, or a table (no style): the distances wanted, then those given in the file, in units."""

    __slots__ = ("after", "before", "end", "exact", "given_after", "given_before", "own_after", "own_before", "start")

    def __init__(self, start: str, end: str, exact: str, style: str, before: float | None, after: float | None) -> None:
        self.start, self.end, self.exact = start, end, exact
        self.own_before = self.given_before = STYLES[style].before if style else 0.0
        self.own_after = self.given_after = STYLES[style].after if style else 0.0
        self.before = self.own_before if before is None else before
        self.after = self.own_after if after is None else after

    @property
    def spacing(self) -> str:
        before = "" if self.given_before == self.own_before else f' w:before="{twips(self.given_before)}"'
        after = "" if self.given_after == self.own_after else f' w:after="{twips(self.given_after)}"'
        return f"<w:spacing{before}{after}{self.exact}/>" if before or after or self.exact else ""


class Flow:
    """The body of a document while it is written."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._parts: list[_Part] = []

    def paragraph(
        self,
        style: str,
        runs: str,
        *,
        head: str = "",
        tail: str = "",
        foreign: str = "",
        before: float | None = None,
        after: float | None = None,
    ) -> None:
        """A paragraph. `head` and `tail` are what stands before and after w:spacing in w:pPr.

        `foreign` is the language of its words, which has a line of its own where it is not the document's. `before`
        and `after` are the distances in units where they are not the style's.
        """
        exact = exact_line(foreign, self.language, style)
        start = f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{head}'
        self._parts.append(_Part(start, f"{tail}</w:pPr>{runs}</w:p>", exact, style, before, after))

    def table(self, xml: str, *, before: float = 1, after: float = 1) -> None:
        """A table with the distances wanted around it, which its neighbours have to give."""
        self._parts.append(_Part(xml, "", "", "", before, after))

    def xml(self) -> str:
        """All that was written. A table at the end is followed by an empty paragraph, which Word demands."""
        for above, below in pairwise(self._parts):
            gap = max(above.after, below.before)
            if above.own_after + below.own_before == gap:
                continue
            if not above.end:
                below.given_before = gap
            elif not below.end or below.own_before not in (0, gap):
                above.given_after, below.given_before = gap, 0
            elif below.own_before == gap:
                above.given_after = 0
            else:
                above.given_after = gap
        return "".join(part.start + part.spacing + part.end for part in self._parts)
