"""Our stored path behaves as stock SpiffWorkflow in memory, over every file and small diagrams.

Both sides run our specs: what is compared is storing, collapsing and scanning. Where our specs mean
something else than stock ones (choices, joins, ends), test_advance and test_ends say so.
"""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from engine.runtime import serializer
from engine.runtime.parse import Program, parse_program
from tests.unit.runtime import diagrams30
from tests.unit.runtime.walker import Comparison, compare

ROOT = Path(__file__).resolve().parents[3]
SEEDS = range(5)


CASES = ROOT / "tests" / "cases"
WAITING = ("e10_wait_answer", "e12_outer", "e12_mid", "e12_leaf", "e14_event_gateway")


def throws(program: Program) -> bool:
    """Whether an error leaves it: alone it has nobody to catch it, so it is walked inside its callers."""
    model = program.model
    thrown = any(node.trigger and node.trigger.kind == "error" for node in model.of_kind("endEvent"))
    caught = any(node.trigger and node.trigger.kind == "error" for node in model.of_kind("boundaryEvent"))
    called = (program.called[key] for key in model.called_keys if key in program.called)
    return thrown or (not caught and any(throws(one.calling(*program.called.values())) for one in called))


def programs() -> list[Program]:
    """Every process, each with all others to call; cases that wait; thirty small diagrams."""
    files = sorted((ROOT / "processes").rglob("*.bpmn"))
    assert files, "no process found: the glob is broken"
    files += [CASES / f"{name}.bpmn" for name in WAITING]
    made = [parse_program(path.read_bytes()) for path in files]
    made = [program.calling(*made) for program in made]
    return made + [parse_program(text.encode()) for text in (*diagrams30.ALL, *diagrams30.BESIDE)]


def run() -> Comparison:
    comparison = Comparison()
    for program in programs():
        if throws(program):
            continue
        for seed in SEEDS:
            compare(program, seed, comparison)
    return comparison


def test_stored_path_equals_stock_workflow(capsys: pytest.CaptureFixture[str]) -> None:
    assert len(diagrams30.ALL) == 30
    comparison = run()
    with capsys.disabled():
        print(f"\ndifferential: {comparison.states} states, {len(comparison.differences)} differences")
    assert comparison.differences == []
    assert comparison.states >= 1000
    assert comparison.kinds >= {"person", "message", "timer"}


def test_a_broken_codec_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The net has no hole: a codec that loses one variable in the delta shows at once."""
    whole = serializer._delta

    def loses_lists(data, inherited):  # type: ignore[no-untyped-def]
        changed, deleted = whole(data, inherited)
        return ({k: v for k, v in changed.items() if k != "again"} if changed else changed), deleted

    monkeypatch.setattr(serializer, "_delta", loses_lists)
    assert run().differences


@pytest.mark.parametrize(
    "text", [diagrams30.loop_with_fork(), (CASES / "e14_event_gateway.bpmn").read_text(encoding="utf-8")]
)
def test_specs_are_untouched_by_running(text: str) -> None:
    """Specs are shared between cases; a step that changed one would leak into the next."""
    program = parse_program(text.encode())

    def snapshot() -> dict[str, dict[str, Any]]:
        specs = program.spec.task_specs.items()
        return {name: {key: copied(value) for key, value in vars(spec).items()} for name, spec in specs}

    def copied(value: Any) -> Any:
        return copy.copy(value) if isinstance(value, list | dict) else value

    before = snapshot()
    for seed in SEEDS:
        compare(program, seed, Comparison())
    assert snapshot() == before
