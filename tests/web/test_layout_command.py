"""`zhenwu layout`: what it writes, what it says, and its exit codes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from web.cli import main

ROOT = Path(__file__).resolve().parents[2]
ITEM = (ROOT / "processes" / "service" / "svc_mz_030.bpmn").read_bytes()
MESS = re.sub(
    rb'(bpmnElement="hand_over">\s*<dc:Bounds) x="\d+" y="\d+"', rb'\1 x="260" y="90"', ITEM, count=1
)
"""The item with one task drawn over another."""


@dataclass(frozen=True)
class Ended:
    code: int
    lines: list[str]
    errors: str


def run(*arguments: str | Path) -> Ended:
    done = CliRunner().invoke(main, ["layout", *map(str, arguments)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return Ended(done.exit_code, done.stdout.splitlines(), done.stderr)


@pytest.fixture
def messy(tmp_path: Path) -> Path:
    path = tmp_path / "messy.bpmn"
    path.write_bytes(MESS)
    return path


def test_check_lists_faults_and_writes_nothing(messy: Path) -> None:
    ended = run(messy.parent, "--check")
    assert (ended.code, ended.lines[0]) == (1, f"faults {messy}")
    assert any(line.startswith("  shape_on_shape handle “") and " / " in line for line in ended.lines)
    assert messy.read_bytes() == MESS


def test_a_named_file_is_drawn_anew_once(messy: Path) -> None:
    assert run(messy) == Ended(0, [f"written {messy}"], "")
    assert messy.read_bytes() == ITEM
    assert run(messy).lines == [f"unchanged {messy}"]
    assert run(messy, "--check") == Ended(0, [f"ok {messy}"], "")


def test_folders_and_other_files_are_not_written(messy: Path) -> None:
    ended = run(messy.parent)
    assert ended.code == 2 and "请写出文件名" in ended.errors and "name files" in ended.errors
    (messy.parent / "a.form").write_bytes(b"{}")
    assert run(messy.parent / "a.form").code == 2
    assert messy.read_bytes() == MESS


def test_a_refused_file_stays_and_the_others_are_done(messy: Path) -> None:
    lanes = messy.parent / "lanes.bpmn"
    data = ITEM.replace(b"</bpmn:process>", b'<bpmn:laneSet id="l"/></bpmn:process>')
    lanes.write_bytes(data)
    ended = run(lanes, messy)
    assert ended.code == 1
    assert ended.lines[0] == f"refused {lanes}" and "泳道" in ended.lines[1] and "lanes" in ended.lines[1]
    assert ended.lines[2] == f"written {messy}"
    assert lanes.read_bytes() == data


def test_nothing_to_check_is_no_success(tmp_path: Path) -> None:
    assert run(tmp_path, "--check") == Ended(1, ["没有找到 .bpmn 文件 / no .bpmn file found"], "")
