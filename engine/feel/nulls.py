"""May this expression be null? For what cannot be tried out on samples: functions, arithmetic, paths.

Kinds are taken to be right (they are checked before), so an equality is never null.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.feel.remarks import Variable
from engine.feel.syntax import (
    Arithmetic,
    Call,
    Choice,
    Compare,
    CompareTest,
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
    children,
)

# Null for some arguments that are not: an unreadable date, an empty list, no calendar, a wild scale.
_PARTIAL = frozenset(
    ["date", "date and time", "min", "max", "sum", "round half up", "wd", "d", "h", "wh", "m", "due"]
)


def may_be_null(node: Node, known: Mapping[str, Variable], safe: frozenset[str] = frozenset()) -> bool:
    """False only when the value cannot be null. `safe` are variables that a guard has tested."""
    match node:
        case Literal(value=value):
            return value is None
        case Name(name=name):
            return name not in safe and _nullable(name, known)
        case Path():
            return node.dotted not in safe and _nullable(node.dotted, known)
        case Logic(operator=operator, operands=operands):
            guarded = safe.union(*(_guards(operand, operator) for operand in operands))
            return any(may_be_null(operand, known, guarded) for operand in operands)
        case Compare(operator="=" | "!="):
            return False
        case Membership():
            return any(_test_may_be_null(node.subject, test, known, safe) for test in node.tests)
    return _composed(node, known, safe)


def _composed(node: Node, known: Mapping[str, Variable], safe: frozenset[str]) -> bool:
    match node:
        case Choice(then=then, otherwise=otherwise):
            return may_be_null(then, known, safe) or may_be_null(otherwise, known, safe)
        case Arithmetic(operator="/", right=right) if not (isinstance(right, Literal) and right.value):
            return True
        case Call(function="list contains", arguments=arguments):
            return may_be_null(arguments[0], known, safe)
        case Call(function="date" | "date and time", arguments=(Literal(),)):
            return False
        case Call(function=function) if function in _PARTIAL:
            return True
        case Not() | Negate() | Arithmetic() | Compare() | Call():
            return any(may_be_null(part, known, safe) for part in children(node))
    return False


def _nullable(name: str, known: Mapping[str, Variable]) -> bool:
    variable = known.get(name)
    return variable is None or variable.nullable


def _guards(node: Node, operator: str) -> frozenset[str]:
    """`x = null or …` and `x != null and …` decide before x is looked at."""
    match node:
        case Compare(operator=symbol, left=Name(name=name), right=Literal(value=None)):
            return frozenset({name}) if symbol == {"or": "=", "and": "!="}[operator] else frozenset()
        case Compare(operator=symbol, left=Path() as path, right=Literal(value=None)):
            return frozenset({path.dotted}) if symbol == {"or": "=", "and": "!="}[operator] else frozenset()
    return frozenset()


def _test_may_be_null(subject: Node, test: Node, known: Mapping[str, Variable], safe: frozenset[str]) -> bool:
    match test:
        case ValueTest(value=value):
            return not isinstance(value, Literal) and may_be_null(value, known, safe)
        case CompareTest(operator="="):
            return False
        case CompareTest() | RangeTest():
            return any(may_be_null(part, known, safe) for part in (subject, *children(test)))
    return True
