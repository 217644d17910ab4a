"""The syntax tree: frozen nodes, each with the place in the text it came from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Node:
    pos: int


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """null, true, false, a number or a text."""

    value: Any


@dataclass(frozen=True, slots=True)
class Name(Node):
    name: str


@dataclass(frozen=True, slots=True)
class Path(Node):
    """`item.county`: keys of JSON objects below a variable, never attributes of a Python object."""

    root: str
    keys: tuple[str, ...]

    @property
    def dotted(self) -> str:
        return ".".join((self.root, *self.keys))


@dataclass(frozen=True, slots=True)
class ListOf(Node):
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Logic(Node):
    """`and` or `or` over two or more operands."""

    operator: str
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not(Node):
    operand: Node


@dataclass(frozen=True, slots=True)
class Compare(Node):
    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Membership(Node):
    """`subject in (tests)` and `between`: true when one of the tests is."""

    subject: Node
    tests: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class RangeTest(Node):
    low_included: bool
    low: Node
    high: Node
    high_included: bool


@dataclass(frozen=True, slots=True)
class CompareTest(Node):
    """`< 5` inside `in (…)`."""

    operator: str
    value: Node


@dataclass(frozen=True, slots=True)
class ValueTest(Node):
    """Equality, or membership where the value is a list."""

    value: Node


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Negate(Node):
    operand: Node


@dataclass(frozen=True, slots=True)
class Choice(Node):
    """`if … then … else …`."""

    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Call(Node):
    function: str
    arguments: tuple[Node, ...]


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below, in the order of the text."""
    match node:
        case ListOf(items=parts) | Logic(operands=parts) | Call(arguments=parts):
            return parts
        case Not(operand=part) | Negate(operand=part) | CompareTest(value=part) | ValueTest(value=part):
            return (part,)
        case Compare(left=first, right=second) | Arithmetic(left=first, right=second):
            return (first, second)
        case RangeTest(low=first, high=second):
            return (first, second)
        case Membership(subject=subject, tests=tests):
            return (subject, *tests)
        case Choice(condition=condition, then=then, otherwise=otherwise):
            return (condition, then, otherwise)
    return ()


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it. A stack instead of recursion: no depth to worry about."""
    waiting = [node]
    while waiting:
        found = waiting.pop()
        yield found
        waiting.extend(reversed(children(found)))
