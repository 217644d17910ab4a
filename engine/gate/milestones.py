"""Milestones: every one of the kind is reached on every way to a good end, unless the item waives it.

Source: families.md §3. They drive the promised clock, the track page and the supervisor's lights.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.domain.findings import Finding
from engine.domain.milestones import MILESTONES, WORDS
from engine.domain.model import Node, split_list
from engine.domain.results import REFUSALS
from engine.gate.graph import reach
from engine.gate.milestone_ways import reached_in, ways_past
from engine.gate.procedures import throws
from engine.gate.sheet import Sheet, quoted
from engine.gate.words import suggestion


def known_names(sheet: Sheet) -> Iterator[Finding]:
    """A misspelt milestone would never be reached. A procedure may be called by items of any kind."""
    everything = dict.fromkeys(name for names in MILESTONES.values() for name in names)
    known = MILESTONES.get(sheet.model.kind, tuple(everything))
    for node in sheet.model.nodes.values():
        for name in node.milestones:
            if name not in known:
                own, word = sheet.name(node), quoted(name)
                zh, en = suggestion(name, known)
                yield sheet.error(
                    "item.milestone_unknown",
                    node,
                    f"{own[0]}的里程碑{word[0]}不认识。{zh}可用的有 {'、'.join(known)}。",
                    f"The milestone {word[1]} of {own[1]} is unknown.{en} There are: {', '.join(known)}.",
                )


def waived(sheet: Sheet) -> Iterator[Finding]:
    """`item.milestones_elsewhere` names milestones of the kind."""
    known = MILESTONES[sheet.model.kind]
    for name in split_list(sheet.model.properties.get("item.milestones_elsewhere", "")):
        if name not in known:
            word = quoted(name)
            zh, en = suggestion(name, known)
            yield sheet.property_error(
                "item.milestone_unknown",
                "item.milestones_elsewhere",
                f"属性 item.milestones_elsewhere 里的{word[0]}不是里程碑。{zh}可用的有 {'、'.join(known)}。",
                f"item.milestones_elsewhere names {word[1]}, which is no milestone.{en} "
                f"There are: {', '.join(known)}.",
            )


def reached(sheet: Sheet) -> Iterator[Finding]:
    """Each milestone of the kind lies on every way to each good end, called procedures included."""
    elsewhere = split_list(sheet.model.properties.get("item.milestones_elsewhere", ""))
    good = good_ends(sheet)
    for name in MILESTONES[sheet.model.kind]:
        if name in elsewhere:
            continue
        if not reached_in(sheet, name):
            yield _nobody(sheet, name)
            continue
        past = ways_past(sheet, name)
        for end in good:
            if end.id in past:
                yield _bypassed(sheet, name, end)


def _nobody(sheet: Sheet, name: str) -> Finding:
    return sheet.error(
        "item.milestone_missing",
        None,
        f"没有一个任务达到里程碑“{WORDS[name][0]}”（{name}）。请在办这一步的任务上写属性 milestone，"
        "不在这里办的写进 item.milestones_elsewhere。",
        f'No task reaches the milestone "{name}". Write the property milestone at the task that does, or '
        "waive it in item.milestones_elsewhere.",
    )


def _bypassed(sheet: Sheet, name: str, end: Node) -> Finding:
    zh, en = sheet.name(end)
    return sheet.error(
        "item.milestone_bypassed",
        end,
        f"有一条路能走到{zh}却没有达到里程碑“{WORDS[name][0]}”（{name}）。请检查分支，"
        "或在那条路的任务上也写上它。",
        f'Some way leads to {en} without the milestone "{name}". Check the branches, or set it there too.',
    )


def good_ends(sheet: Sheet) -> list[Node]:
    """Ends that first outcomes and default flows lead to, and whose result is no refusal. What follows a
    boundary event is another way out."""
    edges: dict[str, list[str]] = {}
    for node in sheet.model.nodes.values():
        flows = sheet.model.outgoing[node.id]
        if node.kind == "exclusiveGateway" and node.default_flow in {flow.id for flow in flows}:
            flows = tuple(flow for flow in flows if flow.id == node.default_flow)
        edges[node.id] = [flow.target for flow in flows if flow.target in sheet.model.nodes]
    happy = reach(sheet.graph.starts, edges)
    return [
        node
        for node in sheet.model.of_kind("endEvent")
        if node.id in happy and not throws(node) and node.properties.get("result", "") not in REFUSALS
    ]


RULES = (waived, reached)
