"""The way of a published item, for its guide page: steps with who and how long, and what leaves the line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.domain.limits import read_limit
from engine.domain.model import Node, ProcessModel
from engine.queries import catalogue
from engine.queries.progress import SERVING
from engine.queries.reader import Reader
from engine.store import load_definitions

_LENGTH = re.compile(r"\s*([a-z]+)\(\s*(\d+)\s*\)\s*", re.ASCII)
"""A timer that only counts, such as `d(30)`."""


@dataclass(frozen=True)
class GuideStep:
    """A task on the happy path. `limit` is a limit such as `3wd`, "" where a case decides it."""

    node: Node
    posts: tuple[str, ...]
    limit: str


@dataclass(frozen=True)
class Aside:
    """A call beside the happy path. `to_answer`: how long it waits for the applicant's answer, `30d`; ""
    where it waits for nobody. `asks_again`: it waits for materials that were not in order; `serves`: a
    decision is served in it."""

    call: Node
    steps: tuple[GuideStep, ...]
    to_answer: str
    asks_again: bool
    serves: bool


@dataclass(frozen=True)
class Guide:
    steps: tuple[GuideStep, ...]
    asides: tuple[Aside, ...]


def guide(reader: Reader, key: str, public: bool = True) -> Guide:
    """The steps of the item that new cases take. Raises NotFound."""
    model = catalogue.item_detail(reader, key, public=public).model
    called = _called(reader, model)
    path = tuple(happy_path(model))
    beside = (node for node in model.of_kind("callActivity") if node not in path and node.called in called)
    return Guide(
        steps=tuple(_steps(path, called)),
        asides=tuple(_aside(node, called) for node in beside),
    )


def _aside(call: Node, called: Mapping[str, ProcessModel]) -> Aside:
    model = called[call.called]
    return Aside(
        call=call,
        steps=tuple(_steps(happy_path(model), called)),
        to_answer=_to_answer(model),
        asks_again=any(node.is_wait and "materials" in node.properties for node in model.nodes.values()),
        serves=any(node.doc == SERVING for node in model.nodes.values()),
    )


def happy_path(model: ProcessModel, begin: str = "") -> Iterator[Node]:
    """Nodes from the start, or from the node `begin`, along default flows (families.md: the happy path is the
    default flow)."""
    seen: set[str] = set()
    node = model.nodes[begin] if begin else model.start
    while node is not None and node.id not in seen:
        seen.add(node.id)
        yield node
        flows = model.outgoing.get(node.id, ())
        flow = next((one for one in flows if one.id == node.default_flow), flows[0] if flows else None)
        node = model.nodes.get(flow.target) if flow is not None else None


def _steps(
    path: Iterator[Node] | tuple[Node, ...], called: Mapping[str, ProcessModel]
) -> Iterator[GuideStep]:
    """Tasks of a path; those of a called procedure stand in its place. Calls are acyclic (gate)."""
    for node in path:
        if node.kind == "userTask":
            limit = node.properties.get("limit", "").strip()
            yield GuideStep(node, node.candidate_groups, limit if read_limit(limit) else "")
        elif node.kind == "callActivity" and node.called in called:
            yield from _steps(happy_path(called[node.called]), called)


def _called(reader: Reader, model: ProcessModel) -> dict[str, ProcessModel]:
    """What is published now of everything that the item calls, directly or through others."""
    found: dict[str, ProcessModel] = {}
    asked = set(model.called_keys)
    while asked:
        rows = load_definitions.published_of(reader.connection, reader.town_id, asked)
        models = {
            key: reader.library.program(reader.connection, row.sha256).model for key, row in rows.items()
        }
        found |= models
        asked = {key for one in models.values() for key in one.called_keys} - set(found)
    return found


def _to_answer(model: ProcessModel) -> str:
    """The length of the timer that stands beside a wait of the applicant's."""
    for node in model.nodes.values():
        if not node.is_wait or node.properties.get("audience") != "citizen":
            continue
        gateways = {flow.source for flow in model.incoming.get(node.id, ())}
        for other in model.of_kind("intermediateCatchEvent"):
            sources = {flow.source for flow in model.incoming.get(other.id, ())}
            if other.trigger is not None and other.trigger.kind == "timer" and sources & gateways:
                return _length(other.trigger.text)
    return ""


def _length(text: str) -> str:
    found = _LENGTH.fullmatch(text)
    return f"{found[2]}{found[1]}" if found is not None and read_limit(f"{found[2]}{found[1]}") else ""
