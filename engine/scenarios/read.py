"""`<key>.scenarios.toml` -> Scenario (architecture §7). A misspelt word is a problem, never nothing."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.domain.limits import read_limit
from engine.domain.time_limits import Limit


@dataclass(frozen=True)
class TaskStep:
    """Somebody completes the task at the path `task`, such as `correction/notice`. `materials` maps a code to
    {"verdict", "reason"}; what is left out takes defaults."""

    task: str
    as_login: str = ""
    outcome: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    materials: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    second_person: str = ""

    @property
    def words(self) -> str:
        return f"task = {self.task}"


@dataclass(frozen=True)
class MessageStep:
    """`message` comes: its name, or the path of the wait. `as_login`: an account, or `citizen`."""

    message: str
    as_login: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def words(self) -> str:
        return f"message = {self.message}"


@dataclass(frozen=True)
class AdvanceStep:
    """Time passes; every timer that becomes due goes off at its own instant."""

    by: Limit

    @property
    def words(self) -> str:
        return f"advance = {self.by[0]}{self.by[1]}"


@dataclass(frozen=True)
class EffectStep:
    """The answer to an effect outside: `effect` is its topic or the path of its service task; `error` is the
    code of a failure for good."""

    effect: str
    outputs: Mapping[str, Any] = field(default_factory=dict)
    error: str = ""

    @property
    def words(self) -> str:
        return f"effect = {self.effect}"


Step = TaskStep | MessageStep | AdvanceStep | EffectStep


@dataclass(frozen=True)
class Scenario:
    """`expect` is the `result` of the end that must be reached, or `error:<code>` for a procedure."""

    name: str
    expect: str
    start: Mapping[str, Any]
    channel: str
    as_login: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class ScenarioFile:
    scenarios: tuple[Scenario, ...]
    problem: str = ""


class _Unreadable(Exception):
    """What stands in the file means nothing."""


_SCENARIO: Mapping[str, type] = {
    **dict.fromkeys(("name", "expect", "channel", "as"), str),
    "start": dict,
    "step": list,
}
_STEPS: Mapping[str, Mapping[str, type]] = {
    "task": {"as": str, "outcome": str, "data": dict, "materials": dict, "second_person": str},
    "message": {"as": str, "data": dict},
    "advance": {},
    "effect": {},
}
"""What a step of each kind may say besides."""
_EFFECT: Mapping[str, type] = {"topic": str, "path": str, "outputs": dict, "error": str}


def read_scenarios(path: Path) -> ScenarioFile:
    """The scenarios of a file; `problem` says why there are none."""
    if not path.exists():
        return ScenarioFile((), f"没有场景文件 {path.name} / no scenarios beside the process")
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
        _check(document, {"scenario": list}, path.name)
        found = tuple(_scenario(row) for row in document.get("scenario", []))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, _Unreadable) as error:
        return ScenarioFile((), f"场景文件读不懂：{error} / the scenarios cannot be read")
    return ScenarioFile(found, "" if found else f"{path.name} 里没有场景 / no scenario in it")


def _scenario(row: Mapping[str, Any]) -> Scenario:
    name = str(row.get("name", ""))
    _check(row, _SCENARIO, f"“{name}”")
    steps = enumerate(row.get("step", []), 1)
    return Scenario(
        name=name,
        expect=row.get("expect", ""),
        start=row.get("start", {}),
        channel=row.get("channel", ""),
        as_login=row.get("as", ""),
        steps=tuple(_step(step, f"“{name}”第 {number} 步") for number, step in steps),
    )


def _step(row: Mapping[str, Any], where: str) -> Step:
    kinds = [kind for kind in _STEPS if kind in row]
    if len(kinds) != 1:
        raise _Unreadable(f"{where}要写 {'、'.join(_STEPS)} 中的一个（one of them in each step）")
    kind = kinds[0]
    _check(row, {kind: dict if kind == "effect" else str, **_STEPS[kind]}, where)
    if kind == "task":
        return TaskStep(
            task=row["task"],
            as_login=row.get("as", ""),
            outcome=row.get("outcome", ""),
            data=row.get("data", {}),
            materials=row.get("materials", {}),
            second_person=row.get("second_person", ""),
        )
    if kind == "message":
        return MessageStep(row["message"], row.get("as", ""), row.get("data", {}))
    return _advance(row["advance"], where) if kind == "advance" else _effect(row["effect"], where)


def _advance(text: str, where: str) -> AdvanceStep:
    limit = read_limit(text)
    if limit is None:
        raise _Unreadable(f"{where}的 advance = {text} 要写成 31d、2wd、4h、30min（a number and a unit）")
    return AdvanceStep(limit)


def _effect(row: Mapping[str, Any], where: str) -> EffectStep:
    _check(row, _EFFECT, f"{where}的 effect ")
    named = [row[name] for name in ("topic", "path") if name in row]
    if len(named) != 1:
        raise _Unreadable(f"{where}的 effect 要写 topic 或 path 中的一个（either topic or path）")
    return EffectStep(named[0], row.get("outputs", {}), row.get("error", ""))


def _check(row: Mapping[str, Any], known: Mapping[str, type], where: str) -> None:
    for name, value in row.items():
        if name not in known:
            raise _Unreadable(f"{where}里的 {name} 不认识，可写 {_listed(known)}（unknown word）")
        if not isinstance(value, known[name]):
            raise _Unreadable(f"{where}里的 {name} 写法不对（wrong kind of value）")


def _listed(names: Iterable[str]) -> str:
    return "、".join(names)
