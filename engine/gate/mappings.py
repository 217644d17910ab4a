"""What a call passes in and takes out, against what the called procedure declares (families.md §4)."""

from __future__ import annotations

from collections.abc import Iterator

from engine.domain.case_variables import CASE_VARIABLES, RESULT
from engine.domain.events import Declared, Passing
from engine.domain.findings import Finding
from engine.domain.model import Node, ProcessModel
from engine.domain.value_types import TYPE_WORDS, is_literal
from engine.feel import Variable
from engine.gate.expressions import judged_text, variable_name
from engine.gate.setters import ended_values, value_of
from engine.gate.sheet import Sheet, quoted
from engine.gate.types import known_kinds, suits
from engine.gate.variables import known_at
from engine.gate.words import suggestion


def inputs(sheet: Sheet) -> Iterator[Finding]:
    """Every literal and passed input is declared and fits; what has no default is set."""
    for node in sheet.model.of_kind("callActivity"):
        called = sheet.called(node)
        yield from _written(sheet, node)
        if called is None or not called.model.is_procedure:
            yield from _sources(sheet, node, None)
            continue
        for name, text in node.literals.items():
            declared = called.model.declared_inputs.get(name)
            if declared is None:
                yield _no_input(sheet, node, name, called.model)
            elif not is_literal(declared.type, text):
                yield _literal(sheet, node, declared, text)
            else:
                yield from known_kinds(sheet, node, declared.type, Variable("text", (text,)))
        yield from _sources(sheet, node, called.model)
        yield from _missing(sheet, node, called.model)


def _written(sheet: Sheet, node: Node) -> Iterator[Finding]:
    """Mappings that say nothing, say two things, or would touch the engine's own variables."""
    given = list(node.literals)
    for one in (*node.passed_in, *node.passed_out):
        if one.everything:
            if sheet.strict:
                yield _all(sheet, node)
        elif not one.target or bool(one.source) == bool(one.expression):
            yield _incomplete(sheet, node)
        elif sheet.strict and {one.target, one.source} & set(CASE_VARIABLES):
            yield _case_variable(sheet, node, ({one.target, one.source} & set(CASE_VARIABLES)).pop())
    given += [one.target for one in node.passed_in if one.target]
    taken = [one.target for one in node.passed_out if one.target]
    for names in (given, taken):
        for name in dict.fromkeys(name for name in names if names.count(name) > 1):
            own, word = sheet.name(node), quoted(name)
            yield sheet.error(
                "bpmn.mapping_twice",
                node,
                f"{own[0]}给{word[0]}写了两次值，分不清用哪一个。请只留一处。",
                f"{own[1]} sets {word[1]} twice. Keep one.",
            )


def _all(sheet: Sheet, node: Node) -> Finding:
    own = sheet.name(node)
    return sheet.error(
        "bpmn.mapping_all",
        node,
        f"{own[0]}传递全部变量（variables=all），只有普通流程可以这样。请逐个写要传的变量。",
        f"{own[1]} passes all variables, which only plain processes may. List those that are meant.",
    )


def _incomplete(sheet: Sheet, node: Node) -> Finding:
    own = sheet.name(node)
    return sheet.error(
        "bpmn.mapping_incomplete",
        node,
        f"{own[0]}有一条变量传递没写完整。请写目标变量，并写来源变量或来源表达式中的一个。",
        f"A variable mapping of {own[1]} is incomplete. Write the target, and either a source variable or a "
        "source expression.",
    )


def _case_variable(sheet: Sheet, node: Node, name: str) -> Finding:
    own, word = sheet.name(node), quoted(name)
    return sheet.error(
        "bpmn.case_variable_mapped",
        node,
        f"{own[0]}传递了{word[0]}。办件变量在每个程序里都能直接读，不用也不能传。请删掉这条。",
        f"{own[1]} maps {word[1]}. Every procedure can read the variables of the case anyway. Remove it.",
    )


def _no_input(sheet: Sheet, node: Node, name: str, called: ProcessModel) -> Finding:
    own, word, other = sheet.name(node), quoted(name), quoted(called.name or called.key, called.name_en)
    zh, en = suggestion(name, called.declared_inputs)
    return sheet.error(
        "bpmn.input_unknown",
        node,
        f"{own[0]}传入{word[0]}，但程序{other[0]}没有这个输入。{zh}请改名或删掉，或在程序里声明 "
        f"in.{name[:60]}。",
        f"{own[1]} passes {word[1]}, which the procedure {other[1]} does not declare.{en} Rename or remove "
        f"it, or declare in.{name[:60]} there.",
    )


def _literal(sheet: Sheet, node: Node, declared: Declared, text: str) -> Finding:
    own, word = sheet.name(node), quoted(text)
    hint = TYPE_WORDS[declared.type]
    return sheet.error(
        "bpmn.input_literal",
        node,
        f"{own[0]}给输入 {declared.name} 写了{word[0]}，应是{hint[0]}。请改值。",
        f"{own[1]} gives the input {declared.name} the value {word[1]}; it must be {hint[1]}.",
    )


def _sources(sheet: Sheet, node: Node, called: ProcessModel | None) -> Iterator[Finding]:
    known = known_at(sheet, node)
    for one in node.passed_in:
        if one.everything or not one.target or bool(one.source) == bool(one.expression):
            continue
        declared = called.declared_inputs.get(one.target) if called is not None else None
        if called is not None and declared is None:
            yield _no_input(sheet, node, one.target, called)
            continue
        if one.expression:
            yield from judged_text(sheet, node, one.expression, ("传入表达式", "passed expression"), known)
            given = value_of(one.expression, known)
        elif one.source not in known:
            yield _unknown_source(sheet, node, one.source, known)
            continue
        else:
            given = known[one.source]
        if declared is not None and not suits(given, declared.type):
            yield _wrong_kind(sheet, node, one, declared)
            continue
        if declared is not None:
            yield from known_kinds(sheet, node, declared.type, given)
        if declared is not None and given.nullable and given.kind != "any":
            yield from _null(sheet, node, one, declared)


def _unknown_source(sheet: Sheet, node: Node, name: str, known: dict[str, Variable]) -> Finding:
    own, word = sheet.name(node), quoted(name)
    zh, en = suggestion(name, known)
    say = sheet.error if sheet.strict else sheet.warning
    return say(
        "bpmn.variable_unknown",
        node,
        f"{own[0]}传入变量{word[0]}，但走到这里没有哪一步设置过它。{zh}请改名，或在前面的表单、脚本里设置。",
        f"{own[1]} passes the variable {word[1]}, which nothing before it sets.{en} Rename it, or set it "
        "in an "
        "earlier form or script.",
    )


def _wrong_kind(sheet: Sheet, node: Node, one: Passing, declared: Declared) -> Finding:
    own, word, hint = sheet.name(node), quoted(one.source or one.expression), TYPE_WORDS[declared.type]
    return sheet.error(
        "bpmn.input_kind",
        node,
        f"{own[0]}把{word[0]}传给输入 {declared.name}，类型不符：它应是{hint[0]}。请换一个变量，或改声明。",
        f"{own[1]} passes {word[1]} to the input {declared.name}, which must be {hint[1]}. Pass another "
        "variable, or change the declaration.",
    )


def _null(sheet: Sheet, node: Node, one: Passing, declared: Declared) -> Iterator[Finding]:
    """Null takes the default; where there is none it would silently decide gateways of the procedure."""
    if declared.default is not None or declared.type == "bool":
        return
    own, word = sheet.name(node), quoted(one.source or one.expression)
    yield sheet.warning(
        "bpmn.input_may_be_null",
        node,
        f"{own[0]}传给输入 {declared.name} 的{word[0]}可能是空的，程序里没有默认值。"
        "请在前面的每条路上都设置它，或在程序里写默认值。",
        f"{word[1]}, which {own[1]} passes to the input {declared.name}, may be null, and the procedure "
        "has no "
        "default. Set it on every way before, or declare a default.",
    )


def _missing(sheet: Sheet, node: Node, called: ProcessModel) -> Iterator[Finding]:
    if any(one.everything for one in node.passed_in):
        return
    given = {*node.literals, *(one.target for one in node.passed_in)}
    for declared in called.declared_inputs.values():
        if declared.name in given or declared.default is not None or declared.type == "bool":
            continue
        own, other = sheet.name(node), quoted(called.name or called.key, called.name_en)
        yield sheet.error(
            "bpmn.input_missing",
            node,
            f"{own[0]}没有传入 {declared.name}，程序{other[0]}需要它，又没有默认值。"
            f"请写属性 in.{declared.name} 或传一个变量。",
            f"{own[1]} does not pass {declared.name}, which the procedure {other[1]} needs and has no "
            "default "
            f"for. Write the property in.{declared.name} or pass a variable.",
        )


def outputs(sheet: Sheet) -> Iterator[Finding]:
    """What is taken out is declared, or `result`; where it goes is a name for a variable."""
    for node in sheet.model.of_kind("callActivity"):
        called = sheet.called(node)
        for one in node.passed_out:
            if one.everything or not one.target:
                continue
            if one.target not in CASE_VARIABLES or not sheet.strict:
                yield from variable_name(sheet, node, one.target)
            if called is None or not called.model.is_procedure:
                continue
            if one.expression:
                known = ended_values(sheet, node)
                words = ("取回表达式", "taken expression")
                yield from judged_text(sheet, node, one.expression, words, known, stale=False)
            elif one.source and one.source not in (*called.model.declared_outputs, RESULT, *CASE_VARIABLES):
                yield _no_output(sheet, node, one.source, called.model)


def _no_output(sheet: Sheet, node: Node, name: str, called: ProcessModel) -> Finding:
    own, word, other = sheet.name(node), quoted(name), quoted(called.name or called.key, called.name_en)
    zh, en = suggestion(name, (*called.declared_outputs, RESULT))
    return sheet.error(
        "bpmn.output_unknown",
        node,
        f"{own[0]}取回{word[0]}，但程序{other[0]}没有这个输出。{zh}请改名，或在程序里声明 out.{name[:60]}。",
        f"{own[1]} takes out {word[1]}, which the procedure {other[1]} does not declare.{en} Rename it, or "
        f"declare out.{name[:60]} there.",
    )


RULES = (inputs, outputs)
