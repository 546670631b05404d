"""From bytes to characters: which encoding a text is in, found by what its letters look like.

UTF-8 is the rule. What is not UTF-8 is tried in the encodings that six languages were stored in, and the one whose
letters read most like a language wins; the result says so in a sentence, because a guess can be wrong.
"""

import codecs
import re
import unicodedata
from itertools import pairwise

from nemcon.documents.source import Unreadable

SAMPLE = 200_000

_BOMS: tuple[tuple[bytes, str, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)

# Encodings in the order of preference among equals; the letters that are common in what is written in them.
_LATIN = "éèêëàâäîïôöùûüçñáíóúœÉÈÊÀÂÎÔÙÛÇÑÁÍÓÚ«»¿¡°ºª§’‘“”–—…•€\u00a0"
_CYRILLIC = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфёъОЕАИНТСРВЛКМДПУЯГЗБЧХЖШЮЦЭФ№«»–—“”…\u00a0"
_ARABIC = "ايلمنوترةبعسدفهكجحقصطشثءآأإؤئىخذضظغًٌٍَُِّْ،؛؟\u200c\u00a0«»–"
_LEGACY: tuple[tuple[str, str, str], ...] = (
    ("cp1252", "Windows-1252 (Western European)", _LATIN),
    ("cp1251", "Windows-1251 (Cyrillic)", _CYRILLIC),
    ("koi8-r", "KOI8-R (Cyrillic)", _CYRILLIC),
    ("iso8859-5", "ISO 8859-5 (Cyrillic)", _CYRILLIC),
    ("cp866", "DOS 866 (Cyrillic)", _CYRILLIC),
    ("cp1256", "Windows-1256 (Arabic)", _ARABIC),
    ("iso8859-6", "ISO 8859-6 (Arabic)", _ARABIC),
    ("gb18030", "GB 18030 (Chinese)", ""),
    ("big5", "Big5 (Chinese)", ""),
    ("mac_roman", "Mac Roman", _LATIN),
    ("cp850", "DOS 850 (Western European)", _LATIN),
)
# The most frequent Chinese characters; a wrong reading hits rare ones.
COMMON_CHINESE = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多"
    "经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性"
    "知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次"
    "度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建"
    "务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路"
    "记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运笔议届届临项秘处审缔约组织犯罪跨执附录暂拟"
    "，。、；：（）《》“”　0123456789際國會議程臨時項目審組織們為這個來時說發後"
    "經實現動開關無與長機業問應戰體見產題證條給"
)


def decode(data: bytes) -> tuple[str, list[str]]:
    """The characters of `data`, and sentences about what was unusual in their encoding.

    Raises: Unreadable if the bytes are no text in any encoding.
    """
    for bom, codec, shown in _BOMS:
        if data.startswith(bom):
            return _with_bom(data, codec, shown)
    wide = _wide(data)
    if wide:
        codec, shown = wide
        said = f"The text is stored as {shown} without a mark that says so. If it looks wrong, save it as UTF-8."
        return data.decode(codec, "replace"), [said]
    if b"\0" in data:
        raise Unreadable(
            "The file holds zero bytes, so it is not a text. Give the document itself as text (UTF-8), DOCX, HTML or "
            "PDF."
        )
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError:
        return _not_utf8(data)


def _with_bom(data: bytes, codec: str, shown: str) -> tuple[str, list[str]]:
    try:
        return data.decode(codec), []
    except UnicodeDecodeError:
        text = data.decode(codec, "replace")
        return text, [f"The file says that it is {shown}, but parts of it are not: they are shown as “\ufffd”."]


def _wide(data: bytes) -> tuple[str, str] | None:
    """UTF-16 without its mark, told by how readable it is in either order of bytes."""
    sample = data[:SAMPLE]
    if len(data) < 4 or b"\0" not in sample:
        return None
    best: tuple[float, str, str] | None = None
    for codec, shown in (("utf-16-le", "UTF-16 (little-endian)"), ("utf-16-be", "UTF-16 (big-endian)")):
        try:
            text = sample[: len(sample) // 2 * 2].decode(codec, "strict")
        except UnicodeDecodeError:
            continue
        score = _readable(text)
        if score > 0.8 and (best is None or score > best[0]):
            best = (score, codec, shown)
    return best[1:] if best else None


def _readable(text: str) -> float:
    """The share of characters that are letters of the six languages' scripts, figures, blanks or common signs."""
    good = sum(
        0.5 if "\u4e00" <= c <= "\u9fa5" and c not in COMMON_CHINESE and not is_simplified(c) else 1
        for c in text
        if c in "\t\n\r\f"
        or " " <= c <= "\u024f"
        or "\u0400" <= c <= "\u045f"
        or "\u0600" <= c <= "\u06ff"
        or "\u2010" <= c <= "\u203a"
        or c in COMMON_CHINESE
        or "\u3000" <= c <= "\u3011"
        or "\u4e00" <= c <= "\u9fa5"
        or "\uff01" <= c <= "\uff5e"
    )
    return good / max(1, len(text))


def is_simplified(character: str) -> bool:
    """Whether a Chinese character is among the 3,755 of the first level of GB 2312, which are those in use."""
    try:
        code = character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return 0xB0 <= code[0] <= 0xD7


def _not_utf8(data: bytes) -> tuple[str, list[str]]:
    if _binary(data):
        raise Unreadable(
            "The file is not a text: it is full of control characters. Give the document as text (UTF-8), DOCX, HTML "
            "or PDF."
        )
    stray = _stray(data)
    if stray is not None:
        return stray
    sample = data[:SAMPLE]
    scored: list[tuple[float, int, str, str]] = []
    for order, (codec, shown, common) in enumerate(_LEGACY):
        errors = "strict" if len(sample) == len(data) else "ignore"
        try:
            text = sample.decode(codec, errors)
        except UnicodeDecodeError:
            text = sample.decode(codec, "replace")
        scored.append((_plausible(text, common), -order, codec, shown))
    score, _, codec, shown = max(scored)
    text = data.decode(codec, "replace")
    said = (
        f"The text is not UTF-8: it was read as {shown}. Check its accents and letters; if they are wrong, save it "
        "as UTF-8."
    )
    if score < 0.3:
        said = (
            f"The encoding of the text is not known: it was read as {shown}, and its letters may be wrong. "
            "Save it as UTF-8 and read it again."
        )
    return text, [said]


def _binary(data: bytes) -> bool:
    sample = data[:SAMPLE]
    controls = sum(sample.count(bytes([code])) for code in range(32) if code not in (8, 9, 10, 11, 12, 13, 27))
    return controls > max(3, len(sample) // 50)


def _stray(data: bytes) -> tuple[str, list[str]] | None:
    """UTF-8 with a few bytes that are not: they are read as Windows-1252, and said. None if it is not UTF-8 at all."""
    beginning = data[:SAMPLE].decode("utf-8", "surrogateescape")
    if sum("\udc80" <= c <= "\udcff" for c in beginning) > max(4, len(beginning) // 20):
        return None
    text = data.decode("utf-8", "surrogateescape")
    bad = re.findall("[\udc80-\udcff]", text)
    good = sum(1 for c in text if c > "\x7f") - len(bad)
    if not good or len(bad) > max(3, good // 20):
        return None
    lines = [number for number, words in enumerate(text.split("\n"), 1) if re.search("[\udc80-\udcff]", words)]
    text = re.sub("[\udc80-\udcff]", lambda m: bytes([ord(m[0]) - 0xDC00]).decode("cp1252", "replace"), text)
    where = ", ".join(map(str, lines[:5])) + (" and others" if len(lines) > 5 else "")
    word = "line" if len(lines) == 1 else "lines"
    return text, [
        f"The text is UTF-8, but {len(bad)} of its bytes are not ({word} {where}): they were read as Windows-1252. "
        "Check these places."
    ]


def _plausible(text: str, common: str) -> float:
    """How much the letters of `text` beyond ASCII look like a language, from about -2 to 1."""
    beyond = [c for c in text if c > "\x7f"]
    if not beyond:
        return 0.0
    if common:
        rank = {c: 1.0 - 0.6 * i / len(common) for i, c in enumerate(common)}
        score = sum(rank.get(c, -1.0) for c in beyond) / len(beyond)
    else:
        score = sum(_chinese(c) for c in beyond) / len(beyond)
    return score - 2 * _broken_words(text)


def _chinese(character: str) -> float:
    if character in COMMON_CHINESE:
        return 1.0
    if "\u4e00" <= character <= "\u9fff":
        return 0.5 if is_simplified(character) else -0.3
    if unicodedata.category(character) in ("Po", "Ps", "Pe", "Pi", "Pf", "Pd", "Zs"):
        return 0.3
    return -1.0


def _broken_words(text: str) -> float:
    """The share of words beyond ASCII that no language has: two scripts in one, small before capital, accents only."""
    words = re.findall(r"[^\W\d_]+", text)
    words = [w for w in words if any(c > "\x7f" for c in w)]
    if not words:
        return 0.0
    return sum(1 for w in words if _broken(w)) / len(words)


def _broken(word: str) -> bool:
    scripts = {_script(c) for c in word} - {""}
    if len(scripts) > 1:
        return True
    if "latin" in scripts:
        accents = sum(1 for c in word if c > "\x7f")
        if len(word) > 2 and accents / len(word) > 0.6:
            return True
    return any(a.islower() and b.isupper() for a, b in pairwise(word)) and scripts != {"latin"}


def _script(character: str) -> str:
    if character < "\u0250":
        return "latin"
    if "\u0370" <= character <= "\u03ff":
        return "greek"
    if "\u0400" <= character <= "\u052f":
        return "cyrillic"
    if "\u0600" <= character <= "\u06ff":
        return "arabic"
    if "\u4e00" <= character <= "\u9fff":
        return "han"
    return ""
