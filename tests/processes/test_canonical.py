"""Every file of `processes/` stands as a modeler saves it, and its diagram reads well."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.canonical import canonical
from engine.layout import judge, lay_out

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "processes").rglob("*.bpmn"))
MARK = b"<bpmndi:BPMNDiagram"


def test_there_are_files() -> None:
    """An empty glob must not look like success."""
    assert FILES


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_is_canonical_and_loses_nothing(path: Path) -> None:
    made = canonical(path.read_bytes())
    assert made.data == path.read_bytes()
    assert made.lost == ()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_diagram_has_no_fault(path: Path) -> None:
    assert judge(path.read_bytes()) == ()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_laying_out_touches_the_diagram_alone_and_is_the_same_twice(path: Path) -> None:
    data = path.read_bytes()
    made = lay_out(data)
    assert made.partition(MARK)[0] == data.partition(MARK)[0]
    assert judge(made) == ()
    assert lay_out(made) == made


def test_what_was_scrambled_comes_back() -> None:
    """Attributes in another order, a default spelt out, CRLF: the same bytes again."""
    data = FILES[0].read_bytes()
    text = data.decode().replace('isExecutable="true"', "isExecutable='true' ", 1).replace("\n", "\r\n")
    assert text.encode() != data
    assert canonical(text.encode()).data == data


def test_a_moved_shape_is_a_fault() -> None:
    """The net has no hole: a shape pushed onto its neighbour shows."""
    lines = FILES[0].read_text().splitlines()
    bounds = [number for number, line in enumerate(lines) if "<dc:Bounds" in line and 'width="100"' in line]
    lines[bounds[0]] = lines[bounds[1]]
    assert judge("\n".join(lines).encode()) != ()
