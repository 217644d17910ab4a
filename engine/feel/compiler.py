"""Syntax tree -> closures, built once. As fast as generated code, and no exec or compile ever happens,

so "any exec during a step fails the test" stays a usable fence (feel-facts §2).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.feel.context import Context
from engine.feel.functions import ACCEPTED, FUNCTIONS
from engine.feel.syntax import (
    Arithmetic,
    Call,
    Choice,
    Compare,
    CompareTest,
    ListOf,
    Literal,
    Logic,
    Membership,
    Name,
    Negate,
    Node,
    Not,
    Path,
    RangeTest,
    ValueTest,
)
from engine.feel.values import ORDERINGS, admit, boolean, calculate, equal, kind_of, ordered

Evaluator = Callable[[Context], Any]
Test = Callable[[Any, Context], "bool | None"]


def build(node: Node) -> Evaluator:
    """The function that evaluates the tree."""
    return _BUILDERS[type(node)](node)


def _literal(node: Literal) -> Evaluator:
    value = node.value
    return lambda _: value


def _name(node: Name) -> Evaluator:
    return _reader(node.name)


def _reader(name: str) -> Evaluator:
    def read(context: Context) -> Any:
        value = context.variables.get(name)
        if type(value) is str:  # the usual case, and nothing to admit
            return value
        if value is None and name not in context.variables:
            context.note("feel.unknown_name", word=name)
        return admit(value)

    return read


def _path(node: Path) -> Evaluator:
    read, keys = _reader(node.root), node.keys

    def follow(context: Context) -> Any:
        value = read(context)
        for key in keys:
            if type(value) is not dict:
                return None
            value = admit(value.get(key))
        return value

    return follow


def _list(node: ListOf) -> Evaluator:
    items = [build(item) for item in node.items]
    return lambda context: [item(context) for item in items]


def _logic(node: Logic) -> Evaluator:
    """Three-valued: one decisive operand decides, else one null makes null."""
    operands = [build(operand) for operand in node.operands]
    decisive = node.operator == "or"

    def combine(context: Context) -> bool | None:
        result: bool | None = not decisive
        for operand in operands:
            value = boolean(operand(context), context)
            if value is decisive:
                return decisive
            if value is None:
                result = None
        return result

    return combine


def _not(node: Not) -> Evaluator:
    operand = build(node.operand)

    def negate(context: Context) -> bool | None:
        value = boolean(operand(context), context)
        return None if value is None else not value

    return negate


def _compare(node: Compare) -> Evaluator:
    left, right, symbol = build(node.left), build(node.right), node.operator
    if symbol in ORDERINGS:
        return lambda context: ordered(symbol, left(context), right(context), context)
    wanted = symbol == "="

    def compare(context: Context) -> bool | None:
        same = equal(left(context), right(context), context)
        return None if same is None else same is wanted

    return _compare_with_text(node, compare)


def _compare_with_text(node: Compare, general: Evaluator) -> Evaluator:
    """`outcome = "x"`, two thirds of all conditions: text against text needs no look at kinds."""
    left, right = node.left, node.right
    if not (isinstance(left, Name) and isinstance(right, Literal) and type(right.value) is str):
        return general
    name, text, wanted = left.name, right.value, node.operator == "="

    def compare(context: Context) -> Any:
        value = context.variables.get(name)
        return (value == text) is wanted if type(value) is str else general(context)

    return compare


def _arithmetic(node: Arithmetic) -> Evaluator:
    left, right, symbol = build(node.left), build(node.right), node.operator
    return lambda context: calculate(symbol, left(context), right(context), context)


def _negate(node: Negate) -> Evaluator:
    operand = build(node.operand)
    return lambda context: calculate("-", 0, operand(context), context)


def _choice(node: Choice) -> Evaluator:
    condition, then, otherwise = build(node.condition), build(node.then), build(node.otherwise)

    def choose(context: Context) -> Any:
        chosen = then if boolean(condition(context), context) is True else otherwise
        return chosen(context)

    return choose


def _call(node: Call) -> Evaluator:
    function = FUNCTIONS[node.function]
    run, name = function.run, node.function
    arguments = [build(argument) for argument in node.arguments]
    accepted = [ACCEPTED[kind] for kind in function.arguments[: len(arguments)]]

    def call(context: Context) -> Any:
        values = [argument(context) for argument in arguments]
        for value, kinds in zip(values, accepted, strict=True):
            if kind_of(value) not in kinds:
                if value is not None:
                    context.note("feel.bad_argument", word=name)
                return None
        return admit(run(context, *values))

    return call


# -- membership


def _membership(node: Membership) -> Evaluator:
    subject = build(node.subject)
    tests = [_TESTS[type(test)](test) for test in node.tests]

    def contained(context: Context) -> bool | None:
        value = subject(context)
        result: bool | None = False
        for test in tests:
            passed = test(value, context)
            if passed is True:
                return True
            if passed is None:
                result = None
        return result

    return contained


def _range_test(node: RangeTest) -> Test:
    """A null bound makes null, never "unbounded"; a range turned round is empty."""
    low, high = build(node.low), build(node.high)
    above, below = (">=" if node.low_included else ">"), ("<=" if node.high_included else "<")

    def test(value: Any, context: Context) -> bool | None:
        over = ordered(above, value, low(context), context)
        under = ordered(below, value, high(context), context)
        if over is False or under is False:
            return False
        return None if over is None or under is None else True

    return test


def _compare_test(node: CompareTest) -> Test:
    bound, symbol = build(node.value), node.operator
    if symbol in ORDERINGS:
        return lambda value, context: ordered(symbol, value, bound(context), context)
    if symbol == "=":
        return lambda value, context: equal(value, bound(context), context)

    def differs(value: Any, context: Context) -> bool | None:
        same = equal(value, bound(context), context)
        if same is None or (value is None and same is False):  # empty is not "something else"
            return None
        return not same

    return differs


def _value_test(node: ValueTest) -> Test:
    candidate = build(node.value)
    literal = isinstance(node.value, Literal)

    def test(value: Any, context: Context) -> bool | None:
        other = candidate(context)
        if type(other) is list and type(value) is not list:
            return _one_of(value, other, context)
        # `x in (null, …)` asks for null; a variable that happens to be null decides nothing.
        return None if other is None and not literal else equal(value, other, context)

    return test


def _one_of(value: Any, items: list[Any], context: Context) -> bool | None:
    result: bool | None = False
    for item in items:
        same = equal(value, item, context)
        if same is True:
            return True
        if same is None:
            result = None
    return result


_TESTS: dict[type[Node], Callable[[Any], Test]] = {
    RangeTest: _range_test,
    CompareTest: _compare_test,
    ValueTest: _value_test,
}
_BUILDERS: dict[type[Node], Callable[[Any], Evaluator]] = {
    Literal: _literal,
    Name: _name,
    Path: _path,
    ListOf: _list,
    Logic: _logic,
    Not: _not,
    Compare: _compare,
    Membership: _membership,
    Arithmetic: _arithmetic,
    Negate: _negate,
    Choice: _choice,
    Call: _call,
}
