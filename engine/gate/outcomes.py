"""Behind a task with outcomes the first takes the default flow, every other one a flow of its own.

Otherwise an unlisted outcome falls silently into the happy path (architecture §4, families.md §1 point 7).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.domain.case_variables import OUTCOME
from engine.domain.findings import Finding
from engine.domain.model import Flow, Node, Outcome, split_list
from engine.feel import Expression, Variable
from engine.feel.syntax import Logic
from engine.gate.expressions import read_text, sound_conditions
from engine.gate.sheet import Reading, Sheet, quoted
from engine.gate.variables import known_at

KEY = re.compile(r"[a-z][a-z0-9_]{0,63}", re.ASCII)


def syntax(sheet: Sheet) -> Iterator[Finding]:
    """`outcomes="accept:受理,correct:补正"`: keys for machines, labels for people."""
    for node in sheet.model.of_kind("userTask"):
        own = sheet.name(node)
        if "outcomes" in node.properties and not node.outcomes:
            yield sheet.error(
                "bpmn.outcomes_empty",
                node,
                f"{own[0]}的办理结论（outcomes）是空的。请写成 accept:受理,correct:补正，或删掉这个属性。",
                f"The outcomes of {own[1]} are empty. Write accept:受理,correct:补正 or remove the property.",
            )
        for outcome in node.outcomes:
            yield from _key(sheet, node, outcome)
        yield from _twice(sheet, node)
        yield from _labels(sheet, node)


def _key(sheet: Sheet, node: Node, outcome: Outcome) -> Iterator[Finding]:
    if not KEY.fullmatch(outcome.key):
        own, word = sheet.name(node), quoted(outcome.key)
        yield sheet.error(
            "bpmn.outcome_key",
            node,
            f"{own[0]}的办理结论{word[0]}不合规：冒号前只用小写字母、数字和下划线，"
            "如 accept:受理（用英文逗号、冒号）。",
            f"The outcome {word[1]} of {own[1]} is not allowed: before the colon only lower-case letters, "
            "digits and _ (accept:受理).",
        )


def _twice(sheet: Sheet, node: Node) -> Iterator[Finding]:
    keys = [outcome.key for outcome in node.outcomes]
    for key in dict.fromkeys(key for key in keys if keys.count(key) > 1):
        own, word = sheet.name(node), quoted(key)
        yield sheet.error(
            "bpmn.outcome_key_twice",
            node,
            f"{own[0]}的办理结论{word[0]}写了两次。请删掉或改名。",
            f"The outcome {word[1]} of {own[1]} is listed twice. Remove or rename one.",
        )


def _labels(sheet: Sheet, node: Node) -> Iterator[Finding]:
    """The button shows the label; the model falls back to the key, so the text itself is asked."""
    own = sheet.name(node)
    for piece in split_list(node.properties.get("outcomes", "")):
        key, _, label = piece.partition(":")
        if key.strip() and not label.strip():
            word = quoted(key.strip())
            yield sheet.error(
                "bpmn.outcome_no_label",
                node,
                f"{own[0]}的办理结论{word[0]}没有名称。请写成 {key.strip()[:30]}:名称。",
                f"The outcome {word[1]} of {own[1]} has no label. Write {key.strip()[:30]}:label.",
            )
    keys = {outcome.key for outcome in node.outcomes}
    for piece in split_list(node.properties.get("outcomes_en", "")):
        key = piece.partition(":")[0].strip()
        if key not in keys:
            word = quoted(key)
            yield sheet.warning(
                "bpmn.outcomes_en",
                node,
                f"{own[0]}的英文结论名称里有{word[0]}，但没有这个结论。请与 outcomes 对齐。",
                f"The English labels of {own[1]} name {word[1]}, which is no outcome. Align them.",
            )


def without_gateway(sheet: Sheet) -> Iterator[Finding]:
    """Several outcomes that no gateway asks about all do the same (case B47)."""
    for node in sheet.model.of_kind("userTask"):
        if len(node.outcomes) < 2 or not sheet.model.outgoing[node.id] or _kept(node):
            continue
        if deciding_gateway(sheet, node) is None:
            own = sheet.name(node)
            yield sheet.error(
                "bpmn.outcome_uncovered",
                node,
                f"{own[0]}列出了几个办理结论，后面却没有分支，选哪个都一样。请在它后面加排他网关。",
                f"{own[1]} lists several outcomes, but nothing behind it asks for them. Put an exclusive "
                "gateway behind it.",
            )


def _kept(node: Node) -> bool:
    """Whether an output parameter keeps the outcome as a variable, for whoever asks later."""
    read = (read_text(one.text) for one in node.outputs)
    return any(isinstance(text, Expression) and OUTCOME in text.names for text in read)


def deciding_gateway(reading: Reading, node: Node) -> Node | None:
    """The dividing exclusive gateway right behind a task; gateways that only merge are looked through."""
    seen: set[str] = set()
    here = node
    while here.id not in seen:
        seen.add(here.id)
        after = reading.graph.after[here.id]
        if len(after) != 1:
            return None
        here = reading.model.nodes[after[0]]
        if here.kind != "exclusiveGateway":
            return None
        if len(reading.model.outgoing[here.id]) > 1:
            return here
    return None


def covered(sheet: Sheet) -> Iterator[Finding]:
    """Each outcome of each task against the conditions of the gateway right behind it."""
    for node in sheet.model.of_kind("userTask"):
        gateway = deciding_gateway(sheet, node) if len(node.outcomes) > 1 else None
        if gateway is None or not _is_whole(sheet, gateway):
            continue
        yield from _first(sheet, node, gateway)
        for outcome in node.outcomes[1:]:
            yield from _other(sheet, node, gateway, outcome)


def _is_whole(sheet: Sheet, gateway: Node) -> bool:
    """A gateway with faults of its own is not judged further: one fault, one finding."""
    others = [flow for flow in sheet.model.outgoing[gateway.id] if flow.id != gateway.default_flow]
    own_default = len(others) < len(sheet.model.outgoing[gateway.id])
    return own_default and set(sound_conditions(sheet, gateway)) == {flow.id for flow in others}


def _first(sheet: Sheet, node: Node, gateway: Node) -> Iterator[Finding]:
    for flow in ways(sheet, gateway, node.outcomes[0].key).sometimes:
        own, way = sheet.name(node), sheet.name(flow)
        label = quoted(node.outcomes[0].label, node.outcomes[0].label_en)
        yield sheet.error(
            "bpmn.first_outcome",
            flow,
            f"{own[0]}的第一个结论{label[0]}应走默认连线，但{way[0]}的条件也可能成立。请改条件，"
            "或调整结论顺序。",
            f"The first outcome {label[1]} of {own[1]} takes the default flow, but the condition of {way[1]} "
            "can be true for it too. Change the condition or the order of the outcomes.",
        )


def _other(sheet: Sheet, node: Node, gateway: Node, outcome: Outcome) -> Iterator[Finding]:
    found = ways(sheet, gateway, outcome.key)
    own, label = sheet.name(node), quoted(outcome.label, outcome.label_en)
    if not found.possible:
        yield sheet.error(
            "bpmn.outcome_uncovered",
            gateway,
            f"{own[0]}的结论{label[0]}没有自己的连线，会走默认连线。"
            f'请加一条条件为 outcome = "{outcome.key}" 的线。',
            f"The outcome {label[1]} of {own[1]} has no flow of its own and takes the default. Add one with "
            f'the condition outcome = "{outcome.key}".',
        )
    elif len(found.sometimes) > 1 and not _double(sheet, gateway):
        yield sheet.error(
            "bpmn.outcome_twice",
            gateway,
            f"{own[0]}的结论{label[0]}有 {len(found.sometimes)} 条线可走，只能有一条。"
            "请改条件，或再加一个网关。",
            f"The outcome {label[1]} of {own[1]} has {len(found.sometimes)} flows; it must have one. Change "
            "the conditions or add a gateway.",
        )
    elif len(found.possible) == len(found.sometimes) == 1 and not found.always:
        way = sheet.name(found.sometimes[0])
        yield sheet.warning(
            "bpmn.outcome_partly",
            found.sometimes[0],
            f"{own[0]}选{label[0]}时，{way[0]}的条件不一定成立，不成立就走默认连线。请确认是不是这个意思。",
            f"With {label[1]} at {own[1]} the condition of {way[1]} may still be false, and then the default "
            "is taken. Make sure that this is meant.",
        )


@dataclass(frozen=True)
class Ways:
    """Flows of a gateway for one outcome: sure to be taken, sometimes (these included), possible at most."""

    always: tuple[Flow, ...]
    sometimes: tuple[Flow, ...]
    possible: tuple[Flow, ...]


def ways(reading: Reading, gateway: Node, value: str, variable: str = OUTCOME) -> Ways:
    """What the conditions say once `outcome` (or another text variable) is known. What cannot be analysed is
    possible, no more."""
    known = known_at(reading, gateway)
    known[variable] = Variable("text", values=(value,), nullable=False)
    always, sometimes, possible = [], [], []
    for flow_id, condition in sound_conditions(reading, gateway).items():
        # one by one: a condition that cannot be analysed must not hide the others
        found = reading.trials.branches({flow_id: condition}, known)
        flow = reading.model.flows[flow_id]
        if found.never_true or (not found.analysed and _excluded(reading, condition, known)):
            continue
        possible.append(flow)
        sometimes.extend([flow] if found.analysed else [])
        always.extend([flow] if found.always_true else [])
    return Ways(tuple(always), tuple(sometimes), tuple(possible))


def _excluded(reading: Reading, condition: Expression, known: Mapping[str, Variable]) -> bool:
    """Of `outcome = "no" and <something unknown>` the first part alone can say never."""
    parts, waiting = [], [condition.tree]
    while waiting:
        tree = waiting.pop()
        if isinstance(tree, Logic) and tree.operator == "and":
            waiting.extend(tree.operands)
        else:
            parts.append(Expression(condition.text, tree))
    return any(reading.trials.branches({"part": part}, known).never_true for part in parts)


def _double(sheet: Sheet, gateway: Node) -> bool:
    """Two true at once has its own finding."""
    found = sheet.trials.branches(sound_conditions(sheet, gateway), known_at(sheet, gateway))
    return bool(found.both_true)


def not_tried(sheet: Sheet) -> Iterator[Finding]:
    """Comes last: conditions with too many values were judged by kind only, which is to be known."""
    if sheet.trials.refused:
        yield sheet.warning(
            "bpmn.not_analysed",
            None,
            f"流程{sheet.name(None)[0]}的条件组合太多，没有全部试过。请把网关拆开，或让条件少比较几个值。",
            f"The conditions of {sheet.name(None)[1]} have too many combinations; not all were tried. Split "
            "the gateways or compare fewer values.",
        )


RULES = (syntax, without_gateway, covered)
