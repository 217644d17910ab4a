"""One command moves a case: the step, topics inside the transaction and kept messages in a loop, and what all
of it becomes as facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from engine.commands import papers, waits
from engine.commands.context import Context
from engine.commands.deadlines import by_first_due, clock_facts
from engine.commands.letters import letter_facts, letters_of
from engine.commands.steps import moved, open_tasks
from engine.commands.undoing import Undone, undone_by
from engine.domain import facts as f
from engine.domain.model import MAIN_OUTCOME, Node
from engine.domain.rows import CaseRow, element_path
from engine.domain.states import TaskState
from engine.domain.time_limits import Due, calendar_function
from engine.errors import ExpressionFailed, StateUnreadable
from engine.library import Closure
from engine.runtime.advance import Action, Complete, Occur, Step, Wait, advance, joined
from engine.runtime.parse import Program
from engine.runtime.serializer import UnknownStateFormat
from engine.runtime.steps import MOST_ROUNDS
from engine.store import load_cases


@dataclass(frozen=True)
class Course:
    """A case on the move: its row, what it pinned, its program."""

    case: CaseRow
    closure: Closure
    program: Program

    @property
    def is_item(self) -> bool:
        return self.program.model.is_item


@dataclass(frozen=True)
class Moved:
    """What a command made of a case. `facts` hold everything about tasks, waits and the row; `detail` is
    for the audit record."""

    step: Step
    opened: tuple[f.TaskOpened, ...]
    facts: tuple[f.Fact, ...]
    detail: Mapping[str, Any]

    @property
    def answer(self) -> dict[str, Any]:
        return {"ended": self.step.ended, "next_tasks": [task.task_id for task in self.opened]}


def course(ctx: Context, case: CaseRow) -> Course:
    """The case with what it pinned at its start."""
    closure = ctx.library.closure(ctx.connection, case.closure_id)
    return Course(case, closure, ctx.library.case_program(ctx.connection, closure))


def move(ctx: Context, on: Course, action: Action, *, outcome: str = MAIN_OUTCOME, own: str = "") -> Moved:
    """Run `action` on the case and everything that follows without people.

    `outcome` is that of the task which a Complete finishes; `own` the id of what the command itself records:
    the job that fired, the token of the task that goes back. Raises ExpressionFailed when a gateway, timer or
    topic cannot decide, StateUnreadable.
    """
    ran = _run(ctx, on, action)
    step = ran.step
    undone = undone_by(ctx, on.case, on.program, action)
    on = replace(on, case=undone.left_of(on.case))
    milestones = _milestones(ctx, on, step, action, outcome)
    reached = [name for name in milestones if name not in on.case.milestones]
    opened = by_first_due(on.case, milestones, open_tasks(ctx, on.case, on.program, step.opened))
    own = action.token if isinstance(action, Complete) else own
    nodes = nodes_passed(on, step)
    facts = (
        *_tasks_closed(ctx, on.case, step, own),
        *waits.closed(ctx, on.case, step, own),
        *undone.documents,
        *papers.sealed(ctx, on.case, action, outcome, step),
        *ran.facts,
        *opened,
        *waits.opened(ctx, on.case, on.program, step, ran.provisional),
        moved(ctx, on.case, step, milestones),
        *clock_facts(ctx, on.case, nodes, milestones, on.program.model, undone, ended=step.ended),
        *letter_facts(ctx, on.case, on.program.model, letters_of(on.case, on.program.model, reached, nodes)),
    )
    return Moved(step, opened, facts, _detail(on, step, reached, undone, ran.topics))


def _detail(
    on: Course, step: Step, reached: Sequence[str], undone: Undone, topics: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """What the record of a command tells of the step; what did not happen is left out."""
    told: dict[str, Any] = {
        "milestones_undone": dict(undone.milestones),
        "documents_undone": [one.kind for one in undone.documents],
        "waits": [element_path(one.path, one.element_id) for one in step.waits_opened],
        "errors": _errors(on, step),
        "topics": list(topics),
    }
    return {
        "passed": list(step.passed),
        "opened": [element_path(token.path, token.element_id) for token in step.opened],
        "milestones": list(reached),
        **{name: value for name, value in told.items() if value},
        **({"result": step.result} if step.ended else {}),
    }


@dataclass(frozen=True)
class _Ran:
    """A step with what answered it: facts, words for the record; `provisional` as in JobArmed."""

    step: Step
    facts: Sequence[f.Fact]
    topics: Sequence[Mapping[str, Any]]
    provisional: int


def _run(ctx: Context, on: Course, action: Action) -> _Ran:
    """The step with every topic and kept message answered that can be answered now."""
    ends: list[Due] = []
    try:
        step = _advance(ctx, on, on.case.state, action, ends)
    except UnknownStateFormat as error:
        raise StateUnreadable(case_no=on.case.case_no) from error
    facts: list[f.Fact] = []
    topics: list[Mapping[str, Any]] = []
    answers = waits.Answers(ctx, on.case, on.closure, on.program)
    rounds = 0
    while found := answers.next(step, facts):
        rounds += 1
        if rounds > MOST_ROUNDS:
            raise _too_many(on, found.wait)
        facts += found.facts
        topics += [found.detail] if found.detail else []
        occur = Occur(found.wait.token, found.wait.element_id, found.variables)
        step = joined(step, _advance(ctx, on, step.state, occur, ends))
    return _Ran(step, facts, topics, ctx.calendar.mark if any(end.provisional for end in ends) else 0)


def _too_many(on: Course, wait: Wait) -> ExpressionFailed:
    node = on.program.model_at(wait.path).nodes[wait.element_id]
    return ExpressionFailed(
        element=node.label(),
        element_en=node.label_en,
        what="step",
        why=f"这一步已经自动办了 {MOST_ROUNDS} 项服务和消息，不能再多。请在中间加一个用户任务或定时事件",
        why_en=f"{MOST_ROUNDS} services and messages were answered in this step already, and no more can be; "
        "a user task or a timer must stand between them",
    )


def _advance(ctx: Context, on: Course, state: bytes | None, action: Action, ends: list[Due]) -> Step:
    """One step; `ends` collects the ends of limits that timers and expressions asked for."""

    def limit(amount: int, unit: str, start: Any) -> Any:
        # read only when a timer or an expression asks: most steps have none
        return calendar_function(ctx.calendar, ends)(amount, unit, start)

    return advance(on.program, state, action, ctx.local_now, limit)


def _milestones(ctx: Context, on: Course, step: Step, action: Action, outcome: str) -> dict[str, str]:
    """The case's milestones with those that the step reached; the first time counts."""
    known = dict(on.case.milestones)
    for number, (path, node) in enumerate(nodes_passed(on, step)):
        own = isinstance(action, Complete) and number == 0
        for name in node.milestones_reached(outcome if own else _came_back(node, path, step)):
            known.setdefault(name, ctx.at)
    return known


def _came_back(node: Node, path: str, step: Step) -> str:
    """What `milestone_on` of a node without outcomes is held against: the result of a call."""
    listed = node.properties.get("milestone_on")
    return step.results.get(path, "") if node.kind == "callActivity" and listed else MAIN_OUTCOME


def nodes_passed(on: Course, step: Step) -> list[tuple[str, Node]]:
    """What the step passed, in order: (path, node)."""
    return [(path, on.program.node_at(path)) for path in step.passed]


def _errors(on: Course, step: Step) -> list[dict[str, str]]:
    """Error ends that the step met: their code and where."""
    return [
        {"code": node.trigger.name, "at": path}
        for path, node in nodes_passed(on, step)
        if node.kind == "endEvent" and node.trigger is not None and node.trigger.kind == "error"
    ]


def _tasks_closed(ctx: Context, case: CaseRow, step: Step, own: str) -> Sequence[f.TaskChanged]:
    """Tasks that the step took away from people; not the one that was just completed."""
    tokens = {token.id for token in step.closed if token.id != own}
    if not tokens:
        return []
    return [
        f.TaskChanged(row.id, row.version, TaskState.CANCELLED, row.assignee, None, ctx.actor.login, ctx.at)
        for row in load_cases.open_tasks(ctx.connection, case.id)
        if row.token in tokens
    ]
