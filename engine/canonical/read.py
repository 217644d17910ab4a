"""XML tree -> Document, taking and leaving exactly what a bpmn.io modeler takes and leaves on opening.

Source: the reading rules of moddle-xml 12.3.2 (modeler-facts §2, §3).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from engine.canonical import losses
from engine.canonical.item import Document, Item
from engine.canonical.losses import Lost, Place
from engine.canonical.schema import SIMPLE, XSI, ElementType, Property, metamodel
from engine.canonical.text import coerced, lines_of

_ID = re.compile(r"([a-z][\w.-]*:)?[a-z_][\w.-]*", re.IGNORECASE | re.ASCII)


def read(root: etree._Element) -> Document:
    """`root` is bpmn:definitions."""
    return _Reader().document(root)


@dataclass
class _Reference:
    item: Item
    name: str
    target: str
    place: Place


class _Reader:
    def __init__(self) -> None:
        self.model = metamodel()
        self.ids: dict[str, Item] = {}
        self.lost: list[Lost] = []
        self.references: list[_Reference] = []
        self.dropped: list[etree._Element] = []

    def document(self, root: etree._Element) -> Document:
        for outside in (*root.itersiblings(preceding=True), *root.itersiblings()):
            self._not_element(outside, "definitions")
        item = self._item(root, self.model.types["bpmn:Definitions"], None)
        if item is None:  # an id that no modeler takes, on the root: nothing of the file is left
            item = Item(self.model.types["bpmn:Definitions"], None, *self._split(root, str(root.tag)))
        self._resolve()
        return Document(item, self.ids, sorted(self.lost, key=lambda one: one.line))

    def _item(self, element: etree._Element, kind: ElementType | None, prop: Property | None) -> Item | None:
        item = Item(kind, prop, *self._split(element, str(element.tag)), int(element.sourceline or 0))
        item.declared = _declared(element)
        self._attributes(element, item)
        if kind is not None and kind.has_id and not self._register(element, item):
            self.dropped.append(element)
            return None
        chunks = [element.text or ""]
        for child in element:
            if isinstance(child.tag, str):
                self._child(child, element, item)
            else:
                self._not_element(child, _local(element))
            chunks.append(child.tail or "")
        self._text(element, item, lines_of("".join(chunk for chunk in chunks if chunk.strip())))
        return item

    def _attributes(self, element: etree._Element, item: Item) -> None:
        default = self.model.prefixes.get(element.nsmap.get(None) or "")
        named = item.type.named if item.type else {}
        for key, raw in element.attrib.items():
            prefix, _, local = self._split(element, str(key))
            name = f"{prefix}:{local}" if prefix and prefix != default else local
            value, prop = lines_of(str(raw)), named.get(name)
            if prop is None:
                item.extra[name] = value
            elif prop.reference:
                parts = value.split(" ") if prop.many else [value]
                for part in parts:
                    self._refer(item, prop, part, _place(element))
            else:
                item.values[prop.name] = [coerced(prop.type, value)]

    def _register(self, element: etree._Element, item: Item) -> bool:
        found = item.id
        if not found:
            return True
        if not _ID.fullmatch(found):
            self.lost.append(losses.illegal_id(_place(element), _local(element), found))
        elif found in self.ids:
            self.lost.append(losses.repeated_id(_place(element), _local(element), found))
        else:
            self.ids[found] = item
            return True
        return False

    def _child(self, child: etree._Element, element: etree._Element, item: Item) -> None:
        if item.type is None:
            kept = self._item(child, None, None)
            item.children += [kept] if kept else []
            return
        prop, kind = self._fit(child, item.type)
        if prop is None or (kind and kind not in SIMPLE and kind not in self.model.types):
            self.dropped.append(child)
            name = f"{child.prefix}:{_local(child)}" if child.prefix else _local(child)
            self.lost.append(losses.element(_place(child, _local(element)), name))
        elif prop.reference:
            self._refer(item, prop, self._plain(child), _place(child, _local(element)))
        elif prop.simple:
            self._put(item, prop, coerced(prop.type, self._plain(child)), child)
        else:
            made = self._item(child, self.model.types[kind] if kind else None, prop)
            if made is not None:
                self._named_otherwise(child, made)
                self._put(item, prop, made, child)

    def _fit(self, child: etree._Element, owner: ElementType) -> tuple[Property | None, str | None]:
        """The property of the owner that takes the child, and the child's type (None: a foreign element)."""
        prefix, uri, local = self._split(child, str(child.tag))
        prop = owner.named.get(f"{prefix}:{local}" if prefix else local)
        if prop is not None and not prop.attribute:
            stated = child.get(f"{{{XSI}}}type") if prop.serialize == "xsi:type" else None
            return prop, self._stated_type(child, stated) if stated else prop.type
        if not self.model.known(uri):
            return next(
                (one for one in owner.properties if one.type == "Element" and not one.reference), None
            ), None
        name = self.model.packages[str(prefix)].type_name(local)
        kind = self.model.types.get(name)
        if kind is None:
            return None, name
        candidates = (one for one in owner.properties if not one.virtual and not one.reference)
        return next((one for one in candidates if one.type in kind.kinds), None), name

    def _stated_type(self, element: etree._Element, stated: str) -> str:
        prefix, _, local = stated.rpartition(":")
        known = self.model.prefixes.get(element.nsmap.get(prefix or None) or "", prefix)
        package = self.model.packages.get(known)
        return f"{known}:{local.removeprefix(package.type_prefix) if package else local}"

    def _named_otherwise(self, child: etree._Element, made: Item) -> None:
        """bpmn:messagePath comes back as bpmn:formalExpression: the modeler writes the type's name."""
        prop, kind = made.holder, made.type
        if prop is None or kind is None or prop.serialize or prop.local != _local(child):
            return
        prefix, _, local = kind.name.partition(":")
        if self.model.packages[prefix].element_name(local) != prop.local:
            owner = child.getparent()
            place = _place(child, _local(child if owner is None else owner))
            self.lost.append(losses.element(place, _local(child)))

    def _put(self, item: Item, prop: Property, value: str | Item, child: etree._Element) -> None:
        if prop.many:
            item.values.setdefault(prop.name, []).append(value)
            return
        if prop.name in item.values:
            self.lost.append(losses.repeated(_place(child, item.local), _local(child)))
        item.values[prop.name] = [value]

    def _refer(self, item: Item, prop: Property, target: str, place: Place) -> None:
        if target.strip():
            self.references.append(_Reference(item, prop.name, target, place))

    def _plain(self, element: etree._Element) -> str:
        """Text of an element that holds nothing else."""
        chunks = [element.text or ""]
        for child in element:
            if isinstance(child.tag, str):
                self.lost.append(losses.element(_place(child, _local(element)), _local(child)))
            else:
                self._not_element(child, _local(element))
            chunks.append(child.tail or "")
        return lines_of("".join(chunk for chunk in chunks if chunk.strip()))

    def _text(self, element: etree._Element, item: Item, text: str) -> None:
        if item.type is None:
            item.text = text
        elif text and item.type.body is not None:
            item.values[item.type.body.name] = [text]
        elif text:
            self.lost.append(losses.text(_place(element), text))

    def _not_element(self, node: etree._Element, owner: str) -> None:
        place = _place(node, owner)
        if isinstance(node, etree._ProcessingInstruction):
            self.lost.append(losses.instruction(place, str(node.target)))
        else:
            self.lost.append(losses.comment(place, node.text or ""))

    def _resolve(self) -> None:
        dropped = {
            one.get("id") for element in self.dropped for one in element.iter() if isinstance(one.tag, str)
        }
        for one in self.references:
            local = one.name.partition(":")[2]
            if one.target in self.ids:
                one.item.values.setdefault(one.name, []).append(one.target)
            elif one.target in dropped:
                self.lost.append(losses.follows(one.place, local, one.target))
            else:
                self.lost.append(losses.reference(one.place, local, one.target))

    def _split(self, element: etree._Element, name: str) -> tuple[str | None, str | None, str]:
        """The modeler's prefix, the URI, the local name."""
        if not name.startswith("{"):
            return None, None, name
        uri, _, local = name[1:].partition("}")
        prefix = self.model.prefixes.get(uri)
        if prefix is None:
            prefix = next((one for one, other in element.nsmap.items() if other == uri and one), "ns0")
        return prefix, uri, local


def _declared(element: etree._Element) -> tuple[tuple[str | None, str], ...]:
    parent = element.getparent()
    outer = parent.nsmap if parent is not None else {}
    return tuple((prefix, uri) for prefix, uri in element.nsmap.items() if outer.get(prefix) != uri)


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname


def _place(node: etree._Element, owner: str = "") -> Place:
    found = next((one.get("id") for one in _upwards(node) if one.get("id")), "")
    return Place(int(node.sourceline or 0), found or "", owner or _local(node))


def _upwards(node: etree._Element) -> Iterator[etree._Element]:
    yield from (one for one in (node, *node.iterancestors()) if isinstance(one.tag, str))
