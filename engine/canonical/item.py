"""A BPMN file as a modeler holds it: items with properties, not elements with attributes and children."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from engine.canonical.losses import Lost
from engine.canonical.schema import ElementType, Property


@dataclass(eq=False)
class Item:
    """An element. `values`: property name -> its values, references as ids. `holder`: the property of the
    outer element that holds it. `declared`: prefixes declared here. What is of a namespace that the modeler
    does not know has no `type` and is kept as it is, in `extra`, `children` and `text`."""

    type: ElementType | None
    holder: Property | None
    prefix: str | None
    uri: str | None
    local: str
    line: int = 0
    declared: tuple[tuple[str | None, str], ...] = ()
    values: dict[str, list[str | Item]] = field(default_factory=dict)
    extra: dict[str, str] = field(default_factory=dict)
    children: list[Item] = field(default_factory=list)
    text: str = ""

    @property
    def id(self) -> str:
        return self.value("bpmn:id") or self.value("di:id")

    def is_a(self, *names: str) -> bool:
        return self.type is not None and any(name in self.type.kinds for name in names)

    def value(self, name: str) -> str:
        """A single value that is text or a reference; "" when absent."""
        found = self.values.get(name)
        return found[0] if found and isinstance(found[0], str) else ""

    def strings(self, name: str) -> list[str]:
        return [one for one in self.values.get(name, ()) if isinstance(one, str)]

    def items(self, name: str) -> list[Item]:
        return [one for one in self.values.get(name, ()) if isinstance(one, Item)]

    def set_items(self, name: str, items: list[Item]) -> None:
        self.values[name] = list(items)

    def walk(self) -> Iterator[Item]:
        """The item and all below it that the modeler knows, in the order of the file."""
        yield self
        for values in self.values.values():
            for one in values:
                if isinstance(one, Item):
                    yield from one.walk()


@dataclass
class Document:
    """A whole file. `ids`: id -> its item; `lost`: what a modeler would delete, by line."""

    root: Item
    ids: dict[str, Item]
    lost: list[Lost]
