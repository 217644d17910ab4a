"""User tasks: who does them, with which form, by when, and who may not (architecture §4)."""

from __future__ import annotations

from collections.abc import Iterator

from engine.domain.findings import Finding
from engine.domain.limits import read_limit
from engine.domain.model import Node, split_list
from engine.gate.expressions import variable_name
from engine.gate.sheet import Sheet, quoted
from engine.gate.words import kind_words, suggestion


def names(sheet: Sheet) -> Iterator[Finding]:
    """A task without a name shows its id in the clerk's list."""
    for node in sheet.model.nodes.values():
        if node.kind in ("userTask", "scriptTask") and not node.name:
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
        if sheet.model.is_item and not node.candidate_groups:
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
    """`3wd 2d 4h 2wh 1m 15min`: one number and one unit."""
    for node in sheet.model.of_kind("userTask"):
        limit = node.properties.get("limit")
        if limit is not None and read_limit(limit) is None:
            own, word = sheet.name(node), quoted(limit)
            yield sheet.error(
                "bpmn.limit",
                node,
                f"{own[0]}的期限{word[0]}看不懂。请写数字加单位：3wd 工作日、2d 自然日、4h 小时、"
                "2wh 工作小时、1m 月、15min 分钟。",
                f"The limit {word[1]} of {own[1]} is not understood. Write a number and a unit: 3wd, 2d, 4h, "
                "2wh, 1m, 15min.",
            )


def four_eyes(sheet: Sheet) -> Iterator[Finding]:
    """`not_same_as` names other user tasks of this file, or `start`."""
    tasks = [node.id for node in sheet.model.of_kind("userTask")]
    for node in sheet.model.of_kind("userTask"):
        for other in node.not_same_as:
            if other == "start" or (other in tasks and other != node.id):
                continue
            own, word = sheet.name(node), quoted(other)
            if other.startswith("@"):
                yield sheet.error(
                    "bpmn.not_yet",
                    node,
                    f"{own[0]}的回避要求{word[0]}指向被调用的程序，本版本还不能运行。请写本流程里的节点编号。",
                    f"The separation {word[1]} of {own[1]} looks into called procedures, which this release "
                    "does not run yet. Name a task of this process.",
                )
                continue
            zh, en = suggestion(other, tasks)
            yield sheet.error(
                "bpmn.not_same_as",
                node,
                f"{own[0]}的回避要求（not_same_as）写了{word[0]}，它不是别的用户任务的编号。{zh}"
                "请写任务编号或 start。",
                f"The separation (not_same_as) of {own[1]} names {word[1]}, which is no other user task.{en} "
                "Write the id of a task, or start.",
            )


def forms_exist(sheet: Sheet) -> Iterator[Finding]:
    """A form that is missing fails when the clerk opens the task: ask now."""
    for node in sheet.model.nodes.values():
        if not node.form_key or node.form_key in sheet.broken_forms or sheet.form_of(node) is not None:
            continue
        own, word = sheet.name(node), quoted(node.form_key)
        yield sheet.error(
            "form.missing",
            node,
            f"{own[0]}用的表单{word[0]}找不到。"
            f"请把 {node.form_key[:60]}.form 一起上传，或改表单名（formKey）。",
            f"The form {word[1]} of {own[1]} was not found. Upload {node.form_key[:60]}.form with it, or "
            "change the form key.",
        )


def form_outputs(sheet: Sheet) -> Iterator[Finding]:
    """`formout` names fields of the node's own form; a form is the only way for data into variables."""
    for node in sheet.model.nodes.values():
        if node.kind not in ("userTask", "startEvent") or not node.form_outputs:
            continue
        own = sheet.name(node)
        if not node.form_key:
            yield sheet.error(
                "form.formout_without_form",
                node,
                f"{own[0]}写了 formout，却没有表单。请填写表单名（formKey），或删掉 formout。",
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


def milestone_outcomes(sheet: Sheet) -> Iterator[Finding]:
    """`milestone_on` lists outcomes of the same task that reach its milestone."""
    for node in sheet.model.of_kind("userTask"):
        keys = [outcome.key for outcome in node.outcomes]
        for name in split_list(node.properties.get("milestone_on", "")):
            if name not in keys:
                own, word = sheet.name(node), quoted(name)
                zh, en = suggestion(name, keys)
                yield sheet.error(
                    "bpmn.milestone_on",
                    node,
                    f"{own[0]}的 milestone_on 写了{word[0]}，它不是这个任务的办理结论。{zh}"
                    "请改成 outcomes 里的一个。",
                    f"`milestone_on` of {own[1]} names {word[1]}, which is no outcome of the task.{en} "
                    "Use one of its outcomes.",
                )


RULES = (names, posts, limits, four_eyes, forms_exist, form_outputs, milestone_outcomes)
