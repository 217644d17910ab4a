"""The canonical form of a canonical file is that file, whatever was read first.

For processes/ tests/processes/test_canonical.py holds it: every file there is its own canonical form.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from engine import bpmnxml
from engine.canonical import canonical, losses_of

ROOT = Path(__file__).resolve().parents[3]
FILES = sorted((ROOT / "tests").rglob("*.bpmn"))


def test_there_are_files() -> None:
    assert len(FILES) > 10


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_once_is_enough(path: Path) -> None:
    made = canonical(path.read_bytes())
    again = canonical(made.data)
    assert again.data == made.data
    assert again.lost == ()
    assert canonical(made.data, made.data).data == made.data


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_nothing_goes_that_is_not_named(path: Path) -> None:
    """Every id and every property is still there, or the file has losses."""
    data = path.read_bytes()
    made = canonical(data)
    assert made.lost or _told(made.data) == _told(data)


def _told(data: bytes) -> list[tuple[str, str, str]]:
    elements = list(bpmnxml.parse(data).iter("{*}*"))
    ids = [("", "id", one.get("id", "")) for one in elements if one.get("id")]
    said = [(one.get("id", ""), *pair[:2]) for one in elements for pair in bpmnxml.properties(one)]
    return sorted(ids + said)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_parsed_file_has_the_same_losses(path: Path) -> None:
    data = path.read_bytes()
    assert losses_of(bpmnxml.parse(data)) == canonical(data).lost
