"""Circles of timers that are all past from the second round on: nobody acts, and no time passes in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from engine.domain.findings import Finding
from engine.domain.model import Node
from engine.feel import FeelError
from engine.feel.syntax import Call, Name, Path, walk
from engine.gate.at_once import following_at_once, targets
from engine.gate.expressions import read_text
from engine.gate.graph import loops
from engine.gate.setters import sets
from engine.gate.sheet import Sheet, both

_ISO_DURATION = re.compile(r"-?P(?=[\dT]|\Z)", re.ASCII)
_ISO_INSTANT = re.compile(r"\d{4}-\d{2}", re.ASCII)
_COUNTING = {"wd": 1, "d": 1, "h": 1, "wh": 1, "m": 1, "due": 1, "now": 0, "today": 0}
"""Functions that count from the present instant, if they are given no more than so many arguments."""


def timer_loops(sheet: Sheet) -> Iterator[Finding]:
    """A timer that waits for an instant waits once: a circle of such timers alone goes round at once."""
    edges = _edges(sheet)
    for circle in loops(sheet.model.nodes, edges):
        changed = _set_in(sheet, circle)
        still = {node_id for node_id in circle if _stands(sheet.model.nodes[node_id], changed)}
        for group in loops([one for one in circle if one in still], edges):
            nodes = [sheet.model.nodes[node_id] for node_id in group]
            timers = [node for node in nodes if _is_timer(node)]
            if timers:
                zh, en = both([sheet.name(node) for node in nodes])
                own = sheet.name(timers[0])
                yield sheet.error(
                    "bpmn.timer_loop",
                    timers[0],
                    f"{zh}连成一圈，{own[0]}等的是固定的日期，圈里没有什么改它：第二次走到时已经过去，"
                    "会不停地转。请改用 P1D、wd(1) 这样从当时算起的期限，或在圈里放一个用户任务。",
                    f"{en} form a circle in which {own[1]} waits for a fixed date that nothing in it "
                    "changes: the second time it is past, and the circle never rests. Use a length of time "
                    "such as P1D or wd(1), or put a user task into the circle.",
                )


def _edges(sheet: Sheet) -> dict[str, list[str]]:
    """Node -> nodes behind it that need no person and no message. A boundary timer follows its task."""
    edges = following_at_once(sheet)
    for node in sheet.model.nodes.values():
        if _is_timer(node):
            edges[node.id] = targets(sheet, node)
        elif node.kind == "eventBasedGateway":
            edges[node.id] = [one for one in targets(sheet, node) if _is_timer(sheet.model.nodes[one])]
    for host, events in sheet.graph.boundaries.items():
        edges.setdefault(host, []).extend(one.id for one in events if _is_timer(one))
    return edges


def _is_timer(node: Node) -> bool:
    kinds = ("intermediateCatchEvent", "boundaryEvent")
    return node.kind in kinds and node.trigger is not None and node.trigger.kind == "timer"


def _set_in(sheet: Sheet, circle: Iterable[str]) -> set[str]:
    """Variables that the engine sets on the way round; a task that a timer interrupts has set nothing."""
    nodes = (sheet.model.nodes[node_id] for node_id in circle)
    return {
        name for node in nodes if node.kind not in ("userTask", "receiveTask") for name in sets(sheet, node)
    }


def _stands(node: Node, changed: set[str]) -> bool:
    """Whether the node lets no time pass the second time: any but a timer that counts from the present, or
    from what changed."""
    if not _is_timer(node) or node.trigger is None:
        return True
    text = node.trigger.text
    if _ISO_INSTANT.match(text):
        return True
    read = read_text(text)
    if _ISO_DURATION.match(text) or isinstance(read, FeelError):
        return False
    found = list(walk(read.tree))
    names = {one.name for one in found if isinstance(one, Name)}
    names |= {one.root for one in found if isinstance(one, Path)}
    counting = any(
        isinstance(one, Call) and len(one.arguments) <= _COUNTING.get(one.function, -1) for one in found
    )
    return not counting and not names & changed


RULES = (timer_loops,)
