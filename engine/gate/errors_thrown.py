"""Errors: each that a procedure can end with is caught by a boundary event of some call above (case B12)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.domain.findings import Finding
from engine.domain.model import Node
from engine.gate.procedures import throws
from engine.gate.sheet import Reading, Sheet, quoted, short

Thrown = Mapping[str, tuple[str, ...]]
"""Error code -> keys of the processes from where it is seen down to the one that throws it."""

_NONE: Thrown = {}


def _codes(events: tuple[Node, ...]) -> list[str]:
    """Codes of error boundary events; "" catches any."""
    return [one.trigger.name for one in events if one.trigger is not None and one.trigger.kind == "error"]


def leaves(reading: Reading, key: str) -> Thrown:
    """Errors that can leave the process of that key."""
    return reading.callees.once("thrown", key, _thrown, _NONE)


def _thrown(called: Reading) -> Thrown:
    found: dict[str, tuple[str, ...]] = {}
    for end in called.model.of_kind("endEvent"):
        if throws(end) and end.trigger is not None and end.id in called.graph.reachable:
            found.setdefault(end.trigger.name, (called.model.key,))
    for node in called.model.of_kind("callActivity"):
        for code, way in escaping(called, node).items():
            found.setdefault(code, (called.model.key, *way))
    return found


def escaping(reading: Reading, call: Node) -> Thrown:
    """Errors of a call that none of its boundary events catches."""
    caught = _codes(reading.graph.boundaries.get(call.id, ()))
    if "" in caught or not call.called:
        return _NONE
    return {code: way for code, way in leaves(reading, call.called).items() if code not in caught}


def uncaught(sheet: Sheet) -> Iterator[Finding]:
    """Stock SpiffWorkflow ends such a case as a success. A procedure leaves it to its callers; a plain
    process may be called as well, so there it is a warning."""
    if sheet.model.is_procedure:
        return
    say = sheet.error if sheet.strict else sheet.warning
    for end in sheet.model.of_kind("endEvent"):
        if throws(end):
            own = sheet.name(end)
            yield say(
                "bpmn.error_uncaught",
                end,
                f"{own[0]}抛出错误，但没有上层流程来接，办件会停在这里。"
                "请改成普通结束事件并写结果（result）。",
                f"{own[1]} throws an error that no process above catches, and the case stops there. Make "
                "it a "
                "plain end event with a result.",
            )
    for node in sheet.model.of_kind("callActivity"):
        for code, way in escaping(sheet, node).items():
            own, word = sheet.name(node), quoted(code)
            path = short(" → ".join(way), 200)
            yield say(
                "bpmn.error_uncaught",
                node,
                f"{own[0]}可能以错误{word[0]}结束（{path}），这里没有接。请在它上面挂接这个错误的边界事件。",
                f"{own[1]} can end with the error {word[1]} ({path}), which nothing catches. Attach an error "
                "boundary event for it.",
            )


def boundaries(sheet: Sheet) -> Iterator[Finding]:
    """Error boundary events stand on calls, interrupt, and catch something, each code once."""
    for host_id, events in sheet.graph.boundaries.items():
        host = sheet.model.nodes.get(host_id)
        seen: list[str] = []
        for node in (one for one in events if one.trigger is not None and one.trigger.kind == "error"):
            yield from _boundary(sheet, node, host)
            for code in _codes((node,)):
                if code in seen:
                    yield _twice(sheet, node, code)
                seen.append(code)


def _boundary(sheet: Sheet, node: Node, host: Node | None) -> Iterator[Finding]:
    own = sheet.name(node)
    if host is not None and host.kind != "callActivity":
        other = sheet.name(host)
        yield sheet.error(
            "bpmn.error_boundary_host",
            node,
            f"{own[0]}接错误，但挂在{other[0]}上；只有调用的程序会以错误结束。请删掉它，或改挂到调用活动上。",
            f"{own[1]} catches an error, but {other[1]} is no call, and only called procedures end with one. "
            "Remove it, or attach it to a call.",
        )
    if not node.interrupting:
        yield sheet.error(
            "bpmn.error_boundary_goes_on",
            node,
            f"{own[0]}接错误却写成不中断，而出错的程序已经结束了。请改成中断的边界事件。",
            f"{own[1]} catches an error without interrupting, but the procedure is over then. Make it "
            "interrupting.",
        )
    if host is None or host.kind != "callActivity" or sheet.callees.reading(host.called) is None:
        return
    code = node.trigger.name if node.trigger is not None else ""
    known = leaves(sheet, host.called)
    if (code and code not in known) or not known:
        other, word = sheet.name(host), quoted(code or "*")
        listed = "、".join(known) or "没有"
        yield sheet.warning(
            "bpmn.error_never_thrown",
            node,
            f"{own[0]}接错误{word[0]}，但{other[0]}不会以它结束（会抛出的：{listed}）。请改错误，或删掉它。",
            f"{own[1]} catches the error {word[1]}, which {other[1]} never ends with (it throws: "
            f"{', '.join(known) or 'none'}). Change the error, or remove the event.",
        )


def _twice(sheet: Sheet, node: Node, code: str) -> Finding:
    own, word = sheet.name(node), quoted(code or "*")
    return sheet.error(
        "bpmn.error_twice",
        node,
        f"{own[0]}接的错误{word[0]}在同一个调用上已经有边界事件接了。请删掉一个。",
        f"Another boundary event of the same call catches the error {word[1]} too. Remove one of them.",
    )


def codes(sheet: Sheet) -> Iterator[Finding]:
    """An error end names an error with a code; without one no caller could tell it from others."""
    for end in sheet.model.of_kind("endEvent"):
        if throws(end) and end.trigger is not None and not end.trigger.name:
            own = sheet.name(end)
            yield sheet.error(
                "bpmn.error_no_code",
                end,
                f"{own[0]}抛出的错误没有代码（errorCode），调用方接不到。请选一个错误并给它写代码。",
                f"The error that {own[1]} throws has no code, so no caller can catch it. Choose an error and "
                "give it a code.",
            )


RULES = (codes, uncaught, boundaries)
