"""Required form fields a scenario leaves out are filled by type: what a person would plausibly enter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from engine.forms import Field, Form, Option, visible

SAMPLE_APPLICANT = {
    # invented: the address code is a province, which no real card carries
    "name": "陆归田",
    "id_number": "320000194610162537",
    "phone": "15400025467",
}


def filled(form: Form | None, given: Mapping[str, Any], lookup: Callable[[str], Any]) -> dict[str, Any]:
    """`given` plus a value for every required field that is shown and not given."""
    if form is None:
        return dict(given)
    values = dict(given)
    for field in form.fields:
        if field.required and field.key not in values and field.key in visible(form, values):
            values[field.key] = _sample(field, lookup)
    return values


def _sample(field: Field, lookup: Callable[[str], Any]) -> Any:
    simple = {
        "id_number": SAMPLE_APPLICANT["id_number"],
        "phone": SAMPLE_APPLICANT["phone"],
        "person_name": SAMPLE_APPLICANT["name"],
        "date": "2026-10-16",
        "datetime": "2026-10-16T10:24",
        "time": "10:24",
        "money": "1.00",
        "checkbox": True,
    }
    if field.kind in simple:
        return simple[field.kind]
    if field.kind == "number":
        return int(field.min) if field.min is not None else 1
    if field.kind == "address":
        return {"village": _first(lookup(field.options_from or "village")), "text": "1 组 14 号"}
    options = field.options or tuple(lookup(field.options_from) if field.options_from else ())
    if options:
        return [_first(options)] if field.kind == "checklist" else _first(options)
    return "样例"


def _first(options: Any) -> str:
    first: Option = options[0]
    return first.value
