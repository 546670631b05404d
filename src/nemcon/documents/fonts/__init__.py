"""The fonts that documents are printed with: one place loads them, once a process.

Liberation Serif 2.1.5 (Latin, Cyrillic, Greek), Noto Serif CJK SC cut to GB 2312 (Chinese) and Amiri (Arabic, from its
wheel); all under the SIL Open Font License, the licences beside them. `tools/subset_fonts.py` made the files here.
"""

import struct
from functools import cache
from importlib import resources
from pathlib import Path

import fontpkg_amiri
import typst


@cache
def folders() -> tuple[Path, ...]:
    """The folders that hold the fonts."""
    with resources.as_file(resources.files(__name__)) as own:
        return own, Path(fontpkg_amiri.__file__).parent / "files"


@cache
def loaded() -> typst.Fonts:
    """The fonts for Typst; no font of the machine and none of Typst's own."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder) for folder in folders()]
    )


FAMILIES = ("LiberationSerif", "NotoSerifCJKsc", "Amiri")


@cache
def characters(*families: str) -> frozenset[int]:
    """The characters that can be printed: those that the regular and the bold face of one of the families have."""
    found: set[int] = set()
    for family in families or FAMILIES:
        regular, bold = (_characters(_file(f"{family}-{style}")) for style in ("Regular", "Bold"))
        found |= regular & bold
    return frozenset(found)


def _file(stem: str) -> Path:
    return next(path for folder in folders() for path in sorted(folder.glob(f"{stem}.[to]tf")))


def _characters(path: Path) -> set[int]:
    """What the character map of a TrueType or OpenType file maps to a glyph (formats 4 and 12)."""
    with path.open("rb") as file:
        count = struct.unpack(">4xH6x", file.read(12))[0]
        tables = dict(struct.unpack(">4s4xI", file.read(16)[:12]) for _ in range(count))
        file.seek(tables[b"cmap"])
        data = file.read(1 << 20)
    places = {struct.unpack_from(">I", data, 4 + 8 * i + 4)[0] for i in range(struct.unpack_from(">H", data, 2)[0])}
    found: set[int] = set()
    for at in places:
        kind = struct.unpack_from(">H", data, at)[0]
        if kind == 12:
            for group in range(struct.unpack_from(">I", data, at + 12)[0]):
                first, last, glyph = struct.unpack_from(">III", data, at + 16 + 12 * group)
                found.update(range(first + (glyph == 0), last + 1))
        elif kind == 4:
            segments = struct.unpack_from(">H", data, at + 6)[0] // 2
            ends = struct.unpack_from(f">{segments}H", data, at + 14)
            starts = struct.unpack_from(f">{segments}H", data, at + 16 + 2 * segments)
            for first, last in zip(starts, ends, strict=True):
                found.update(range(first, min(last, 0xFFFE) + 1))
    return found
