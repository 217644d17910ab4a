"""B36: what is stored is what was typed, or it is refused."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.forms import Option, load, read_form, show

NUMBERS = {
    "type": "default",
    "id": "bl_numbers",
    "schemaVersion": 16,
    "components": [
        {
            "type": "number",
            "key": "money",
            "id": "Field_money",
            "label": "金额（元）",
            "decimalDigits": 2,
            "validate": {"required": True, "min": 0, "max": 9999999999.99},
            "properties": {"kind": "money"},
        },
        {
            "type": "number",
            "key": "people",
            "id": "Field_people",
            "label": "人数",
            "decimalDigits": 0,
            "validate": {"min": 1, "max": 30},
        },
    ],
}


@pytest.fixture(scope="module")
def form():
    made, findings = read_form(json.dumps(NUMBERS).encode(), "bl_numbers.form")
    assert findings == []
    return made


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("0.1", 10),
        (0.1, 10),
        ("1,234.50", 123450),
        ("１２３.５", 12350),
        ("１２３．５", 12350),
        ("-0", 0),
        (-0.0, 0),
        ("9999999999.99", 999999999999),
        (9999999999.99, 999999999999),
        (" 5 ", 500),
        ("1,234,567", 123456700),
        ("2.500", 250),
    ],
)
def test_money_is_stored_in_fen_exactly(form, around, typed, fen):
    stored = load(form, {"money": typed}, around)["money"]
    assert stored == fen
    assert type(stored) is int


@pytest.mark.parametrize(
    "typed",
    [
        "123.235",
        123.235,
        "123.233333333333333333333",
        "1e3",
        "1_000",
        "NaN",
        "Infinity",
        "10000000000",
        "-1",
        float("nan"),
        float("inf"),
        True,
        "12,34.50",
        "1,2345",
        ",123",
        "5.",
        ".5",
        "10²",
        "①",
        "½",
        "一百",
        [],
        {"a": 1},
        "9" * 5000,
        pytest.param(10**5000, id="huge"),
        "1.9999999999999999999999999999999999",
        "+5",
        "0x10",
        "1 000",
    ],
)
def test_money_that_is_no_plain_amount_is_refused(form, refusals, typed):
    assert list(refusals(form, {"money": typed})) == ["money"]


@pytest.mark.parametrize(("typed", "stored"), [("3.0", 3), (3.0, 3), (3, 3), ("３", 3), ("30", 30)])
def test_whole_numbers_come_out_as_int(form, around, typed, stored):
    people = load(form, {"money": 1, "people": typed}, around)["people"]
    assert people == stored
    assert type(people) is int


@pytest.mark.parametrize("typed", ["3.9", 3.9, "0x10", True, False, "31", 0, "1e1", "1_0"])
def test_people_are_refused(form, refusals, typed):
    assert list(refusals(form, {"money": 1, "people": typed})) == ["people"]


def test_both_errors_come_at_once(form, refusals):
    assert set(refusals(form, {"people": "3.9"})) == {"money", "people"}


def test_limits_are_named_as_typed(form, refusals):
    errors = refusals(form, {"money": "10000000000", "people": 31})
    assert "9999999999.99" in errors["money"][0][0]
    assert "30" in errors["people"][0][1]


@given(st.decimals(min_value=0, max_value="9999999999.99", places=2))
def test_every_amount_survives(form, around, amount: Decimal):
    stored = load(form, {"money": str(amount)}, around)["money"]
    assert Decimal(stored) == amount * 100
    shown = show(form.fields[0], stored, lambda _: (Option("a", "b"),), "zh")
    assert Decimal(shown.removesuffix(" 元").replace(",", "")) == amount


@given(st.decimals(min_value=-1000000, max_value=1000000, places=3))
def test_decimals_come_out_as_the_same_json_number(make_form, component, around, amount: Decimal):
    measured = make_form(component("number", "area", decimalDigits=3))
    stored = load(measured, {"area": str(amount)}, around)["area"]
    assert Decimal(repr(stored)) == amount
    assert load(measured, {"area": stored}, around)["area"] == stored


def test_a_number_that_json_cannot_keep_is_refused(make_form, component, refusals):
    measured = make_form(component("number", "area", decimalDigits=6))
    assert "area" in refusals(measured, {"area": "9999999999999.123456"})
