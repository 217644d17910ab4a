"""Document -> text, byte for byte as bpmn-moddle writes it with line breaks (modeler-facts §2)."""

from __future__ import annotations

from engine.canonical.item import Document, Item
from engine.canonical.schema import XSI, ElementType, Property, metamodel
from engine.canonical.text import attribute_text, body_text

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_STEP = "  "


def write(document: Document) -> str:
    return HEAD + _element(document.root, None, 0)


class _Scope:
    """Namespaces declared at one element. Those that the modeler knows come first, and only if used."""

    def __init__(self, outer: _Scope | None) -> None:
        self.outer = outer
        self.by_prefix: dict[str, str] = {}
        self.by_uri: dict[str, str | None] = {}
        self.used: set[tuple[str | None, str]] = set()
        self.known: list[tuple[str | None, str]] = []
        self.foreign: list[tuple[str | None, str]] = []

    def uri_of(self, prefix: str) -> str | None:
        found = self.by_prefix.get(prefix)
        return found if found or self.outer is None else self.outer.uri_of(prefix)

    def prefixed(self, uri: str) -> tuple[str | None] | None:
        """The prefix of a URI (None = the default namespace) as a tuple of one; None when not declared."""
        if uri in self.by_uri:
            return (self.by_uri[uri],)
        return None if self.outer is None else self.outer.prefixed(uri)

    def declare(self, prefix: str | None, uri: str) -> None:
        model = metamodel()
        own = model.uris.get(prefix or "") == uri or model.known(uri)
        (self.known if own else self.foreign).append((prefix, uri))
        self.by_uri[uri], self.by_prefix[prefix or "xmlns"] = prefix, uri

    def qualified(self, prefix: str | None, uri: str | None, local: str) -> str:
        """The name as the file writes it, declaring the namespace where it is not."""
        if not uri:
            return local
        if self.prefixed(uri) is None:
            free, count = prefix, 0
            while free and self.uri_of(free):
                count += 1
                free = f"{prefix}_{count}"
            self.declare(free, uri)
        (found,) = self.prefixed(uri) or (prefix,)
        scope: _Scope | None = self
        while scope is not None:
            scope.used.add((found, uri))
            scope = scope.outer
        return f"{found}:{local}" if found else local

    def attributes(self) -> list[tuple[str, str]]:
        written = [one for one in self.known + self.foreign if one in self.used and one[0] != "xml"]
        return [(f"xmlns:{prefix}" if prefix else "xmlns", uri) for prefix, uri in written]


def _element(item: Item, outer: _Scope | None, depth: int) -> str:
    own = _declarations(item, outer)
    scope = own or outer or _Scope(None)
    attributes: dict[str, str] = {}
    tag, uri = _tag(item, scope, attributes)
    body: list[str] = []
    flat = False
    if item.type is None:
        flat = bool(item.text)
        body = [body_text(item.text)] if flat else []
        body += [_element(child, scope, depth + (not flat)) for child in item.children]
    else:
        for prop in _written(item, item.type):
            if prop.attribute:
                attributes[_attribute_name(prop, uri, scope)] = _joined(item.values[prop.name])
            else:
                flat = flat or prop.body
                body += _contained(item, prop, scope, depth + 1)
    _extra(item, uri, scope, attributes)
    written = [*(own.attributes() if own else []), *attributes.items()]
    start = _STEP * depth + "<" + tag + "".join(f' {key}="{attribute_text(value)}"' for key, value in written)
    if not body:
        return start + " />\n"
    inner = "".join(body)
    return f"{start}>{inner}</{tag}>\n" if flat else f"{start}>\n{inner}{_STEP * depth}</{tag}>\n"


def _declarations(item: Item, outer: _Scope | None) -> _Scope | None:
    """A scope of its own, if the element declares anything or is the root."""
    if outer is not None and not item.declared:
        return None
    own = _Scope(outer)
    for prefix, uri in item.declared:
        if metamodel().known(uri):
            own.declare(prefix, uri)
        else:
            own.qualified(prefix, uri, "")
    return own


def _tag(item: Item, scope: _Scope, attributes: dict[str, str]) -> tuple[str, str | None]:
    """The element's name, and the namespace whose attributes need no prefix."""
    model, prop, kind = metamodel(), item.holder, item.type
    if kind is None:
        return scope.qualified(item.prefix, item.uri, item.local), item.uri
    prefix, _, local = kind.name.partition(":")
    if prop is None or not prop.serialize:
        package = model.packages[prefix]
        return scope.qualified(prefix, package.uri, package.element_name(local)), package.uri
    tag = scope.qualified(prop.prefix, model.uris[prop.prefix], prop.local)
    if prop.serialize != "xsi:type":
        return tag, model.uris[prop.prefix]
    if kind.name != prop.type:
        package = model.packages[prefix]
        stated = scope.qualified(prefix, package.uri, package.type_prefix + local)
        attributes[scope.qualified("xsi", XSI, "type")] = stated
    return tag, model.uris[prefix]


def _written(item: Item, kind: ElementType) -> list[Property]:
    """Properties with something to write: no defaults, nothing virtual."""
    chosen = [prop for prop in kind.properties if item.values.get(prop.name) and not prop.virtual]
    return [prop for prop in chosen if prop.default is None or item.values[prop.name] != [prop.default]]


def _attribute_name(prop: Property, uri: str | None, scope: _Scope) -> str:
    own = metamodel().uris[prop.prefix]
    return prop.local if prop.inherited or own == uri else scope.qualified(prop.prefix, own, prop.local)


def _joined(values: list[str | Item]) -> str:
    return " ".join(one for one in values if isinstance(one, str))


def _contained(item: Item, prop: Property, scope: _Scope, depth: int) -> list[str]:
    """Body text, or one line (or block) for every child of this property."""
    values = item.values[prop.name]
    if prop.body:
        return [body_text(_joined(values))]
    lines: list[str] = []
    for one in values:
        if isinstance(one, Item):
            lines.append(_element(one, scope, depth))
        else:
            name = scope.qualified(prop.prefix, metamodel().uris[prop.prefix], prop.local)
            lines.append(f"{_STEP * depth}<{name}>{body_text(one)}</{name}>\n")
    return lines


def _extra(item: Item, uri: str | None, scope: _Scope, attributes: dict[str, str]) -> None:
    """Attributes that the modeler does not know, last and in the order of the file."""
    for key, value in item.extra.items():
        if item.holder is not None and item.holder.serialize == key:
            continue  # the xsi:type that _tag has written where it is needed
        prefix, _, local = key.rpartition(":")
        found = (metamodel().uris.get(prefix) or scope.uri_of(prefix)) if prefix else None
        attributes[local if found in (None, uri) else scope.qualified(prefix, found, local)] = value
