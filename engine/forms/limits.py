"""Limits and the default value of one component: numbers, lengths, and a default that would pass itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from engine.forms import numbers
from engine.forms.component import Component
from engine.forms.fields import check_one
from engine.forms.model import SENSITIVE, Field, Surroundings
from engine.forms.people import LONGEST_NAME

LENGTHS = {"text": 200, "textarea": 1000, "address": 200, "person_name": LONGEST_NAME}
"""Longest text where the file gives no maxLength, in characters."""
NUMERIC = frozenset({"number", "money"})
_LONGEST = 20_000
_NO_DEFAULT = SENSITIVE | {"person_name", "address", "file"}
_NOBODY = Surroundings(today=date.max, lookup=lambda _: (), uploads=lambda _: False)


def decimals(part: Component) -> int:
    """decimalDigits; money has 2, and a number without it takes decimals as in form-js, but at most 6."""
    if part.kind not in NUMERIC:
        return 0
    most = 2 if part.kind == "money" else numbers.MOST_DECIMALS
    value = part.raw.get("decimalDigits")
    if value is None:
        return most
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        part.complain(
            "form.limits",
            f"小数位数要填 0 到 {most} 的整数。请改正。",
            f"The number of decimals must be a whole number from 0 to {most}.",
        )
        return most
    return value


def with_limits(spec: Field, part: Component) -> Field:
    if spec.kind in NUMERIC:
        low, high = _bound(part, "min"), _bound(part, "max")
        _ordered(part, low, high)
        return replace(spec, min=low, max=high)
    if spec.kind not in LENGTHS:
        return spec
    usual = LENGTHS[spec.kind]
    most = LONGEST_NAME if spec.kind == "person_name" else _LONGEST
    shortest = _length(part, "minLength", 0, most)
    longest = _length(part, "maxLength", max(usual, shortest), most)
    _ordered(part, Decimal(shortest), Decimal(longest))
    return replace(spec, min_length=shortest, max_length=longest)


def _ordered(part: Component, low: Decimal | None, high: Decimal | None) -> None:
    if low is not None and high is not None and low > high:
        part.complain(
            "form.limits",
            f"下限 {numbers.plain(low)} 大于上限 {numbers.plain(high)}，没有值能通过。请改正。",
            f"The lower limit {numbers.plain(low)} is above the upper one {numbers.plain(high)}.",
        )


def _bound(part: Component, name: str) -> Decimal | None:
    value = part.validate.get(name)
    if value in (None, ""):
        return None
    is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    if is_number and Decimal(value).copy_abs() < numbers.MOST:
        number = Decimal(value)
        if numbers.decimals_of(number) <= numbers.MOST_DECIMALS:
            return number
    part.complain(
        "form.limits",
        f"“{name}”要填一个普通数字，小数不超过 {numbers.MOST_DECIMALS} 位。请改正。",
        f'"{name}" must be an ordinary number with {numbers.MOST_DECIMALS} decimals at most.',
    )
    return None


def _length(part: Component, name: str, usual: int, most: int) -> int:
    value = part.validate.get(name)
    if value in (None, ""):
        return usual
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        part.complain(
            "form.limits",
            f"“{name}”要填 0 到 {most} 的整数。请改正。",
            f'"{name}" must be a whole number from 0 to {most}.',
        )
        return usual
    return value or usual


def with_default(spec: Field, part: Component) -> Field:
    value = part.raw.get("defaultValue")
    if value is None or value == "" or value == []:
        return spec
    if spec.kind in _NO_DEFAULT:
        part.complain(
            "form.default",
            "这种内容因人而异，不能有默认值。请去掉。",
            "Nobody shares this with somebody else, so it takes no default value. Remove it.",
        )
        return spec
    if spec.options_from:
        # the code list is a register: its options are known on the day, not here
        return replace(spec, default=value if _is_choice(value, spec.kind) else None)
    objection = check_one(replace(spec, required=False, past=False, future=False), value, _NOBODY)
    if objection is not None:
        part.complain(
            "form.default", f"默认值不能用：{objection[0]}", f"The default value fails: {objection[1]}"
        )
        return spec
    return replace(spec, default=_json(value))


def _is_choice(value: object, kind: str) -> bool:
    return isinstance(value, list if kind == "checklist" else str)


def _json(value: Any) -> Any:
    """Numbers were read as Decimal; a page wants JSON."""
    return numbers.json_number(value) if isinstance(value, Decimal) else value
