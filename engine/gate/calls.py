"""Call activities: a process that is there, of a kind that may be called, and no circle of calls."""

from __future__ import annotations

from collections.abc import Iterator

from engine.domain.findings import Finding
from engine.domain.model import Node
from engine.gate.sheet import Reading, Sheet, quoted, short


def called(sheet: Sheet) -> Iterator[Finding]:
    """Every call leads to a process that is known, and that may be called from here."""
    for node in sheet.model.of_kind("callActivity"):
        if not node.called:
            own = sheet.name(node)
            yield sheet.error(
                "bpmn.call_missing",
                node,
                f"{own[0]}没有写调用哪个程序（calledElement）。请填写程序编号，如 correction。",
                f"{own[1]} does not say which process it calls. Fill in the called element, such as "
                "correction.",
            )
            continue
        way = circle(sheet, node)
        if way:
            yield _recursive(sheet, node, way)
            continue
        process = sheet.called(node)
        if process is not None:
            yield from _kind(sheet, node, process)
        elif not sheet.callees.refused(node.called):
            yield _missing(sheet, node)


def _missing(sheet: Sheet, node: Node) -> Finding:
    own, word, key = sheet.name(node), quoted(node.called), short(node.called)
    return sheet.error(
        "bpmn.call_missing",
        node,
        f"{own[0]}调用的程序{word[0]}找不到。请把 {key}.bpmn 一起上传，或先发布它，或改程序编号。",
        f"The process {word[1]} that {own[1]} calls was not found. Upload {key}.bpmn with it, publish it "
        "first, or change the called element.",
    )


def circle(sheet: Sheet, node: Node) -> list[str]:
    """Keys along the calls from this process back to itself, the first and last being its own; or none."""
    own = sheet.model.key
    ways = {node.called: [own, node.called]}
    waiting = [node.called]
    while waiting:
        here = waiting.pop(0)
        if here == own:
            return ways[here]
        process = sheet.callees.reading(here)
        for key in process.model.called_keys if process is not None else ():
            if key not in ways:
                ways[key] = [*ways[here], key]
                waiting.append(key)
    return []


def _recursive(sheet: Sheet, node: Node, way: list[str]) -> Finding:
    own, words = sheet.name(node), short(" → ".join(way), 300)
    return sheet.error(
        "bpmn.call_recursive",
        node,
        f"{own[0]}的调用又回到了本流程：{words}。流程不能调用自己，要重来请在流程里画回去的线。",
        f"The call {own[1]} leads back to this process: {words}. A process cannot call itself; to repeat "
        "steps "
        "draw a flow back.",
    )


def _kind(sheet: Sheet, node: Node, process: Reading) -> Iterator[Finding]:
    if process.model.is_procedure or (process.model.is_plain and not sheet.strict):
        return
    own, word = sheet.name(node), quoted(process.model.name or process.model.key, process.model.name_en)
    if process.model.is_item:
        zh = "是一个事项，事项由申请人或窗口发起，不能被调用"
        en = "is an item, which people start and no process calls"
    else:
        zh = "是普通流程，事项和公用程序只能调用公用程序"
        en = "is a plain process; items and procedures call procedures only"
    yield sheet.error(
        "bpmn.call_kind",
        node,
        f"{own[0]}调用的{word[0]}{zh}。请改成属性 kind=procedure 的公用程序。",
        f"{word[1]}, which {own[1]} calls, {en}. Call a process with the property kind=procedure.",
    )


RULES = (called,)
