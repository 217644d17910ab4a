"""A town without books: what would fail later is refused when it is published, and says what to import."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import commands
from engine.errors import RefusedByGate
from engine.registers import sample_books
from tests.world import PERMIT, ROOT, World

SAID = ("posts", "letters", "document_kinds", "departments", "materials", "laws", "codelists")


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[World]:
    made = World(f"sqlite:///{tmp_path / 'bare.db'}", tmp_path)
    yield made
    made.close()


def _books_of(findings: list[dict[str, str]], severity: str) -> set[str]:
    """Books that findings of a severity name."""
    rows = [row for row in findings if row["code"] == "bpmn.book_empty" and row["severity"] == severity]
    return {book for row in rows for book in SAID if f"名册 {book} 还是空的" in row["message"]}


def test_a_permit_is_not_published_into_a_town_without_books(bare: World) -> None:
    with pytest.raises(RefusedByGate) as refused:
        bare.publish_permit()
    findings = refused.value.details["findings"]
    assert _books_of(findings, "error") == {"posts", "letters", "document_kinds"}
    assert _books_of(findings, "warning") == {"departments", "materials", "laws", "codelists"}
    assert sum(row["code"] == "bpmn.book_empty" for row in findings) == len(SAID), "each book once"


def test_books_that_only_bring_words_may_come_later(bare: World) -> None:
    for book, data in sample_books(bare.settings):
        if book in ("posts", "letters", "document_kinds"):
            bare.do(commands.ImportRegister(book, data))
    findings = _deployed(bare)
    assert _books_of(findings, "warning") == {"departments", "materials", "laws", "codelists"}
    assert _books_of(findings, "error") == set()


def test_with_its_books_nothing_is_said_of_them(sqlite_world: World) -> None:
    findings = _deployed(sqlite_world)
    assert [row for row in findings if row["code"].startswith(("bpmn.book", "item.law"))] == []


def _deployed(world: World) -> list[dict[str, str]]:
    """Findings of deploying the residence permit with all that it needs."""
    files = [ROOT / "processes" / "service" / f"{PERMIT}.bpmn"]
    files += [*(ROOT / "processes" / "procedures").glob("*.bpmn"), *(ROOT / "forms").glob("*.form")]
    command = commands.DeployDefinition(tuple((one.name, one.read_bytes()) for one in files), publish=True)
    return list(world.do(command)["findings"])
