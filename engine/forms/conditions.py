"""`conditional.hide`: checked when a form is read, evaluated on raw values when it is filled in.

form-js hides a field whose condition gives null and drops its value (feel-facts.md §4), so a condition that
can be null is refused, and where one still is null the field counts as hidden here too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import prod
from typing import Any

from engine import feel
from engine.domain.findings import Severity
from engine.feel.samples import sample_values
from engine.forms import dates, numbers
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
    "date": "date",
}


def variables(fields: Iterable[Field]) -> dict[str, feel.Variable]:
    """What a condition may read: every field, null while it is empty; a checkbox is never null."""
    return {one.key: _variable(one) for one in fields if not one.is_note}


def _variable(one: Field) -> feel.Variable:
    values = tuple(option.value for option in one.options) or None
    return feel.Variable(_KINDS.get(one.kind, "text"), values, nullable=one.kind != "checkbox")


def effort(text: str, known: Mapping[str, feel.Variable]) -> int:
    """About how many microseconds `objections` will take: reading, and trying combinations of values.

    Measured: 2 µs a character, 1.5 µs a trial and 40 characters. Raises FeelError.
    """
    samples = sample_values([feel.compile_text(text)], known)
    trials = prod(map(len, samples.values())) if samples else 0
    return 2 * len(text) + trials * (40 + len(text)) // 27


def objections(text: str, known: Mapping[str, feel.Variable]) -> list[tuple[Severity, Sentence]]:
    """(severity, sentence) of everything against the condition `text`. Raises FeelError."""
    remarks = feel.check(feel.compile_text(text), known, wanted="boolean", null_is_error=True)
    return [(remark.severity, (remark.zh, remark.en)) for remark in remarks]


def either(outer: str, inner: str) -> str:
    """Hidden when the group is or the field is."""
    return f"({outer}) or ({inner})" if outer and inner else outer or inner


def visible(form: Form, raw: Mapping[str, Any], outcome: str = "") -> frozenset[str]:
    """Keys of the fields and notes that are shown for these raw values and this outcome of the task.

    One pass, as in form-js: a hidden field's raw value still feeds the other conditions. Money is compared
    in yuan, as it stands on the page.
    """
    asked = [one for one in form.fields if not one.outcomes or outcome in one.outcomes]
    if not any(one.hide for one in asked):
        return frozenset(one.key for one in asked)
    context = feel.Context({one.key: _value(one, raw.get(one.key)) for one in form.fields if not one.is_note})
    return frozenset(one.key for one in asked if not _hidden(one, context))


def _hidden(one: Field, context: feel.Context) -> bool:
    return one.hide != "" and feel.compile_text(one.hide).evaluate(context) is not False


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
    if not isinstance(raw, str):
        return None
    return _date(raw.strip()) if kind == "date" else tidy(raw)


def _date(text: str) -> str | None:
    try:
        return dates.day_of(text).isoformat()
    except Refused:
        return None


def _number(raw: Any) -> int | float | None:
    try:
        return numbers.json_number(numbers.decimal_of(raw))
    except Refused:
        return None


def _address(raw: Any) -> dict[str, str] | None:
    if not isinstance(raw, Mapping):
        return None
    return {part: raw[part] for part in ("village", "text") if isinstance(raw.get(part), str)}
