"""The variables an expression at a node can read: the case's, `outcome`, form outputs, script results."""

from __future__ import annotations

from collections.abc import Iterator

from engine.domain.model import Node
from engine.feel import Variable
from engine.forms import Field
from engine.gate.sheet import Sheet

CASE_VARIABLES = ("case_no", "item_code", "channel", "applicant_kind", "subject_kind", "household_id")
"""Set by the engine at the start, text, never mapped (families.md §6)."""

OUTCOME = "outcome"
RESERVED = frozenset((*CASE_VARIABLES, OUTCOME, "result"))

_NUMBERS = ("number", "money")
_LISTS = ("checklist", "file")


def known_at(sheet: Sheet, node: Node) -> dict[str, Variable]:
    """Everything that some way to the node can have set."""
    if node.id not in sheet.known:
        sheet.known[node.id] = _collected(sheet, node)
    return dict(sheet.known[node.id])


def _collected(sheet: Sheet, node: Node) -> dict[str, Variable]:
    known = {name: Variable("text", nullable=name == "household_id") for name in CASE_VARIABLES}
    for setter, name, variable in _set_before(sheet, node):
        known[name] = _merged(known.get(name), _seen_from(sheet, setter, node, variable))
    outcomes = outcomes_before(sheet, node)
    if outcomes:
        known[OUTCOME] = Variable("text", values=outcomes, nullable=False)
    return known


def nearest_tasks(sheet: Sheet, node: Node) -> list[Node]:
    """The user tasks (or the start) from which a token reaches the node without passing another task."""
    if node.id not in sheet.nearest:
        sheet.nearest[node.id] = _nearest(sheet, node)
    return sheet.nearest[node.id]


def _nearest(sheet: Sheet, node: Node) -> list[Node]:
    found: dict[str, Node] = {}
    seen: set[str] = set()
    waiting = list(sheet.graph.before[node.id])
    while waiting:
        here = waiting.pop()
        if here in seen:
            continue
        seen.add(here)
        if sheet.model.nodes[here].kind in ("userTask", "startEvent"):
            found[here] = sheet.model.nodes[here]
        else:
            waiting.extend(sheet.graph.before[here])
    return [one for one in sheet.model.nodes.values() if one.id in found]


def outcomes_before(sheet: Sheet, node: Node) -> tuple[str, ...]:
    """Values of `outcome` at the node: those of the tasks right before it, else of any task before it."""
    tasks = [task for task in nearest_tasks(sheet, node) if task.outcomes]
    if not tasks:
        tasks = [task for task in sheet.model.of_kind("userTask") if node.id in sheet.graph.behind(task.id)]
    return tuple(dict.fromkeys(outcome.key for task in tasks for outcome in task.outcomes))


def outputs(sheet: Sheet, node: Node) -> tuple[str, ...]:
    """Form fields of the node that become variables; in a plain process all of them (contract.md)."""
    form = sheet.form_of(node)
    if form is None:
        return ()
    return tuple(name for name in (node.form_outputs if sheet.model.is_item else form.names))


def _set_before(sheet: Sheet, node: Node) -> Iterator[tuple[Node, str, Variable]]:
    for setter in sheet.model.nodes.values():
        sets = setter.kind == "scriptTask" or bool(setter.form_key)
        if not sets or node.id not in sheet.graph.behind(setter.id):
            continue
        if setter.kind == "scriptTask" and setter.result_variable:
            yield setter, setter.result_variable, Variable("any")
        form = sheet.form_of(setter)
        if form is not None:
            fields = (form.field(name) for name in outputs(sheet, setter))
            yield from ((setter, field.key, _of_field(field)) for field in fields if field is not None)


def _of_field(field: Field) -> Variable:
    nullable = not field.required or bool(field.hide)
    if field.kind in _NUMBERS:
        return Variable("number", nullable=nullable)
    if field.kind == "checkbox":
        return Variable("boolean", nullable=bool(field.hide))
    if field.kind in _LISTS:
        return Variable("list", nullable=nullable)
    if field.kind == "date":
        return Variable("date", nullable=nullable)
    if field.kind == "address":
        return Variable("context", nullable=nullable)
    values = tuple(option.value for option in field.options) if field.kind in ("radio", "select") else ()
    return Variable("text", values=values or None, nullable=nullable)


def _seen_from(sheet: Sheet, setter: Node, node: Node, variable: Variable) -> Variable:
    """A variable may be null where some way to the node does not pass its setter."""
    passed = node.id not in sheet.graph.reachable_without(setter.id)
    return variable if passed else Variable(variable.kind, values=variable.values, nullable=True)


def _merged(first: Variable | None, second: Variable) -> Variable:
    """Two steps set the same variable: what holds for both."""
    if first is None:
        return second
    if first.kind != second.kind:
        return Variable("any")
    values = None
    if first.values is not None and second.values is not None:
        values = tuple(dict.fromkeys((*first.values, *second.values)))
    return Variable(first.kind, values=values, nullable=first.nullable and second.nullable)
