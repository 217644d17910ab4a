"""User tasks: who does them, with which form, by when, and who may not (architecture §4)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from engine.domain.findings import Finding
from engine.domain.limits import read_limit
from engine.domain.model import Node, split_list
from engine.gate.expressions import variable_name
from engine.gate.procedures import results
from engine.gate.sheet import Reading, Sheet, form_key, quoted
from engine.gate.words import kind_words, suggestion

_NAMED = ("userTask", "scriptTask", "serviceTask", "callActivity", "receiveTask", "intermediateCatchEvent")


def names(sheet: Sheet) -> Iterator[Finding]:
    """A task without a name shows its id in the clerk's list."""
    for node in sheet.model.nodes.values():
        if node.kind in _NAMED and not node.name:
            yield sheet.warning(
                "bpmn.no_name",
                node,
                f"{kind_words(node.kind)[0]}“{node.id[:60]}”没有名称，待办里只能显示编号。请填写名称。",
                f'The {kind_words(node.kind)[1]} "{node.id[:60]}" has no name; lists show its id. Name it.',
            )


def posts(sheet: Sheet) -> Iterator[Finding]:
    """A task goes to posts, not persons; in a plain process one without post is any staff's (contract.md)."""
    for node in sheet.model.of_kind("userTask"):
        own = sheet.name(node)
        if sheet.strict and not node.candidate_groups:
            yield sheet.error(
                "item.no_post",
                node,
                f"{own[0]}没有写岗位（candidateGroups），没有人能办。请填写岗位，如 counter。",
                f"{own[1]} names no post (candidate groups), so nobody can do it. Fill one in: counter.",
            )
        for post in node.candidate_groups:
            if not sheet.parts.post(post):
                word = quoted(post)
                yield sheet.error(
                    "bpmn.post_unknown",
                    node,
                    f"{own[0]}的岗位{word[0]}不在岗位名册里，没有人能办。请改成名册里的岗位，或先登记。",
                    f"The post {word[1]} of {own[1]} is not in the book of posts, so nobody can do it. "
                    "Use one that is, or enter it first.",
                )


def limits(sheet: Sheet) -> Iterator[Finding]:
    """`3wd 2d 4h 2wh 1m 15min`: one number and one unit; or the name of a declared limit input."""
    declared = sheet.model.declared_inputs if sheet.model.is_procedure else {}
    for node in sheet.model.of_kind("userTask"):
        limit = node.properties.get("limit")
        if limit is None or read_limit(limit) is not None:
            continue
        if limit in declared and declared[limit].type == "limit":
            continue
        own, word = sheet.name(node), quoted(limit)
        yield sheet.error(
            "bpmn.limit",
            node,
            f"{own[0]}的期限{word[0]}看不懂。请写数字加单位：3wd 工作日、2d 自然日、4h 小时、"
            "2wh 工作小时、1m 月、15min 分钟；公用程序里也可写类型为 limit 的输入名。",
            f"The limit {word[1]} of {own[1]} is not understood. Write a number and a unit: 3wd, 2d, 4h, "
            "2wh, 1m, 15min; in a procedure also the name of an input of the type limit.",
        )


def people(sheet: Sheet) -> Iterator[Finding]:
    """`people=2`: a second person is named in the form. More would be a countersign."""
    for node in sheet.model.of_kind("userTask"):
        number = node.properties.get("people")
        if number not in (None, "2"):
            own, word = sheet.name(node), quoted(number or "")
            yield sheet.error(
                "bpmn.people",
                node,
                f"{own[0]}的 people 写了{word[0]}，只能是 2（两人共同办理）。请改成 2，或删掉它。",
                f"`people` of {own[1]} says {word[1]}; it can only be 2 (two persons together). Write 2, or "
                "remove it.",
            )


def four_eyes(sheet: Sheet) -> Iterator[Finding]:
    """`not_same_as` names other user tasks of this file, `start`, or `@call/task` of a called procedure."""
    tasks = [node.id for node in sheet.model.of_kind("userTask")]
    for node in sheet.model.of_kind("userTask"):
        for other in node.not_same_as:
            if other == "start" or (other in tasks and other != node.id):
                continue
            if other.startswith("@") and "/" in other:
                yield from _elsewhere(sheet, node, other)
                continue
            own, word = sheet.name(node), quoted(other)
            zh, en = suggestion(other, tasks)
            yield sheet.error(
                "bpmn.not_same_as",
                node,
                f"{own[0]}的回避要求（not_same_as）写了{word[0]}，它不是别的用户任务的编号。{zh}"
                "请写任务编号、start，或 @调用/任务。",
                f"The separation (not_same_as) of {own[1]} names {word[1]}, which is no other user task.{en} "
                "Write the id of a task, start, or @call/task.",
            )


def _elsewhere(sheet: Sheet, node: Node, path: str) -> Iterator[Finding]:
    """`@a/b`: any task of the case whose path of calls ends so. Who calls this process is not known here."""
    call, *rest = path.removeprefix("@").split("/")
    if any(_has_task(reading, rest) for reading in sheet.callees.behind(call)):
        return
    own, word = sheet.name(node), quoted(path)
    yield sheet.warning(
        "bpmn.not_same_as_nowhere",
        node,
        f"{own[0]}的回避要求{word[0]}指向的任务，在这次的文件和已发布的程序里都没有，不会起作用。"
        "请核对写法。",
        f"The separation {word[1]} of {own[1]} leads to no task of the files at hand or of published "
        "procedures, so it has no effect. Check it.",
    )


def _has_task(reading: Reading | None, path: list[str]) -> bool:
    """Whether `b` is a task of the process, or `b/c` a task behind its call `b`."""
    for call in path[:-1]:
        node = reading.model.nodes.get(call) if reading is not None else None
        reading = reading.called(node) if reading is not None and node is not None else None
    node = reading.model.nodes.get(path[-1]) if reading is not None else None
    return node is not None and node.kind == "userTask"


def forms_exist(sheet: Sheet) -> Iterator[Finding]:
    """A form that is missing fails when the clerk opens the task: ask now."""
    for node in sheet.model.nodes.values():
        key = form_key(node)
        if not key or key in sheet.broken_forms or sheet.form_of(node) is not None:
            continue
        own, word = sheet.name(node), quoted(key)
        attribute = "form" if node.is_wait else "formKey"
        yield sheet.error(
            "form.missing",
            node,
            f"{own[0]}用的表单{word[0]}找不到。请把 {key[:60]}.form 一起上传，或改表单名（{attribute}）。",
            f"The form {word[1]} of {own[1]} was not found. Upload {key[:60]}.form with it, or "
            "change the form key.",
        )


def form_outputs(sheet: Sheet) -> Iterator[Finding]:
    """`formout` names fields of the node's own form; a form is the only way for data into variables."""
    for node in sheet.model.nodes.values():
        if not (node.kind in ("userTask", "startEvent") or node.is_wait) or not node.form_outputs:
            continue
        own = sheet.name(node)
        if not form_key(node):
            attribute = "form" if node.is_wait else "formKey"
            yield sheet.error(
                "form.formout_without_form",
                node,
                f"{own[0]}写了 formout，却没有表单。请填写表单名（{attribute}），或删掉 formout。",
                f"{own[1]} has `formout` but no form. Name the form, or remove `formout`.",
            )
            continue
        for name in node.form_outputs:
            yield from _form_output(sheet, node, name)


def _form_output(sheet: Sheet, node: Node, name: str) -> Iterator[Finding]:
    form = sheet.form_of(node)
    if form is None:
        return
    own, word = sheet.name(node), quoted(name)
    field = form.field(name)
    if field is None or field.is_note:
        zh, en = suggestion(name, form.names)
        yield sheet.error(
            "form.field_unknown",
            node,
            f"{own[0]}的 formout 写了{word[0]}，表单“{form.key}”里没有这一项。{zh}请改成表单里的字段。",
            f'`formout` of {own[1]} names {word[1]}, which the form "{form.key}" does not have.{en} '
            "Name one of its fields.",
        )
    elif field.sensitive:
        yield sheet.error(
            "form.formout_sensitive",
            node,
            f"{own[0]}的 formout 写了{word[0]}，它是证件号或电话，不能成为流程变量。请从 formout 里去掉。",
            f"`formout` of {own[1]} names {word[1]}, an id or phone number, which is kept encrypted and must "
            "not become a variable. Remove it.",
        )
    else:
        yield from variable_name(sheet, node, name)


def asked_outcomes(sheet: Sheet) -> Iterator[Finding]:
    """Of the fields that a form asks for some outcomes only, the task that uses it has one of these outcomes.

    Forms are shared: an outcome that one task lacks is asked for at another. So what looks mistyped is an
    error, and a form of whose outcomes the task has none a warning.
    """
    for node in sheet.model.nodes.values():
        form = sheet.form_of(node)
        keys = [outcome.key for outcome in node.outcomes]
        asked = [(field, name) for field in (form.fields if form else ()) for name in field.outcomes]
        lonely = not any(name in keys for _, name in asked)
        for field, name in asked:
            mistyped = name not in keys and bool(suggestion(name, keys)[0])
            if mistyped or lonely:
                told = sheet.error if mistyped else sheet.warning
                yield _not_asked(told, sheet, node, f"{form_key(node)[:60]}.{field.key}", name, keys)


def _not_asked(
    told: Callable[..., Finding], sheet: Sheet, node: Node, field: str, name: str, keys: list[str]
) -> Finding:
    own, word = sheet.name(node), quoted(name)
    zh, en = suggestion(name, keys)
    return told(
        "form.outcome_unknown",
        node,
        f"{own[0]}的表单里，{field} 写了只在结论{word[0]}时填，这一步没有这个结论，永远不会问到。{zh}"
        "请改成 outcomes 里的一个，或去掉。",
        f"In the form of {own[1]}, {field} is asked for the outcome {word[1]} only, which this step does not "
        f"have, so nobody is ever asked.{en} Name one of its outcomes, or remove it.",
    )


def milestone_outcomes(sheet: Sheet) -> Iterator[Finding]:
    """`milestone_on` lists outcomes of the same task, or results of the called procedure, that reach it."""
    for node in sheet.model.nodes.values():
        if node.kind not in ("userTask", "callActivity"):
            continue
        if node.kind == "callActivity":
            if sheet.called(node) is None:
                continue
            keys = list(results(sheet, node.called))
        else:
            keys = [outcome.key for outcome in node.outcomes]
        for name in split_list(node.properties.get("milestone_on", "")):
            if name not in keys:
                own, word = sheet.name(node), quoted(name)
                zh, en = suggestion(name, keys)
                yield sheet.error(
                    "bpmn.milestone_on",
                    node,
                    f"{own[0]}的 milestone_on 写了{word[0]}，它不是这里的办理结论或程序结果。{zh}"
                    "请改成 outcomes 里的一个，或被调用程序的一个结果。",
                    f"`milestone_on` of {own[1]} names {word[1]}, which is no outcome or result here.{en} "
                    "Use one of the task's outcomes, or a result of the called procedure.",
                )


RULES = (
    names,
    posts,
    limits,
    people,
    four_eyes,
    forms_exist,
    form_outputs,
    asked_outcomes,
    milestone_outcomes,
)
