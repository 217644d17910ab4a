"""`<key>.scenarios.toml` -> Scenario (architecture §7)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class ScenarioStep:
    """One step: which task, by whom, with which outcome and form data. What is left out takes defaults."""

    task: str
    as_login: str = ""
    outcome: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Scenario:
    """`expect` is the `result` of the end that must be reached."""

    name: str
    expect: str
    start: Mapping[str, Any]
    channel: str
    as_login: str
    steps: tuple[ScenarioStep, ...]


@dataclass(frozen=True)
class ScenarioFile:
    scenarios: tuple[Scenario, ...]
    problem: str = ""


def read_scenarios(path: Path) -> ScenarioFile:
    """The scenarios of a file; `problem` says why there are none."""
    if not path.exists():
        return ScenarioFile((), f"没有场景文件 {path.name} / no scenarios beside the process")
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return ScenarioFile((), f"场景文件读不懂：{error}")
    found = tuple(_scenario(row) for row in document.get("scenario", []))
    return ScenarioFile(found, "" if found else f"{path.name} 里没有场景 / no scenario in it")


def _scenario(row: Mapping[str, Any]) -> Scenario:
    return Scenario(
        name=str(row.get("name", "")),
        expect=str(row.get("expect", "")),
        start=dict(row.get("start", {})),
        channel=str(row.get("channel", "")),
        as_login=str(row.get("as", "")),
        steps=tuple(
            ScenarioStep(
                task=str(step.get("task", "")),
                as_login=str(step.get("as", "")),
                outcome=str(step.get("outcome", "")),
                data=dict(step.get("data", {})),
            )
            for step in row.get("step", [])
        ),
    )
