"""What keeps Nemcon from starting, as a sentence for the person at the keyboard."""

from __future__ import annotations


class Trouble(Exception):
    """Nemcon cannot go on; the message says what is wrong and what to do. Shown without a stack trace."""
