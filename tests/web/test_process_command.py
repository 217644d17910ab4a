"""`zhenwu test-process`: a line for each scenario and for what none walked; exit 1 when one fails."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

from tests.world import ROOT
from web.cli import main

STORIES = """
[[scenario]]
name = "够了"
expect = "granted"
channel = "window"

[[scenario]]
name = "不够"
expect = "not_accepted"
channel = "window"
"""


def _run(folder: Path) -> Result:
    return CliRunner().invoke(main, ["test-process", str(folder)])


def test_every_scenario_is_printed_and_all_pass() -> None:
    done = _run(ROOT / "tests" / "samples" / "second_item")
    lines = done.stdout.splitlines()
    assert done.exit_code == 0, done.stdout
    assert len(lines) == 3
    assert all(line.startswith("ok svc_test_001.bpmn ") for line in lines)


def test_a_scenario_that_fails_is_said_and_ends_with_1(tmp_path: Path) -> None:
    for path in (ROOT / "tests" / "samples" / "second_item").iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "svc_test_001.scenarios.toml").write_text(STORIES, encoding="utf-8")
    done = _run(tmp_path)
    first, second, coverage = done.stdout.splitlines()
    assert done.exit_code == 1
    assert first == "ok svc_test_001.bpmn 够了"
    assert second.startswith("FAILED svc_test_001.bpmn 不够: 结果是 granted，应为 not_accepted")
    assert coverage.startswith("FAILED svc_test_001.bpmn 全部连线和事件")


def test_a_folder_without_processes_fails(tmp_path: Path) -> None:
    assert _run(tmp_path).exit_code == 1
