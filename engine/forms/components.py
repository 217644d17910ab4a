"""One form-js component -> Field, with every objection to it. The subset is ui-facts.md §3."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from engine.domain.model import split_list
from engine.forms.component import Complain, Component
from engine.forms.limits import LENGTHS, NUMERIC, decimals, with_default, with_limits
from engine.forms.model import CHOICES, SENSITIVE, Field
from engine.forms.options import read_options
from engine.forms.typed import mapping, short, words

KEY = re.compile(r"[a-z][a-z0-9_]{0,63}")
RESERVED = frozenset({"i", "this", "parent", "data"})
"""Names with a meaning of their own in form-js (feel-facts.md §4)."""

_TYPES = {
    "text": "note",
    "textfield": "text",
    "textarea": "textarea",
    "number": "number",
    "datetime": "date",
    "radio": "radio",
    "select": "select",
    "checklist": "checklist",
    "checkbox": "checkbox",
    "filepicker": "file",
}
_LATER_TYPES = frozenset({"dynamiclist", "table", "taglist", "image", "expression", "separator", "spacer"})
_SUBTYPES = frozenset({"date", "datetime", "time"})
_KINDS = {
    "id_number": {"textfield"},
    "phone": {"textfield"},
    "person_name": {"textfield"},
    "money": {"number", "textfield"},
    "address": {"textfield", "textarea"},
}
_LATER_KINDS = frozenset({"person_list", "grid", "bank_account"})
_UNSUPPORTED = {"valuesKey", "valuesExpression", "readonly", "disabled", "isRepeating"}


def read_component(raw: Mapping[str, Any], key: str, complain: Complain) -> Field | None:
    """The field of a component that is no group, or None when its type or kind is not in the subset.

    `key` is checked by the caller; `hide`, `group` and `line` are its to fill in.
    """
    kind = _kind(raw, complain)
    if kind is None:
        return None
    part = Component(raw, kind, complain)
    label = _label(part)
    if kind == "note":
        english = words(part.properties.get("label_en"))
        return Field(key=key, kind=kind, label=label, label_en=english, outcomes=_outcomes(part))
    _settings(part)
    spec = Field(
        key=key,
        kind=kind,
        label=label,
        label_en=words(part.properties.get("label_en")),
        description=words(raw.get("description")),
        description_en=words(part.properties.get("description_en")),
        outcomes=_outcomes(part),
        required=_required(part),
        options_from=_options_from(part),
        decimals=decimals(part),
        multiple=raw.get("multiple") is True,
        sensitive=kind in SENSITIVE,
        past=kind in ("date", "datetime") and (_yes(part.properties.get("past")) or key == "born"),
        future=kind in ("date", "datetime") and raw.get("disallowPassedDates") is True,
    )
    return with_default(with_limits(_with_options(spec, part), part), part)


def _kind(raw: Mapping[str, Any], complain: Complain) -> str | None:
    type_ = words(raw.get("type"))
    if type_ not in _TYPES:
        shown = short(type_)
        if type_ in _LATER_TYPES:
            complain(
                "form.unknown_type",
                f"组件类型“{shown}”还没有开放。请换成文本框、选择框等已支持的组件。",
                f'Component type "{shown}" is not supported yet. Use one of the supported types.',
            )
        else:
            complain(
                "form.unknown_type",
                f"组件类型“{shown}”不能用。请换成文本框、选择框等已支持的组件。",
                f'Component type "{shown}" is not part of our forms. Use one of the supported types.',
            )
        return None
    own = mapping(raw.get("properties")).get("kind")
    if own not in (None, ""):
        return _own_kind(own, type_, complain)
    return _subtype(raw, complain) if type_ == "datetime" else _TYPES[type_]


def _own_kind(own: object, type_: str, complain: Complain) -> str | None:
    kind = own if isinstance(own, str) else ""
    if type_ in _KINDS.get(kind, ()):
        return kind
    shown = short(kind)
    if kind in _LATER_KINDS:
        complain(
            "form.kind",
            f"种类“{shown}”还没有开放。请先改用别的填写方式。",
            f'Kind "{shown}" is not supported yet. Ask for it in another way for now.',
        )
    elif kind in _KINDS:
        fitting = "、".join(sorted(_KINDS[kind]))
        complain(
            "form.kind",
            f"种类“{shown}”不能用在 {type_} 上。请把组件类型改成 {fitting}。",
            f'Kind "{shown}" does not go with {type_}. Change the component type to {fitting}.',
        )
    else:
        offered = "、".join(sorted(_KINDS))
        complain(
            "form.kind",
            f"没有“{shown}”这个种类。可用：{offered}。",
            f'There is no kind "{shown}". Use one of: {offered}.',
        )
    return None


def _subtype(raw: Mapping[str, Any], complain: Complain) -> str | None:
    subtype = words(raw.get("subtype")) or "date"
    if subtype in _SUBTYPES:
        return subtype
    complain(
        "form.unknown_type",
        f"日期组件没有“{short(subtype)}”这一式。请用 date、datetime 或 time。",
        f'A datetime component has no subtype "{short(subtype)}". Use date, datetime or time.',
    )
    return None


def _label(part: Component) -> str:
    """A datetime carries its label as dateLabel or timeLabel, a static text as its text."""
    names = {"note": ("text",), "time": ("timeLabel", "label"), "date": ("label", "dateLabel")}
    names["datetime"] = ("label", "dateLabel", "timeLabel")
    label = next(filter(None, (words(part.raw.get(name)) for name in names.get(part.kind, ("label",)))), "")
    if not label:
        part.complain(
            "form.no_label",
            "组件没有文字，填表的人不知道填什么。请写上标签。",
            "The component has no label, so nobody knows what to fill in. Write one.",
        )
    elif label.startswith("="):
        _setting(part, "label")
    return label


def _settings(part: Component) -> None:
    """Refuse settings that would change what form-js does and that the server does not know."""
    for name in sorted(_UNSUPPORTED):
        if part.raw.get(name) not in (None, False, ""):
            _setting(part, name)
    known = {"required"}
    if part.kind in NUMERIC:
        known |= {"min", "max"}
    elif part.kind in LENGTHS:
        known |= {"minLength", "maxLength"}
    for name, value in part.validate.items():
        if name not in known and value not in (None, "", False):
            _setting(part, f"validate.{short(name)}")


def _setting(part: Component, name: str) -> None:
    part.complain(
        "form.setting",
        f"这里不支持设置“{name}”，服务器不会照它做。请去掉。",
        f'The setting "{name}" is not supported here and would have no effect. Remove it.',
    )


def _required(part: Component) -> bool:
    value = part.validate.get("required", False)
    if not isinstance(value, bool):
        _setting(part, "validate.required")
    return value is True


def _options_from(part: Component) -> str:
    if part.kind not in CHOICES and part.kind != "address":
        return ""
    return words(part.properties.get("options_from")) or ("village" if part.kind == "address" else "")


def _outcomes(part: Component) -> tuple[str, ...]:
    """`outcomes` = `post, public_notice`: asked only when the task ends so."""
    return split_list(words(part.properties.get("outcomes")))


def _yes(value: object) -> bool:
    """The property panel of the form editor writes texts only."""
    return value is True or value == "true"


def _with_options(spec: Field, part: Component) -> Field:
    if spec.kind not in CHOICES:
        return spec
    return replace(spec, options=read_options(part.raw.get("values"), spec.options_from, part.complain))
