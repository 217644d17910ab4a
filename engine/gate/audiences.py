"""One message, one answer to who may send it: in a process and in the procedures that it calls."""

from __future__ import annotations

from collections.abc import Iterator

from engine.domain.findings import Finding
from engine.domain.model import Node
from engine.gate.sheet import Reading, Sheet, quoted

Senders = tuple[bool, frozenset[str]]
"""Whether the applicant may end a wait, and the posts that may."""

_NONE: tuple[tuple[str, Senders], ...] = ()


def _senders(node: Node) -> Senders:
    return node.properties.get("audience", "").strip() == "citizen", frozenset(node.posts)


def _inside(reading: Reading, call: Node) -> tuple[tuple[str, Senders], ...]:
    """(message, who may send it) of every wait in a called process and in what that calls."""
    return reading.callees.once("senders", call.called, _waits, _NONE)


def _waits(called: Reading) -> tuple[tuple[str, Senders], ...]:
    found = [one for node in called.model.nodes.values() for one in _of(called, node)]
    return tuple(dict.fromkeys(found))


def _of(reading: Reading, node: Node) -> tuple[tuple[str, Senders], ...]:
    if node.kind == "callActivity":
        return _inside(reading, node)
    named = node.is_wait and node.trigger is not None and node.trigger.name
    return ((node.trigger.name, _senders(node)),) if named and node.trigger is not None else ()


def message_two_audiences(sheet: Sheet) -> Iterator[Finding]:
    """Who may send a message is asked of the wait that it meets; where waits differ, what one of them allows
    the next one refuses."""
    first: dict[str, tuple[Senders, Node]] = {}
    said: set[str] = set()
    for node in sheet.model.nodes.values():
        for name, senders in _of(sheet, node):
            known, other = first.setdefault(name, (senders, node))
            if senders != known and other is not node and name not in said:
                said.add(name)
                yield _differ(sheet, name, node, other)


def _differ(sheet: Sheet, name: str, node: Node, other: Node) -> Finding:
    own, before, word = sheet.name(node), sheet.name(other), quoted(name)
    return sheet.warning(
        "bpmn.message_two_audiences",
        node,
        f"{own[0]}和{before[0]}等同一个消息{word[0]}，允许发送的人（audience、posts）却不一样，"
        "同一个人这次能发下次不能发。请写成一样，或改用两个消息。",
        f"{own[1]} and {before[1]} wait for the same message {word[1]} but let different people send it "
        "(audience, posts), so whoever may end one may not end the other. Make them the same, or use two "
        "messages.",
    )


RULES = (message_two_audiences,)
