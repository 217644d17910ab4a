"""What leaves an evaluation, and what a gateway takes."""

import copy
import json
import pickle
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from engine.feel import Context, compile_text, is_true, to_json


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        (None, None),
        (True, True),
        (5, 5),
        (Decimal("5.00"), 5),
        (Decimal("5.25"), 5.25),
        (0.5, 0.5),
        (2**63 - 1, 2**63 - 1),
        (2**63, 9.223372036854775808e18),
        (Decimal(10**20), 1e20),
        (10**31, None),
        (float("nan"), None),
        ("x", "x"),
        (date(2026, 7, 1), "2026-07-01"),
        (datetime(2026, 7, 1, 8, tzinfo=UTC), "2026-07-01T08:00:00+00:00"),
        ([Decimal("1.0"), date(2026, 7, 1)], [1, "2026-07-01"]),
        ({"a": Decimal("1.5"), "b": [None]}, {"a": 1.5, "b": [None]}),
        ({1: "x"}, {}),
        (object(), None),
    ],
)
def test_to_json(value, stored):
    found = to_json(value)
    assert found == stored
    assert type(found) is type(stored)
    json.dumps(found, allow_nan=False)


def test_endless_nesting_ends():
    loop = []
    loop.append(loop)
    json.dumps(to_json(loop))


@pytest.mark.parametrize("value", [None, False, 1, "true", "no", [True], Decimal(1)])
def test_only_true_is_true(value):
    assert not is_true(value)
    assert is_true(True)


def test_results_are_copies_with_exact_numbers():
    given = {"rows": [0.1, {"x": 0.2}]}
    found = compile_text("rows").evaluate(Context(given))
    assert found == [Decimal("0.1"), {"x": Decimal("0.2")}]
    found.append(1)
    assert len(given["rows"]) == 2


def test_names_and_paths():
    expression = compile_text('a.b.c = "x" and d > 1 or list contains(e, "y") and count(a) = 1')
    assert expression.names == {"a", "d", "e"}
    assert expression.paths == {"a.b.c"}


def test_compiled_once_and_copied_by_text():
    expression = compile_text('a = "x"')
    assert compile_text('a = "x"') is expression
    assert copy.deepcopy(expression) is expression
    assert pickle.loads(pickle.dumps(expression)) is expression
    assert repr(expression) == "Expression('a = \"x\"')"
