"""Canonical JSON (RFC 8785): strict reading, and the one byte string that a value has."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from reprlib import repr as short

DEPTH = 200
"""Arrays and objects nested deeper than this are refused: RFC 8259 section 9 lets a reader set such a limit."""

LARGEST = 2**53 - 1
"""Beyond this an integer is not exact in a double (RFC 8785 section 3.2.2.3, RFC 7493 section 2.2)."""

SHORT = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
ESCAPED = re.compile(r'[\x00-\x1f"\\]')
SURROGATE = re.compile("[\ud800-\udfff]")


class NotCanonical(ValueError):
    """The bytes are not the canonical form of a JSON value; the message says why in a clause."""


def encode(value: object) -> bytes:
    """The canonical bytes of `value`. Raises NotCanonical for what JSON or I-JSON cannot say."""
    return _written(value, 0).encode()


def decode(data: bytes) -> object:
    """The value of which `data` is the canonical form. Raises NotCanonical if it is of none."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotCanonical(f"it is not UTF-8 at byte {error.start}") from error
    try:
        value = json.loads(
            text,
            object_pairs_hook=_members,
            parse_int=_integer,
            parse_float=_double,
            parse_constant=_constant,
        )
    except RecursionError as error:
        raise NotCanonical("it is nested too deeply") from error
    except json.JSONDecodeError as error:
        raise NotCanonical(f"it is not JSON at character {error.pos} ({error.msg})") from error
    # Whatever the parser lets pass (space, escapes, order, spellings of numbers) shows here.
    canonical = encode(value)
    if canonical != data:
        at = next((n for n, (a, b) in enumerate(zip(canonical, data, strict=False)) if a != b), len(canonical))
        raise NotCanonical(f"it is not in canonical form (RFC 8785) at byte {at}")
    return value


def number(value: float) -> str:
    """A double as ECMAScript writes it (ECMA-262, Number::toString; RFC 8785 section 3.2.2.3)."""
    if value != value or value in (float("inf"), float("-inf")):
        raise NotCanonical("it holds a number that no double can hold")
    if value == 0:
        return "0"  # minus zero too
    sign, figures, exponent = Decimal(
        repr(value)
    ).as_tuple()  # repr is the shortest that reads back, as ECMAScript asks
    digits = "".join(map(str, figures))
    point = len(digits) + int(exponent)  # where the decimal point stands, counted from the first digit
    digits = digits.rstrip("0")
    if len(digits) <= point <= 21:
        text = digits.ljust(point, "0")
    elif 0 < point <= 21:
        text = f"{digits[:point]}.{digits[point:]}"
    elif -6 < point <= 0:
        text = f"0.{'0' * -point}{digits}"
    else:
        mantissa = digits[0] + ("." + digits[1:] if len(digits) > 1 else "")
        text = f"{mantissa}e{point - 1:+d}"
    return ("-" if sign else "") + text


def _written(value: object, depth: int) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        if abs(value) > LARGEST:
            raise NotCanonical("it holds an integer beyond 2^53 - 1")
        return str(value)
    if isinstance(value, float):
        return number(value)
    if isinstance(value, str):
        return _string(value)
    if depth >= DEPTH:
        raise NotCanonical("it is nested too deeply")
    if isinstance(value, list):
        return "[" + ",".join(_written(item, depth + 1) for item in value) + "]"
    if isinstance(value, dict):
        # By UTF-16 code units: characters beyond U+FFFF sort before U+E000 to U+FFFF.
        keys = sorted(value, key=lambda key: key.encode("utf-16-be", "surrogatepass"))
        return "{" + ",".join(f"{_string(key)}:{_written(value[key], depth + 1)}" for key in keys) + "}"
    raise NotCanonical(f"JSON has no {type(value).__name__}")


def _string(text: str) -> str:
    if SURROGATE.search(text):
        raise NotCanonical("it holds a lone surrogate")
    return '"' + ESCAPED.sub(lambda found: SHORT.get(found[0]) or f"\\u{ord(found[0]):04x}", text) + '"'


def _members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members: dict[str, object] = {}
    for name, value in pairs:
        if name in members:
            raise NotCanonical(f"it names the member {short(name)} twice")
        members[name] = value
    return members


def _integer(token: str) -> int | float:
    double = float(token)
    return int(double) if abs(double) <= LARGEST else double


def _double(token: str) -> float:
    return float(token)


def _constant(token: str) -> object:
    raise NotCanonical(f"{token} is no JSON")
