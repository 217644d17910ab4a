"""Numbers exactly as typed: text or JSON number in, Decimal out; refused rather than rounded (B36)."""

from __future__ import annotations

import re
from decimal import Decimal

from engine.forms.sentences import Refused
from engine.forms.typed import half_width

_NUMBER = re.compile(r"-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")

MOST_DECIMALS = 6
"""Decimals of a number whose file gives no `decimalDigits`, and the most a file may ask for."""
MOST = Decimal(10) ** 13
"""Bound of every number: its fen stay exact in JavaScript (2^53) and in every database."""
_LONGEST = 40


def decimal_of(value: object) -> Decimal:
    """`value` as a Decimal. A float goes through repr(), the shortest text that means the same double.

    Raises Refused for booleans, NaN, infinities, exponents in text, wrong thousands commas and
    anything that is no number.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise Refused("number")
    if isinstance(value, str):
        number = _from_text(value)
    else:
        number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
        if not number.is_finite():
            raise Refused("number")
    if number.copy_abs() >= MOST:
        raise Refused("number_huge")
    return number if number else Decimal(0)


def _from_text(text: str) -> Decimal:
    plain = half_width(text[: _LONGEST * 2]).strip()
    if len(text) > _LONGEST or _NUMBER.fullmatch(plain) is None:
        raise Refused("number")
    return Decimal(plain.replace(",", ""))


def decimals_of(number: Decimal) -> int:
    """Decimals that count: 3.10 has one, 1E+3 none. Counted on the digits: normalize() would round."""
    _, digits, exponent = number.as_tuple()
    zeros = len(digits) - len("".join(map(str, digits)).rstrip("0"))
    return max(0, -exponent - zeros) if number and isinstance(exponent, int) else 0


def json_number(number: Decimal) -> int | float:
    """An int when whole, else the float whose repr is the typed decimal. Raises Refused if none is."""
    if decimals_of(number) == 0:
        return int(number)
    nearest = float(number)
    if Decimal(repr(nearest)) != number:
        raise Refused("number_digits")
    return nearest


def plain(number: Decimal | int | float) -> str:
    """Digits without exponent or needless zeros, for sentences and pages: 3, 0.25, 9999999999.99."""
    exact = Decimal(repr(number)) if isinstance(number, float) else Decimal(number)
    text = format(exact, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
