"""A small file around what a test writes, and the lines that come back."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.canonical import canonical

HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"'
    ' xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="defs" targetNamespace="t">'
)
Make = Callable[..., bytes]
Written = Callable[..., list[str]]


def _file(inner: str, plane: str = "", around: str = "") -> bytes:
    diagram = (
        f'<bpmndi:BPMNDiagram id="d"><bpmndi:BPMNPlane id="e" bpmnElement="p">{plane}</bpmndi:BPMNPlane>'
    )
    process = f'<bpmn:process id="p" isExecutable="true">{inner}</bpmn:process>'
    return f"{HEAD}{around}{process}{diagram}</bpmndi:BPMNDiagram></bpmn:definitions>".encode()


@pytest.fixture
def file() -> Make:
    """The bytes of a file: content of the process, of the plane, and what stands before the process."""
    return _file


@pytest.fixture
def written() -> Written:
    """The canonical lines inside the process, without their indentation of four."""

    def run(inner: str, around: str = "") -> list[str]:
        made = canonical(_file(inner, around=around))
        assert made.lost == ()
        lines = made.data.decode().split("\n")
        begin = next(n for n, line in enumerate(lines) if line.startswith("  <bpmn:process"))
        return [line[4:] for line in lines[begin + 1 : lines.index("  </bpmn:process>")]]

    return run


@pytest.fixture
def drawn() -> Written:
    """Ids of the diagram's parts in canonical order, of a process and parts given as (kind, element)."""

    def run(inner: str, *parts: tuple[str, str]) -> list[str]:
        bounds = '<dc:Bounds x="0" y="0" width="9" height="9" />'
        plane = "".join(
            f'<bpmndi:BPMN{kind} id="{one}_di" bpmnElement="{one}">'
            f"{bounds if kind == 'Shape' else ''}</bpmndi:BPMN{kind}>"
            for kind, one in parts
        )
        made = canonical(_file(inner, plane))
        assert made.lost == ()
        pieces = made.data.decode().split('bpmnElement="')[2:]
        return [piece.split('"')[0] for piece in pieces]

    return run
