"""The characters of an HTML page: what it declares about its encoding is believed if its bytes agree."""

import codecs
import re

from nemcon.documents.read.encoding import decode

_DECLARED = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w:.-]{1,40})|<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.-]{1,40})",
    re.I,
)
# Browsers read these names as the wider set of Windows or of the national standard.
_WIDER = {
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "windows-1256": "cp1256",
}
_OPENING = re.compile(
    r"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.{0,4000}?-->\s*)*<(?:!doctype\s+html|html|head|body|title|meta|main|article|section"
    r"|header|nav|div|table|center|p|h[1-6]|ol|ul|dl|blockquote|link|style)[\s>/]",
    re.I | re.S,
)


def looks_like_html(start: str) -> bool:
    """Whether a file that begins so is HTML: a page, or a fragment that begins with a block."""
    return bool(_OPENING.match(start.lstrip("\ufeff")))


def decode_html(data: bytes) -> tuple[str, list[str]]:
    """The characters of the page, and sentences about its encoding.

    Raises: Unreadable if it is no text.
    """
    if data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in data[:4000]:
        return decode(data)
    found = _DECLARED.search(data[:4096])
    declared = (found[1] or found[2]).decode("ascii").lower() if found else ""
    try:
        codec = codecs.lookup(_WIDER.get(declared, declared)).name if declared else ""
    except LookupError:
        text, said = decode(data)
        return text, [*said, f"The page declares an encoding that is not known (“{declared}”)."]
    if codec in ("", "utf-8", "utf-16", "utf-16-le", "utf-16-be"):
        return decode(data)
    if any(byte > 127 for byte in data[:200_000]):
        try:
            return data.decode("utf-8"), [f"The page says that it is {declared}, but it is UTF-8 and was read so."]
        except UnicodeDecodeError:
            pass
    try:
        text = data.decode(codec, "replace")
    except (LookupError, ValueError, UnicodeError):
        return decode(data)
    if text.count("\ufffd") > max(3, len(text) // 100):
        return decode(data)
    return text, []
