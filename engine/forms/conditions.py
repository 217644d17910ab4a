"""`conditional.hide`: checked when a form is read, evaluated on raw values when it is filled in.

form-js hides a field whose condition gives null and drops its value (feel-facts.md §4), so a condition that
can be null is refused, and where one still is null the field counts as hidden here too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from engine import feel
from engine.forms import numbers
from engine.forms.model import Field, Form, Sentence
from engine.forms.sentences import Refused
from engine.forms.typed import is_blank, tidy

_KINDS = {
    "number": "number",
    "money": "number",
    "checkbox": "boolean",
    "checklist": "list",
    "file": "list",
    "address": "context",
}


def variables(fields: Iterable[Field]) -> dict[str, feel.Variable]:
    """What a condition may read: every field, null while it is empty; a checkbox is never null."""
    return {one.key: _variable(one) for one in fields if not one.is_note}


def _variable(one: Field) -> feel.Variable:
    values = tuple(option.value for option in one.options) if one.kind in ("radio", "select") else None
    return feel.Variable(
        kind=_KINDS.get(one.kind, "text"), values=values or None, nullable=one.kind != "checkbox"
    )


@lru_cache(maxsize=8192)
def compiled(text: str) -> feel.Expression:
    """The condition of that text (without `=`). Raises FeelError."""
    return feel.compile_text(text)


def objections(text: str, known: Mapping[str, feel.Variable]) -> list[tuple[str, Sentence]]:
    """(severity, sentence) of everything against the condition `text`. Raises FeelError."""
    expression = compiled(text)
    remarks = feel.check(expression, known, wanted="boolean", null_is_error=True)
    return [(remark.severity, (remark.zh, remark.en)) for remark in remarks]


def either(outer: str, inner: str) -> str:
    """Hidden when the group is or the field is."""
    return f"({outer}) or ({inner})" if outer and inner else outer or inner


def visible(form: Form, raw: Mapping[str, Any]) -> frozenset[str]:
    """Keys of the fields and notes that are shown for these raw values.

    One pass, as in form-js: a hidden field's raw value still feeds the other conditions. Money is compared
    in yuan, as it stands on the page.
    """
    if not any(one.hide for one in form.fields):
        return frozenset(one.key for one in form.fields)
    context = feel.Context({one.key: _value(one, raw.get(one.key)) for one in form.fields if not one.is_note})
    return frozenset(
        one.key for one in form.fields if not one.hide or compiled(one.hide).evaluate(context) is False
    )


def _value(one: Field, raw: Any) -> Any:
    """The raw value as a condition sees it; what does not fit the field's kind is null."""
    if one.kind == "checkbox":
        return raw is True
    if is_blank(raw):
        return None
    kind = _KINDS.get(one.kind, "text")
    if kind == "number":
        return _number(raw)
    if kind == "list":
        return list(raw) if isinstance(raw, list) and all(isinstance(item, str) for item in raw) else None
    if kind == "context":
        return _address(raw)
    return tidy(raw) if isinstance(raw, str) else None


def _number(raw: Any) -> int | float | None:
    try:
        return numbers.json_number(numbers.decimal_of(raw))
    except Refused:
        return None


def _address(raw: Any) -> dict[str, str] | None:
    if not isinstance(raw, Mapping):
        return None
    return {part: raw[part] for part in ("village", "text") if isinstance(raw.get(part), str)}
