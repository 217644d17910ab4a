"""Work lists: mine, claimable, all; and one task with everything its page needs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Select, bindparam, func, select

from engine.domain.model import Material, Node, Outcome, ProcessModel
from engine.domain.rows import element_path
from engine.domain.states import TaskState
from engine.domain.time_limits import Calendar, Light
from engine.errors import NotFound
from engine.forms import Form
from engine.queries import paging, visibility
from engine.queries.reader import Reader
from engine.queries.standing import NOTHING_DUE, Standing, Timekeeper, of_case
from engine.runtime.offered import Place, offered
from engine.runtime.parse import Program
from engine.runtime.serializer import UnknownStateFormat
from engine.store.tables import (
    case_material,
    process_instance,
    upload,
    user_account,
    user_task,
    user_task_candidate,
)

OPEN = (TaskState.OPEN, TaskState.CLAIMED)
_IS_OPEN = user_task.c.state.in_(bindparam("open_states", OPEN, expanding=True, literal_execute=True))
"""Written out in the statement: SQLite takes a partial index only for its condition word by word."""


@dataclass(frozen=True)
class TaskItem:
    """One row of a work list."""

    id: str
    element_id: str
    call_path: str
    name: str
    name_en: str
    instance_id: str
    case_no: str
    definition_key: str
    definition_name: str
    definition_name_en: str
    applicant_name: str
    channel: str
    scope_kind: str
    scope_id: str
    limit_text: str
    state: str
    assignee: str | None
    assignee_name: str
    created_at: str
    version: int
    standing: Standing

    @property
    def path(self) -> str:
        """The element behind its path of calls: `correction/notice`."""
        return element_path(self.call_path, self.element_id)

    @property
    def due_at(self) -> str | None:
        """The step's own end or the case's, whichever is first."""
        return self.standing.due_at

    @property
    def yellow_at(self) -> str | None:
        return self.standing.yellow_at

    @property
    def provisional(self) -> bool:
        return self.standing.provisional

    @property
    def light(self) -> Light | None:
        return self.standing.light


@dataclass(frozen=True)
class MaterialItem:
    id: str
    code: str
    need: str
    note: str
    upload_id: str | None
    filename: str
    verdict: str
    reason: str

    @property
    def required(self) -> bool:
        return self.need in ("required", "deferrable")


@dataclass(frozen=True)
class TaskDetail:
    """A task, its step in the process, the pinned form and the materials to judge."""

    task: TaskItem
    outcome: str | None
    candidate_groups: tuple[str, ...]
    node: Node
    offered: tuple[Outcome, ...]
    """Outcomes that may be chosen now."""
    model: ProcessModel
    form: Form | None
    form_version: int | None
    materials: tuple[MaterialItem, ...]
    may_claim: bool
    may_work: bool

    @property
    def is_open(self) -> bool:
        return self.task.state in OPEN


def task_list(
    reader: Reader,
    queue: str = "mine",
    q: str = "",
    definition_key: str = "",
    instance_id: str = "",
    cursor: str | None = None,
    limit: int = 50,
    newest_first: bool = False,
    sort: str = "created",
) -> paging.Page[TaskItem]:
    """Open tasks of a queue. `q` looks in number, item, applicant, step and pinyin initials.

    `sort`: `created`, or `due` by the end that comes first, the step's or the case's; without one last.
    """
    statement = _queue(reader, queue)
    for word in q.lower().split()[:5]:
        statement = statement.where(user_task.c.search_text.contains(word, autoescape=True))
    if definition_key:
        statement = statement.where(user_task.c.definition_key == definition_key)
    if instance_id:
        statement = statement.where(user_task.c.instance_id == instance_id)
    make = partial(_item, Timekeeper(reader))
    if sort == "due":
        rows = _by_due(reader, statement, cursor, limit)
        return paging.cut(rows, limit, make, lambda row: (row.first_due_at or "", row.id))
    order = (user_task.c.created_at, user_task.c.id)
    rows = reader.rows(paging.page(statement, order, cursor=cursor, limit=limit, descending=newest_first))
    return paging.cut(rows, limit, make, lambda row: (row.created_at, row.id))


def _by_due(reader: Reader, statement: Select[Any], cursor: str | None, limit: int) -> list[Any]:
    """One page and one row more: first the tasks that have an end, each part along the same index."""
    table = user_task
    seen = paging.seen(cursor) if cursor else None
    wanted = paging.bounded(limit) + 1
    rows: list[Any] = []
    if seen is None or seen[0]:
        part = statement.where(table.c.first_due_at.is_not(None))
        order = (table.c.first_due_at, table.c.id)
        rows = reader.rows(paging.page(part, order, cursor=cursor, limit=limit, descending=False))
    if len(rows) < wanted:
        part = statement.where(table.c.first_due_at.is_(None))
        if seen is not None and not seen[0]:
            part = part.where(table.c.id > seen[1])
        rows += reader.rows(part.order_by(table.c.first_due_at, table.c.id).limit(wanted - len(rows)))
    return rows


def queue_counts(reader: Reader) -> dict[str, int]:
    """Open tasks in each queue, counted to paging.COUNT_CAP."""
    counts: dict[str, int] = {}
    for queue in ("mine", "claimable", "all"):
        inner = _queue(reader, queue).with_only_columns(user_task.c.id).limit(paging.COUNT_CAP).subquery()
        counts[queue] = int(reader.connection.execute(select(func.count()).select_from(inner)).scalar_one())
    return counts


def task_detail(reader: Reader, task_id: str) -> TaskDetail:
    """Raises NotFound outside the actor's view."""
    statement = _rows().where(
        user_task.c.id == task_id, user_task.c.town_id == reader.town_id, visibility.task(reader.actor)
    )
    row = reader.connection.execute(statement).one_or_none()
    if row is None:
        raise NotFound(what="待办", what_en="task", id=task_id)
    case = reader.connection.execute(
        select(
            process_instance.c.closure_id,
            process_instance.c.started_at,
            process_instance.c.state,
        ).where(process_instance.c.id == row.instance_id)
    ).one()
    closure = reader.library.closure(reader.connection, case.closure_id)
    program = reader.library.case_program(reader.connection, closure)
    model = program.model
    node = program.model_at(row.call_path).nodes[row.element_id]
    pinned = closure.forms.get(node.form_key)
    may_work = _may_work(reader, task_id)
    return TaskDetail(
        task=_item(Timekeeper(reader), row),
        outcome=row.outcome,
        candidate_groups=_posts(reader, task_id),
        node=node,
        offered=_offered(reader, program, row, node, case.state),
        model=model,
        form=reader.library.pinned_form(reader.connection, closure, node.form_key),
        form_version=pinned.version if pinned is not None else None,
        materials=materials(reader, row.instance_id, model) if node.checks_materials else (),
        may_claim=may_work and row.state == TaskState.OPEN,
        may_work=may_work and row.state == TaskState.CLAIMED and row.assignee == reader.actor.login,
    )


def _offered(
    reader: Reader, program: Program, row: Any, node: Node, state: bytes | None
) -> tuple[Outcome, ...]:
    """As CompleteTask asks; of a task that is done, or a state nobody can read, what is always offered."""

    def calendar() -> Calendar:
        return reader.library.calendar(reader.connection, reader.settings, reader.revision)

    place = Place(node, state if row.state in OPEN else None, row.token)
    try:
        return offered(program, place, reader.local_now, calendar)
    except UnknownStateFormat:
        return offered(program, Place(node, None, row.token), reader.local_now, calendar)


def materials(reader: Reader, instance_id: str, model: ProcessModel) -> tuple[MaterialItem, ...]:
    """The case's materials of the last round, in the designer's order."""
    needs = {material.code: material for material in model.materials}
    statement = (
        select(case_material, upload.c.filename)
        .outerjoin(upload, upload.c.id == case_material.c.upload_id)
        .where(case_material.c.instance_id == instance_id)
        .order_by(case_material.c.round)
    )
    latest = {row.code: row for row in reader.rows(statement)}
    order = [code for code in needs if code in latest]
    return tuple(material_item(reader, latest[code], needs[code]) for code in order)


def material_item(reader: Reader, row: Any, need: Material) -> MaterialItem:
    """`row`: a row of case_material with the file's name."""
    return MaterialItem(
        id=row.id,
        code=row.code,
        need=need.need,
        note=need.note,
        upload_id=row.upload_id,
        filename=row.filename or "",
        verdict=row.verdict,
        reason=_reason(reader, row),
    )


def _reason(reader: Reader, row: Any) -> str:
    return reader.vault.open(row.reason, f"case_material:reason:{row.id}").decode() if row.reason else ""


def _rows() -> Select[Any]:
    """Outer joins: the tasks' own index must give the order, whatever a planner thinks of the cases."""
    return (
        select(user_task, user_account.c.name.label("assignee_name"), *of_case())
        .outerjoin(user_account, user_account.c.login == user_task.c.assignee)
        .outerjoin(process_instance, process_instance.c.id == user_task.c.instance_id)
    )


def _queue(reader: Reader, queue: str) -> Select[Any]:
    actor = reader.actor
    statement = _rows().where(user_task.c.town_id == reader.town_id, _IS_OPEN)
    if queue == "mine":
        return statement.where(user_task.c.assignee == actor.login)
    if queue == "claimable":
        return statement.where(user_task.c.state == TaskState.OPEN, visibility.claimable(actor))
    return statement.where(visibility.task(actor))


def _may_work(reader: Reader, task_id: str) -> bool:
    statement = select(user_task.c.id).where(user_task.c.id == task_id, visibility.claimable(reader.actor))
    return reader.connection.execute(statement).first() is not None


def _posts(reader: Reader, task_id: str) -> tuple[str, ...]:
    statement = select(user_task_candidate.c.post).where(user_task_candidate.c.task_id == task_id)
    return tuple(reader.connection.execute(statement).scalars())


def _item(timekeeper: Timekeeper, row: Any) -> TaskItem:
    return TaskItem(
        id=row.id,
        element_id=row.element_id,
        call_path=row.call_path,
        name=row.name,
        name_en=row.name_en,
        instance_id=row.instance_id,
        case_no=row.case_no,
        definition_key=row.definition_key,
        definition_name=row.definition_name,
        definition_name_en=row.definition_name_en,
        applicant_name=row.applicant_name,
        channel=row.channel,
        scope_kind=row.scope_kind,
        scope_id=row.scope_id,
        limit_text=row.limit_text,
        state=row.state,
        assignee=row.assignee,
        assignee_name=row.assignee_name or "",
        created_at=row.created_at,
        version=row.version,
        standing=timekeeper.task(row) if row.state in OPEN else NOTHING_DUE,
    )
