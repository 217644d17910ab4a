"""The files that one process needs to run: itself, every procedure it calls, the forms of all of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from engine import bpmnxml
from engine.config import Settings
from engine.domain.model import ProcessModel
from engine.runtime.read import read_model

_KEY = re.compile(r"[A-Za-z_][\w.-]{0,199}", re.ASCII)
"""What can be a file's name; anything else is named by the gate."""


def parts_of(path: Path, settings: Settings) -> dict[Path, ProcessModel | None]:
    """The file and those it calls, directly or through others, with their models; None for one that cannot be
    read. What is not found is left out: the gate says so.

    They are looked for beside the file, in `procedures` beside its folder, then in the installation.
    """
    found: dict[Path, ProcessModel | None] = {}
    waiting = [path]
    while waiting:
        here = waiting.pop(0)
        if here in found:
            continue
        found[here] = _model(here)
        for key in _called(found[here]):
            place = next(_places(key, path, settings), None)
            if place is not None:
                waiting.append(place)
    return found


def uploads(parts: dict[Path, ProcessModel | None], settings: Settings) -> tuple[tuple[str, bytes], ...]:
    """(name, bytes) of the files and of every form that they name: beside them first, then the town's."""
    files = {path.name: path for path in parts}
    for path, model in parts.items():
        for key in model.form_keys if model is not None else ():
            place = _first((path.parent, settings.forms_dir), f"{key}.form") if _KEY.fullmatch(key) else None
            if place is not None:
                files.setdefault(place.name, place)
    return tuple((name, place.read_bytes()) for name, place in files.items())


def _called(model: ProcessModel | None) -> list[str]:
    return [key for key in model.called_keys if _KEY.fullmatch(key)] if model is not None else []


def _model(path: Path) -> ProcessModel | None:
    try:
        return read_model(path.read_bytes())
    except (bpmnxml.XmlRefused, ValueError):
        return None


def _places(key: str, path: Path, settings: Settings) -> Iterator[Path]:
    near = _first((path.parent, path.parent.parent / "procedures"), f"{key}.bpmn")
    if near is not None:
        yield near
    yield from sorted(settings.processes_dir.rglob(f"{key}.bpmn"))


def _first(folders: Iterable[Path], name: str) -> Path | None:
    return next((folder / name for folder in folders if (folder / name).is_file()), None)
