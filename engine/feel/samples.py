"""Sample values that decide every comparison of some conditions, so that trying all of them is proof.

Comparisons and membership with constants split a variable's values into pieces; one value out of each
piece stands for all. Arithmetic, functions (but `list contains`) and paths are beyond this.
"""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from engine.feel.expression import Expression
from engine.feel.remarks import Variable
from engine.feel.syntax import (
    Arithmetic,
    Call,
    Compare,
    ListOf,
    Literal,
    Membership,
    Name,
    Negate,
    Node,
    Path,
    RangeTest,
    ValueTest,
    children,
    walk,
)
from engine.feel.values import ORDERINGS, kind_of

MAX_COMBINATIONS = 50_000
_MOST_SUBSETS = 5
_ANALYSED_KINDS = frozenset({"boolean", "number", "text", "date", "list"})

# A text that equals no constant, and a second one for two variables that are compared with each other.
_OTHER, _ANOTHER = "…", "……"

Samples = dict[str, list[Any]]


def sample_values(expressions: Iterable[Expression], known: Mapping[str, Variable]) -> Samples | None:
    """Values worth trying for each variable, or None where samples prove nothing or are too many."""
    given = list(expressions)
    survey = _Survey(known)
    for expression in given:
        survey.read(expression.tree)
    names = sorted({name for expression in given for name in expression.names})
    if not survey.usable or any(
        name not in known or known[name].kind not in _ANALYSED_KINDS for name in names
    ):
        return None
    samples = {name: survey.values(name) for name in names}
    return samples if math.prod(map(len, samples.values())) <= MAX_COMBINATIONS else None


def combinations(samples: Samples) -> Iterator[dict[str, Any]]:
    """Every assignment of the sample values."""
    for values in itertools.product(*samples.values()):
        yield dict(zip(samples, values, strict=True))


class _Survey:
    """Which constants each variable meets, and which variables meet each other."""

    def __init__(self, known: Mapping[str, Variable]) -> None:
        self.usable = True
        self._known = known
        self._constants: dict[str, list[Any]] = defaultdict(list)
        self._linked: dict[str, set[str]] = {}
        self._ordered: set[str] = set()

    def read(self, tree: Node) -> None:
        for node in walk(tree):
            if isinstance(node, Arithmetic | Negate | Path):
                self.usable = False
            elif isinstance(node, Compare):
                self._meet(node.operator, node.left, node.right)
            elif isinstance(node, Membership):
                for test in node.tests:
                    self._test(node.subject, test)
            elif isinstance(node, Call):
                self._call(node)

    def _call(self, node: Call) -> None:
        if node.function == "list contains" and isinstance(node.arguments[0], Name):
            self._element(node.arguments[0].name, node.arguments[1])
        else:
            self.usable = False

    def _element(self, name: str, element: Node) -> None:
        if isinstance(element, Literal):
            self._constants[name].append(element.value)
        else:
            self.usable = False

    def _test(self, subject: Node, test: Node) -> None:
        if isinstance(test, ValueTest):
            value = test.value
            if isinstance(value, Name) and self._is_list(value):
                self._element(value.name, subject)
                return
            for other in value.items if isinstance(value, ListOf) else (value,):
                self._meet("=", subject, other)
        else:
            symbol = "<" if isinstance(test, RangeTest) else getattr(test, "operator", "=")
            for bound in children(test):
                self._meet(symbol, subject, bound)

    def _is_list(self, node: Node) -> bool:
        variable = self._known.get(node.name) if isinstance(node, Name) else None
        return variable is not None and variable.kind == "list"

    def _meet(self, symbol: str, left: Node, right: Node) -> None:
        sides = (left, right)
        if not all(isinstance(side, Name | Literal) for side in sides):
            self.usable = False
            return
        names = [side.name for side in sides if isinstance(side, Name)]
        constants = [side.value for side in sides if isinstance(side, Literal)]
        if len(names) == 2 and any(self._is_list(side) for side in sides):
            self.usable = False
            return
        for name in names:
            self._constants[name].extend(constants)
        if symbol in ORDERINGS:
            self._ordered.update(names)
        if len(names) == 2:
            self._link(*names)

    def _link(self, first: str, second: str) -> None:
        group = self._linked.get(first, {first}) | self._linked.get(second, {second})
        for name in group:
            self._linked[name] = group

    # -- values

    def values(self, name: str) -> list[Any]:
        variable = self._known[name]
        found = self._of_kind(name, variable)
        return [*found, None] if variable.nullable else found

    def _of_kind(self, name: str, variable: Variable) -> list[Any]:
        if variable.kind == "boolean":
            return [True, False]
        if variable.kind == "list":
            return _lists(_distinct(self._constants[name]))
        if variable.values:
            return list(variable.values)
        group = self._linked.get(name, {name})
        met = [value for member in group for value in self._met(member)]
        if variable.kind == "number":
            return _numbers([value for value in met if kind_of(value) == "number"], len(group))
        texts = _distinct(value for value in met if kind_of(value) == "text")
        return _texts(texts, len(group), ordered=bool(group & self._ordered))

    def _met(self, name: str) -> list[Any]:
        variable = self._known.get(name)
        return [*self._constants[name], *((variable.values or ()) if variable else ())]


def _distinct(values: Iterable[Any]) -> list[Any]:
    """Without doubles; true and 1 are two values here."""
    return list({(kind_of(value), value): value for value in values if value is not None}.values())


def _numbers(constants: list[Any], group_size: int) -> list[Any]:
    """Each constant and its neighbours: the next whole number, or the next in the last decimal place."""
    anchors = [*constants, 0, 5] if group_size > 1 else constants
    places = max(
        (-int(value.as_tuple().exponent) for value in anchors if isinstance(value, Decimal)), default=0
    )
    step: int | Decimal = Decimal(1).scaleb(-places) if places > 0 else 1
    return sorted({near for value in anchors for near in (value - step, value, value + step)}) or [0]


def _texts(constants: list[str], group_size: int, *, ordered: bool) -> list[str]:
    others = [_OTHER, _ANOTHER] if group_size > 1 else [_OTHER]
    around = ["", *(f"{text}!" for text in constants)] if ordered else []
    return _distinct([*constants, *others, *around])


def _lists(constants: list[Any]) -> list[Any]:
    """Lists holding any choice of the constants; beyond five of them: none, one, two or all."""
    sizes = range(len(constants) + 1)
    if len(constants) > _MOST_SUBSETS:
        sizes = range(3)
    chosen = [list(part) for size in sizes for part in itertools.combinations(constants, size)]
    if constants not in chosen:
        chosen.append(constants)
    return [*chosen, [_OTHER]]
