"""Values as text: escapes as the modeler writes them, numbers and booleans as JavaScript prints them."""

from __future__ import annotations

import math
import re
from decimal import Decimal

_ATTRIBUTE = re.compile("[<>'\"&\n]")
_INTEGER = re.compile(r"\s*([+-]?\d+)", re.ASCII)
_REAL = re.compile(r"\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)", re.ASCII | re.IGNORECASE)


def attribute_text(value: str) -> str:
    """Numeric references; Chinese, tabs and all else raw."""
    return _ATTRIBUTE.sub(lambda found: f"&#{ord(found[0])};", value)


def body_text(value: str) -> str:
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def lines_of(value: str) -> str:
    """LF only: a carriage return would come back as a line feed on the next reading."""
    return value.replace("\r\n", "\n").replace("\r", "\n")


def coerced(kind: str, value: str) -> str:
    """`value` after the modeler has read it as `kind` and written it again."""
    if kind == "Boolean":
        return "true" if value == "true" else "false"
    if kind not in ("Integer", "Real"):
        return value
    found = (_INTEGER if kind == "Integer" else _REAL).match(value)
    return "NaN" if found is None else _number(float(found[1]))


def _number(value: float) -> str:
    """ECMAScript Number::toString: shortest digits, an exponent below 1e-6 and from 1e21 on."""
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if value == 0:
        return "0"
    if 1e-6 <= abs(value) < 1e21:
        return format(Decimal(repr(value)).normalize(), "f")
    mantissa, exponent = f"{Decimal(repr(value)).normalize():e}".split("e")
    return f"{mantissa}e{exponent}"
