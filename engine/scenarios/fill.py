"""Required form fields a scenario leaves out are filled by type: what a person would plausibly enter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.forms import Field, Form, Option, visible

SAMPLE_APPLICANT = {
    # invented: the address code is a province, which no real card carries
    "name": "陆归田",
    "id_number": "320000194610162537",
    "phone": "15400025467",
}
_TEXT = "样例"


@dataclass(frozen=True)
class Around:
    """What a value may need: the town's day, its code lists, and a file of whoever fills the form in."""

    today: date
    lookup: Callable[[str], Any]
    upload: Callable[[], str]


def filled(form: Form | None, given: Mapping[str, Any], around: Around, outcome: str = "") -> dict[str, Any]:
    """`given` plus a value for every required field that is shown for the outcome and not given."""
    values = dict(given)
    while form is not None and (missing := _missing(form, values, outcome)):
        # one at a time: a value may show or hide what stands before it
        values[missing.key] = _sample(missing, around)
    return values


def _missing(form: Form, values: Mapping[str, Any], outcome: str) -> Field | None:
    shown = visible(form, values, outcome)
    for field in form.fields:
        if field.required and field.key not in values and field.key in shown:
            return field
    return None


def _sample(field: Field, around: Around) -> Any:
    day = around.today.isoformat()
    simple = {
        "id_number": SAMPLE_APPLICANT["id_number"],
        "phone": SAMPLE_APPLICANT["phone"],
        "person_name": SAMPLE_APPLICANT["name"],
        "date": day,
        "datetime": f"{day}T10:24",
        "time": "10:24",
        "checkbox": True,
    }
    if field.kind in simple:
        return simple[field.kind]
    if field.kind in ("number", "money"):
        return int(field.min) if field.min is not None else 1
    if field.kind == "file":
        return [around.upload()]
    if field.kind == "address":
        return {"village": _first(around.lookup(field.options_from or "village")), "text": "1 组 14 号"}
    options = field.options or tuple(around.lookup(field.options_from) if field.options_from else ())
    if options:
        return [_first(options)] if field.kind == "checklist" else _first(options)
    return _TEXT * max(1, -(-field.min_length // len(_TEXT)))


def _first(options: Any) -> str:
    first: Option = options[0]
    return first.value
