"""The diagram of a case and of every procedure that it called, from the versions that it pinned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.diagrams import Marks, draw
from engine.domain.model import Node, ProcessModel
from engine.errors import NotFound
from engine.library import Closure
from engine.queries import case_view, waits
from engine.queries.case_steps import StepItem, steps
from engine.queries.reader import Reader
from engine.store import load_definitions


@dataclass(frozen=True)
class CallItem:
    """A call that the case entered: its place, the called process, its picture (None without diagram).

    `is_open`: something inside is awaited. `steps`: user tasks inside, not those of deeper calls.
    """

    path: str
    node: Node
    model: ProcessModel
    svg: str | None
    is_open: bool
    steps: tuple[StepItem, ...]
    inside: tuple[CallItem, ...]


@dataclass(frozen=True)
class _Traces:
    """Where a case has been and is: paths of nodes passed, path -> who is at it ("" for nobody)."""

    passed: tuple[str, ...]
    """In the order of the first visits."""
    current: Mapping[str, str]
    failed: frozenset[str]
    """Paths among the current ones."""
    steps: tuple[StepItem, ...]

    def marks(self, calls: str, model: ProcessModel) -> Marks:
        """What the diagram of `model`, the process behind `calls`, shows.

        A call that an error ended was walked, the flow behind it was not.
        """
        here = {name: "" for path in self.current if (name := _below(calls, path))}
        here |= {_last(path): who for path, who in self.current.items() if _calls(path) == calls}
        done = {_last(path) for path in self.passed if _calls(path) == calls} - set(here)
        seen = {name for path in self.passed if (name := _below(calls, path))} | set(here)
        flows = {flow.id for name in done for flow in model.outgoing.get(name, ()) if flow.target in seen}
        failed = frozenset(_last(path) for path in self.failed if _calls(path) == calls)
        return Marks(done=frozenset((seen - set(here)) | flows), current=here, failed=failed)

    def entered(self, calls: str) -> list[str]:
        """Paths of the calls that were entered directly from the process behind `calls`, the first one
        first."""
        walked = [*(step.path for step in self.steps), *self.passed, *self.current]
        inside = (path for path in walked if not _is_last(calls, path))
        names = dict.fromkeys(name for path in inside if (name := _below(calls, path)))
        return [f"{calls}/{name}" if calls else name for name in names]


def diagram(reader: Reader, reference: str, language: str = "zh", path: str = "") -> str | None:
    """SVG of the case, or of the procedure behind a path of calls, with done and current nodes.

    None when the file has no diagram. Raises NotFound for a case out of view or a path that is none.
    """
    row = case_view.case_row(reader, reference)
    closure = reader.library.closure(reader.connection, row.closure_id)
    program = reader.library.case_program(reader.connection, closure)
    try:
        model = program.model_at(path)
    except KeyError:
        raise NotFound(what="流程", what_en="process", id=path[:200]) from None
    title = f"{row.definition_name if not path else model.name} {row.case_no}"
    return _draw(reader, closure, model, _traces(reader, row.id).marks(path, model), title, language)


def calls(reader: Reader, reference: str, language: str = "zh") -> tuple[CallItem, ...]:
    """The calls that the case entered, the first one first, each with the calls inside it."""
    row = case_view.case_row(reader, reference)
    closure = reader.library.closure(reader.connection, row.closure_id)
    program = reader.library.case_program(reader.connection, closure)
    traces = _traces(reader, row.id)

    def entered(outer: str) -> tuple[CallItem, ...]:
        return tuple(item(path) for path in traces.entered(outer))

    def item(path: str) -> CallItem:
        model = program.model_at(path)
        marks = traces.marks(path, model)
        title = f"{program.node_at(path).label(language)} {row.case_no}"
        return CallItem(
            path=path,
            node=program.node_at(path),
            model=model,
            svg=_draw(reader, closure, model, marks, title, language),
            is_open=bool(marks.current),
            steps=tuple(step for step in traces.steps if step.call_path == path),
            inside=entered(path),
        )

    return entered("")


def _draw(
    reader: Reader, closure: Closure, model: ProcessModel, marks: Marks, title: str, language: str
) -> str | None:
    sha256 = closure.sha256 if model.key == closure.key else closure.called[model.key].sha256
    return draw(load_definitions.bpmn(reader.connection, reader.town_id, sha256), marks, title, language)


def _traces(reader: Reader, instance_id: str) -> _Traces:
    done_and_open = steps(reader, instance_id)
    passed = (
        path for record in case_view.history(reader, instance_id) for path in record.detail.get("passed", ())
    )
    current: dict[str, Any] = {wait.path: "" for wait in waits.open_waits(reader, instance_id)}
    failed = {job.path: job for job in waits.failed_jobs(reader, instance_id)}
    for job in (*waits.armed_jobs(reader, instance_id), *failed.values()):
        # a boundary timer is armed while its task is open: it is not where the case is
        if job.node.kind != "boundaryEvent":
            current[job.path] = ""
    current |= {step.path: step.actor_name for step in done_and_open if step.state in ("open", "claimed")}
    return _Traces(tuple(dict.fromkeys(passed)), current, frozenset(failed), done_and_open)


def _calls(path: str) -> str:
    return path.rpartition("/")[0]


def _last(path: str) -> str:
    return path.rpartition("/")[2]


def _below(calls: str, path: str) -> str:
    """The element of the process behind `calls` at or in which `path` lies, "" outside of it."""
    if calls and not path.startswith(f"{calls}/"):
        return ""
    return path[len(calls) :].lstrip("/").partition("/")[0]


def _is_last(calls: str, path: str) -> bool:
    return _calls(path) == calls
