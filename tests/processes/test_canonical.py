"""Every file of processes/ is canonical: `zhenwu format processes` changes nothing (architecture §3)."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.canonical import canonical

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "processes").rglob("*.bpmn"))


def test_there_are_processes() -> None:
    assert (ROOT / "processes" / "service" / "svc_mz_030.bpmn") in FILES


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_is_canonical(path: Path) -> None:
    data = path.read_bytes()
    made = canonical(data)
    assert [f"{lost.line}: {lost.en}" for lost in made.lost] == []
    assert made.data.decode().split("\n") == data.decode().split("\n")
