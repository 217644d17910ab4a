"""A procedure's own declarations: typed inputs and outputs, nobody starts it, every output is set."""

from __future__ import annotations

from collections.abc import Iterator

from engine.domain.case_variables import RESERVED
from engine.domain.events import Declared
from engine.domain.findings import Finding
from engine.domain.model import APPLICANT
from engine.domain.value_types import TYPE_WORDS, TYPES, is_literal
from engine.gate.expressions import VARIABLE
from engine.gate.procedures import ended_with
from engine.gate.setters import set_on_every_way, setters_of
from engine.gate.sheet import Sheet, both, quoted
from engine.gate.types import DOCUMENT_KIND, known_default, known_kinds, suits
from engine.gate.words import suggestion

_PROPERTIES = ("kind", "label_en", *APPLICANT, *(f"{name}_en" for name in APPLICANT))


def types(sheet: Sheet) -> Iterator[Finding]:
    """`in.<name>=<type>[=default]`, `out.<name>=<type>`."""
    for one in sheet.model.declared_inputs.values():
        yield from _declaration(sheet, f"in.{one.name}", one)
        if one.type not in TYPES or one.default is None:
            continue
        if one.type == DOCUMENT_KIND and one.default:
            yield from known_default(sheet, f"in.{one.name}", one.default)
        elif not is_literal(one.type, one.default):
            word, hint = quoted(one.default), TYPE_WORDS[one.type]
            yield sheet.property_error(
                "bpmn.input_literal",
                f"in.{one.name}",
                f"输入 {one.name} 的默认值{word[0]}不对，应是{hint[0]}。请改默认值。",
                f"The default {word[1]} of the input {one.name} must be {hint[1]}.",
            )
    for one in sheet.model.declared_outputs.values():
        yield from _declaration(sheet, f"out.{one.name}", one)
        if one.default is not None:
            yield sheet.property_error(
                "bpmn.output_default",
                f"out.{one.name}",
                f"输出 {one.name} 不能有默认值。请只写类型，用脚本或表单设置它。",
                f"The output {one.name} cannot have a default. Write its type only, and set it in a script "
                "or "
                "form.",
            )


def _declaration(sheet: Sheet, name: str, one: Declared) -> Iterator[Finding]:
    if one.type not in TYPES:
        word, (zh, en) = quoted(one.type), suggestion(one.type, TYPES)
        yield sheet.property_error(
            "bpmn.type_unknown",
            name,
            f"属性 {name[:60]} 的类型{word[0]}不认识。{zh}可用的有 {'、'.join(TYPES)}。",
            f"The property {name[:60]} has the unknown type {word[1]}.{en} There are: {', '.join(TYPES)}.",
        )
    if one.name in RESERVED or not VARIABLE.fullmatch(one.name):
        word = quoted(one.name)
        yield sheet.property_error(
            "bpmn.variable_reserved" if one.name in RESERVED else "bpmn.variable_name",
            name,
            f"名称{word[0]}不能声明：办件变量、outcome 和 result 由系统使用，"
            "其余以英文字母开头，只用字母、数字和下划线。请改名。",
            f"The name {word[1]} cannot be declared: the case's variables, outcome and result belong to the "
            "system, others begin with a letter and hold letters, digits and _. Rename it.",
        )


def properties(sheet: Sheet) -> Iterator[Finding]:
    """A misspelt property of a procedure would declare nothing."""
    for name in sheet.model.properties:
        if name not in _PROPERTIES and not name.startswith(("in.", "out.")):
            word, (zh, en) = quoted(name), suggestion(name, (*_PROPERTIES, "in.x", "out.x"))
            yield Finding(
                sheet.file,
                sheet.property_line(name),
                "warning",
                "bpmn.property_unknown",
                sheet.model.key,
                f"公用程序的属性{word[0]}不起作用。{zh}请改名或删掉。",
                f"The property {word[1]} of the procedure has no effect.{en} Rename or remove it.",
            )


def applicant_texts(sheet: Sheet) -> Iterator[Finding]:
    """`applicant.*`: what applicants read while a case is in the procedure; in both languages."""
    for name in APPLICANT:
        if sheet.model.properties.get(name) and not sheet.model.properties.get(f"{name}_en"):
            yield Finding(
                sheet.file,
                sheet.property_line(name),
                "warning",
                "bpmn.applicant_en",
                sheet.model.key,
                f"写给申请人的 {name} 没有英文，英文页面只能显示中文。请填写属性 {name}_en。",
                f"{name} has no English, so English pages show the Chinese. Fill in the property {name}_en.",
            )


def not_startable(sheet: Sheet) -> Iterator[Finding]:
    """A procedure runs when it is called: a form at its start would be asked of nobody."""
    start = sheet.model.start
    if start is not None and (start.form_key or start.form_outputs):
        own = sheet.name(start)
        yield sheet.error(
            "bpmn.procedure_start_form",
            start,
            f"公用程序的开始事件{own[0]}有表单，但它由别的流程调用，没有人填。请去掉表单，"
            "要填的放在第一个任务上。",
            f"The start event {own[1]} of a procedure has a form, but the procedure is called and nobody "
            "fills "
            "it in. Remove the form, or put it on the first task.",
        )
    if sheet.model.starter_groups:
        yield sheet.warning(
            "bpmn.procedure_starters",
            None,
            f"公用程序{sheet.name(None)[0]}写了谁可以发起（candidateStarterGroups），但它只能被调用。"
            "请删掉。",
            f"The procedure {sheet.name(None)[1]} says who may start it, but it can only be called. Remove "
            "the candidate starter groups.",
        )


def outputs_set(sheet: Sheet) -> Iterator[Finding]:
    """Each declared output is set on every way to an end with result."""
    for one in sheet.model.declared_outputs.values():
        setters = setters_of(sheet, one.name)
        name = f"out.{one.name}"
        if not setters:
            yield sheet.property_error(
                "bpmn.output_not_set",
                name,
                f"声明了输出 {one.name[:60]}，但没有哪一步设置它。请在表单、脚本或输出参数里设置，"
                "或删掉声明。",
                f"The output {one.name[:60]} is declared, but no step sets it. Set it in a form, a script "
                "or an "
                "output parameter, or remove it.",
            )
            continue
        for node_id, variable in setters.items():
            node = sheet.model.nodes[node_id]
            if suits(variable, one.type):
                yield from known_kinds(sheet, node, one.type, variable)
            elif node.kind != "startEvent":
                own, hint = sheet.name(node), TYPE_WORDS.get(one.type, ("", ""))
                yield sheet.error(
                    "bpmn.output_kind",
                    node,
                    f"{own[0]}设置的 {one.name[:60]} 与声明的类型 {one.type} 不符，应是{hint[0]}。"
                    "请改其中一个。",
                    f"{own[1]} sets {one.name[:60]}, which is declared as {one.type}: it must be {hint[1]}. "
                    "Change one of them.",
                )
        if not set_on_every_way(sheet, one.name):
            yield _partly(sheet, one)


def _partly(sheet: Sheet, one: Declared) -> Finding:
    past = sheet.graph.reachable_without(*setters_of(sheet, one.name))
    zh, en = both([sheet.name(end) for end in ended_with(sheet.model) if end.id in past])
    return Finding(
        sheet.file,
        sheet.property_line(f"out.{one.name}"),
        "warning",
        "bpmn.output_partly_set",
        sheet.model.key,
        f"有的走法到{zh}没有设置输出 {one.name[:60]}，调用方会得到空值。请在那些走法上也设置它，"
        "或确认可以为空。",
        f"On some ways to {en} the output {one.name[:60]} is not set, and callers get null. Set it there "
        "too, "
        "or make sure that null is meant.",
    )


RULES = (types, properties, applicant_texts, not_startable, outputs_set)
