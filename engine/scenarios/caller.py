"""A procedure cannot be started: its scenarios call it from a small item made for them.

The item is a real one and passes the real gate. Its one task takes the application in and finds two materials
faulty, so that a wait of the procedure can ask for them again; then it calls the procedure with the inputs of
the story, takes everything out, and catches every error, each into an end of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from engine.domain.model import MAIN_OUTCOME, Node, ProcessModel

INTAKE, CALL, RESULT = "intake", "call", "called_result"
"""Ids of the caller's task and call, and the variable that takes the procedure's `result`."""
_NAMESPACES = (
    'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="d" targetNamespace="http://bpmn.io/schema/bpmn"'
)
_ELSEWHERE = "first_review,review,complete,pickup"


@dataclass(frozen=True)
class Caller:
    """`data` is the file; `caught` maps each error boundary event to its code."""

    key: str
    data: bytes
    caught: Mapping[str, str]


@dataclass(frozen=True)
class Surroundings:
    """What the item takes from the town's books."""

    department: str
    materials: tuple[str, ...]


def caller(
    procedure: ProcessModel,
    codes: Collection[str],
    start: Mapping[str, Any],
    number: int,
    around: Surroundings,
) -> Caller:
    """The item that calls `procedure` with `start`; `codes` are the errors that can leave it."""
    key = f"svc_story_{number}"
    caught = {f"caught_{count}": code for count, code in enumerate(codes, 1)}
    taken = dict.fromkeys(procedure.declared_outputs, "") | {"result": RESULT}
    body = [
        '<bpmn:startEvent id="start" name="申请" />',
        _task(INTAKE, "收件", {"milestone": "accept", "limit": "5wd"}),
        _call(procedure, start, taken),
        _end("end_done", "办完", MAIN_OUTCOME),
        *_flows([("start", INTAKE), (INTAKE, CALL), (CALL, "end_done")]),
    ]
    for count, event in enumerate(caught, 1):
        body += [
            f'<bpmn:boundaryEvent id="{event}" name="出错" attachedToRef="{CALL}">'
            f'<bpmn:errorEventDefinition id="{event}_e" errorRef="Err_{count}" /></bpmn:boundaryEvent>',
            _end(f"end_{count}", "出错", f"error_{count}"),
            *_flows([(event, f"end_{count}")]),
        ]
    errors = [
        f'<bpmn:error id="Err_{count}" name="{escape(code)}" errorCode="{escape(code)}" />'
        for count, code in enumerate(caught.values(), 1)
    ]
    return Caller(key, _document(key, number, around, body, errors).encode(), caught)


def errors_of(model: ProcessModel, models: Mapping[str, ProcessModel]) -> tuple[str, ...]:
    """Codes of the errors that can leave the process: its own, and those that none of its calls catches."""
    return tuple(dict.fromkeys(_errors(model, models)))


def _errors(model: ProcessModel, models: Mapping[str, ProcessModel]) -> Iterator[str]:
    for node in model.of_kind("endEvent"):
        if node.trigger is not None and node.trigger.kind == "error":
            yield node.trigger.name
    for call in model.of_kind("callActivity"):
        caught = {_caught(event) for event in model.boundary_of(call.id)}
        if call.called in models and "" not in caught:
            yield from (code for code in _errors(models[call.called], models) if code not in caught)


def _caught(event: Node) -> str | None:
    """The code that a boundary event catches, "" for any; None for another kind of event."""
    return event.trigger.name if event.trigger is not None and event.trigger.kind == "error" else None


def _document(key: str, number: int, around: Surroundings, body: list[str], errors: list[str]) -> str:
    item = {
        "kind": "service",
        "item.code": f"SVC-STORY-{number}",
        "item.name_en": "Caller of a procedure",
        "item.department": around.department,
        "item.audience": "both",
        "item.type": "公共服务",
        "item.handling": "承诺件",
        "item.channels": "window,online,village,agent,kiosk",
        "item.result": "样例",
        "item.limit.promised": "60wd",
        "item.milestones_elsewhere": _ELSEWHERE,
        **{f"item.material.{code}": "required" for code in around.materials},
    }
    lines = "\n".join([f"{_extensions(item)}", *body])
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<bpmn:definitions {_NAMESPACES}>\n'
        f'<bpmn:process id="{key}" name="程序的场景" isExecutable="true" '
        'camunda:candidateStarterGroups="citizen,counter" camunda:historyTimeToLive="P1D">\n'
        f"{lines}\n</bpmn:process>\n{''.join(errors)}</bpmn:definitions>\n"
    )


def _extensions(properties: Mapping[str, str], more: str = "") -> str:
    rows = "".join(
        f'<camunda:property name="{escape(name)}" value="{escape(value)}" />'
        for name, value in properties.items()
    )
    inner = f"<camunda:properties>{rows}</camunda:properties>{more}"
    return f"<bpmn:extensionElements>{inner}</bpmn:extensionElements>"


def _task(node_id: str, name: str, properties: Mapping[str, str]) -> str:
    return (
        f'<bpmn:userTask id="{node_id}" name="{name}" camunda:candidateGroups="counter">'
        f"{_extensions(properties)}</bpmn:userTask>"
    )


def _call(procedure: ProcessModel, start: Mapping[str, Any], taken: Mapping[str, str]) -> str:
    given = {f"in.{name}": _literal(value) for name, value in start.items()}
    outputs = "".join(
        f'<camunda:out source="{escape(source)}" target="{escape(target or source)}" />'
        for source, target in taken.items()
    )
    return (
        f'<bpmn:callActivity id="{CALL}" name="{escape(procedure.name or procedure.key)}" '
        f'calledElement="{escape(procedure.key)}">{_extensions(given, outputs)}</bpmn:callActivity>'
    )


def _literal(value: Any) -> str:
    """A value of TOML as a designer writes it in a property."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return ",".join(map(_literal, value)) if isinstance(value, list) else str(value)


def _end(node_id: str, name: str, result: str) -> str:
    return f'<bpmn:endEvent id="{node_id}" name="{name}">{_extensions({"result": result})}</bpmn:endEvent>'


def _flows(ends: list[tuple[str, str]]) -> list[str]:
    return [
        f'<bpmn:sequenceFlow id="f_{source}_{target}" sourceRef="{source}" targetRef="{target}" />'
        for source, target in ends
    ]
