"""Every BPMN file found: gate, scenarios, diagram. Adding an item adds its tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine import scenarios
from engine.config import read_settings
from engine.diagrams import Marks, draw
from engine.gate import FolderParts, Upload, check

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "processes").rglob("*.bpmn")) + sorted((ROOT / "tests" / "samples").rglob("*.bpmn"))


INHERENT = ("item.limit_units",)
"""Warnings that a sound item keeps: a promise in working days beside a law in natural days."""


def test_there_are_processes() -> None:
    """An empty glob must not look like success."""
    known = {"svc_mz_030", "svc_ga_002", "correction", "issue", "serve_document"}
    assert known <= {path.stem for path in FILES}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_passes_the_gate(path: Path) -> None:
    forms = sorted((ROOT / "forms").glob("*.form"))
    files = [
        Upload(str(one), one.read_bytes()) for one in [path, *sorted(path.parent.glob("*.form")), *forms]
    ]
    checked = check(files, FolderParts.around([path], installation=ROOT))
    assert [finding.as_text() for finding in checked.findings if finding.code not in INHERENT] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_scenarios_pass_and_walk_every_flow(path: Path) -> None:
    results = list(scenarios.run_file(path, read_settings({})))
    assert [result.message for result in results if not result.ok] == []
    assert len(results) > 1


def test_the_card_has_at_least_five_scenarios() -> None:
    told = scenarios.read_scenarios(ROOT / "processes" / "service" / "svc_mz_030.scenarios.toml")
    assert len(told.scenarios) >= 5


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_has_a_diagram(path: Path) -> None:
    assert draw(path.read_bytes(), Marks(), path.stem) is not None


def test_a_file_without_scenarios_fails(tmp_path: Path) -> None:
    alone = tmp_path / "svc_mz_030.bpmn"
    alone.write_bytes((ROOT / "processes" / "service" / "svc_mz_030.bpmn").read_bytes())
    assert [result.ok for result in scenarios.run_file(alone, read_settings({}))] == [False]
