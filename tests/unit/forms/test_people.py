"""ID numbers, phones and names of persons (B40: every row of f07_names.csv)."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from engine.forms import load, mask

NAMES = Path(__file__).with_name("f07_names.csv")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def _rows():
    with NAMES.open(encoding="utf-8-sig", newline="") as file:
        return [pytest.param(row, id=row["why"]) for row in csv.DictReader(file)]


def _id_number(first: str) -> str:
    """Add the check digit by GB 11643-1999, computed apart from the library that the product uses."""
    rest = sum(int(digit) * weight for digit, weight in zip(first, WEIGHTS, strict=True)) % 11
    return first + "10X98765432"[rest]


def _with_x() -> str:
    candidates = (_id_number(f"3202191990010100{n:01d}") for n in range(10))
    more = (_id_number(f"320219199001010{n:02d}") for n in range(100))
    return next(one for one in (*candidates, *more) if one.endswith("X"))


@pytest.fixture(scope="module")
def form(make_form, component):
    return make_form(
        component("textfield", "name", properties={"kind": "person_name"}),
        component("textfield", "card", properties={"kind": "id_number"}),
        component("textfield", "tel", properties={"kind": "phone"}),
    )


@pytest.mark.parametrize("row", _rows())
def test_every_name_of_the_table(form, around, refusals, row):
    if row["verdict"] == "ok":
        assert load(form, {"name": row["value"]}, around) == {"name": row["stored_as"]}
    else:
        assert list(refusals(form, {"name": row["value"]})) == ["name"]


def test_the_table_is_whole():
    assert len(_rows()) == 24


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("J. Muster", "J. Muster"),
        ("José", "José"),
        ("Jose\u0301", "José"),
        ("O’Sample", "O'Sample"),
        ("古丽 · 买买提", "古丽·买买提"),
        ("古丽．买买提", "古丽·买买提"),
        ("ＡＮＮＡ", "ANNA"),
        ("王　小样", "王小样"),
        ("ANNA  SAMPLE", "ANNA SAMPLE"),
        ("\U000323a0样", "\U000323a0样"),
        ("Айгүл", "Айгүл"),
    ],
)
def test_names_of_all_scripts(form, around, typed, stored):
    assert load(form, {"name": typed}, around)["name"] == stored


@pytest.mark.parametrize(
    "typed", ["样例·", "样··例", "-ANNA", "王_样", "王\u202e样", "\ud800样", "\ue000样", 5, ["王"]]
)
def test_names_that_are_none(form, refusals, typed):
    assert list(refusals(form, {"name": typed})) == ["name"]


def test_a_valid_id_number(form, around):
    number = _id_number("32028119900101001")
    assert load(form, {"card": number}, around)["card"] == number


def test_the_address_code_is_not_judged(form, around):
    number = _id_number("32021919500101001")
    assert load(form, {"card": number}, around)["card"] == number


@pytest.mark.parametrize(
    "change", [str.lower, lambda n: " " + n, lambda n: n[:6] + " " + n[6:14] + " " + n[14:]]
)
def test_x_in_any_case_and_blanks(form, around, change):
    number = _with_x()
    assert load(form, {"card": change(number)}, around)["card"] == number


def test_full_width_digits_of_an_id_number(form, around):
    number = _with_x()
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in number)
    assert load(form, {"card": wide}, around)["card"] == number


@pytest.mark.parametrize(
    "number",
    [
        "320281900101001",
        "3202811990010100",
        _id_number("32028119900230001"),
        _id_number("32028120261020001"),
        _id_number("32028119900101001")[:-1] + "?",
        "3202811990010100１²",
        320281199001010012,
        "abc",
    ],
)
def test_wrong_id_numbers(form, refusals, number):
    assert list(refusals(form, {"card": number})) == ["card"]


def test_a_wrong_check_digit(form, refusals):
    number = _id_number("32028119900101001")
    wrong = number[:-1] + ("1" if number[-1] != "1" else "2")
    assert "最后一位" in refusals(form, {"card": wrong})["card"][0][0]


def test_fifteen_digits_get_their_own_sentence(form, refusals):
    assert "15 位" in refusals(form, {"card": "320281900101001"})["card"][0][0]


@pytest.mark.parametrize("typed", ["15400000001", "154 0000 0001", "154-0000-0001", "１５４０００００００１"])
def test_phones(form, around, typed):
    assert load(form, {"tel": typed}, around)["tel"] == "15400000001"


@pytest.mark.parametrize(
    "typed", ["12400000001", "1540000000", "154000000011", "+8615400000001", 15400000001]
)
def test_wrong_phones(form, refusals, typed):
    assert list(refusals(form, {"tel": typed})) == ["tel"]


def test_sensitive_fields_are_named(form):
    assert form.sensitive == {"card", "tel"}


@pytest.mark.parametrize(
    ("kind", "value", "masked"),
    [
        ("id_number", "320281199001010017", "3****************7"),
        ("phone", "15400000001", "154****0001"),
        ("phone", "123", "***"),
        ("id_number", "", ""),
        ("text", "璜塘", "璜塘"),
    ],
)
def test_masks(kind, value, masked):
    assert mask(kind, value) == masked
    assert mask(kind, masked) == masked
