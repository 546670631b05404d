"""What XML cannot hold, for the writers of WordprocessingML and Akoma Ntoso alike."""

import re

_IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def possible(text: str) -> str:
    """The text with each sign that XML cannot hold shown as U+FFFD; nothing is escaped."""
    return _IMPOSSIBLE.sub("\ufffd", text)
