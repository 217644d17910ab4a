"""Reading a form file: strict, by line, and never an exception."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from engine.forms import compile_form, read_form


def _codes(data, file="forms/sample.form"):
    form, findings = read_form(data, file)
    for one in findings:
        assert one.zh and one.en and one.file == file
    assert (form is None) == any(one.is_error for one in findings)
    return [(one.code, one.element_id) for one in findings]


BAD_DEFAULT = {
    "type": "default",
    "id": "bl_bad_default",
    "schemaVersion": 16,
    "components": [
        {
            "type": "select",
            "key": "way",
            "label": "送达方式",
            "values": [{"label": "自取", "value": "pickup"}, {"label": "邮寄", "value": "post"}],
            "defaultValue": "courier",
            "validate": {"required": True},
        },
        {
            "type": "checklist",
            "key": "papers",
            "label": "材料",
            "values": [{"label": "身份证", "value": "id"}, {"label": "身份证复印件", "value": "id"}],
        },
    ],
}


def test_b39_a_default_that_is_no_option_and_an_option_twice():
    data = json.dumps(BAD_DEFAULT, indent=1).encode()
    form, findings = read_form(data, "bl_bad_default.form")
    assert form is None
    assert [(one.code, one.element_id, one.severity) for one in findings] == [
        ("form.default", "way", "error"),
        ("form.duplicate_option", "papers", "error"),
    ]
    lines = data.decode().splitlines()
    assert '"key": "way"' in lines[findings[0].line - 1]
    assert '"key": "papers"' in lines[findings[1].line - 1]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "form.not_json"),
        (b"\xff\xfe{}", "form.not_json"),
        (b"{", "form.not_json"),
        (b'{"type":"default","components":[NaN]}', "form.not_json"),
        (b'{"type":"default","components":[],"id":"\\ud800"}', "form.not_json"),
        (b'{"type":"default","components":[],"id":"\\u0000"}', "form.not_json"),
        (b'{"type":"default","components":[1e99999999999999999999]}', "form.not_json"),
        (b'{"type":"default","components":[' + b"9" * 5000 + b"]}", "form.not_json"),
        (b"[" * 100_000, "form.nesting"),
        (b" " * 300_000, "form.too_large"),
        (b"null", "form.type"),
        (b"[]", "form.type"),
        (b'{"type":"other","components":[]}', "form.type"),
        (b'{"type":"default","components":{}}', "form.type"),
    ],
)
def test_files_that_are_no_form(data, code):
    assert _codes(data) == [(code, "")]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"type": "dynamiclist"}, "form.unknown_type"),
        ({"type": "button"}, "form.unknown_type"),
        ({"type": None}, "form.unknown_type"),
        ({"type": "datetime", "subtype": "week"}, "form.unknown_type"),
        ({"key": "A"}, "form.key"),
        ({"key": "this"}, "form.key"),
        ({"key": None}, "form.key"),
        ({"key": "字段"}, "form.key"),
        ({"key": "a" * 65}, "form.key"),
        ({"label": " "}, "form.no_label"),
        ({"label": "=x"}, "form.setting"),
        ({"type": "select"}, "form.no_options"),
        ({"type": "select", "values": [{"label": "甲", "value": 1}]}, "form.option"),
        ({"type": "select", "values": [{"label": "甲", "value": ""}]}, "form.option"),
        ({"type": "checkbox", "defaultValue": "yes"}, "form.default"),
        ({"type": "number", "defaultValue": "x"}, "form.default"),
        ({"type": "number", "defaultValue": 5, "validate": {"max": 3}}, "form.default"),
        ({"properties": {"kind": "phone"}, "defaultValue": "15400000001"}, "form.default"),
        ({"type": "number", "validate": {"min": 5, "max": 3}}, "form.limits"),
        ({"type": "number", "validate": {"min": "5"}}, "form.limits"),
        ({"type": "number", "validate": {"min": True}}, "form.limits"),
        ({"type": "number", "validate": {"max": 1e300}}, "form.limits"),
        ({"type": "number", "decimalDigits": 9}, "form.limits"),
        ({"validate": {"minLength": 9, "maxLength": 3}}, "form.limits"),
        ({"validate": {"maxLength": -1}}, "form.limits"),
        ({"validate": {"pattern": "(a+)+$"}}, "form.setting"),
        ({"validate": {"min": 3}}, "form.setting"),
        ({"readonly": True}, "form.setting"),
        ({"properties": {"kind": "person_list"}}, "form.kind"),
        ({"properties": {"kind": "nonsense"}}, "form.kind"),
        ({"properties": {"kind": ["x"]}}, "form.kind"),
        ({"type": "number", "properties": {"kind": "phone"}}, "form.kind"),
        ({"conditional": {"hide": "way"}}, "form.hide"),
        ({"conditional": {"hide": True}}, "form.hide"),
        ({"conditional": {"hide": "=a >"}}, "form.hide"),
        ({"conditional": {"hide": "=nobody = 1"}}, "form.hide"),
        ({"conditional": {"hide": '="text"'}}, "form.hide"),
        ({"conditional": {"hide": "=amount > 5"}}, "form.hide"),
    ],
)
def test_each_rule_has_its_code(component, document, wrong, code):
    parts = [component("number", "amount"), component("textfield", "f") | wrong]
    codes = _codes(document(parts))
    assert {found for found, _ in codes} == {code}
    assert codes[0][1] == (parts[1]["key"] or "Field_f")[:63] + (
        "…" if len(parts[1]["key"] or "") > 64 else ""
    )


def test_not_yet_is_said_of_what_will_come(component, document):
    _, findings = read_form(
        document([component("dynamiclist", "rows"), component("button", "go")]), "sample.form"
    )
    assert "还没有开放" in findings[0].zh
    assert "还没有开放" not in findings[1].zh


def test_a_repeated_key_is_named_at_its_second_line(component, document):
    data = document([component("textfield", "a"), component("textfield", "a")])
    _, findings = read_form(data, "sample.form")
    lines = [n for n, text in enumerate(data.decode().splitlines(), 1) if '"key": "a"' in text]
    assert [(one.code, one.line) for one in findings] == [("form.key", lines[1])]


def test_warnings_leave_the_form(component, document):
    assert _codes(document([])) == [("form.no_fields", "")]
    assert _codes(document([component("textfield", "a")]), "other.form") == [("form.id", "")]
    assert _codes(document([component("textfield", "a")]), "Größe.form") == [("form.id", "")]


def test_hide_conditions_that_are_sound(component, document):
    parts = [
        component("select", "kind", values=[{"label": "甲", "value": "甲"}]),
        component("checklist", "many", values=[{"label": "甲", "value": "v"}]),
        component("checkbox", "agree"),
        component("textfield", "a", conditional={"hide": '=not(kind = "甲")'}),
        component("textfield", "b", conditional={"hide": '=many = null or not(list contains(many, "v"))'}),
        component("textfield", "c", conditional={"hide": "=not(agree)"}),
        component("textfield", "d", conditional={"hide": "=a = null"}),
    ]
    form, findings = read_form(document(parts), "sample.form")
    assert findings == []
    assert form.field("c").hide == "not(agree)"


def test_groups_are_flat_and_capped(component, document):
    inner = [component("textfield", "a")]
    for _ in range(5):
        inner = [{"type": "group", "id": "G", "label": "组", "components": inner}]
    assert ("form.nesting", "G") in _codes(document(inner))
    assert ("form.setting", "G") in _codes(
        document([{"type": "group", "id": "G", "path": "p", "components": []}])
    )


def test_a_condition_too_long_with_its_group_is_refused(component, document):
    long = "=" + " or ".join(["agree"] * 120)
    inner = component("textfield", "a", conditional={"hide": long})
    group = {"type": "group", "id": "G", "components": [inner], "conditional": {"hide": long + " or agree"}}
    assert _codes(document([component("checkbox", "agree"), group])) == [("form.hide", "a")]


def test_a_misspelt_option_in_a_condition_is_found(component, document):
    choice = component("checklist", "many", values=[{"label": "甲", "value": "v"}])
    text = '=many = null or not(list contains(many, "w"))'
    codes = _codes(document([choice, component("textfield", "a", conditional={"hide": text})]))
    assert ("form.hide", "a") in codes


def test_what_a_template_needs(component, document):
    parts = [
        {"type": "text", "text": "说明"},
        component("number", "fee", description="按票据填", properties={"kind": "money", "label_en": "Fee"}),
        component("filepicker", "photo", multiple=True, validate={"required": True}),
        component("number", "size", defaultValue=2.5, validate={"min": 0.5}),
        component("textfield", "home", properties={"kind": "address"}),
    ]
    form, findings = read_form(document(parts), "sample.form")
    note, fee, photo, size, home = form.fields
    assert findings == []
    assert (note.key, note.kind, note.label) == ("note-1", "note", "说明")
    assert (fee.kind, fee.label_en, fee.description, fee.decimals) == ("money", "Fee", "按票据填", 2)
    assert photo.required
    assert photo.multiple
    assert (size.default, size.min, size.decimals) == (2.5, Decimal("0.5"), 6)
    assert home.options_from == "village"
    assert form.names == ("fee", "photo", "size", "home")
    assert form.sensitive == frozenset()


def test_compile_form_is_cached_and_refuses_the_broken(component, document):
    data = document([component("textfield", "a")])
    assert compile_form(data) is compile_form(data)
    assert compile_form(data).key == "sample"
    assert compile_form(data, "other").key == "other"
    with pytest.raises(ValueError, match="stored form"):
        compile_form(b"{}")
