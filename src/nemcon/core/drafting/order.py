"""Keys that put siblings in order, between any two of which there is room for another; and where a node stands."""

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_BASE = len(_DIGITS)
_VALUE = {digit: value for value, digit in enumerate(_DIGITS)}


def between(low: str, high: str) -> str:
    """A key after `low` ("" is the beginning) and before `high` ("" is the end); "" where there is no room."""
    if high and low >= high:
        return ""
    key = ""
    at = 0
    is_open = not high
    while at <= max(len(low), len(high)) + 1:
        first = _VALUE.get(low[at], 0) if at < len(low) else 0
        last = _BASE if is_open else (_VALUE.get(high[at], 0) if at < len(high) else 0)
        if last - first > 1:
            # One step at the ends of a list keeps keys short where one item after another is added there.
            step = 1 if is_open and low[: at + 1] else (last - first) // 2
            found = key + _DIGITS[first + step]
            return found if low < found and (not high or found < high) else ""
        key += _DIGITS[first]
        is_open = is_open or last > first
        at += 1
    return ""


def spread(count: int) -> list[str]:
    """So many keys in order, with equal room between them."""
    width = 1
    while _BASE**width < 4 * (count + 1):
        width += 1
    keys = []
    for place in range(1, count + 1):
        value = place * _BASE**width // (count + 1)
        digits = ""
        for _ in range(width):
            value, digit = divmod(value, _BASE)
            digits = _DIGITS[digit] + digits
        keys.append(digits.rstrip(_DIGITS[0]))
    return keys


def place_of(parent: str, key: str) -> str:
    """The value of the field `place`."""
    return f"{parent} {key}"


def parsed_place(place: str) -> tuple[str, str]:
    """The node above and the key; ("", "") for no place."""
    parent, _, key = place.partition(" ")
    return parent, key
