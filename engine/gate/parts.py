"""What the gate asks for beyond the files themselves, and the folders of `zhenwu lint` that answer it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Protocol

from engine import bpmnxml
from engine.domain.model import ProcessModel
from engine.forms import Form, read_form
from engine.runtime.read import read_model

_KEY = re.compile(r"[A-Za-z_][\w.-]{0,199}", re.ASCII)
_LEVELS = 3
"""How far up from a file the folders `processes` and `forms` may stand beside it."""


class Parts(Protocol):
    """Called files, forms and books. Implemented over folders (lint) and over published rows (deploy)."""

    def form(self, key: str) -> Form | None:
        """The form of that key."""

    def process(self, key: str) -> ProcessModel | None:
        """The process of that key."""

    def has_book(self, book: str) -> bool | None:
        """Whether a book has any row today; None = files in a folder, whose books lie elsewhere.

        Of a book without rows the questions below are answered yes: `engine.gate.books` says once that it
        could not be asked.
        """

    def post(self, key: str) -> bool:
        """Whether the book of posts has it."""

    def department(self, number: str) -> bool:
        """Whether the book of departments has that number."""

    def material(self, code: str) -> bool:
        """Whether the book of materials has it."""

    def letter(self, key: str) -> bool:
        """Whether the book of letters has it."""

    def document_kind(self, key: str) -> bool:
        """Whether the book of kinds of documents has it."""

    def law(self, key: str) -> bool:
        """Whether the book of laws has it; articles are no rows."""

    def today(self) -> date | None:
        """The day on which the files would come into force; None = dates are not judged."""


@dataclass(frozen=True)
class SetParts:
    """The files of one upload in front of what is already there; `broken` forms exist but were refused.

    Each form of the rest is asked for once: there it may be a query.
    """

    forms: Mapping[str, Form]
    rest: Parts
    broken: frozenset[str] = frozenset()
    _asked: dict[str, Form | None] = field(default_factory=dict, repr=False, compare=False)

    def form(self, key: str) -> Form | None:
        if key in self.forms or key in self.broken:
            return self.forms.get(key)
        if key not in self._asked:
            self._asked[key] = self.rest.form(key)
        return self._asked[key]

    def process(self, key: str) -> ProcessModel | None:
        return self.rest.process(key)

    def has_book(self, book: str) -> bool | None:
        return self.rest.has_book(book)

    def post(self, key: str) -> bool:
        return self.rest.post(key)

    def department(self, number: str) -> bool:
        return self.rest.department(number)

    def material(self, code: str) -> bool:
        return self.rest.material(code)

    def letter(self, key: str) -> bool:
        return self.rest.letter(key)

    def document_kind(self, key: str) -> bool:
        return self.rest.document_kind(key)

    def law(self, key: str) -> bool:
        return self.rest.law(key)

    def today(self) -> date | None:
        return self.rest.today()


@dataclass
class FolderParts:
    """Files in folders, read lazily."""

    processes: Sequence[Path] = ()
    forms: Sequence[Path] = ()
    beside: Sequence[Path] = ()
    """Folders that may hold a called process as `<key>.bpmn`; below `processes` every folder may."""
    _forms: dict[str, Form | None] = field(default_factory=dict, repr=False)
    _books: dict[str, Mapping[str, frozenset[str]]] = field(default_factory=dict, repr=False)

    @classmethod
    def around(cls, paths: Iterable[Path], installation: Path | None = None) -> FolderParts:
        """The folders beside the given files or folders, nearest first, then those of the installation."""
        places: dict[Path, None] = {}
        for path in paths:
            start = path.resolve() if path.is_dir() else path.resolve().parent
            places.update(dict.fromkeys([start, *list(start.parents)[:_LEVELS]]))
        near = list(places)
        home = [installation.resolve()] if installation is not None else []
        return cls(
            [*_existing(near, "processes"), *_existing(home, "processes")],
            [*near, *_existing(near, "forms"), *_existing(home, "forms")],
            [*near, *_existing(near, "procedures")],
        )

    def form(self, key: str) -> Form | None:
        if key not in self._forms:
            data = _first_file(self.forms, f"{key}.form") if _KEY.fullmatch(key) else None
            self._forms[key] = read_form(data, f"{key}.form")[0] if data is not None else None
        return self._forms[key]

    def process(self, key: str) -> ProcessModel | None:
        if not _KEY.fullmatch(key):
            return None
        below = [place for folder in self.processes for place in [folder, *sorted(folder.glob("*/"))]]
        places = [*self.beside, *below]
        data = _first_file(places, f"{key}.bpmn")
        try:
            return read_model(data) if data is not None else None
        except (bpmnxml.XmlRefused, ValueError):
            return None

    def has_book(self, book: str) -> bool | None:
        if book == "letters":
            return True if self._letter_folders else None
        return True if self._book(book) else None

    def post(self, key: str) -> bool:
        return self._in_book("posts", "key", key)

    def department(self, number: str) -> bool:
        return self._in_book("departments", "number", number)

    def material(self, code: str) -> bool:
        return self._in_book("materials", "code", code)

    def letter(self, key: str) -> bool:
        """Letters stand beside the forms."""
        folders = self._letter_folders
        return not folders or (bool(_KEY.fullmatch(key)) and _first_file(folders, f"{key}.txt") is not None)

    def document_kind(self, key: str) -> bool:
        return self._in_book("document_kinds", "key", key)

    def law(self, key: str) -> bool:
        return self._in_book("laws", "key", key)

    def today(self) -> date | None:
        """Files in a folder come into force some other day."""
        return None

    @property
    def _letter_folders(self) -> list[Path]:
        return [folder / "letters" for folder in self.forms if (folder / "letters").is_dir()]

    def _in_book(self, book: str, column: str, value: str) -> bool:
        columns = self._book(book)
        return not columns or value in columns.get(column, ())

    def _book(self, book: str) -> Mapping[str, frozenset[str]]:
        """Column -> its values; nothing for a book that is absent or without rows."""
        if book not in self._books:
            data = _first_file([folder / "registers" for folder in self.processes], f"{book}.csv")
            self._books[book] = _columns(data) if data is not None else {}
        return self._books[book]


def _existing(places: Iterable[Path], name: str) -> list[Path]:
    return [place / name for place in places if (place / name).is_dir()]


def _first_file(folders: Iterable[Path], name: str) -> bytes | None:
    path = next((folder / name for folder in folders if (folder / name).is_file()), None)
    return path.read_bytes() if path is not None else None


def _columns(data: bytes) -> dict[str, frozenset[str]]:
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig", errors="replace"))))
    names = {name for row in rows for name in row if isinstance(name, str)}
    return {
        name: frozenset(value for row in rows if isinstance(value := row.get(name), str)) for name in names
    }
