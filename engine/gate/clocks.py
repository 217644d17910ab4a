"""A clock that is stopped goes on again before the decision, on every way out.

Reaching `complete` and the end of a case close a stop by themselves (`engine.commands.deadlines`), so nothing
stays open for ever. But with a clock that stands until the decision the time that deciding takes is not
counted either, and no light ever turns red: an error of an item. (行政许可法 45 leaves out only the time of
the hearing, the test, the review.) Whoever waits for nothing but the decision writes `close` on that step. A
way to an end without a decision is left alone: no promise is counted there. A procedure that comes back with
the clock standing is warned of only; its caller may close it, and a caller that does not is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from engine.domain.findings import Finding
from engine.domain.milestones import COMPLETE
from engine.domain.model import Node
from engine.gate.procedures import ended_with, throws
from engine.gate.sheet import Reading, Sheet

Place = tuple[str, bool]
"""A node and whether the clock stands when a token arrives there."""

Step = tuple[str, str, bool]
"""The node that a token comes from ("" at the start), and its place."""


@dataclass(frozen=True)
class Through:
    """What a call makes of the clock. `after`, `inside`: whether it may stand when the call has come back,
    and while it runs; `errors`: the same of error codes that leave it; `decides`: some way inside reaches
    `complete` with the clock standing."""

    after: frozenset[bool] = frozenset()
    errors: frozenset[tuple[str, bool]] = frozenset()
    inside: frozenset[bool] = frozenset()
    decides: bool = False


def closed_before_decision(sheet: Sheet) -> Iterator[Finding]:
    """No way from a node that stops the clock to `complete` with the clock standing."""
    for node, reached in _stops(sheet):
        late = next((one for one in _in_order(sheet, reached) if _decides(sheet, one, stopped=True)), None)
        if late is not None:
            own, there = sheet.name(node), sheet.name(late)
            yield sheet.error(
                "bpmn.clock_not_closed",
                node,
                f"{own[0]}停表以后，有一条路一直停到{there[0]}（办结），后面办理的时间都不算在时限里。"
                f"请在那条路上恢复计时的地方写 clock=close；等的就是这个决定的，写在{there[0]}上。",
                f"From {own[1]}, which stops the clock, some way leads to {there[1]} (complete) with the "
                "clock standing, so that none of the time is counted. Write clock=close where it goes on; if "
                f"the decision is what is waited for, on {there[1]}.",
            )


def closed_before_return(sheet: Sheet) -> Iterator[Finding]:
    """A procedure gives back a clock that runs."""
    if not sheet.model.is_procedure:
        return
    for node, reached in _stops(sheet):
        ends = [one for one in _in_order(sheet, reached) if one in ended_with(sheet.model)]
        late = next((one for one in ends if one.clock != "close"), None)
        if late is not None:
            own, there = sheet.name(node), sheet.name(late)
            yield sheet.warning(
                "bpmn.clock_left_standing",
                node,
                f"{own[0]}停表以后，有一条路到{there[0]}结束时还停着，回到调用它的事项也停着。"
                "请在每条出路上写 clock=close。",
                f"From {own[1]}, which stops the clock, some way ends at {there[1]} with the clock standing, "
                "and so it comes back to the caller. Write clock=close on every way out.",
            )


def _stops(sheet: Reading) -> Iterator[tuple[Node, frozenset[Place]]]:
    """Nodes that stop a running clock, with every place that a token reaches from there."""
    for node in sheet.model.nodes.values():
        if node.id not in sheet.graph.reachable or _decides(sheet, node, stopped=False):
            continue
        standing = [step for step in _onward(sheet, node, stopped=False) if step[2]]
        if standing:
            yield node, _flood(sheet, standing)


def _in_order(sheet: Sheet, reached: frozenset[Place]) -> list[Node]:
    """Nodes that are reached with the clock standing, in the order of the file."""
    return [node for node in sheet.model.nodes.values() if (node.id, True) in reached]


def _flood(reading: Reading, starts: Sequence[Step]) -> frozenset[Place]:
    """Places that tokens reach. The clock is the case's: behind a join it stands only if it may stand on each
    branch that began after the stop; closed on one of them it is closed."""
    steps: set[Step] = set()
    places: set[Place] = set()
    branches: dict[str, frozenset[str]] = {}
    waiting = list(starts)
    while waiting:
        step = waiting.pop()
        steps.add(step)
        _, there, stopped = step
        if stopped and _joins(reading, there):
            if there not in branches:
                branches[there] = _branches(reading, starts, there)
            if any((branch, there, True) not in steps for branch in branches[there]):
                continue  # the last of them to come takes it on
        if (there, stopped) not in places:
            places.add((there, stopped))
            waiting.extend(_onward(reading, reading.model.nodes[there], stopped=stopped))
    return frozenset(places)


def _joins(reading: Reading, node_id: str) -> bool:
    node = reading.model.nodes[node_id]
    return node.kind == "parallelGateway" and len(reading.graph.before[node_id]) > 1


def _branches(reading: Reading, starts: Iterable[Step], join: str) -> frozenset[str]:
    """Nodes from which tokens come to the join that never passed it: the next round is no branch of this."""
    found: set[str] = set()
    places: set[Place] = set()
    waiting = list(starts)
    while waiting:
        source, there, stopped = waiting.pop()
        if there == join:
            found.add(source)
        elif (there, stopped) not in places:
            places.add((there, stopped))
            waiting.extend(_onward(reading, reading.model.nodes[there], stopped=stopped))
    return frozenset(found)


def _onward(reading: Reading, node: Node, *, stopped: bool) -> Iterator[Step]:
    """Where a token goes from the node; nowhere from a decision that closed a standing clock."""
    if _decides(reading, node, stopped=stopped):
        return
    for state in _passed(reading, node, stopped=stopped):
        for there in reading.graph.after[node.id]:
            if not _is_error_of_call(reading, reading.model.nodes[there]):
                yield node.id, there, state
    if node.kind == "callActivity":
        yield from _out_of_call(reading, node, _through(reading, node, stopped=stopped))


def _out_of_call(reading: Reading, call: Node, through: Through) -> Iterator[Step]:
    """By the boundary events of a call: an error as it was thrown, anything else whenever it happens."""
    for event in reading.graph.boundaries.get(call.id, ()):
        if _is_error_of_call(reading, event):
            caught = event.trigger.name if event.trigger is not None else ""
            states = {state for code, state in through.errors if caught in ("", code)}
        else:
            states = set(through.inside)
        yield from ((call.id, event.id, state) for state in states)


def _passed(reading: Reading, node: Node, *, stopped: bool) -> frozenset[bool]:
    """Whether the clock may stand once the node is passed; its own mark comes last."""
    if node.clock:
        return frozenset({node.clock == "open"})
    if node.kind == "callActivity":
        return _through(reading, node, stopped=stopped).after
    return frozenset({stopped})


def _decides(reading: Reading, node: Node, *, stopped: bool) -> bool:
    """Whether the node reaches `complete`, itself or inside, with the clock standing."""
    if COMPLETE in node.milestones and True in _passed(reading, node, stopped=stopped):
        return True
    return node.kind == "callActivity" and _through(reading, node, stopped=stopped).decides


def _is_error_of_call(reading: Reading, node: Node) -> bool:
    if node.kind != "boundaryEvent" or node.trigger is None or node.trigger.kind != "error":
        return False
    host = reading.model.nodes.get(node.attached_to)
    return host is not None and host.kind == "callActivity"


def _through(reading: Reading, call: Node, *, stopped: bool) -> Through:
    if reading.called(call) is None:
        return Through(after=frozenset({stopped}), inside=frozenset({stopped}))
    make = partial(_summary, stopped=stopped)
    return reading.callees.once(f"clock {stopped}", call.called, make, Through())


def _summary(called: Reading, *, stopped: bool) -> Through:
    reached = _reached(called, stopped=stopped)
    nodes = called.model.nodes
    ends = [(nodes[node_id], state) for node_id, state in reached if nodes[node_id].kind == "endEvent"]
    good = set(one.id for one in ended_with(called.model)) or {end.id for end, _ in ends if not throws(end)}
    left = [(end, after) for end, state in ends for after in _passed(called, end, stopped=state)]
    return Through(
        after=frozenset(state for end, state in left if end.id in good),
        errors=frozenset(
            (end.trigger.name, state) for end, state in left if throws(end) and end.trigger is not None
        ),
        inside=frozenset(state for _, state in reached),
        decides=any(_decides(called, nodes[node_id], stopped=state) for node_id, state in reached),
    )


def _reached(called: Reading, *, stopped: bool) -> frozenset[Place]:
    """Places from the start, and from every stop on the way: only behind a stop does the flood know which
    branches of a join began after it."""
    first = _flood(called, [("", start, stopped) for start in called.graph.starts])
    nodes = {node_id for node_id, _ in first}
    return first.union(*(reached for node, reached in _stops(called) if node.id in nodes))


RULES = (closed_before_decision, closed_before_return)
