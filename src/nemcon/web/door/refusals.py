"""What the door says instead of an answer of Django's: a status and a sentence, in which nothing is left open."""

from __future__ import annotations

from dataclasses import dataclass

NOTHING_RECORDED = "Nothing was recorded; what you wrote is still in your browser."


@dataclass(frozen=True)
class Refusal:
    """Why a request was not handed to Django. `code` is stable, for whoever words it otherwise."""

    status: int
    code: str
    sentence: str
    retry_after: int | None = None
    """Seconds, where trying again may help."""
    close: bool = False
    """Whether the connection cannot be used for another request, since part of the body is unread."""


LARGE = Refusal(
    413, "large", f"An answer holds at most 64 KB; attach files to the draft before. {NOTHING_RECORDED}", close=True
)
SLOW = Refusal(
    408, "slow", f"What you sent did not arrive within 10 seconds. {NOTHING_RECORDED} Please send it again.", close=True
)
FULL = Refusal(
    503, "full", f"Too many answers arrive at this moment. {NOTHING_RECORDED} Please send it again in a moment.", 2
)
UNKEPT = Refusal(
    503,
    "unkept",
    "The database did not confirm that it keeps what you sent. Please send it again: sent twice, it counts once.",
    2,
)
KEPT = Refusal(
    503,
    "kept",
    "What you sent has arrived and is kept with the instant of its arrival. The server could not record it yet, or not "
    "say so; it tries again by itself. You may also send it again in a moment: sent twice, it counts once.",
    2,
)
FAILED = Refusal(500, "failed", "The server failed to answer. Please try again, or write to the secretariat.")
PAGES_FULL = Refusal(
    503, "pages_full", "More pages are asked for than can be answered. Please try again in a few seconds.", 5
)
PAGE_SLOW = Refusal(408, "page_slow", "What you sent did not arrive in time. Please send it again.", close=True)


def distrusted(sentence: str) -> Refusal:
    """The clock cannot be trusted."""
    return Refusal(503, "clock", sentence, 10)
