"""States written by earlier releases are read for ever (case B18): never delete one, add one a release.

A golden file `<name>.state` holds bytes as a release stored them, `<name>.json` what was open in it.
`python -m tests.unit.runtime.test_golden_states` writes those of WALKS that are not there yet.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from engine.runtime import serializer
from engine.runtime.parse import Program, parse_program
from engine.runtime.script_engine import script_engine
from engine.runtime.waits import WAITS
from tests.unit.runtime.life import Life

HERE = Path(__file__).resolve().parent / "golden"
CASES = Path(__file__).resolve().parents[2] / "cases"
NOW = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)

WALKS: dict[str, tuple[tuple[str, ...], tuple[tuple[str, dict[str, Any]], ...]]] = {
    "zw1_call": (("e12_outer", "e12_mid", "e12_leaf"), ()),
    "zw1_event_gateway": (("e14_event_gateway",), (("ask", {"asked": "甲乙"}),)),
    "zw1_message": (("e10_wait_answer",), (("ask", {"big": 2**70, "list": [1, {"深": None}]}),)),
    "zw1_half_joined": (("e03_join_data",), (("accept", {}), ("visit", {"x": 1}))),
}
"""Golden name -> files, and the tasks that are completed with their variables."""


def program(files: tuple[str, ...]) -> Program:
    made = [parse_program((CASES / f"{name}.bpmn").read_bytes()) for name in files]
    return made[0].calling(*made[1:])


def read(name: str, blob: bytes) -> list[Any]:
    """What is open in a state: path, what is awaited there, the variables of the place."""
    workflow = serializer.load(blob, program(WALKS[name][0]), script_engine(NOW))
    rows = [[_path(task), [], task.data] for task in workflow.open_tokens()]
    rows += [[_path(task), sorted(task.internal_data[WAITS]), task.data] for task in workflow.waiting_tasks()]
    found: list[Any] = json.loads(json.dumps(rows))
    return sorted(found, key=str)


def _path(task: Any) -> str:
    return f"{task.workflow.path}/{task.task_spec.name}".lstrip("/")


@pytest.mark.parametrize("name", sorted(WALKS))
def test_a_state_of_an_earlier_release_is_read_as_it_was_written(name: str) -> None:
    blob = (HERE / f"{name}.state").read_bytes()
    assert read(name, blob) == json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", sorted(WALKS))
def test_a_state_of_an_earlier_release_goes_on(name: str) -> None:
    """It is not only readable: its case reaches its end."""
    life = _walked(*WALKS[name])
    life.state = (HERE / f"{name}.state").read_bytes()
    life.reopen()
    for _ in range(20):
        step = life.complete(sorted(life.tokens)[0]) if life.tokens else life.occur(sorted(life.waits)[0])
        if step.ended:
            return
    raise AssertionError(f"{name} did not end: {life.open}")


def test_every_golden_file_is_known() -> None:
    assert {path.stem for path in HERE.iterdir()} == set(WALKS)


def _walked(files: tuple[str, ...], walk: tuple[tuple[str, dict[str, Any]], ...]) -> Life:
    life = Life(program(files), calendar=lambda amount, _unit, start: start + timedelta(days=amount))
    for path, variables in walk:
        life.complete(path, **variables)
    return life


def main() -> None:
    """Write the golden files that are not there yet."""
    for name, (files, walk) in WALKS.items():
        target = HERE / f"{name}.state"
        if target.exists():
            continue
        state = _walked(files, walk).state
        if state is None:
            raise ValueError(f"{name} ended")
        target.write_bytes(state)
        text = json.dumps(read(name, state), ensure_ascii=False, indent=1)
        target.with_suffix(".json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
