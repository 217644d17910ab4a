"""The limits of the steps between acceptance and completion add up to no more than the promise.

Source: families.md §1 point 5: whole working days, halves as 4wh; natural days, hours and months run beside
working days and are left out; what lies in a stop of the clock is not counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from engine.domain.findings import Finding
from engine.domain.limits import read_limit
from engine.domain.milestones import COMPLETE, clock_runs
from engine.domain.model import Node
from engine.gate.item_schema import load_item
from engine.gate.procedures import throws
from engine.gate.sheet import Reading, Sheet, both, quoted

HOURS_A_DAY = 8
_MOST_STEPS = 20_000
"""The longest simple way is searched by trying ways: of a maze the first are tried."""

Inputs = Mapping[str, str]
"""Limit inputs of a procedure as a call gives them."""


@dataclass(frozen=True)
class Way:
    """Working days along a way and names of its steps that have any; `stopped`: the clock stands still."""

    days: Fraction = Fraction(0)
    steps: tuple[tuple[str, str], ...] = ()
    stopped: bool = False

    def and_then(self, other: Way) -> Way:
        return Way(self.days + other.days, self.steps + other.steps, other.stopped)


@dataclass
class _Search:
    """One item's search: what is left of its steps, and procedures that it has been through."""

    left: int = _MOST_STEPS
    through: dict[tuple[str, tuple[tuple[str, str], ...], bool], list[Way]] = field(default_factory=dict)

    def longest(self, reading: Reading, starts: list[str], inputs: Inputs, way: Way, goal: str) -> list[Way]:
        """The longest simple way to a node with the milestone `goal` (its own limit counts), or to an end
        without error where `goal` is empty: one that leaves the clock running and one that leaves it stopped.
        """
        best: dict[bool, Way] = {}
        stack = [(start, way, frozenset[str]()) for start in starts]
        while stack and self.left > 0:
            self.left -= 1
            here, so_far, passed = stack.pop()
            node = reading.model.nodes[here]
            for after in self._after(reading, node, inputs, so_far):
                if _is_goal(node, goal):
                    if after.stopped not in best or best[after.stopped].days < after.days:
                        best[after.stopped] = after
                    continue
                stack.extend(
                    (there, after, passed | {here})
                    for there in reading.graph.after[here]
                    if there not in passed and there != here
                )
        return list(best.values())

    def _after(self, reading: Reading, node: Node, inputs: Inputs, way: Way) -> Iterator[Way]:
        """The way once the node is completed."""
        if node.kind == "callActivity":
            for through in self._through(reading, node, inputs, way.stopped):
                yield way.and_then(_clocked(node, through))
            return
        days = Fraction(0) if way.stopped else _days(node, inputs)
        steps = (_named(node, days),) if days else ()
        yield way.and_then(_clocked(node, Way(days, steps, way.stopped)))

    def _through(self, reading: Reading, node: Node, inputs: Inputs, stopped: bool) -> list[Way]:
        called = reading.called(node)
        if called is None:
            return [Way(stopped=stopped)]
        given = _given(called, node, inputs)
        key = (node.called, tuple(sorted(given.items())), stopped)
        if key not in self.through:
            self.through[key] = []  # a recursive call has a finding of its own
            starts = list(called.graph.starts)
            self.through[key] = self.longest(called, starts, given, Way(stopped=stopped), "")
        return self.through[key]


def _is_goal(node: Node, milestone: str) -> bool:
    if milestone:
        return milestone in node.milestones
    return node.kind == "endEvent" and not throws(node)


def _clocked(node: Node, way: Way) -> Way:
    if not node.clock:
        return way
    return Way(way.days, way.steps, node.clock == "open")


def _days(node: Node, inputs: Inputs) -> Fraction:
    """The limit of a user task in working days; 0 for other units and other nodes."""
    written = node.properties.get("limit", "") if node.kind == "userTask" else ""
    amount, unit = read_limit(inputs.get(written, written)) or (0, "")
    return Fraction(amount, {"wd": 1, "wh": HOURS_A_DAY}[unit]) if unit in ("wd", "wh") else Fraction(0)


def _given(called: Reading, node: Node, inputs: Inputs) -> dict[str, str]:
    """The limit inputs of a call: its literals, what it passes on, else the defaults."""
    passed = {one.target: inputs[one.source] for one in node.passed_in if one.source in inputs}
    limits = (one for one in called.model.declared_inputs.values() if one.type == "limit")
    return {
        one.name: node.literals.get(one.name) or passed.get(one.name) or one.default or "" for one in limits
    }


def _named(node: Node, days: Fraction) -> tuple[str, str]:
    zh, en = quoted(node.label("zh"), node.label("en"))
    return f"{zh}{_number(days)}", f"{en} {_number(days)}"


def _number(days: Fraction) -> str:
    return f"{float(days):g}"


def over_promise(sheet: Sheet) -> Iterator[Finding]:
    """The longest way from acceptance (not counted) to completion (counted) within the promise."""
    promised = read_limit(load_item(sheet.model.properties).promised)
    if promised is None or promised[1] != "wd":
        return
    search, found = _Search(), list[Way]()
    for node in sheet.model.nodes.values():
        if clock_runs(node.milestones):
            found += search.longest(sheet, list(sheet.graph.after[node.id]), {}, Way(), COMPLETE)
    longest = max(found, key=lambda way: way.days, default=Way())
    if longest.days > promised[0]:
        zh, en = both(list(longest.steps), 12)
        total = _number(longest.days)
        yield Finding(
            sheet.file,
            sheet.property_line("item.limit.promised"),
            "warning",
            "item.limits_over_promise",
            sheet.model.key,
            f"从受理到办结最长的走法共 {total} 个工作日，超过承诺的 {promised[0]} 个工作日：{zh}。"
            "请缩短这些任务的期限，或改承诺时限。",
            f"The longest way from acceptance to completion takes {total} working days, more than the "
            f"{promised[0]} that are promised: {en}. Shorten the limits, or change the promise.",
        )


RULES = (over_promise,)
