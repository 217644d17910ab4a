"""Scenario files: each kind of step, and that a misspelt word is a problem."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.scenarios import read_scenarios
from engine.scenarios.read import AdvanceStep, EffectStep, MessageStep, ScenarioFile, TaskStep


def _read(tmp_path: Path, text: str) -> ScenarioFile:
    path = tmp_path / "some.scenarios.toml"
    path.write_text(text, encoding="utf-8")
    return read_scenarios(path)


def _step(tmp_path: Path, text: str) -> ScenarioFile:
    return _read(tmp_path, f'[[scenario]]\nname = "一个"\n[[scenario.step]]\n{text}\n')


def test_a_scenario_says_who_starts_it_and_what_it_expects(tmp_path: Path) -> None:
    text = 'name = "甲"\nexpect = "granted"\nchannel = "window"\nas = "clerk"\nstart = { a = 1 }'
    found = _read(tmp_path, f"[[scenario]]\n{text}\n").scenarios[0]
    assert (found.name, found.expect, found.channel, found.as_login) == ("甲", "granted", "window", "clerk")
    assert dict(found.start) == {"a": 1}
    assert found.steps == ()


@pytest.mark.parametrize(
    ("text", "step"),
    [
        (
            'task = "correction/notice"\nas = "clerk"\noutcome = "no"\nsecond_person = "officer2"\n'
            'data = { told = true }\nmaterials = { MAT-A = { verdict = "fail", reason = "糊" } }',
            TaskStep(
                task="correction/notice",
                as_login="clerk",
                outcome="no",
                data={"told": True},
                materials={"MAT-A": {"verdict": "fail", "reason": "糊"}},
                second_person="officer2",
            ),
        ),
        ('message = "came"\nas = "citizen"\ndata = { a = "b" }', MessageStep("came", "citizen", {"a": "b"})),
        ('advance = "31d"', AdvanceStep((31, "d"))),
        ('advance = "2wd"', AdvanceStep((2, "wd"))),
        ('advance = "30min"', AdvanceStep((30, "min"))),
        ('effect = { topic = "x.ask", outputs = { ok = true } }', EffectStep("x.ask", {"ok": True})),
        ('effect = { path = "call/ask", error = "gone" }', EffectStep("call/ask", {}, "gone")),
    ],
)
def test_each_kind_of_step(tmp_path: Path, text: str, step: object) -> None:
    read = _step(tmp_path, text)
    assert read.problem == ""
    assert read.scenarios[0].steps == (step,)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('task = "a"\noutcom = "no"', "outcom"),
        ('task = "a"\nmessage = "b"', "task、message、advance、effect"),
        ('as = "clerk"', "task、message、advance、effect"),
        ('advance = "31 days"', "31 days"),
        ('advance = "31d"\nas = "clerk"', "as"),
        ('effect = { topic = "x", path = "y" }', "topic 或 path"),
        ("effect = { outputs = {} }", "topic 或 path"),
        ('effect = { topic = "x", output = {} }', "output"),
        ("task = 3", "task"),
        ('message = "m"\nmaterials = {}', "materials"),
    ],
)
def test_a_step_that_means_nothing_is_named(tmp_path: Path, text: str, named: str) -> None:
    read = _step(tmp_path, text)
    assert read.scenarios == ()
    assert "“一个”第 1 步" in read.problem
    assert named in read.problem


def test_a_misspelt_word_of_a_scenario_is_named(tmp_path: Path) -> None:
    assert "expected" in _read(tmp_path, '[[scenario]]\nname = "甲"\nexpected = "granted"\n').problem


def test_a_file_without_scenarios_says_so(tmp_path: Path) -> None:
    assert _read(tmp_path, "").problem
    assert _read(tmp_path, "[[scenarios]]\n").problem
    assert _read(tmp_path, "not toml").problem
    assert read_scenarios(tmp_path / "absent.scenarios.toml").problem
