"""The processes that files of one upload call: those of the upload first, then what is there already."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any, Protocol, TypeVar

from engine.domain.findings import Finding
from engine.domain.model import ProcessModel
from engine.gate import files
from engine.gate.parts import Parts
from engine.gate.sheet import Reading

Value = TypeVar("Value")

_ID = re.compile(rb"""<(?:[\w.-]+:)?process\b[^>]*?\sid\s*=\s*["']([^"'<]*)["']""")
_CALL = re.compile(rb"<(?:[\w.-]+:)?callActivity\b[^>]*>")
_ATTRIBUTE = re.compile(rb"""\s(id|calledElement)\s*=\s*["']([^"'<]*)["']""")


def process_keys(data: bytes) -> list[str]:
    """Ids of the processes of a file, looked for in the bytes: also of one that cannot be read."""
    return [key.decode("utf-8", "replace") for key in _ID.findall(data)]


class Source(Protocol):
    """A BPMN file of the upload."""

    @property
    def name(self) -> str: ...

    @property
    def data(self) -> bytes: ...


class UploadedCallees:
    """Callees port of `engine.gate.sheet` over an upload in front of `parts`. Nothing is read before it is
    asked for: of a thousand items that call one procedure, the procedure is read once."""

    def __init__(self, sources: Sequence[Source], parts: Parts) -> None:
        self._sources = sources
        self._parts = parts
        self._readings: dict[str, Reading | None] = {}
        self._made: dict[tuple[str, str], Any] = {}

    def reading(self, key: str) -> Reading | None:
        if key not in self._readings:
            model = self._model(key)
            self._readings[key] = Reading(model, self._parts, self) if model is not None else None
        return self._readings[key]

    def refused(self, key: str) -> bool:
        return key in self._uploaded and self.reading(key) is None

    def behind(self, call: str) -> Iterator[Reading]:
        for key in dict.fromkeys((*self._called.get(call, ()), call)):
            reading = self.reading(key)
            if reading is not None:
                yield reading

    def once(self, what: str, key: str, make: Callable[[Reading], Value], otherwise: Value) -> Value:
        if (what, key) not in self._made:
            self._made[what, key] = otherwise
            reading = self.reading(key)
            if reading is not None:
                self._made[what, key] = make(reading)
        made: Value = self._made[what, key]
        return made

    def _model(self, key: str) -> ProcessModel | None:
        source = self._uploaded.get(key)
        if source is None:
            return self._parts.process(key)
        root = files.read_root(source.name, source.data)
        picked = [] if isinstance(root, Finding) else files.pick_process(source.name, root)
        return None if isinstance(picked, list) or picked[1].key != key else picked[1]

    @cached_property
    def _uploaded(self) -> dict[str, Source]:
        found: dict[str, Source] = {}
        for source in self._sources:
            for key in process_keys(source.data):
                found.setdefault(key, source)
        return found

    @cached_property
    def _called(self) -> dict[str, list[str]]:
        """Id of a call activity anywhere in the upload -> keys that it calls."""
        found: dict[str, list[str]] = {}
        for source in self._sources:
            for element in _CALL.findall(source.data):
                given = {
                    name.decode(): value.decode("utf-8", "replace")
                    for name, value in _ATTRIBUTE.findall(element)
                }
                found.setdefault(given.get("id", ""), []).append(given.get("calledElement", ""))
        return found
