"""Required fields that a story leaves out: every kind gets a value that its form takes."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from engine.forms import Form, Option, Surroundings, compile_form, load
from engine.scenarios.fill import Around, filled

TODAY = date(2026, 10, 16)
OPTIONS = (Option("huangtang", "璜塘"),)
AROUND = Around(TODAY, lambda _name: OPTIONS, lambda: "upload1")


def _form(*components: dict[str, Any]) -> Form:
    return compile_form(json.dumps({"type": "default", "components": list(components)}).encode(), "some")


def _field(kind: str, key: str, **more: Any) -> dict[str, Any]:
    validate = {"required": True, **more.pop("validate", {})}
    return {"type": kind, "key": key, "id": key, "label": key, "validate": validate, **more}


def _loads(form: Form, values: dict[str, Any]) -> dict[str, Any]:
    around = Surroundings(TODAY, lambda _name: OPTIONS, lambda upload: upload == "upload1")
    return dict(load(form, values, around))


def test_every_kind_gets_a_value_that_its_form_takes() -> None:
    choices = [{"label": "甲", "value": "a"}, {"label": "乙", "value": "b"}]
    form = _form(
        _field("textfield", "note", validate={"minLength": 5}),
        _field("number", "count", validate={"min": 3}),
        _field("datetime", "day", subtype="date", dateLabel="day", properties={"past": "true"}),
        _field("checkbox", "tick"),
        _field("radio", "one", values=choices),
        _field("checklist", "some", values=choices),
        _field("textfield", "id_no", properties={"kind": "id_number"}),
        _field("textfield", "tel", properties={"kind": "phone"}),
        _field("textfield", "who", properties={"kind": "person_name"}),
        _field("textfield", "home", properties={"kind": "address", "options_from": "village"}),
        _field("number", "price", properties={"kind": "money"}),
        _field("filepicker", "scan"),
    )
    found = _loads(form, filled(form, {}, AROUND))
    assert set(found) == set(form.names)
    assert (found["one"], found["some"], found["scan"]) == ("a", ["a"], ["upload1"])


def test_what_is_told_stays_and_optional_fields_stay_empty() -> None:
    optional = {"type": "textfield", "key": "extra", "id": "extra", "label": "extra"}
    form = _form(_field("textfield", "note"), optional)
    assert filled(form, {"note": "说了"}, AROUND) == {"note": "说了"}


def test_a_value_that_shows_a_field_before_it_has_it_filled_too() -> None:
    """Fields are filled one by one until nothing required is missing, whatever their order."""
    choices = [{"label": "甲", "value": "a"}]
    form = _form(
        _field("textfield", "why", conditional={"hide": '=not(one = "a")'}),
        _field("radio", "one", values=choices),
    )
    assert set(filled(form, {}, AROUND)) == {"why", "one"}


def test_no_form_takes_what_is_told() -> None:
    assert filled(None, {"a": 1}, AROUND) == {"a": 1}
