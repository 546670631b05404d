"""Make the fonts that documents are printed with from Debian's packages, and put them beside their licences.

    apt-get install fonts-liberation2 fonts-noto-cjk
    python tools/subset_fonts.py

Liberation Serif 2.1.5 is copied as it is. Noto Serif CJK SC is cut down to GB 2312, full-width forms and general
punctuation: 8 MB for two weights, 15 s each, instead of 46 MB. Amiri comes from the wheel fontpkg-amiri. The folder is
src/nemcon/documents/fonts; nothing in the product runs this script.
"""

import shutil
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection

LIBERATION = Path("/usr/share/fonts/truetype/liberation2")
NOTO = Path("/usr/share/fonts/opentype/noto")
LICENCES = Path("/usr/share/doc")
FONTS = Path(__file__).parent.parent / "src/nemcon/documents/fonts"
FAMILY = "Noto Serif CJK SC"


def characters() -> set[int]:
    """GB 2312 (6,763 characters and signs), Latin, general punctuation, CJK signs, full-width forms."""
    found = set(range(0x20, 0x7F)) | set(range(0xA0, 0x180))
    for ranges in ((0x2000, 0x2070), (0x3000, 0x3040), (0xFE30, 0xFE50), (0xFF00, 0xFFF0), (0x2460, 0x2474)):
        found |= set(range(*ranges))
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            found |= {ord(c) for c in bytes((row, cell)).decode("gb2312", errors="ignore")}
    return found | {0xFFFD, 0x25A1}


def main() -> int:
    """Write the fonts and their licences; 1 if a package is missing."""
    missing = [str(p) for p in (LIBERATION, NOTO / "NotoSerifCJK-Regular.ttc") if not p.exists()]
    if missing:
        print(f"Missing: {', '.join(missing)}. Install fonts-liberation2 and fonts-noto-cjk first.", file=sys.stderr)
        return 1
    FONTS.mkdir(parents=True, exist_ok=True)
    for style in ("Regular", "Bold", "Italic", "BoldItalic"):
        shutil.copy(LIBERATION / f"LiberationSerif-{style}.ttf", FONTS)
    for weight in ("Regular", "Bold"):
        cut(NOTO / f"NotoSerifCJK-{weight}.ttc", FONTS / f"NotoSerifCJKsc-{weight}.otf")
    shutil.copy(LICENCES / "fonts-liberation2/copyright", FONTS / "LICENCE-Liberation.txt")
    shutil.copy(LICENCES / "fonts-noto-cjk/copyright", FONTS / "LICENCE-NotoSerifCJK.txt")
    return 0


def cut(source: Path, target: Path) -> None:
    """The simplified Chinese face of a collection, with the characters of `characters()` only."""
    faces = TTCollection(source, lazy=True)
    number = next(i for i, face in enumerate(faces) if face["name"].getBestFamilyName() == FAMILY)
    faces.close()
    options = subset.Options(
        font_number=number,
        hinting=False,
        layout_features=["kern", "liga", "locl", "ccmp", "palt", "halt"],
        name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14],
        notdef_outline=True,
        recalc_timestamp=False,
    )
    font = subset.load_font(str(source), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=characters())
    cutter.subset(font)
    subset.save_font(font, str(target), options)
    print(f"{target.name}: {target.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    sys.exit(main())
