"""Which values a declared type takes, and how a text in a property is read."""

from __future__ import annotations

from typing import Any

import pytest

from engine.domain.case_variables import without_case_variables
from engine.domain.value_types import TYPE_WORDS, TYPES, described, fits, is_literal, literal

GOOD: dict[str, list[Any]] = {
    "text": ["", "x", "2026-11-25", "10wd"],
    "int": [0, 3, -5],
    "fen": [20000],
    "bool": [True, False],
    "date": ["2026-11-25", "2026-11-25T10:00:00+08:00", "2026-11-25T23:59:59"],
    "list": [[], ["a"], [1]],
    "limit": ["10wd", "7d", "4h", "30min", "2m"],
    "document_kind": ["refusal"],
}
NEVER: dict[str, list[Any]] = {
    "text": [7, True, {}, []],
    "int": [True, 1.5, "3", [1], {}],
    "fen": [1.5, "200", False],
    "bool": [0, 1, 5, "true", "yes", [], {}],
    "date": [
        "2026-13-45",
        "20261125",
        "26-11-25",
        "soon",
        "",
        20260101,
        True,
        "2026-11-25 10:00",
        "2026-11-25Tx",
    ],
    "list": ["a,b", 3, {"a": 1}],
    "limit": ["soon", "zz", "", "10", "0d", "10000d", 3, [], True],
    "document_kind": ["", 5, {"a": 1}, []],
}


@pytest.mark.parametrize(("kind", "value"), [(kind, value) for kind in GOOD for value in GOOD[kind]])
def test_values_of_a_type(kind: str, value: Any) -> None:
    assert fits(kind, value)


@pytest.mark.parametrize(
    ("kind", "value"), [(kind, value) for kind in NEVER for value in (*NEVER[kind], None)]
)
def test_values_of_another(kind: str, value: Any) -> None:
    assert not fits(kind, value)


def test_every_type_has_its_cases_and_words() -> None:
    assert set(GOOD) == set(NEVER) == set(TYPES)
    assert all(zh and en for zh, en in TYPE_WORDS.values())


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("text", "007", "007"),
        ("int", "-3", -3),
        ("fen", "20000", 20000),
        ("bool", "true", True),
        ("bool", "false", False),
        ("date", "2026-02-28", "2026-02-28"),
        ("list", "13, 16,", ["13", "16"]),
        ("limit", "10wd", "10wd"),
        ("document_kind", "refusal", "refusal"),
    ],
)
def test_literals(kind: str, text: str, value: Any) -> None:
    assert literal(kind, text) == value
    assert type(literal(kind, text)) is type(value)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        *(("int", text) for text in ("3.5", "much", "", "1" * 16, " 3", "٣")),
        ("fen", "200元"),
        ("bool", "yes"),
        ("date", "2026-02-30"),
        ("limit", "soon"),
        ("document_kind", ""),
    ],
)
def test_no_literals(kind: str, text: str) -> None:
    assert not is_literal(kind, text)
    with pytest.raises(ValueError):
        literal(kind, text)


def test_what_came_is_told_shortly_and_without_what_it_holds() -> None:
    assert described("soon") == ("文字“soon”", 'the text "soon"')
    assert described("x" * 500)[0] == f"文字“{'x' * 20}…”"
    assert described({"id": "320000194610162537"}) == ("一个对象", "an object")
    assert [described(one)[1] for one in (None, True, 5, [1])] == ["null", "true", "the number 5", "a list"]


def test_what_comes_from_outside_sets_nothing_of_the_engines() -> None:
    came = {"case_no": "FW-1", "applicant_kind": "org", "amount": 5}
    assert without_case_variables(came) == {"amount": 5}
