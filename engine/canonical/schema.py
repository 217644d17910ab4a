"""The metamodel of a bpmn.io modeler: types, and their properties in the order in which they are written.

`metamodel.json` is made by `make_schema.mjs` from the packages that the modeler itself reads and writes with.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

XSI = "http://www.w3.org/2001/XMLSchema-instance"
XML = "http://www.w3.org/XML/1998/namespace"
SIMPLE = frozenset(("String", "Boolean", "Integer", "Real"))


@dataclass(frozen=True, eq=False)
class Property:
    """One attribute, body text or kind of child. `serialize`: None = a child is named after its type,
    "property" = after the property, "xsi:type" = after the property and with its type beside it."""

    name: str
    type: str
    default: str | None
    serialize: str | None
    attribute: bool
    body: bool
    many: bool
    reference: bool
    virtual: bool
    is_id: bool
    inherited: bool
    prefix: str
    local: str

    @property
    def simple(self) -> bool:
        return self.type in SIMPLE


@dataclass(frozen=True, eq=False)
class ElementType:
    """`named`: how a property may be called in a file. `kinds`: the type itself and all that it also is."""

    name: str
    properties: tuple[Property, ...]
    kinds: frozenset[str]
    named: dict[str, Property]

    @cached_property
    def has_id(self) -> bool:
        return any(one.is_id for one in self.properties)

    @cached_property
    def body(self) -> Property | None:
        return next((one for one in self.properties if one.body), None)


@dataclass(frozen=True)
class Package:
    """A namespace that the modeler knows, with the prefix that it thinks in."""

    prefix: str
    uri: str
    lower_case: bool
    type_prefix: str

    def element_name(self, type_local: str) -> str:
        return type_local[:1].lower() + type_local[1:] if self.lower_case else type_local

    def type_name(self, element_local: str) -> str:
        local = element_local[:1].upper() + element_local[1:] if self.lower_case else element_local
        return f"{self.prefix}:{local}"


@dataclass(frozen=True)
class Metamodel:
    """Packages by prefix, types by full name. `prefixes`: URI -> the modeler's prefix, not the file's."""

    packages: dict[str, Package]
    types: dict[str, ElementType]
    uris: dict[str, str]
    prefixes: dict[str, str]

    def known(self, uri: str | None) -> bool:
        return self.prefixes.get(uri or "") in self.packages


@cache
def metamodel() -> Metamodel:
    """Read once a process (2 ms)."""
    raw = json.loads((files("engine.canonical") / "metamodel.json").read_text("utf-8"))
    packages = {row[0]: Package(*row) for row in raw["packages"]}
    pool = [_property(row) for row in raw["properties"]]
    uris = {one.prefix: one.uri for one in packages.values()} | {"xsi": XSI, "xml": XML}
    return Metamodel(
        packages,
        {name: _type(name, row, pool) for name, row in raw["types"].items()},
        uris,
        {uri: prefix for prefix, uri in uris.items()},
    )


def _property(row: list[Any]) -> Property:
    name, kind, flags, default, serialize = row
    prefix, _, local = name.partition(":")
    if kind in ("Integer", "Real") and isinstance(default, str):
        default = (
            None  # dc:x="0" is written although 0 is its default: the default is text, the value a number
        )
    elif default is not None and not isinstance(default, str):
        default = json.dumps(default)
    attribute, body, many, reference, virtual, is_id, inherited = (letter in flags for letter in "abmrvih")
    return Property(
        name,
        kind,
        default,
        serialize,
        attribute,
        body,
        many,
        reference,
        virtual,
        is_id,
        inherited,
        prefix,
        local,
    )


def _type(name: str, row: list[Any], pool: list[Property]) -> ElementType:
    properties = tuple(pool[index] for index in row[0])
    named = {key: one for one in properties for key in (one.name, one.local)}
    named |= {key: pool[index] for key, index in row[2].items()}
    return ElementType(name, properties, frozenset((name, *row[1])), named)
