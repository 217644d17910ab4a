"""Every drawing of `processes/` is free of faults (diagram-facts §1)."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.layout import judge

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "processes").rglob("*.bpmn")) + sorted((ROOT / "tests" / "samples").rglob("*.bpmn"))


def test_there_are_drawings() -> None:
    """An empty glob must not look like success."""
    assert (ROOT / "processes" / "service" / "svc_mz_030.bpmn") in FILES


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_drawing_has_no_faults(path: Path) -> None:
    assert [f"{one.kind} {one.element_id}: {one.zh}" for one in judge(path.read_bytes())] == []
