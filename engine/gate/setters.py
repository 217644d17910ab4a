"""The variables that each node sets, and what is known of their values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from engine.domain.case_variables import OUTCOME, RESULT
from engine.domain.events import Declared, Passing
from engine.domain.model import Node
from engine.domain.value_types import KINDS_OF_TEXT
from engine.feel import Expression, FeelError, Variable, compile_text
from engine.feel.kinds import KindReader
from engine.feel.nulls import may_be_null
from engine.feel.syntax import Choice, Literal, Name
from engine.feel.syntax import Node as Tree
from engine.feel.values import kind_of
from engine.forms import Field
from engine.gate.procedures import ended_with, results
from engine.gate.sheet import Reading, form_key
from engine.topics import TOPICS

ANY = Variable("any")

_KINDS = {"text": "text", "int": "number", "fen": "number", "bool": "boolean", "date": "date"} | {
    "list": "list",
    **dict.fromkeys(KINDS_OF_TEXT, "text"),
}
_NUMBERS = ("number", "money")
_LISTS = ("checklist", "file")
_NONE: dict[str, Variable] = {}
_ROUNDS = 3
"""A variable may come from another that comes from a third; longer chains stay of any kind."""


def kind_of_type(declared: str) -> str:
    """The FEEL kind of a declared type; any for a type that does not exist."""
    return _KINDS.get(declared, "any")


def of_type(declared: str, *, nullable: bool = True) -> Variable:
    """What is known of a value of a declared type; limits and kinds of documents keep their type."""
    return Variable(
        kind_of_type(declared), nullable=nullable, type=declared if declared in KINDS_OF_TEXT else ""
    )


def sets(reading: Reading, node: Node) -> Mapping[str, Variable]:
    """Variables that are set once the node is completed. What expressions give is read without regard to the
    way that a case took, so their values may be null."""
    if not reading.setters:
        _read_all(reading)
    return reading.setters[node.id]


def outputs(reading: Reading, node: Node) -> tuple[str, ...]:
    """Form fields of the node that become variables; in a plain process all of them (contract.md)."""
    form = reading.form_of(node)
    if form is None:
        return ()
    return tuple(name for name in (node.form_outputs if reading.strict else form.names))


def merged(found: Iterable[Variable]) -> Variable:
    """Several steps set the same variable: what holds for all."""
    several = list(found)
    first, kinds = several[0], {variable.kind for variable in several}
    if len(several) == 1:
        return first
    if len(kinds) > 1:
        return ANY
    values = None
    if all(variable.values is not None for variable in several):
        values = tuple(dict.fromkeys(value for variable in several for value in variable.values or ()))
    return Variable(
        first.kind,
        values=values,
        nullable=any(variable.nullable for variable in several),
        type=first.type if all(variable.type == first.type for variable in several) else "",
    )


def value_of(text: str, known: Mapping[str, Variable]) -> Variable:
    """What is known of the value of a FEEL text; of one that cannot be read, nothing."""
    try:
        expression = compile_text(text)
    except FeelError:
        return ANY
    return _read_off(expression.tree, known) or _of_kind(expression, known)


def _read_off(tree: Tree, known: Mapping[str, Variable]) -> Variable | None:
    """What a literal, a variable, or a choice between texts of a closed list says by itself."""
    if isinstance(tree, Literal) and tree.value is not None:
        kind = kind_of(tree.value)
        return Variable(kind, (tree.value,) if kind == "text" else None, nullable=False)
    if isinstance(tree, Name):
        return known.get(tree.name, ANY)
    if isinstance(tree, Choice):
        both = [_read_off(tree.then, known), _read_off(tree.otherwise, known)]
        found = [one for one in both if one is not None and one.kind == "text" and (one.values or one.type)]
        if len(found) == len(both):
            return replace(merged(found), nullable=may_be_null(tree, known))
    return None


def _of_kind(expression: Expression, known: Mapping[str, Variable]) -> Variable:
    kind = KindReader(known, for_form=False).kind(expression.tree)
    if kind in ("date", "datetime"):
        # of a limit that can be read, counted from a day that is set: the calendar is there when a case runs
        return Variable("date", nullable=any(known.get(name, ANY).nullable for name in expression.names))
    return Variable("any" if kind == "null" else kind, nullable=may_be_null(expression.tree, known))


def _read_all(reading: Reading) -> None:
    """Forms, inputs, topics and literals first; then expressions over what the others set."""
    nodes = list(reading.model.nodes.values())
    for node in nodes:
        reading.setters[node.id] = dict(_plainly(reading, node))
    for _ in range(_ROUNDS):
        known = _anywhere(reading)
        before = {node.id: dict(reading.setters[node.id]) for node in nodes}
        for node in nodes:
            reading.setters[node.id].update(_by_expression(reading, node, known))
        if before == reading.setters:
            break


def _anywhere(reading: Reading) -> dict[str, Variable]:
    """Every variable of the process, any of which may not be set yet but its inputs."""
    found: dict[str, list[Variable]] = {}
    for variables in reading.setters.values():
        for name, variable in variables.items():
            found.setdefault(name, []).append(variable)
    given = reading.model.declared_inputs if reading.model.is_procedure else {}
    return {
        name: replace(merged(several), nullable=len(several) > 1 or name not in given or several[0].nullable)
        for name, several in found.items()
    }


def _plainly(reading: Reading, node: Node) -> Iterator[tuple[str, Variable]]:
    """What a node sets without an expression."""
    if node.kind == "startEvent" and reading.model.is_procedure:
        yield from ((name, _of_input(one)) for name, one in reading.model.declared_inputs.items())
    form = reading.form_of(node)
    if form is not None:
        fields = (form.field(name) for name in outputs(reading, node))
        yield from ((field.key, of_field(field)) for field in fields if field is not None)
    elif reading.strict and form_key(node):
        # the form is missing, which is said at the node: not that its variables are missing as well
        yield from ((name, ANY) for name in node.form_outputs)
    if node.kind == "serviceTask" and not node.outputs:
        yield from answered(node).items()
    if node.kind == "callActivity":
        for one in node.passed_out:
            if one.target and not one.expression and not one.everything:
                yield one.target, _passed_out(reading, node, one)


def _by_expression(
    reading: Reading, node: Node, known: Mapping[str, Variable]
) -> Iterator[tuple[str, Variable]]:
    if node.kind == "scriptTask" and node.result_variable:
        yield node.result_variable, value_of(node.script or "", known)
    if node.kind in ("userTask", "serviceTask"):
        yield from given_out(node, {**known, **produced(reading, node)})
    if node.kind == "callActivity":
        for one in node.passed_out:
            if one.target and one.expression:
                yield one.target, value_of(one.expression, ended_values(reading, node))


def given_out(node: Node, seen: Mapping[str, Variable]) -> Iterator[tuple[str, Variable]]:
    """Output parameters in their order: each reads `seen` and the ones before it."""
    known = dict(seen)
    for one in node.outputs:
        known[one.name] = value_of(one.text, known)
        yield one.name, known[one.name]


def produced(reading: Reading, node: Node) -> dict[str, Variable]:
    """What an output parameter of the node can read beside the case's variables: all values of the form
    and the outcome of a user task, the answer of a topic."""
    if node.kind == "serviceTask":
        return answered(node)
    found: dict[str, Variable] = {}
    form = reading.form_of(node)
    if form is not None:
        found = {field.key: of_field(field) for field in form.fields if not field.is_note}
    if node.outcomes:
        found[OUTCOME] = Variable("text", tuple(one.key for one in node.outcomes), nullable=False)
    return found


def answered(node: Node) -> dict[str, Variable]:
    """Outputs of a service task's topic; `plain` topics answer with their inputs."""
    topic = TOPICS.get(node.topic)
    if topic is None:
        return {}
    if topic.plain:
        return {one.name: ANY for one in node.inputs}
    return {name: of_type(kind) for name, kind in topic.outputs.items()}


def ended_values(reading: Reading, node: Node) -> dict[str, Variable]:
    """What `camunda:out` of a call can read: the called process's outputs and its `result`."""
    called = reading.called(node)
    if called is None:
        return {}
    found = {
        name: output(reading, node.called, declared)
        for name, declared in called.model.declared_outputs.items()
    }
    found[RESULT] = _result(reading, node.called)
    return found


def output(reading: Reading, key: str, declared: Declared) -> Variable:
    """What is known of an output of a procedure where its ends are reached."""
    found = reading.callees.once("outputs", key, _outputs, _NONE).get(declared.name)
    declares = of_type(declared.type)
    if found is None or found.kind not in (declares.kind, "any"):
        return declares
    values = found.values if found.kind == declares.kind else None
    return replace(declares, values=values, nullable=found.nullable)


def _outputs(called: Reading) -> dict[str, Variable]:
    """Of each declared output what any node sets, null where a way to an end with result sets none."""
    found: dict[str, Variable] = {}
    for name in called.model.declared_outputs:
        several = setters_of(called, name)
        if several:
            missed = not set_on_every_way(called, name)
            variable = merged(several.values())
            found[name] = replace(variable, nullable=variable.nullable or missed)
    return found


def setters_of(reading: Reading, name: str) -> dict[str, Variable]:
    """Node id -> what it sets under that name."""
    nodes = reading.model.nodes.values()
    return {node.id: found[name] for node in nodes if name in (found := sets(reading, node))}


def set_on_every_way(reading: Reading, name: str) -> bool:
    """Whether no end with result can be reached without passing a node that sets the variable."""
    past = reading.graph.reachable_without(*setters_of(reading, name))
    return not any(end.id in past for end in ended_with(reading.model))


def _result(reading: Reading, key: str) -> Variable:
    found = results(reading, key)
    return Variable("text", found or None, nullable=not found)


def _passed_out(reading: Reading, node: Node, one: Passing) -> Variable:
    called = reading.called(node)
    if called is None:
        return ANY
    if one.source == RESULT:
        return _result(reading, node.called)
    declared = called.model.declared_outputs.get(one.source)
    return output(reading, node.called, declared) if declared is not None else ANY


def _of_input(declared: Declared) -> Variable:
    """Null takes the default, and callers are warned who may pass null where there is none."""
    return of_type(declared.type, nullable=False)


def of_field(field: Field) -> Variable:
    sometimes = bool(field.hide or field.outcomes)
    nullable = not field.required or sometimes
    if field.kind in _NUMBERS:
        return Variable("number", nullable=nullable)
    if field.kind == "checkbox":
        return Variable("boolean", nullable=sometimes)
    if field.kind in _LISTS:
        return Variable("list", nullable=nullable)
    if field.kind == "date":
        return Variable("date", nullable=nullable)
    if field.kind == "address":
        return Variable("context", nullable=nullable)
    values = tuple(option.value for option in field.options) if field.kind in ("radio", "select") else ()
    return Variable("text", values=values or None, nullable=nullable)
