"""`zhenwu register import`: letters from their folder, and what else a folder is not."""

from __future__ import annotations

import gc
import warnings
from pathlib import Path

from click.testing import CliRunner

from engine import queries
from tests.world import ROOT, World
from web.cli import main


def run(world: World, *arguments: str) -> tuple[int, str]:
    environment = {"ZHENWU_HOME": str(world.home), "ZHENWU_DATABASE_URL": world.settings.database_url}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        done = CliRunner().invoke(main, ["register", "import", *arguments], env=environment)
        ended = (done.exit_code, done.output)
        del done
        gc.collect()
    return ended


def test_letters_come_from_their_folder(world: World, tmp_path: Path) -> None:
    folder = tmp_path / "letters"
    folder.mkdir()
    (folder / "DONE.txt").write_text("{item}办结了。\n{item} is done.\n", encoding="utf-8")
    assert run(world, "letters", str(folder)) == (0, "letters: 1 行\n")
    rows = {row["key"]: row["zh"] for row in world.read(queries.people.book, "letters")}
    assert rows["DONE"] == "{item}办结了。"


def test_a_bad_letter_is_named_and_nothing_is_written(world: World, tmp_path: Path) -> None:
    before = world.read(queries.people.book, "letters")
    folder = tmp_path / "letters"
    folder.mkdir()
    (folder / "DONE.txt").write_text("{name}，办结了。\nDone.\n", encoding="utf-8")
    code, words = run(world, "letters", str(folder))
    assert code == 1
    assert "DONE" in words
    assert "{name}" in words
    assert world.read(queries.people.book, "letters") == before


def test_no_other_book_is_a_folder(world: World) -> None:
    code, words = run(world, "posts", str(ROOT / "forms" / "letters"))
    assert code == 2
    assert "letters" in words
