"""Where the books of an installation's source folders lie, for who loads a town: demo, scenarios, tests.

A running engine never reads these folders (ARCHITECTURE, decision 18).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from engine.config import Settings
from engine.letters import read_letter
from engine.registers.books import BOOKS
from engine.registers.reader import write_book

LETTERS_FROM = "2017-09-01"
"""Letter files carry no dates; they hold as long as the sample town's other books."""


def sample_books(settings: Settings) -> Iterator[tuple[str, bytes]]:
    """Each book that the source folders hold, as CSV, in the order of import."""
    for book in BOOKS:
        path = settings.processes_dir / "registers" / f"{book}.csv"
        if path.exists():
            yield book, path.read_bytes()
        elif book == "letters" and any((settings.forms_dir / "letters").glob("*.txt")):
            yield book, letters_csv(settings.forms_dir / "letters")


def letters_csv(folder: Path) -> bytes:
    """The book `letters` of a folder of `<KEY>.txt` files."""
    rows = []
    for path in sorted(folder.glob("*.txt")):
        letter = read_letter(path.read_text(encoding="utf-8-sig"))
        rows.append(
            {"key": path.stem, "zh": letter.zh, "en": letter.en, "valid_from": LETTERS_FROM, "valid_to": ""}
        )
    return write_book(rows)
