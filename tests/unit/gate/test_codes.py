"""Every code that the gate can emit is emitted in some test."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from engine.feel.errors import SENTENCES
from engine.gate.item_schema import SCALARS

ROOT = Path(__file__).resolve().parents[3]
CODE = re.compile(r"(bpmn|item|form|table|feel)\.[a-z0-9_]+")
"""A whole text that looks so is a code, or the name of a property of an item."""


def _texts(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _codes() -> set[str]:
    """Those written out in the gate and in the reading of forms, and those of expressions."""
    files = [*(ROOT / "engine" / "gate").glob("*.py"), *(ROOT / "engine" / "forms").glob("*.py")]
    files.append(ROOT / "engine" / "feel" / "remarks.py")
    written = {text for path in files for text in _texts(path) if CODE.fullmatch(text)}
    properties = {f"item.{name}" for name in SCALARS}
    return (written - properties) | {f"feel.{code}" for code in SENTENCES}


def _tested() -> set[str]:
    """Texts of all tests but this one; tests of expressions leave out the `feel.`."""
    files = [path for path in (ROOT / "tests").rglob("*.py") if path != Path(__file__)]
    texts = {text for path in files for text in _texts(path)}
    return texts | {f"feel.{text}" for text in texts}


def test_every_code_occurs_in_some_test() -> None:
    codes = _codes()
    assert len(codes) > 200
    assert sorted(codes - _tested()) == []
