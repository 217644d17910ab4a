"""What docs/operating.md tells an operator to type makes a town that works."""

from __future__ import annotations

import re
import shlex
import warnings
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.world import ROOT
from web.cli import main

PASSWORD = "a-password-of-the-docs"


def _typed() -> list[list[str]]:
    """Arguments of every `zhenwu` line of the first block, but the last one, which serves."""
    text = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    block = re.search(r"```\n(.*?)```", text, re.DOTALL)
    assert block is not None
    lines = [shlex.split(line) for line in block[1].splitlines() if line.startswith(".venv/bin/zhenwu ")]
    assert lines[-1][1] == "serve"
    return [line[1:] for line in lines[:-1]]


def test_the_installation_of_the_docs_publishes_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    environment = {"ZHENWU_HOME": str(tmp_path), "ZHENWU_DATABASE_URL": "", "ZHENWU_TOWN": "xuxiake"}
    outputs = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        for line in _typed():
            arguments = [one.replace("books/", "processes/registers/") for one in line]
            more = ["--password", PASSWORD] if line[:2] == ["user", "add"] else []
            done = CliRunner().invoke(main, [*arguments, *more], env=environment)
            assert done.exit_code == 0, f"{shlex.join(line)}: {done.output}"
            outputs[line[0]] = done
    deployed = outputs["deploy"]
    stored = [line for line in deployed.output.splitlines() if line.startswith("stored ")]
    assert len(stored) == len(list((ROOT / "processes").rglob("*.bpmn")))
    assert all(line.endswith(" published") for line in stored)
    assert "bpmn.book" not in deployed.output
    assert "item.law" not in deployed.output
