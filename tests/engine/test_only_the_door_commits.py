"""Only the door commits: `.commit(` stands nowhere else in our sources."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.world import ROOT, TWO_STEPS, World

ALLOWED = {
    "engine/engine.py": ["transaction.commit()"],
    "engine/store/session.py": ["self._begun.commit()"],
}


def sources() -> list[Path]:
    return sorted(path for folder in ("engine", "web") for path in (ROOT / folder).rglob("*.py"))


def test_commit_stands_in_the_door_and_its_transaction_only() -> None:
    found: dict[str, list[str]] = {}
    for path in sources():
        for line in path.read_text().splitlines():
            if re.search(r"\.commit\s*\(", line):
                found.setdefault(str(path.relative_to(ROOT)), []).append(line.strip())
    assert found == ALLOWED
    assert len(sources()) > 100


@pytest.mark.parametrize(
    "pattern", [r"autocommit", r"isolation_level\s*=\s*[\"']AUTOCOMMIT", r"COMMIT\b", r"\.begin\(\)\s*:"]
)
def test_no_other_way_to_commit_is_used(pattern: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in sources()
        if "migrations" not in path.parts
        for line in path.read_text().splitlines()
        if re.search(pattern, line)
    ]
    assert found == []


def test_what_the_door_did_not_commit_is_gone(world: World) -> None:
    world.publish_plain("two_steps", xml=TWO_STEPS)
    with world.database.write() as transaction:
        transaction.connection.execute(text("DELETE FROM definition_version"))
    assert world.start("two_steps", actor=world.clerk)["case_no"] == "PT-20261125-0001"
