"""Items: the `item.*` data a citizen, a clerk and a supervisor rely on (architecture §5)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine import bpmnxml
from engine.domain.findings import Finding
from engine.domain.model import Node
from engine.gate.item_schema import (
    CHANNELS,
    NEEDS,
    SCALARS,
    is_known,
    load_item,
    property_name,
    scalar_errors,
)
from engine.gate.outcomes import KEY
from engine.gate.procedures import throws
from engine.gate.sheet import Sheet, quoted
from engine.gate.words import suggestion

_PREFIX = {"service": "SVC", "social": "SOC", "penalty": "PEN"}
_REQUIRED = ("item.code", "item.name_en", "item.department")
_REQUIRED_OF_SERVICES = ("item.handling", "item.channels", "item.result")
_BASIS_NAME = re.compile(r"item\.basis\.\d{1,4}", re.ASCII)
_BASIS = re.compile(r"([a-z][a-z0-9_]*)#[^\s#]+", re.ASCII)
"""A key of the book `laws` and an article."""
_LABELLED = ("startEvent", "userTask", "callActivity", "endEvent")


def unknown_names(sheet: Sheet) -> Iterator[Finding]:
    """A misspelt `item.*` would silently say nothing."""
    for name in sheet.model.properties:
        if name.startswith("item.") and not is_known(name[len("item.") :]):
            word = quoted(name)
            zh, en = suggestion(name, [f"item.{known}" for known in SCALARS])
            yield sheet.property_error(
                "item.unknown",
                name,
                f"属性{word[0]}不认识，不起作用。{zh}请改名或删掉。",
                f"The property {word[1]} is unknown and does nothing.{en} Rename or remove it.",
            )


def required(sheet: Sheet) -> Iterator[Finding]:
    names = _REQUIRED + (_REQUIRED_OF_SERVICES if sheet.model.kind == "service" else ())
    for name in names:
        if not sheet.model.properties.get(name, "").strip():
            yield sheet.error(
                "item.missing",
                None,
                f"事项{sheet.name(None)[0]}缺少属性 {name}。请在流程属性里填写。",
                f"The item {sheet.name(None)[1]} lacks the property {name}. Fill it in.",
            )


def values(sheet: Sheet) -> Iterator[Finding]:
    """What the schema refuses: codes, limits, numbers, channels."""
    for field in scalar_errors(sheet.model.properties):
        name = property_name(field)
        word = quoted(sheet.model.properties.get(name, ""))
        hint = _HINTS.get(field, _LIMIT_HINT)
        yield sheet.property_error(
            _CODES.get(field, "item.value"),
            name,
            f"属性 {name} 的值{word[0]}不对。{hint[0]}",
            f"The property {name} has the wrong value {word[1]}. {hint[1]}",
        )


_LIMIT_HINT = (
    "请写数字加单位，如 10wd（工作日）、15d（自然日）、24h。",
    "Write a number and a unit, such as 10wd, 15d, 24h.",
)
_HINTS = {
    "code": ("请写成 SVC-MZ-030 的样子。", "Write it like SVC-MZ-030."),
    "channels": (f"可用的有 {'、'.join(CHANNELS)}。", f"There are: {', '.join(CHANNELS)}."),
    "visits": ("请写 0 到 99 的整数。", "Write a whole number from 0 to 99."),
    "baseline_steps": ("请写整数。", "Write a whole number."),
    "sms_name": ("请写 yes 或 no。", "Write yes or no."),
}
_CODES = {"code": "item.code_form", "channels": "item.channel_unknown"} | dict.fromkeys(
    ("promised", "legal", "baseline_days"), "item.limit"
)


def code_of_kind(sheet: Sheet) -> Iterator[Finding]:
    """SVC-, SOC-, PEN- tell the kind, and the key is the code in lower case (families.md §1 point 9)."""
    code = sheet.model.code
    if not code or "code" in scalar_errors(sheet.model.properties):
        return
    prefix = _PREFIX[sheet.model.kind]
    if not code.startswith(f"{prefix}-"):
        yield sheet.property_error(
            "item.code_form",
            "item.code",
            f"事项编码“{code}”与类别 {sheet.model.kind} 不符，应以 {prefix}- 开头。请改编码或属性 kind。",
            f'The code "{code}" does not fit the kind {sheet.model.kind}: it begins with {prefix}-.',
        )
    key = code.lower().replace("-", "_")
    if sheet.model.key != key:
        yield sheet.property_error(
            "item.key_not_code",
            "item.code",
            f"事项编码“{code}”对应的流程编号应是 {key}，现在是“{sheet.model.key[:60]}”。请改成一致。",
            f'The code "{code}" belongs to the process id {key}, not "{sheet.model.key[:60]}". Align them.',
        )


def materials(sheet: Sheet) -> Iterator[Finding]:
    """Materials are asked for by their register name, and each says how much it is needed."""
    known = {material.code for material in load_item(sheet.model.properties).materials}
    for material in load_item(sheet.model.properties).materials:
        name = f"item.material.{material.code}"
        if material.need not in NEEDS:
            word = quoted(material.need)
            yield sheet.property_error(
                "item.material_need",
                name,
                f"材料 {material.code} 的要求{word[0]}不对。请写 required（必交）、optional（可交）或 "
                "deferrable（可容缺）。",
                f"The need {word[1]} of the material {material.code} is wrong. Write required, optional or "
                "deferrable.",
            )
        if not sheet.parts.material(material.code):
            yield sheet.property_error(
                "item.material_unknown",
                name,
                f"材料编码“{material.code}”不在材料名册里。请改成名册里的编码，或先登记。",
                f'The material "{material.code}" is not in the book of materials. Use another or enter it.',
            )
    for name in sheet.model.properties:
        code = name.removeprefix("item.material.").removesuffix(".note")
        if name.startswith("item.material.") and name.endswith(".note") and code not in known:
            yield sheet.property_error(
                "item.material_note",
                name,
                f"有材料“{code[:60]}”的说明，却没有这项材料。请加上 item.material.{code[:60]}，或删掉说明。",
                f'There is a note for the material "{code[:60]}", but no such material. Add or drop it.',
            )


def books(sheet: Sheet) -> Iterator[Finding]:
    """The department exists in its book."""
    item = load_item(sheet.model.properties)
    if item.department and not sheet.parts.department(item.department):
        word = quoted(item.department)
        yield sheet.property_error(
            "item.department_unknown",
            "item.department",
            f"部门号{word[0]}不在部门名册里。请改成名册里的编号。",
            f"The department number {word[1]} is not in the book of departments. Use one that is.",
        )


def basis(sheet: Sheet) -> Iterator[Finding]:
    """`item.basis.<n>` is `law#article` (architecture §5). A law that nobody has entered is a warning: the
    guide then shows the text as it stands, and no case comes to harm."""
    for name, reference in sheet.model.properties.items():
        if not _BASIS_NAME.fullmatch(name):
            continue
        word, found = quoted(reference), _BASIS.fullmatch(reference.strip())
        if found is None:
            yield sheet.property_error(
                "item.basis_form",
                name,
                f"办理依据{word[0]}写法不对。请写成 法规编号#条号，如 residence_permit_2015#9。",
                f"The legal basis {word[1]} is not written as law#article, such as residence_permit_2015#9.",
            )
        elif not sheet.parts.law(found[1]):
            yield sheet.property_warning(
                "item.law_unknown",
                name,
                f"办理依据{word[0]}的法规不在法规名册里，办事指南只能照原样显示。请登记它，或改编号。",
                f"The law of the legal basis {word[1]} is not in the book of laws, so the guide shows "
                "the text as it stands. Enter the law, or change its key.",
            )


def starters(sheet: Sheet) -> Iterator[Finding]:
    """Who may start: `citizen` or known posts."""
    if not sheet.model.starter_groups:
        yield sheet.error(
            "item.no_starter",
            None,
            f"事项{sheet.name(None)[0]}没有写谁可以发起（candidateStarterGroups）。请写 citizen,counter 等。",
            f"The item {sheet.name(None)[1]} does not say who may start it (candidate starter groups). "
            "Write citizen,counter or the like.",
        )
    for post in sheet.model.starter_groups:
        if post != "citizen" and not sheet.parts.post(post):
            word = quoted(post)
            yield sheet.error(
                "item.starter_unknown",
                None,
                f"可发起的岗位{word[0]}不在岗位名册里。请写 citizen 或名册里的岗位。",
                f"The starting post {word[1]} is not in the book of posts. Write citizen or one that is.",
            )


def results(sheet: Sheet) -> Iterator[Finding]:
    """Every end says with what result; ends of side branches, behind a fork or behind an event that lets its
    task go on, set none (architecture §4)."""
    forks = [
        node for node in sheet.model.of_kind("parallelGateway") if len(sheet.model.outgoing[node.id]) > 1
    ]
    forks += [node for node in sheet.model.of_kind("boundaryEvent") if not node.interrupting]
    for end in sheet.model.of_kind("endEvent"):
        result = end.properties.get("result", "")
        own = sheet.name(end)
        if throws(end):
            continue  # it ends with an error, not with a result
        if not result and not any(end.id in sheet.graph.behind(fork.id) for fork in forks):
            yield sheet.error(
                "item.end_no_result",
                end,
                f"结束事件{own[0]}没有写结果（result）。请写 granted、refused 这样的词。",
                f"The end {own[1]} sets no result. Write a word such as granted or refused.",
            )
        elif result and not KEY.fullmatch(result):
            word = quoted(result)
            yield sheet.error(
                "item.result_form",
                end,
                f"结束事件{own[0]}的结果{word[0]}只能用小写字母、数字和下划线。请改写。",
                f"The result {word[1]} of the end {own[1]} must be lower-case letters, digits and _.",
            )


def history(sheet: Sheet) -> Iterator[Finding]:
    """How long finished cases are kept is the designer's word, not a default."""
    if not bpmnxml.camunda(sheet.process, "historyTimeToLive"):
        yield sheet.warning(
            "item.no_history_time",
            None,
            f"事项{sheet.name(None)[0]}没有写办件保存多久（historyTimeToLive）。请填写，如 P3650D。",
            f"The item {sheet.name(None)[1]} does not say how long cases are kept "
            "(historyTimeToLive). Fill it in, such as P3650D.",
        )


def english(sheet: Sheet) -> Iterator[Finding]:
    """The English page needs an English label of every step a person sees."""
    for node in sheet.model.nodes.values():
        if (node.kind in _LABELLED or node.is_wait) and not node.properties.get("label_en", "").strip():
            yield _no_english(sheet, node)


def _no_english(sheet: Sheet, node: Node) -> Finding:
    zh, en = sheet.name(node)
    return sheet.warning(
        "item.label_en",
        node,
        f"{zh}没有英文名称，英文页面只能显示中文。请填写属性 label_en。",
        f"{en} has no English label. Fill in the property label_en.",
    )


RULES = (
    *(unknown_names, required, values, code_of_kind, materials),
    *(books, basis, starters, history),
)
STRICT_RULES = (results, english)
"""For procedures too."""
