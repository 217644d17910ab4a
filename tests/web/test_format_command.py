"""`zhenwu format`: what it writes, what it leaves, what it says, and its exit codes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from web.cli import main

ROOT = Path(__file__).resolve().parents[2]
ITEM = (ROOT / "processes" / "service" / "svc_mz_030.bpmn").read_bytes()
UNTIDY = ITEM.replace(b'    <bpmn:userTask id="handle" name=', b'\n\t<bpmn:userTask\n  id="handle"   name=')
LOSING = ITEM.replace(b"  <bpmn:process ", b"  <!-- who -->\n  <bpmn:process ")


@dataclass(frozen=True)
class Ended:
    code: int
    lines: list[str]
    errors: str


def run(*arguments: str | Path) -> Ended:
    done = CliRunner().invoke(main, ["format", *map(str, arguments)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return Ended(done.exit_code, done.stdout.splitlines(), done.stderr)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "deep").mkdir()
    (tmp_path / "a.bpmn").write_bytes(ITEM)
    (tmp_path / "deep" / "b.bpmn").write_bytes(UNTIDY)
    (tmp_path / "c.form").write_bytes(b"{}")
    return tmp_path


def test_formats_what_differs_and_says_so(folder: Path) -> None:
    ended = run(folder)
    assert ended.lines == [f"unchanged {folder / 'a.bpmn'}", f"formatted {folder / 'deep' / 'b.bpmn'}"]
    assert ended.code == 0
    assert (folder / "deep" / "b.bpmn").read_bytes() == ITEM
    assert [line.split()[0] for line in run(folder).lines] == ["unchanged", "unchanged"]


def test_leaves_nothing_else_behind_and_keeps_the_mode(folder: Path) -> None:
    target = folder / "deep" / "b.bpmn"
    target.chmod(0o640)
    run(target)
    assert sorted(one.name for one in target.parent.iterdir()) == ["b.bpmn"]
    assert target.stat().st_mode & 0o777 == 0o640


def test_check_writes_nothing(folder: Path) -> None:
    ended = run(folder, "--check")
    assert ended.lines == [f"unchanged {folder / 'a.bpmn'}", f"differs {folder / 'deep' / 'b.bpmn'}"]
    assert ended.code == 1
    assert (folder / "deep" / "b.bpmn").read_bytes() == UNTIDY
    assert run(folder / "a.bpmn", "--check").code == 0


@pytest.mark.parametrize("options", [[], ["--check"]])
def test_a_file_that_would_lose_content_stays_as_it_is(tmp_path: Path, options: list[str]) -> None:
    path = tmp_path / "losing.bpmn"
    path.write_bytes(LOSING)
    ended = run(path, *options)
    assert ended.code == 1
    assert ended.lines[0] == f"refused {path}"
    assert ended.lines[1].startswith(f"  {path}:3: 注释“who”") and '"who"' in ended.lines[1]
    assert len(ended.lines) == 2
    assert path.read_bytes() == LOSING


def test_what_is_no_bpmn_is_refused_and_the_rest_goes_on(folder: Path) -> None:
    (folder / "a.bpmn").write_bytes(b"<html")
    ended = run(folder)
    assert [line.split()[0] for line in ended.lines if not line.startswith("  ")] == ["refused", "formatted"]
    assert ended.code == 1


def test_a_folder_without_files_is_not_success(tmp_path: Path) -> None:
    ended = run(tmp_path)
    assert (ended.code, ended.lines) == (1, ["没有找到 .bpmn 文件 / no .bpmn file found"])


def test_arguments_that_cannot_be_read(folder: Path) -> None:
    assert run(folder / "none.bpmn").code == 2
    ended = run(folder / "c.form")
    assert ended.code == 2
    assert "只整理 .bpmn" in ended.errors
