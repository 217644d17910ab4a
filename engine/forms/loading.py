"""From raw values to stored values: strict, with all errors at once; and from an HTML form to raw values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, cast

from marshmallow import Schema, ValidationError

from engine.errors import FormInvalid
from engine.forms.conditions import visible
from engine.forms.fields import build, loading
from engine.forms.model import Field, Form, Sentence, Surroundings
from engine.forms.sentences import sentence
from engine.forms.typed import is_blank, printable, short

Errors = dict[str, list[Sentence]]

_LISTS = frozenset({"checklist", "file"})


@lru_cache(maxsize=512)
def schema_of(form: Form, keys: frozenset[str]) -> Schema:
    """The marshmallow schema of a form's shown fields, built once per version and set of keys."""
    parts = {one.key: build(one) for one in form.fields if one.key in keys}
    return Schema.from_dict(cast(Any, parts), name="FormSchemaOf_" + form.key)()


def load(form: Form, raw: Mapping[str, Any], around: Surroundings, outcome: str = "") -> dict[str, Any]:
    """The stored values of the shown fields, JSON types only; empty ones are absent, a checkbox is a bool.

    `outcome`: how the task ends. Fields that are asked for other outcomes only are left out, as hidden ones.
    Raises FormInvalid with every error, `<key>.village` and `<key>.text` standing for parts of an address.
    """
    if not isinstance(raw, Mapping):
        raise FormInvalid({"": [sentence("shape", form.title, form.title)]})
    keys = visible(form, raw, outcome)
    shown = [one for one in form.fields if not one.is_note and one.key in keys]
    values, errors = _checked(form, shown, raw, around)
    for key in raw.keys() - set(form.names):
        errors.setdefault(printable(key), []).append(_unknown(key))
    if errors:
        raise FormInvalid(errors)
    return values


def _checked(
    form: Form, shown: list[Field], raw: Mapping[str, Any], around: Surroundings
) -> tuple[dict[str, Any], Errors]:
    schema = schema_of(form, frozenset(one.key for one in shown))
    try:
        with loading(around):
            return dict(cast(dict[str, Any], schema.load(_given(shown, raw)))), {}
    except ValidationError as error:
        return {}, _flat(error.messages_dict)


def _given(shown: list[Field], raw: Mapping[str, Any]) -> dict[str, Any]:
    """The filled-in values: an empty name must not pass `required`."""
    given = {one.key: raw[one.key] for one in shown if one.key in raw and not is_blank(raw[one.key])}
    for one in shown:
        if one.kind == "checkbox":
            given.setdefault(one.key, False)
        elif one.kind == "address" and one.required:
            # an empty one goes in, so that both parts are marked on the page
            given.setdefault(one.key, {})
    return given


def _flat(messages: Mapping[str, Any]) -> Errors:
    errors: Errors = {}
    for key, found in messages.items():
        if isinstance(found, Mapping):
            errors.update({f"{key}.{printable(part)}": list(pairs) for part, pairs in found.items()})
        else:
            errors[key] = list(found)
    return errors


def _unknown(key: object) -> Sentence:
    return sentence("unknown", short(key), short(key))


def from_html(form: Form, fields: Mapping[str, list[str]]) -> dict[str, Any]:
    """Raw values for `load` out of `request.form.to_dict(flat=False)`.

    Only the form's own names are read: a page also posts its token, outcome and uploads. Empty texts are
    dropped; a single-valued field that was posted twice stays a list, which `load` refuses.
    """
    raw: dict[str, Any] = {}
    for one in form.fields:
        if one.is_note:
            continue
        value = _html_value(one, fields)
        if value is not None:
            raw[one.key] = value
    return raw


def _html_value(one: Field, fields: Mapping[str, list[str]]) -> Any:
    if one.kind == "address":
        parts = {part: _single(fields, f"{one.key}.{part}") for part in ("village", "text")}
        return {part: value for part, value in parts.items() if value is not None} or None
    if one.kind in _LISTS:
        return [value for value in fields.get(one.key, []) if value] or None
    value = _single(fields, one.key)
    if one.kind == "checkbox":
        return False if value is None else True if value in ("on", "true", "1") else value
    return value


def _single(fields: Mapping[str, list[str]], name: str) -> Any:
    values = [value for value in fields.get(name, []) if value]
    return values if len(values) > 1 else (values[0] if values else None)


def pick_variables(form: Form, values: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """The `formout` fields as process variables.

    A field without a value gives null, so that a second round that leaves it empty clears the first one's.
    Names that are no fields of this form are left out: the gate reports them.
    """
    return {name: values.get(name) for name in names if name in form.names}
