"""The one schema of `item.*`: an item's data are the properties of its process (architecture §5)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

from engine.domain.limits import LIMIT
from engine.domain.model import Material, split_list

NEEDS = ("required", "optional", "deferrable")
CHANNELS = ("window", "online", "village", "agent", "kiosk")

_ELSEWHERE = re.compile(
    r"urgency|assist|closure_standard|converts\.\d+|duplicate\.(radius|hours)|facts|violated|penalty"
    r"|sanction\.\d+\.(kind|subject|stage|text|min_fen|max_fen|min_times|max_times|base)"
    r"|correction_first|enforcing_body|granted|evidence\.\d+",
    re.ASCII,
)
"""Names of events and penalty items that no page of this release reads: known, kept, not interpreted."""

_NUMBERED = re.compile(r"(basis|condition)\.(\d{1,4})", re.ASCII)
_ENGLISH = re.compile(r"condition\.\d{1,4}_en", re.ASCII)
_MATERIAL = re.compile(r"material\.([A-Za-z0-9-]{1,60})(\.note)?", re.ASCII)
_SMS = re.compile(r"sms\.(?!name\Z)([a-z_]{1,40})", re.ASCII)
_RENAMED = {
    "result.kind": "result_kind",
    "limit.promised": "promised",
    "limit.legal": "legal",
    "sms.name": "sms_name",
    "baseline.days": "baseline_days",
    "baseline.steps": "baseline_steps",
}


@dataclass(frozen=True)
class ItemData:
    """What an item says about itself; empty texts and tuples where it says nothing."""

    code: str = ""
    name_en: str = ""
    department: str = ""
    family: str = ""
    family_version: str = ""
    sample: tuple[str, ...] = ()
    type: str = ""
    handling: str = ""
    audience: str = ""
    channels: tuple[str, ...] = ()
    decided_by: str = ""
    result: str = ""
    result_en: str = ""
    result_kind: str = ""
    fee: str = ""
    visits: int | None = None
    keywords: tuple[str, ...] = ()
    life_event: str = ""
    promised: str = ""
    legal: str = ""
    baseline_days: str = ""
    baseline_steps: str = ""
    basis: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    conditions_en: tuple[str, ...] = ()
    """The same conditions in English, in Chinese where nobody has translated one."""
    materials: tuple[Material, ...] = ()
    sms: Mapping[str, str] = field(default_factory=dict)
    sms_name: str = ""
    milestones_elsewhere: tuple[str, ...] = ()


class _Words(fields.Field[Any]):
    """`a, b` -> ("a", "b"); every word one of `among`, if given."""

    def __init__(self, among: tuple[str, ...] = ()) -> None:
        super().__init__()
        self._among = among

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> tuple[str, ...]:
        del attr, data, kwargs
        words = split_list(str(value))
        bad = [word for word in words if self._among and word not in self._among]
        if bad:
            raise ValidationError(bad)
        return words


class ItemSchema(Schema):
    """Scalars as they stand in the file, keyed lists already gathered by `_gathered`."""

    class Meta:
        unknown = EXCLUDE

    code = fields.String(validate=validate.Regexp(r"(SVC|SOC|PEN)(-[A-Z0-9]{1,12}){1,4}\Z"))
    name_en = fields.String()
    department = fields.String()
    family = fields.String()
    family_version = fields.String()
    sample = _Words()
    type = fields.String()
    handling = fields.String()
    audience = fields.String()
    channels = _Words(CHANNELS)
    decided_by = fields.String()
    result = fields.String()
    result_en = fields.String()
    result_kind = fields.String()
    fee = fields.String()
    visits = fields.Integer(validate=validate.Range(0, 99))
    keywords = _Words()
    life_event = fields.String()
    promised = fields.String(validate=validate.Regexp(LIMIT))
    legal = fields.String(validate=validate.Regexp(LIMIT))
    baseline_days = fields.String(validate=validate.Regexp(LIMIT))
    baseline_steps = fields.String(validate=validate.Regexp(r"\d{1,3}\Z"))
    sms_name = fields.String(validate=validate.OneOf(["yes", "no"]))
    milestones_elsewhere = _Words()


def item_schema() -> ItemSchema:
    """The schema; its field names are those of ItemData."""
    return ItemSchema()


def property_name(field_name: str) -> str:
    """`promised` -> `item.limit.promised`: where a field of the schema stands in the file."""
    dotted = {new: old for old, new in _RENAMED.items()}
    return f"item.{dotted.get(field_name, field_name)}"


SCALARS = tuple(property_name(name)[len("item.") :] for name in ItemSchema().fields)
"""Names after `item.` that hold one value."""


def is_known(name: str) -> bool:
    """Whether `name` (after `item.`) means anything."""
    if name in SCALARS or _ELSEWHERE.fullmatch(name):
        return True
    return any(pattern.fullmatch(name) for pattern in (_NUMBERED, _ENGLISH, _MATERIAL, _SMS))


def scalar_errors(properties: Mapping[str, str]) -> list[str]:
    """Field names of the scalars that the schema refuses."""
    return sorted(item_schema().validate(_scalars(properties)))


def load_item(properties: Mapping[str, str]) -> ItemData:
    """The item's data, lenient: what the schema refuses is left out; the gate has said so at publish."""
    try:
        values: Any = item_schema().load(_scalars(properties))
    except ValidationError as error:
        values = error.valid_data
    own = {name[len("item.") :]: value for name, value in properties.items() if name.startswith("item.")}
    kept = dict(values) if isinstance(values, Mapping) else {}
    conditions = _numbered(own, "condition")
    return ItemData(
        **kept,
        basis=tuple(own[name] for name in _numbered(own, "basis")),
        conditions=tuple(own[name] for name in conditions),
        conditions_en=tuple(own.get(f"{name}_en") or own[name] for name in conditions),
        materials=_materials(own),
        sms={found[1]: value for name, value in own.items() if (found := _SMS.fullmatch(name))},
    )


def _scalars(properties: Mapping[str, str]) -> dict[str, str]:
    own = {name[len("item.") :]: value for name, value in properties.items() if name.startswith("item.")}
    return {
        _RENAMED.get(name, name): value.strip()
        for name, value in own.items()
        if name in SCALARS and value.strip()
    }


def _numbered(own: Mapping[str, str], prefix: str) -> list[str]:
    """Names `prefix.1`, `prefix.2` … in the order of their numbers."""
    rows = [
        (int(found[2]), name) for name in own if (found := _NUMBERED.fullmatch(name)) and found[1] == prefix
    ]
    return [name for _, name in sorted(rows)]


def _materials(own: Mapping[str, str]) -> tuple[Material, ...]:
    matches = [(match, value) for name, value in own.items() if (match := _MATERIAL.fullmatch(name))]
    return tuple(
        Material(match[1], value.strip(), own.get(f"material.{match[1]}.note", ""))
        for match, value in matches
        if not match[2]
    )
