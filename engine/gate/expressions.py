"""Conditions and scripts: they compile, read variables that a path can have set, and give what is wanted."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine import bpmnxml
from engine.domain.case_variables import OUTCOME, RESERVED
from engine.domain.findings import Finding
from engine.domain.model import Flow, Node
from engine.feel import Expression, FeelError, Remark, check, compile_text
from engine.gate.analysis import Known, Wanted
from engine.gate.sheet import Place, Reading, Sheet, quoted, short
from engine.gate.variables import known_at, nearest_tasks

VARIABLE = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}", re.ASCII)
_UNKNOWN_NAME = "feel.unknown_name"


def read_text(text: str) -> Expression | FeelError:
    """The compiled expression, or why there is none."""
    try:
        return compile_text(text)
    except FeelError as error:
        return error


def sound_conditions(reading: Reading, node: Node) -> dict[str, Expression]:
    """Flow id -> condition of a gateway's flows but the default, without those that have an error anyway."""
    if node.id not in reading.sound:
        found = reading.sound[node.id] = {}
        for flow in reading.model.outgoing[node.id]:
            read = read_text(flow.condition) if flow.condition and flow.id != node.default_flow else None
            if isinstance(read, Expression) and not _wrong(reading, flow, read, node):
                found[flow.id] = read
    return reading.sound[node.id]


def _wrong(reading: Reading, flow: Flow, read: Expression, at: Node) -> bool:
    remarks = _remarks(reading, flow, read, at, "boolean")
    return any(remark.severity == "error" and remark.code != _UNKNOWN_NAME for remark in remarks)


def _remarks(
    reading: Reading, place: Flow | Node, read: Expression, at: Node, wanted: Wanted
) -> list[Remark]:
    if place.id not in reading.remarks:
        reading.remarks[place.id] = reading.trials.remarks(read, known_at(reading, at), wanted)
    return reading.remarks[place.id]


def conditions(sheet: Sheet) -> Iterator[Finding]:
    """Every condition is one boolean FEEL expression."""
    for flow in sheet.model.flows.values():
        if flow.condition is None:
            continue
        yield from _language(sheet, flow)
        if not flow.condition:
            zh, en = sheet.name(flow)
            yield sheet.error(
                "feel.empty",
                flow,
                f"{zh}的条件是空的。请写上条件，或删掉它并设为默认连线。",
                f"The condition of {en} is empty. Write one, or remove it and make the flow the default.",
            )
            continue
        node = sheet.model.nodes.get(flow.source)
        yield from _judge(sheet, flow, flow.condition, node, "boolean")


def _language(sheet: Sheet, flow: Flow) -> Iterator[Finding]:
    """One expression language everywhere (architecture §4); `language` may be absent."""
    element = sheet.elements[flow.id].find(f"{{{bpmnxml.BPMN}}}conditionExpression")
    language = "" if element is None else (element.get("language") or "")
    if language and "feel" not in language.lower():
        zh, en = sheet.name(flow)
        yield sheet.error(
            "feel.language",
            flow,
            f"{zh}的条件用的语言是{quoted(language)[0]}。这里只用 FEEL，请改写，语言一栏留空。",
            f"The condition of {en} is written in {quoted(language)[1]}. Only FEEL is used: rewrite it.",
        )


def scripts(sheet: Sheet) -> Iterator[Finding]:
    """scriptFormat="feel", one expression, and a variable that takes its value (architecture §4)."""
    for node in sheet.model.of_kind("scriptTask"):
        zh, en = sheet.name(node)
        if node.script_format.lower() != "feel":
            yield sheet.error(
                "bpmn.script_format",
                node,
                f"脚本任务{zh}的脚本格式（scriptFormat）要写 feel，里面写一个 FEEL 表达式。",
                f'The script task {en} needs scriptFormat "feel" and one FEEL expression.',
            )
        elif not node.script:
            yield sheet.error(
                "bpmn.script_empty",
                node,
                f"脚本任务{zh}里没有表达式。请写一个，或删掉这个节点。",
                f"The script task {en} holds no expression. Write one or remove the task.",
            )
        else:
            yield from _judge(sheet, node, node.script, node, "any")
        yield from _result_variable(sheet, node)


def offers(sheet: Sheet) -> Iterator[Finding]:
    """`outcome_if.<outcome>`: a boolean over what is known when the task opens (architecture §4)."""
    for node in sheet.model.of_kind("userTask"):
        for key, text in node.offered_if.items():
            keys = [outcome.key for outcome in node.outcomes]
            if key not in keys[1:]:
                yield _no_such_offer(sheet, node, key, first=key in keys)
                continue
            read = read_text(text)
            if isinstance(read, FeelError):
                yield _refusal(sheet, node, text, read)
                continue
            for remark in sheet.trials.remarks(read, known_at(sheet, node), "boolean"):
                yield _remarked(sheet, node, text, remark)


def _no_such_offer(sheet: Sheet, node: Node, key: str, *, first: bool) -> Finding:
    zh, en = sheet.name(node)
    word = quoted(key)
    if first:
        return sheet.error(
            "bpmn.outcome_if_first",
            node,
            f"{zh}的第一个结论{word[0]}不能带条件（outcome_if），否则可能没有结论可选。请去掉这个条件。",
            f"The first outcome {word[1]} of {en} must always be on offer. Remove its outcome_if.",
        )
    return sheet.error(
        "bpmn.outcome_if_unknown",
        node,
        f"{zh}给{word[0]}写了条件（outcome_if），但没有列出这个结论。请与 outcomes 对齐。",
        f"{en} has a condition (outcome_if) for {word[1]}, which is none of its outcomes. Align them.",
    )


def _result_variable(sheet: Sheet, node: Node) -> Iterator[Finding]:
    zh, en = sheet.name(node)
    if not node.result_variable:
        yield sheet.error(
            "bpmn.script_no_result",
            node,
            f"脚本任务{zh}没有写结果变量（resultVariable），算出来的值没有地方放。请填写。",
            f"The script task {en} names no result variable, so its value is lost. Fill it in.",
        )
    else:
        yield from variable_name(sheet, node, node.result_variable)


def variable_name(sheet: Sheet, node: Node, name: str) -> Iterator[Finding]:
    """A variable can be named in FEEL, and is none of the engine's own."""
    zh, en = sheet.name(node)
    word = quoted(name)
    if name in RESERVED:
        yield sheet.error(
            "bpmn.variable_reserved",
            node,
            f"{zh}要写入变量{word[0]}，这个名字由系统使用。请换一个名字。",
            f"{en} would set the variable {word[1]}, which the system itself uses. Choose another name.",
        )
    elif not VARIABLE.fullmatch(name):
        yield sheet.error(
            "bpmn.variable_name",
            node,
            f"{zh}的变量名{word[0]}不合规：以英文字母开头，只用字母、数字和下划线，最多 64 个。请改名。",
            f"{en} sets a variable {word[1]}: names begin with a letter and hold letters, digits and _, "
            "64 at most.",
        )


def _judge(sheet: Sheet, place: Node | Flow, text: str, at: Node | None, wanted: Wanted) -> Iterator[Finding]:
    read = read_text(text)
    if isinstance(read, FeelError):
        yield _refusal(sheet, place, text, read)
    elif at is not None:
        for remark in _remarks(sheet, place, read, at, wanted):
            yield _remarked(sheet, place, text, remark)
        yield from _stale_outcome(sheet, place, read, at)


def judged_text(
    sheet: Sheet, node: Node, text: str, what: tuple[str, str], known: Known, *, stale: bool = True
) -> Iterator[Finding]:
    """Any other FEEL text of a node, `what` being its words (a mapping, a timer). `stale`: it is read before
    the node itself gives an outcome."""
    read = read_text(text)
    if isinstance(read, FeelError):
        yield _refusal(sheet, node, text, read, what)
        return
    for remark in check(read, known, wanted="any"):
        yield _remarked(sheet, node, text, remark, what)
    if stale:
        yield from _stale_outcome(sheet, node, read, node, what)


def _refusal(
    sheet: Sheet, place: Node | Flow, text: str, error: FeelError, what: tuple[str, str] | None = None
) -> Finding:
    zh, en = _about(sheet, place, text, what)
    hint = ("", "")
    if error.suggestion:
        hint = (f"可以写成：{short(error.suggestion, 200)}", f" Write: {short(error.suggestion, 200)}")
    return sheet.error(_code(error.code), place, f"{zh}{error.zh}{hint[0]}", f"{en}{error.en}{hint[1]}")


def _remarked(
    sheet: Sheet, place: Place, text: str, remark: Remark, what: tuple[str, str] | None = None
) -> Finding:
    """In a plain process an unknown name is at most a warning (contract.md): any task may set anything."""
    zh, en = _about(sheet, place, text, what)
    mild = remark.severity != "error" or (remark.code == _UNKNOWN_NAME and not sheet.strict)
    say = sheet.warning if mild else sheet.error
    return say(_code(remark.code), place, f"{zh}{remark.zh}", f"{en}{remark.en}")


def _about(sheet: Sheet, place: Place, text: str, what: tuple[str, str] | None = None) -> tuple[str, str]:
    zh, en = sheet.name(place)
    what = what or (("脚本", "script") if isinstance(place, Node) else ("条件", "condition"))
    return f"{zh}的{what[0]}“{short(text, 80)}”：", f'The {what[1]} of {en}, "{short(text, 80)}": '


def _code(code: str) -> str:
    return code if code.startswith("feel.") else f"feel.{code}"


def _stale_outcome(
    sheet: Sheet, place: Node | Flow, read: Expression, at: Node, what: tuple[str, str] | None = None
) -> Iterator[Finding]:
    """`outcome` stays what the last task with outcomes set: it is read right behind it (families §1.7)."""
    if OUTCOME not in read.names:
        return
    silent = [task for task in nearest_tasks(sheet, at) if not task.outcomes]
    if not silent:
        return
    zh, en = sheet.name(silent[0])
    about = _about(sheet, place, read.text, what)
    say = sheet.error if sheet.strict else sheet.warning
    yield say(
        "bpmn.outcome_stale",
        place,
        f"{about[0]}读取办理结论 outcome，但从{zh}过来时没有新的结论。"
        "请给它列出结论（outcomes），或换一个变量。",
        f"{about[1]}it reads `outcome`, but coming from {en} there is no new one. Give that task outcomes.",
    )


RULES = (conditions, scripts, offers)
