"""Small drawings for tests: elements as text, processes as lines of them. `__` in a name stands for a dot."""

from __future__ import annotations

from itertools import pairwise

from tests.world import plain

PROPERTIES = "<bpmn:extensionElements><camunda:properties>{}</camunda:properties>{}</bpmn:extensionElements>"
START = '<bpmn:startEvent id="start" name="开始"/>'


def prop(**values: str) -> str:
    rows = (
        f'<camunda:property name="{name.replace("__", ".")}" value="{value}"/>'
        for name, value in values.items()
    )
    return "".join(rows)


def task(element: str, **properties: str) -> str:
    inner = PROPERTIES.format(prop(**properties), "") if properties else ""
    opening = f'<bpmn:userTask id="{element}" name="{element}" camunda:candidateGroups="counter">'
    return f"{opening}{inner}</bpmn:userTask>"


def end(element: str) -> str:
    inner = PROPERTIES.format(prop(result=element), "")
    return f'<bpmn:endEvent id="{element}" name="{element}">{inner}</bpmn:endEvent>'


def call(element: str, key: str, extra: str = "", **properties: str) -> str:
    inner = PROPERTIES.format(prop(**properties), extra) if properties or extra else ""
    opening = f'<bpmn:callActivity id="{element}" name="{element}" calledElement="{key}">'
    return f"{opening}{inner}</bpmn:callActivity>"


def line(key: str, *elements: tuple[str, str], head: str = "") -> str:
    """A process whose elements follow each other; each is (id, XML)."""
    ids = ["start", *(element for element, _ in elements), "end"]
    flows = {f"f{n}": (a, b) for n, (a, b) in enumerate(pairwise(ids))}
    return plain(key, head + START + "".join(xml for _, xml in elements) + end("end"), flows)


def procedure(**properties: str) -> str:
    return PROPERTIES.format(prop(kind="procedure", **properties), "")


def message(name: str) -> str:
    """The message itself, beside the process."""
    return f'<bpmn:message id="Msg_{name}" name="{name}"/>'


def wait(element: str, name: str, **properties: str) -> str:
    """An intermediate catch event for a message."""
    inner = PROPERTIES.format(prop(**properties), "") if properties else ""
    return _catch(element, f'{inner}<bpmn:messageEventDefinition id="{element}_m" messageRef="Msg_{name}"/>')


def clock(element: str, duration: str) -> str:
    """An intermediate catch event for a timer."""
    return _catch(element, _timer(element, duration))


def _catch(element: str, inner: str) -> str:
    tag = "bpmn:intermediateCatchEvent"
    return f'<{tag} id="{element}" name="{element}">{inner}</{tag}>'


def boundary_clock(element: str, host: str, duration: str, *, interrupting: bool = True) -> str:
    cancel = "" if interrupting else ' cancelActivity="false"'
    return (
        f'<bpmn:boundaryEvent id="{element}" name="{element}" attachedToRef="{host}"{cancel}>'
        f"{_timer(element, duration)}</bpmn:boundaryEvent>"
    )


def _timer(element: str, duration: str) -> str:
    text = f'<bpmn:timeDuration xsi:type="bpmn:tFormalExpression">{duration}</bpmn:timeDuration>'
    return f'<bpmn:timerEventDefinition id="{element}_t">{text}</bpmn:timerEventDefinition>'


def topic(element: str, name: str, **inputs: str) -> str:
    """A service task whose inputs are FEEL texts."""
    rows = "".join(
        f'<camunda:inputParameter name="{key}">{text}</camunda:inputParameter>'
        for key, text in inputs.items()
    )
    return (
        f'<bpmn:serviceTask id="{element}" name="{element}" camunda:type="external" camunda:topic="{name}">'
        f"<bpmn:extensionElements><camunda:inputOutput>{rows}</camunda:inputOutput></bpmn:extensionElements>"
        "</bpmn:serviceTask>"
    )


def beside(xml: str, *roots: str) -> str:
    """The file with messages and errors beside its process."""
    return xml.replace("</bpmn:definitions>", "".join(roots) + "</bpmn:definitions>")
