"""Numbers as Word writes them in its number formats (ECMA-376 part 1, 17.18.59 ST_NumberFormat)."""

from collections.abc import Callable, Sequence

ABJAD = "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ"
ARABIC_ALPHABET = "أبتثجحخدذرزسشصضطظعغفقكلمنهوي"
HEBREW_ALPHABET = "אבגדהוזחטיכלמנסעפצקרשת"
RUSSIAN = "абвгдежзиклмнопрстуфхцчшщэюя"
CHINESE_DIGITS = "〇一二三四五六七八九"
HEAVENLY = "甲乙丙丁戊己庚辛壬癸"
EARTHLY = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
    (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_HEBREW = (
    (400, "ת"), (300, "ש"), (200, "ר"), (100, "ק"), (90, "צ"), (80, "פ"), (70, "ע"), (60, "ס"), (50, "נ"), (40, "מ"),
    (30, "ל"), (20, "כ"), (10, "י"), (9, "ט"), (8, "ח"), (7, "ז"), (6, "ו"), (5, "ה"), (4, "ד"), (3, "ג"), (2, "ב"),
    (1, "א"),
)  # fmt: skip
_DASHES = frozenset("-–—‐‑‒―−\uf02d\uf0be")


def numeral(number: int, form: str) -> str:
    """`number` in the format `form` of Word; decimal for a format that is not known or cannot show it."""
    write = _FORMS.get(form)
    if write is None or number < 0:
        return str(number)
    return write(number)


def bullet(text: str) -> str:
    """The sign of a bulleted level: "–" for any kind of dash, "•" for the many pictures that fonts hold."""
    return "–" if text.strip() and text.strip()[0] in _DASHES else "•"


def _repeated(alphabet: Sequence[str]) -> Callable[[int], str]:
    """a … z, aa … zz: the letter once more for each time through, as Word counts."""

    def write(number: int) -> str:
        if number < 1 or number > 100 * len(alphabet):
            return str(number)
        return alphabet[(number - 1) % len(alphabet)] * ((number - 1) // len(alphabet) + 1)

    return write


def _roman(number: int) -> str:
    if not 0 < number < 100_000:
        return str(number)
    return _by_values(number, _ROMAN)


def _by_values(number: int, table: Sequence[tuple[int, str]]) -> str:
    written = ""
    for worth, sign in table:
        count, number = divmod(number, worth)
        written += sign * count
    return written


def _hebrew(number: int) -> str:
    if not 0 < number < 10_000:
        return str(number)
    return _by_values(number, _HEBREW).replace("יה", "טו").replace("יו", "טז")


def _chinese(number: int) -> str:
    """Chinese counting: 十, 十一, 二十, 一百零一."""
    if number >= 10_000:
        return str(number)
    if number < 10:
        return CHINESE_DIGITS[number] if number else "〇"
    written, gap = "", False
    for worth, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, worth)
        if digit:
            written += ("零" if gap and written else "") + CHINESE_DIGITS[digit] + sign
            gap = False
        else:
            gap = True
    return written.removeprefix("一") if written.startswith("一十") else written


def _ordinal(number: int) -> str:
    if 10 <= number % 100 <= 20:
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def _digits(zero: str) -> Callable[[int], str]:
    return lambda number: str(number).translate({48 + i: chr(ord(zero) + i) for i in range(10)})


def _signs(first: int, most: int, start: int = 1) -> Callable[[int], str]:
    """Numbers that are characters of their own, such as ①."""
    return lambda number: chr(first + number - start) if start <= number <= most else str(number)


_FORMS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "none": lambda number: "",
    "decimalZero": lambda number: f"{number:02d}",
    "lowerLetter": _repeated("abcdefghijklmnopqrstuvwxyz"),
    "upperLetter": _repeated("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperRoman": _roman,
    "ordinal": _ordinal,
    "arabicAbjad": _repeated(ABJAD),
    "arabicAlpha": _repeated(ARABIC_ALPHABET),
    "hebrew1": _hebrew,
    "hebrew2": _repeated(HEBREW_ALPHABET),
    "russianLower": _repeated(RUSSIAN),
    "russianUpper": _repeated(RUSSIAN.upper()),
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "chineseLegalSimplified": lambda n: _chinese(n).translate(
        str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
    ),
    "taiwaneseCounting": _chinese,
    "taiwaneseCountingThousand": _chinese,
    "japaneseCounting": _chinese,
    "koreanCounting": str,
    "ideographDigital": lambda n: "".join(CHINESE_DIGITS[int(d)] for d in str(n)),
    "taiwaneseDigital": lambda n: "".join("○一二三四五六七八九"[int(d)] for d in str(n)),
    "japaneseDigitalTenThousand": lambda n: "".join(CHINESE_DIGITS[int(d)] for d in str(n)),
    "ideographTraditional": lambda n: HEAVENLY[n - 1] if 0 < n <= 10 else str(n),
    "ideographZodiac": lambda n: EARTHLY[n - 1] if 0 < n <= 12 else str(n),
    "decimalEnclosedCircle": _signs(0x2460, 20),
    "decimalEnclosedCircleChinese": _signs(0x2460, 20),
    "decimalEnclosedParen": _signs(0x2474, 20),
    "decimalEnclosedFullstop": _signs(0x2488, 20),
    "ideographEnclosedCircle": _signs(0x3220, 10),
    "decimalFullWidth": _digits("０"),
    "decimalFullWidth2": _digits("０"),
    "hindiNumbers": _digits("०"),
    "thaiNumbers": _digits("๐"),
    "numberInDash": lambda number: f"- {number} -",
    "chicago": lambda n: "*†‡§"[(n - 1) % 4] * ((n - 1) // 4 + 1) if 0 < n < 400 else str(n),
}
