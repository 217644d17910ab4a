"""`faulty_on`: outcomes that say materials are faulty, and the way on for a case whose materials stay so.

Source: 行政许可法 32(4), all that has to be corrected is told at once; architecture §8; families.md §5.3
(promise_3level: after the one correction there is still a way on, with its reason). `told_only`: which of
those outcomes need a fault the applicant was told of.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.domain.findings import Finding
from engine.feel import Expression
from engine.gate.expressions import read_text
from engine.gate.sheet import Reading, Sheet, quoted
from engine.gate.variables import known_at
from engine.gate.words import suggestion


def known_outcomes(sheet: Sheet) -> Iterator[Finding]:
    """Outcomes of the same task, and not the first one, which needs every required material in order."""
    for node in sheet.model.of_kind("userTask"):
        keys = [outcome.key for outcome in node.outcomes]
        for key in node.faulty_on:
            if key in keys[1:]:
                continue
            own, word = sheet.name(node), quoted(key)
            zh, en = suggestion(key, keys[1:])
            why = ("是第一个结论，材料都合格才能选", "is its first outcome, which needs materials in order")
            if key not in keys:
                why = ("不是这里的办理结论", "is none of its outcomes")
            yield sheet.error(
                "bpmn.faulty_on",
                node,
                f"{own[0]}的 faulty_on 写了{word[0]}，它{why[0]}。{zh}请改成 outcomes 里后面的一个。",
                f"`faulty_on` of {own[1]} names {word[1]}, which {why[1]}.{en} Name a later outcome.",
            )


def somewhere_to_look(sheet: Sheet) -> Iterator[Finding]:
    """Verdicts are given at the task with the milestone `accept`, over materials that the item lists."""
    for node in sheet.model.of_kind("userTask"):
        own = sheet.name(node)
        if "faulty_on" in node.properties and not node.checks_materials:
            yield sheet.error(
                "bpmn.faulty_on_unchecked",
                node,
                f"{own[0]}写了 faulty_on，但这一步不核对材料，选了也过不去。"
                "请加里程碑 accept，或删掉 faulty_on。",
                f"{own[1]} has `faulty_on`, but no materials are checked there, so those outcomes can never "
                "be taken. Add the milestone accept, or remove `faulty_on`.",
            )
        elif node.faulty_on and not (sheet.model.is_procedure or sheet.model.materials):
            yield sheet.error(
                "bpmn.faulty_on_no_materials",
                node,
                f"{own[0]}写了 faulty_on，但这个流程没有列材料，选了也过不去。请写 item.material.…，"
                "或删掉 faulty_on。",
                f"{own[1]} has `faulty_on`, but the process lists no materials, so those outcomes can never "
                "be taken. Write item.material.…, or remove `faulty_on`.",
            )


def way_on(sheet: Sheet) -> Iterator[Finding]:
    """Where every outcome of `faulty_on` has a condition, one of them has to hold at any time."""
    for node in sheet.model.of_kind("userTask"):
        offers = {key: node.offered_if[key] for key in node.faulty_on if key in node.offered_if}
        if not offers or len(offers) < len(node.faulty_on):
            continue
        read = {key: read_text(text) for key, text in offers.items()}
        sound = {key: text for key, text in read.items() if isinstance(text, Expression)}
        if len(sound) < len(read):
            continue
        found = sheet.trials.branches(sound, known_at(sheet, node))
        if not found.analysed or found.none_true is None:
            continue
        own = sheet.name(node)
        when = "，".join(f"{name} = {_value(value)}" for name, value in found.none_true.items())
        yield sheet.warning(
            "bpmn.faulty_no_way",
            node,
            f"{own[0]}在{quoted(when)[0]}时，材料仍不合格就没有结论可选（faulty_on 的几个结论都不给选）。"
            "请再列一个结论，如 incomplete:补正后仍不合格，写进 faulty_on，并接一条线。",
            f"With {quoted(when)[1]} at {own[1]} no outcome is left for materials that are still faulty: "
            "none of `faulty_on` is on offer. List one more there, such as incomplete, with its own flow.",
        )


def _value(value: object) -> str:
    return "null" if value is None else str(value)


def told_at_once(sheet: Sheet) -> Iterator[Finding]:
    """An item that asks for faulty materials again says which outcome finds them."""
    if not _asks_again(sheet):
        return
    for node in sheet.model.of_kind("userTask"):
        if node.checks_materials and len(node.outcomes) > 1 and not node.faulty_on:
            own = sheet.name(node)
            yield sheet.warning(
                "bpmn.faulty_on_missing",
                node,
                f"{own[0]}后面会请申请人补交材料，但没有写 faulty_on：不核对、不写原因也能选补正，"
                "告知书里就什么都没有。请写上要补正的结论，如 faulty_on = correct。",
                f"Behind {own[1]} the applicant is asked for faulty materials again, but it has no "
                "`faulty_on`: a correction can be chosen with nothing judged and no reason, and the notice "
                "lists nothing. Name the outcome, such as faulty_on = correct.",
            )


def _asks_again(reading: Reading) -> bool:
    """Whether a wait of the process, or of what it calls, asks for faulty materials."""
    if any(node.is_wait and node.asks_faulty for node in reading.model.nodes.values()):
        return True
    return any(
        reading.callees.once("asks for faulty materials", key, _asks_again, False)
        for key in reading.model.called_keys
    )


def told_before(sheet: Sheet) -> Iterator[Finding]:
    """`told_only` names outcomes of `faulty_on`, and leaves one by which the applicant is told."""
    for node in sheet.model.of_kind("userTask"):
        own = sheet.name(node)
        for key in node.told_only:
            if key in node.faulty_on:
                continue
            word = quoted(key)
            zh, en = suggestion(key, node.faulty_on)
            yield sheet.error(
                "bpmn.told_only",
                node,
                f"{own[0]}的 told_only 写了{word[0]}，faulty_on 里没有它。{zh}请改成 faulty_on 里的一个。",
                f"`told_only` of {own[1]} names {word[1]}, which `faulty_on` does not list.{en} "
                "Name one of those.",
            )
        if node.faulty_on and set(node.faulty_on) <= set(node.told_only):
            yield sheet.error(
                "bpmn.told_only_all",
                node,
                f"{own[0]}的 told_only 写了 faulty_on 的全部结论，就没有结论能先告知申请人，"
                "它们选了也过不去。请把补正的那个结论从 told_only 里删掉。",
                f"`told_only` of {own[1]} names every outcome of `faulty_on`: none is left that tells the "
                "applicant, so they can never be taken. Remove the outcome that asks for a correction.",
            )


RULES = (known_outcomes, somewhere_to_look, way_on, told_at_once, told_before)
