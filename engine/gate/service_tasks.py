"""Service tasks and parameters: a topic that exists, typed inputs, FEEL that reads what is known."""

from __future__ import annotations

from collections.abc import Iterator

from engine import bpmnxml
from engine.domain.findings import Finding
from engine.domain.model import Node
from engine.domain.value_types import TYPE_WORDS
from engine.gate.at_once import following_at_once, most_topics
from engine.gate.expressions import judged_text, variable_name
from engine.gate.setters import produced, value_of
from engine.gate.sheet import Sheet, quoted
from engine.gate.types import known_kinds, suits
from engine.gate.variables import known_at
from engine.gate.words import suggestion
from engine.runtime.steps import MOST_ROUNDS
from engine.topics import TOPICS, Topic


def topics(sheet: Sheet) -> Iterator[Finding]:
    """`camunda:type="external"` and a topic of `engine.topics` (architecture §4)."""
    for node in sheet.model.of_kind("serviceTask"):
        own = sheet.name(node)
        external = bpmnxml.camunda(sheet.elements[node.id], "type") == "external"
        if not external or not node.topic:
            yield sheet.error(
                "bpmn.topic_missing",
                node,
                f"服务任务{own[0]}没有写做什么。请把实现选为 External，并填写主题（topic），如 "
                "document.number。",
                f"The service task {own[1]} does not say what it does. Set its implementation to external "
                "and "
                "fill in a topic such as document.number.",
            )
            continue
        topic = TOPICS.get(node.topic)
        if topic is None:
            yield _unknown(sheet, node)
        elif topic.plain and sheet.strict:
            yield sheet.error(
                "bpmn.topic_plain",
                node,
                f"服务任务{own[0]}的主题 {node.topic} 只供普通流程测试和培训。请改用别的主题，"
                "或删掉这个节点。",
                f"The topic {node.topic} of {own[1]} is for tests and training in plain processes. Use "
                "another "
                "topic, or remove the task.",
            )
        elif topic.plain:
            yield from _answers(sheet, node)
        else:
            yield from _inputs(sheet, node, topic)


def _answers(sheet: Sheet, node: Node) -> Iterator[Finding]:
    """A plain topic answers with its inputs: without output parameters their names become variables."""
    for one in node.inputs if not node.outputs else ():
        yield from variable_name(sheet, node, one.name)


def _unknown(sheet: Sheet, node: Node) -> Finding:
    own, word = sheet.name(node), quoted(node.topic)
    known = [name for name, topic in TOPICS.items() if not (topic.plain and sheet.strict)]
    zh, en = suggestion(node.topic, known)
    return sheet.error(
        "bpmn.topic_unknown",
        node,
        f"服务任务{own[0]}的主题{word[0]}不认识，没有人会做。{zh}可用的有 {'、'.join(known)}。",
        f"The topic {word[1]} of {own[1]} is unknown, so nothing would do it.{en} There are: "
        f"{', '.join(known)}.",
    )


def _inputs(sheet: Sheet, node: Node, topic: Topic) -> Iterator[Finding]:
    own, known = sheet.name(node), known_at(sheet, node)
    given = [one.name for one in node.inputs]
    for one in node.inputs:
        wanted = topic.inputs.get(one.name)
        if wanted is None:
            word, (zh, en) = quoted(one.name), suggestion(one.name, topic.inputs)
            yield sheet.error(
                "bpmn.topic_input_unknown",
                node,
                f"{own[0]}给主题 {topic.name} 传入{word[0]}，它没有这个输入。{zh}请改名或删掉。",
                f"{own[1]} passes {word[1]}, which the topic {topic.name} does not take.{en} Rename or "
                "remove "
                "it.",
            )
            continue
        given_value = value_of(one.text, known)
        yield from known_kinds(sheet, node, wanted, given_value)
        if not suits(given_value, wanted):
            hint = TYPE_WORDS[wanted]
            yield sheet.error(
                "bpmn.topic_input_kind",
                node,
                f"{own[0]}给主题 {topic.name} 的输入 {one.name} 类型不符，应是{hint[0]}。请改表达式。",
                f"{own[1]} passes the wrong kind of {one.name} to the topic {topic.name}: it must be "
                f"{hint[1]}. Change the expression.",
            )
    for name in topic.inputs:
        if name not in given:
            yield sheet.error(
                "bpmn.topic_input_missing",
                node,
                f"{own[0]}没有给主题 {topic.name} 传入 {name}。请加输入参数 {name}。",
                f"{own[1]} does not pass {name} to the topic {topic.name}. Add the input parameter {name}.",
            )


def parameters(sheet: Sheet) -> Iterator[Finding]:
    """Input and output parameters hold FEEL; what an output parameter sets is a variable."""
    for node in sheet.model.nodes.values():
        if node.kind not in ("serviceTask", "userTask"):
            continue
        if node.kind == "serviceTask" and node.topic not in TOPICS:
            continue  # has a finding of its own, and nobody knows what it answers
        known = known_at(sheet, node) if node.inputs or node.outputs else {}
        for one in node.inputs if node.kind == "serviceTask" else ():
            yield from judged_text(
                sheet, node, one.text, _words("输入参数", "input parameter", one.name), known
            )
        seen = {**known, **produced(sheet, node)}
        for one in node.outputs:
            words = _words("输出参数", "output parameter", one.name)
            yield from judged_text(sheet, node, one.text, words, seen, stale=False)
            yield from variable_name(sheet, node, one.name)
            seen[one.name] = value_of(one.text, seen)
        yield from _twice(sheet, node)


def _words(zh: str, en: str, name: str) -> tuple[str, str]:
    return f"{zh} {name[:60]} ", f"{en} {name[:60]}"


def _twice(sheet: Sheet, node: Node) -> Iterator[Finding]:
    for several in (node.inputs, node.outputs):
        names = [one.name for one in several]
        for name in dict.fromkeys(name for name in names if names.count(name) > 1):
            own, word = sheet.name(node), quoted(name)
            yield sheet.error(
                "bpmn.parameter_twice",
                node,
                f"{own[0]}的参数{word[0]}写了两次。请删掉一个。",
                f"The parameter {word[1]} of {own[1]} is written twice. Remove one.",
            )


def most_in_a_row(sheet: Sheet) -> Iterator[Finding]:
    """A command answers MOST_ROUNDS topics at most: a longer row would publish and never be passed."""
    found = most_topics(sheet, following_at_once(sheet))
    does = (node for node in sheet.model.nodes.values() if node.kind in ("serviceTask", "callActivity"))
    long = [node for node in does if found[node.id] > MOST_ROUNDS]
    if long:
        first = min(long, key=lambda node: found[node.id])
        own = sheet.name(first)
        yield sheet.error(
            "bpmn.topics_in_a_row",
            first,
            f"到{own[0]}为止有 {MOST_ROUNDS} 个以上的自动服务一个接一个，一步里办不完，办件走不过去。"
            "请在中间加一个用户任务或定时事件。",
            f"More than {MOST_ROUNDS} services follow each other up to {own[1]}. One step cannot do them, so "
            "no case gets past. Put a user task or a timer between them.",
        )


RULES = (topics, most_in_a_row, parameters)
