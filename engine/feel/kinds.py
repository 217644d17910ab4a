"""Which kind each part of an expression has, and what cannot be right about it (feel-facts §3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from engine.feel.compiler import build
from engine.feel.context import Context
from engine.feel.functions import ACCEPTED, FUNCTIONS, LIMITS, MAX_LIMIT
from engine.feel.remarks import Remark, Severity, Variable, near, remark, shown
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
    walk,
)
from engine.feel.values import KIND_EN, KIND_ZH, ORDERED_KINDS, ORDERINGS, kind_of, ordered

_SHOWN_VALUES = 8
_CONSTANT_TEXT_CHECKS = {"date": "bad_date", "date and time": "bad_date", "due": "bad_limit"}


class KindReader:
    """Reads the kind of a tree once and collects remarks. `for_form` adds what form-js reads differently."""

    def __init__(self, known: Mapping[str, Variable], *, for_form: bool) -> None:
        self.remarks: list[Remark] = []
        self._known = known
        self._for_form = for_form
        self._readers: dict[type[Node], Callable[[Any], str]] = {
            Literal: lambda node: kind_of(node.value),
            Name: self._name,
            Path: self._path,
            ListOf: self._list,
            Logic: self._logic,
            Not: self._not,
            Compare: self._compare,
            Membership: self._membership,
            Arithmetic: self._arithmetic,
            Negate: self._negate,
            Choice: self._choice,
            Call: self._call,
        }

    def kind(self, node: Node) -> str:
        """The kind, `null` for the literal, or `any` where it is not known."""
        return self._readers[type(node)](node)

    def _say(self, key: str, pos: int, **words: str) -> None:
        self.remarks.append(remark("error", key, pos, **words))

    # -- variables

    def _name(self, node: Name) -> str:
        variable = self._known.get(node.name)
        if variable is None:
            self._unknown(node.name, node.pos)
            return "any"
        return "text" if variable.kind == "date" else variable.kind

    def _unknown(self, name: str, pos: int) -> None:
        self._say("unknown_name", pos, word=name, **near(name, self._known))

    def _path(self, node: Path) -> str:
        variable = self._known.get(node.dotted)
        if variable is not None:
            return "text" if variable.kind == "date" else variable.kind
        root = self._known.get(node.root)
        if root is None:
            self._unknown(node.root, node.pos)
        elif root.kind not in ("context", "any"):
            self._expected(node.pos, "context", root.kind)
        return "any"

    def _variable(self, node: Node) -> Variable | None:
        if isinstance(node, Name):
            return self._known.get(node.name)
        return self._known.get(node.dotted) if isinstance(node, Path) else None

    # -- operators

    def _expected(self, pos: int, wanted: str, found: str) -> None:
        self._say(
            "expected",
            pos,
            wanted=KIND_EN[wanted],
            wanted_zh=KIND_ZH[wanted],
            left=KIND_EN[found],
            left_zh=KIND_ZH[found],
        )

    def _want(self, node: Node, wanted: str) -> None:
        found = self.kind(node)
        if found not in (wanted, "any"):
            self._expected(node.pos, wanted, found)

    def _list(self, node: ListOf) -> str:
        for item in node.items:
            self.kind(item)
        return "list"

    def _logic(self, node: Logic) -> str:
        for operand in node.operands:
            self._want(operand, "boolean")
        return "boolean"

    def _not(self, node: Not) -> str:
        self._want(node.operand, "boolean")
        return "boolean"

    def _compare(self, node: Compare) -> str:
        kinds = self.kind(node.left), self.kind(node.right)
        self._pair(node.operator, (node.left, kinds[0]), (node.right, kinds[1]))
        return "boolean"

    def _arithmetic(self, node: Arithmetic) -> str:
        kinds = self.kind(node.left), self.kind(node.right)
        wanted = "text" if node.operator == "+" and "text" in kinds else "number"
        for part, found in zip((node.left, node.right), kinds, strict=True):
            if found not in (wanted, "any"):
                self._expected(part.pos, wanted, found)
        return "any" if node.operator == "+" and kinds == ("any", "any") else wanted

    def _negate(self, node: Negate) -> str:
        self._want(node.operand, "number")
        return "number"

    def _choice(self, node: Choice) -> str:
        self._want(node.condition, "boolean")
        kinds = {self.kind(node.then), self.kind(node.otherwise)}
        if len(kinds) == 2:
            kinds.discard("null")
        return kinds.pop() if len(kinds) == 1 else "any"

    # -- comparing two things

    def _pair(self, symbol: str, left: tuple[Node, str], right: tuple[Node, str]) -> None:
        kinds = (left[1], right[1])
        if symbol in ("=", "!=") and "null" in kinds:
            return
        if "any" not in kinds:
            self._pair_of_kinds(symbol, left, right)
        for one, other in ((left[0], right[0]), (right[0], left[0])):
            variable = self._variable(one)
            if variable is not None and variable.kind != "list":
                self._listed(variable, other)

    def _pair_of_kinds(self, symbol: str, left: tuple[Node, str], right: tuple[Node, str]) -> None:
        kind, other = left[1], right[1]
        words = {"left": KIND_EN[kind], "left_zh": KIND_ZH[kind]}
        if kind != other:
            if text := _text_beside_date(left, right):
                self._say("text_as_date", text.pos, word=_source(text))
            else:
                self._say("mixed", right[0].pos, right=KIND_EN[other], right_zh=KIND_ZH[other], **words)
        elif kind == "context" or (symbol in ORDERINGS and kind not in ORDERED_KINDS):
            self._say("not_comparable", right[0].pos, word=symbol, **words)
        elif kind == "list" and self._for_form:
            self._say("form_list_equality", right[0].pos)

    def _listed(self, variable: Variable, node: Node) -> None:
        """A constant that the variable can never hold is a misspelling."""
        if not variable.values or not isinstance(node, Literal) or node.value is None:
            return
        if any(node.value == value and kind_of(node.value) == kind_of(value) for value in variable.values):
            return
        values = [shown(value) for value in variable.values]
        more = ["…"] if len(values) > _SHOWN_VALUES else []
        word = shown(node.value)
        listed = ", ".join(values[:_SHOWN_VALUES] + more)
        self._say("unlisted_value", node.pos, word=word, values=listed, **near(word, values))

    # -- membership

    def _membership(self, node: Membership) -> str:
        subject = (node.subject, self.kind(node.subject))
        for test in node.tests:
            if isinstance(test, RangeTest):
                self._range(subject, test)
            elif isinstance(test, CompareTest):
                self._pair(test.operator, subject, (test.value, self.kind(test.value)))
            elif isinstance(test, ValueTest):
                self._value(subject, test.value)
        return "boolean"

    def _value(self, subject: tuple[Node, str], value: Node) -> None:
        if isinstance(value, ListOf):
            for item in value.items:
                self._pair("=", subject, (item, self.kind(item)))
            return
        kind = self.kind(value)
        variable = self._variable(value)
        if kind != "list" or subject[1] == "list":
            self._pair("=", subject, (value, kind))
        elif variable is not None:
            self._listed(variable, subject[0])

    def _range(self, subject: tuple[Node, str], test: RangeTest) -> None:
        for bound in (test.low, test.high):
            self._pair("<", subject, (bound, self.kind(bound)))
        if not (isinstance(test.low, Literal) and isinstance(test.high, Literal)):
            if self._for_form:
                self._say("form_range", test.pos)
            return
        symbol = "<=" if test.low_included and test.high_included else "<"
        if ordered(symbol, test.low.value, test.high.value, Context({})) is False:
            severity: Severity = "error" if self._for_form else "warning"
            self.remarks.append(remark(severity, "empty_range", test.pos))

    # -- functions

    def _call(self, node: Call) -> str:
        function = FUNCTIONS[node.function]
        if function.engine_only and self._for_form:
            self._say("form_engine_function", node.pos, word=node.function)
        for argument, wanted in zip(node.arguments, function.arguments, strict=False):
            found = self.kind(argument)
            if found != "any" and found not in ACCEPTED[wanted]:
                self._expected(argument.pos, _one_kind(wanted), found)
        first = node.arguments[0] if node.arguments else None
        if node.function == "list contains" and first is not None:
            variable = self._variable(first)
            if variable is not None:
                self._listed(variable, node.arguments[1])
        if node.function in _CONSTANT_TEXT_CHECKS and isinstance(first, Literal):
            self._constant_text(node.function, first)
        if node.function in LIMITS and first is not None:
            self._constant_amount(node.function, first)
        return function.result

    def _constant_text(self, name: str, literal: Literal) -> None:
        """A date or limit written as a constant can be tried at once: its note is the objection."""
        if type(literal.value) is not str:
            return
        trial = Context({})
        FUNCTIONS[name].run(trial, literal.value)
        key = _CONSTANT_TEXT_CHECKS[name]
        if any(note.code == f"feel.{key}" for note in trial.notes):
            self._say(key, literal.pos, word=shown(literal.value))

    def _constant_amount(self, unit: str, amount: Node) -> None:
        """`d(-3)`, `h(1.5)`: an amount without variables can be tried as well."""
        if any(isinstance(node, Name | Path | Call) for node in walk(amount)):
            return
        value = build(amount)(Context({}))
        if kind_of(value) != "number":
            return
        trial = Context({})
        FUNCTIONS[unit].run(trial, value)
        if any(note.code == "feel.bad_limit" for note in trial.notes):
            self._say("bad_amount", amount.pos, word=f"{unit}({shown(value)})", most=str(MAX_LIMIT))


def _one_kind(wanted: str) -> str:
    return {"moment": "date", "numbers": "number"}.get(wanted, wanted)


def _text_beside_date(left: tuple[Node, str], right: tuple[Node, str]) -> Node | None:
    for (node, kind), (_, other) in ((left, right), (right, left)):
        if kind == "text" and other in ("date", "datetime"):
            return node
    return None


def _source(node: Node) -> str:
    if isinstance(node, Name):
        return node.name
    if isinstance(node, Path):
        return node.dotted
    return shown(node.value) if isinstance(node, Literal) else "…"
