"""One BPMN file under judgement, and how a rule speaks about a place in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, TypeVar

from lxml import etree

from engine import bpmnxml
from engine.domain.findings import Finding, Severity
from engine.domain.model import Flow, Node, ProcessModel
from engine.feel import Expression, Remark, Variable
from engine.forms import Form
from engine.gate.analysis import Trials
from engine.gate.graph import Graph
from engine.gate.parts import Parts

Place = Node | Flow | None
"""A node, a flow, or None for the process itself."""

Rule = Callable[["Sheet"], Iterator[Finding]]

Value = TypeVar("Value")


@dataclass(frozen=True)
class Reading:
    """A process and what rules found out about it, each thing once; of called processes too."""

    model: ProcessModel
    parts: Parts
    callees: Callees

    @property
    def strict(self) -> bool:
        """Items and procedures: every variable is declared, every task has its posts (contract.md)."""
        return self.model.is_item or self.model.is_procedure

    @cached_property
    def graph(self) -> Graph:
        return Graph(self.model)

    @cached_property
    def trials(self) -> Trials:
        """The budget for trying conditions."""
        return Trials()

    @cached_property
    def nearest(self) -> dict[str, list[Node]]:
        """Node id -> tasks right before it: `engine.gate.variables` looks once."""
        return {}

    @cached_property
    def remarks(self) -> dict[str, list[Remark]]:
        """Id of a flow or script task -> what is said of its text: `engine.gate.expressions` asks once."""
        return {}

    @cached_property
    def known(self) -> dict[str, dict[str, Variable]]:
        """Node id -> variables known there: `engine.gate.variables` collects them once."""
        return {}

    @cached_property
    def setters(self) -> dict[str, dict[str, Variable]]:
        """Node id -> variables that it sets: `engine.gate.setters` looks once."""
        return {}

    @cached_property
    def sound(self) -> dict[str, dict[str, Expression]]:
        """Gateway id -> its conditions without error: `engine.gate.expressions` compiles them once."""
        return {}

    def form_of(self, node: Node) -> Form | None:
        """The form of a start, a task, or a wait (its property `form`)."""
        return self.parts.form(form_key(node)) if form_key(node) else None

    def called(self, node: Node) -> Reading | None:
        """The process that a call activity calls, if it is known."""
        return self.callees.reading(node.called) if node.called else None


class Callees(Protocol):
    """Known processes by key, each read once for all files of an upload: `engine.gate.callees`."""

    def reading(self, key: str) -> Reading | None:
        """The process of that key; None when there is none, or none that can be read."""

    def refused(self, key: str) -> bool:
        """Whether it is a file of this upload that cannot be read: that has findings of its own."""

    def behind(self, call: str) -> Iterator[Reading]:
        """Processes that a call activity of that id calls, in any file of this upload, or of that key."""

    def once(self, what: str, key: str, make: Callable[[Reading], Value], otherwise: Value) -> Value:
        """`make` of that process, asked once for each `what`. `otherwise` when it is unknown, and where the
        question meets itself (a recursive call has a finding of its own)."""


def form_key(node: Node) -> str:
    return node.form_key or (node.properties.get("form", "").strip() if node.is_wait else "")


@dataclass(frozen=True)
class Sheet(Reading):
    """A file that is BPMN with one process to judge. `broken_forms` are refused by a finding of their own."""

    file: str
    root: etree._Element
    process: etree._Element
    broken_forms: frozenset[str] = frozenset()

    @cached_property
    def elements(self) -> Mapping[str, etree._Element]:
        """Id -> element of every BPMN child of the process."""
        return {child.get("id", ""): child for child in self.process if bpmnxml.is_bpmn(child)}

    def error(self, code: str, place: Place, zh: str, en: str) -> Finding:
        return self._finding("error", code, place, zh, en)

    def warning(self, code: str, place: Place, zh: str, en: str) -> Finding:
        return self._finding("warning", code, place, zh, en)

    def property_error(self, code: str, name: str, zh: str, en: str) -> Finding:
        """An error at the line of a property of the process."""
        return Finding(self.file, self.property_line(name), "error", code, self.model.key, zh, en)

    def property_warning(self, code: str, name: str, zh: str, en: str) -> Finding:
        """A warning at the line of a property of the process."""
        return Finding(self.file, self.property_line(name), "warning", code, self.model.key, zh, en)

    def property_line(self, name: str) -> int:
        return self._property_lines.get(name, self.model.line)

    @cached_property
    def _property_lines(self) -> Mapping[str, int]:
        return {name: line for name, _, line in bpmnxml.properties(self.process)}

    def _finding(self, severity: Severity, code: str, place: Place, zh: str, en: str) -> Finding:
        where = self.model.key if place is None else place.id
        line = self.model.line if place is None else place.line
        return Finding(self.file, line, severity, code, where, zh, en)

    def name(self, place: Place) -> tuple[str, str]:
        """What a designer sees on the drawing: `“审核”`, or for a flow its two ends. In both languages."""
        if place is None:
            return quoted(self.model.name or self.model.key, self.model.name_en)
        if isinstance(place, Node):
            return quoted(place.label("zh"), place.label("en"))
        source, target = self._end(place.source), self._end(place.target)
        return f"从{source[0]}到{target[0]}的连线", f"the flow from {source[1]} to {target[1]}"

    def _end(self, node_id: str) -> tuple[str, str]:
        node = self.model.nodes.get(node_id)
        return self.name(node) if node is not None else quoted(node_id)


def quoted(zh: str, en: str = "") -> tuple[str, str]:
    """A word in the quotation marks of both languages, cut so that a sentence stays readable."""
    return f"“{short(zh)}”", f'"{short(en or zh)}"'


def short(text: str, most: int = 60) -> str:
    """One line of at most `most` characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[:most]}…"


def both(names: list[tuple[str, str]], most: int = 5) -> tuple[str, str]:
    """A list of names for a sentence, cut after `most`."""
    more = len(names) - most
    zh = "、".join(zh for zh, _ in names[:most]) + (f"等 {len(names)} 处" if more > 0 else "")
    en = ", ".join(en for _, en in names[:most]) + (f" and {more} more" if more > 0 else "")
    return zh, en
