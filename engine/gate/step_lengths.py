"""How long a step may take: the limit of its task, or what its timer waits for."""

from __future__ import annotations

import re
from collections.abc import Mapping

from engine.domain.iso_timers import read_duration
from engine.domain.limit_lengths import Length
from engine.domain.limits import UNITS, read_limit
from engine.domain.model import CATCHING, Node
from engine.errors import TimeUnreadable
from engine.feel import FeelError
from engine.feel.syntax import Call, Literal, Name
from engine.gate.expressions import read_text
from engine.gate.sheet import Reading

Inputs = Mapping[str, str]
"""Limit inputs of a procedure as a call gives them."""

NO_TIME: Length = {}
_ISO_DURATION = re.compile(r"P(?=[\dT])", re.ASCII)
_LONGEST = 3660
"""What `engine.feel` takes as the amount of a limit."""


def length_of(node: Node, inputs: Inputs) -> Length:
    """The limit of a user task, the wait of a timer that counts from when it is reached; else no time."""
    if node.kind == "userTask":
        return _limit(node.properties.get("limit", ""), inputs)
    if node.kind in CATCHING and node.trigger is not None and node.trigger.kind == "timer":
        return _waited(node.trigger.text, inputs)
    return NO_TIME


def given(called: Reading, node: Node, inputs: Inputs) -> dict[str, str]:
    """The limit inputs of a call: its literals, what it passes on, else the defaults."""
    passed = {one.target: inputs[one.source] for one in node.passed_in if one.source in inputs}
    limits = (one for one in called.model.declared_inputs.values() if one.type == "limit")
    return {
        one.name: node.literals.get(one.name) or passed.get(one.name) or one.default or "" for one in limits
    }


def _limit(written: str, inputs: Inputs) -> Length:
    found = read_limit(inputs.get(written, written))
    return {found[1]: found[0]} if found is not None else NO_TIME


def _waited(text: str, inputs: Inputs) -> Length:
    """`wd(5)`, `due("3wd")`, `due(term)`, P5D; no time for what counts from another instant."""
    if _ISO_DURATION.match(text):
        return _duration(text)
    read = read_text(text)
    if isinstance(read, FeelError) or not isinstance(read.tree, Call) or len(read.tree.arguments) != 1:
        return NO_TIME
    (argument,) = read.tree.arguments
    written = argument.value if isinstance(argument, Literal) else None
    if read.tree.function == "due":
        named = argument.name if isinstance(argument, Name) and argument.name in inputs else written
        return _limit(named, inputs) if isinstance(named, str) else NO_TIME
    amount = written if type(written) is int and 0 <= written <= _LONGEST else 0
    return {read.tree.function: amount} if amount and read.tree.function in UNITS else NO_TIME


def _duration(text: str) -> Length:
    try:
        found = read_duration(text)
    except TimeUnreadable:
        return NO_TIME
    minutes = int(found.clock.total_seconds()) // 60
    parts = {"m": found.months, "d": found.days, "h": minutes // 60, "min": minutes % 60}
    return {unit: amount for unit, amount in parts.items() if amount}
