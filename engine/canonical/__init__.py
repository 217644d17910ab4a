"""BPMN files in canonical form: exactly the bytes that a bpmn.io modeler writes after opening them.

So opening and saving changes nothing, and an edit of one node changes its lines only (architecture §3).
"""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from engine.canonical.diagrams import order_diagrams
from engine.canonical.keep import keep_order
from engine.canonical.losses import Lost
from engine.canonical.read import read
from engine.canonical.source import load
from engine.canonical.tidy import tidy
from engine.canonical.write import write

__all__ = ["Canonical", "Lost", "canonical", "losses_of"]


@dataclass(frozen=True)
class Canonical:
    """`data`: UTF-8, LF. `lost`: what of the input is not in it because no modeler keeps it, by line."""

    data: bytes
    lost: tuple[Lost, ...]


def canonical(data: bytes, old: bytes | None = None) -> Canonical:
    """The canonical form of a BPMN file; `old`, the file before an edit, lends its order to what it had.

    Raises bpmnxml.XmlRefused when `data` or `old` is not BPMN in well-formed XML and UTF-8.
    """
    document = read(load(data))
    if old is not None:
        keep_order(document, read(load(old)))
    tidy(document)
    order_diagrams(document)
    return Canonical(write(document).encode(), tuple(document.lost))


def losses_of(root: etree._Element) -> tuple[Lost, ...]:
    """What a modeler would delete from a file that is already parsed (root: bpmn:definitions), by line."""
    document = read(root)
    order_diagrams(document)
    return tuple(document.lost)
