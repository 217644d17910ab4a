"""Cases: the list, one case whole, its history, its submissions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Select, func, select

from engine.domain.model import ProcessModel
from engine.domain.states import TaskState
from engine.domain.time_limits import Light
from engine.errors import NotFound
from engine.forms import Form
from engine.queries import paging, visibility
from engine.queries.case_steps import StepItem, steps
from engine.queries.clock import CaseClock, case_clock
from engine.queries.reader import Reader
from engine.queries.standing import Standing, Timekeeper, of_case
from engine.queries.task_list import MaterialItem, TaskItem, materials, task_list
from engine.runtime.parse import Program
from engine.store.tables import audit_record, process_instance, submission, user_account, user_task


@dataclass(frozen=True)
class CaseItem:
    """One row of the list of cases."""

    id: str
    case_no: str
    definition_key: str
    definition_version: int
    definition_name: str
    definition_name_en: str
    kind: str
    channel: str
    scope_kind: str
    scope_id: str
    applicant_name: str
    status: str
    result: str | None
    started_by: str
    started_at: str
    ended_at: str | None
    standing: Standing

    @property
    def due_at(self) -> str | None:
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
class HistoryItem:
    """One audit record with the actor's name."""

    seq: int
    at: str
    actor: str
    actor_name: str
    action: str
    element_id: str
    detail: Mapping[str, Any]
    hash: str
    second_name: str = ""
    """The second person of a task with `people=2`."""


@dataclass(frozen=True)
class SubmissionItem:
    """What somebody filled in, opened for those who may see the case. `form` is the pinned one.

    `element_id` is a path such as `correction/notice`. `purpose`: `fill`, or why the case went another way:
    `return`, `withdraw`, `cancel`.
    """

    element_id: str
    form: Form | None
    values: Mapping[str, Any]
    actor_name: str
    at: str
    purpose: str


OPINION = "opinion"
"""Every completion of a task says one, if only an empty one; a return or withdrawal says a reason instead."""
CANCELLED = "cancel_case"
"""Where the reason of a cancellation stands, in place of an element."""


@dataclass(frozen=True)
class CaseDetail:
    case: CaseItem
    model: ProcessModel
    milestones: Mapping[str, str]
    variables: Mapping[str, Any]
    applicant_id_number: str
    applicant_phone: str
    open_tasks: tuple[TaskItem, ...]
    steps: tuple[StepItem, ...]
    materials: tuple[MaterialItem, ...]
    clock: CaseClock | None
    """None for a process without limits."""


def case_list(
    reader: Reader,
    q: str = "",
    status: str = "",
    definition_key: str = "",
    started_after: str = "",
    cursor: str | None = None,
    limit: int = 50,
) -> paging.Page[CaseItem]:
    """Cases in the actor's view, newest first."""
    table = process_instance
    statement = _cases(reader)
    if status:
        statement = statement.where(table.c.status == status)
    if definition_key:
        statement = statement.where(table.c.definition_key == definition_key)
    if started_after:
        statement = statement.where(table.c.started_at >= started_after)
    for word in q.split()[:5]:
        text = table.c.case_no + " " + table.c.definition_name + " " + table.c.applicant_name
        statement = statement.where(func.lower(text).contains(word.lower(), autoescape=True))
    order = (table.c.started_at, table.c.id)
    rows = reader.rows(paging.page(statement, order, cursor=cursor, limit=limit, descending=True))
    make = partial(_item, Timekeeper(reader))
    return paging.cut(rows, limit, make, lambda row: (row.started_at, row.id))


def case_id(reader: Reader, reference: str) -> str:
    """The instance id of a case number or id in the actor's view. Raises NotFound."""
    return str(case_row(reader, reference).id)


def status(reader: Reader, reference: str) -> str:
    """Raises NotFound outside the actor's view."""
    return str(case_row(reader, reference).status)


def program(reader: Reader, reference: str) -> Program:
    """The process of a case as it pinned it, with what it calls. Raises NotFound."""
    closure = reader.library.closure(reader.connection, case_row(reader, reference).closure_id)
    return reader.library.case_program(reader.connection, closure)


def case_detail(reader: Reader, reference: str) -> CaseDetail:
    """The whole case by number or id. Raises NotFound outside the actor's view."""
    row = case_row(reader, reference)
    model = _model(reader, row)
    item = _item(Timekeeper(reader), row)
    return CaseDetail(
        case=item,
        model=model,
        milestones=json.loads(row.milestones),
        variables=json.loads(row.variables),
        applicant_id_number=_opened(reader, row, "id_number"),
        applicant_phone=_opened(reader, row, "phone"),
        open_tasks=task_list(reader, "all", instance_id=row.id, limit=200).items,
        steps=steps(reader, row.id),
        materials=materials(reader, row.id, model),
        clock=case_clock(reader, row, model, item.standing),
    )


def history(reader: Reader, reference: str) -> tuple[HistoryItem, ...]:
    """Audit records of the case in order."""
    row = case_row(reader, reference)
    statement = (
        select(audit_record, user_account.c.name)
        .outerjoin(user_account, user_account.c.login == audit_record.c.actor)
        .where(audit_record.c.chain_id == row.id)
        .order_by(audit_record.c.seq)
    )
    rows = [(record, json.loads(record.detail)) for record in reader.rows(statement)]
    second = _names(reader, {str(detail["second_person"]) for _, detail in rows if "second_person" in detail})
    return tuple(
        HistoryItem(
            seq=record.seq,
            at=record.at,
            actor=record.actor,
            actor_name=record.name or actor_words(record.actor),
            action=record.action,
            element_id=record.element_id,
            detail=detail,
            hash=record.hash,
            second_name=second.get(str(detail.get("second_person", "")), ""),
        )
        for record, detail in rows
    )


def _names(reader: Reader, logins: set[str]) -> dict[str, str]:
    if not logins:
        return {}
    statement = select(user_account.c.login, user_account.c.name).where(user_account.c.login.in_(logins))
    return {row.login: row.name for row in reader.rows(statement)}


def submissions(reader: Reader, reference: str) -> tuple[SubmissionItem, ...]:
    """Everything filled in, in order."""
    row = case_row(reader, reference)
    closure = reader.library.closure(reader.connection, row.closure_id)
    statement = (
        select(submission, user_account.c.name, user_task.c.state.label("task_state"))
        .outerjoin(user_account, user_account.c.login == submission.c.submitted_by)
        .outerjoin(user_task, user_task.c.id == submission.c.task_id)
        .where(submission.c.instance_id == row.id)
        # in one step: what the task said, then the early message that it let in
        .order_by(
            submission.c.submitted_at,
            submission.c.case_version,
            submission.c.task_id.is_(None),
            submission.c.element_id,
        )
    )
    found = []
    for item in reader.rows(statement):
        values = json.loads(reader.vault.open(item.body, f"submission:body:{item.id}"))
        found.append(
            SubmissionItem(
                element_id=item.element_id,
                form=reader.library.pinned_form(reader.connection, closure, item.form_key),
                values=values,
                actor_name=item.name or actor_words(item.submitted_by),
                at=item.submitted_at,
                purpose=_purpose(item, values),
            )
        )
    return tuple(found)


def _purpose(item: Any, values: Mapping[str, Any]) -> str:
    if item.element_id == CANCELLED:
        return "cancel"
    if item.task_id is None or OPINION in values:
        return "fill"
    return "return" if item.task_state == TaskState.RETURNED else "withdraw"


def actor_words(login: str) -> str:
    """Who acts without an account."""
    return "系统" if login == "system" else "申请人"


def _cases(reader: Reader) -> Select[Any]:
    return select(process_instance, *of_case()).where(
        process_instance.c.town_id == reader.town_id, visibility.case(reader.actor)
    )


def case_row(reader: Reader, reference: str) -> Any:
    """The row of a case by number or id in the actor's view. Raises NotFound."""
    table = process_instance
    statement = _cases(reader).where((table.c.case_no == reference) | (table.c.id == reference))
    row = reader.connection.execute(statement).one_or_none()
    if row is None:
        raise NotFound(what="办件", what_en="case", id=reference)
    return row


def _model(reader: Reader, row: Any) -> ProcessModel:
    closure = reader.library.closure(reader.connection, row.closure_id)
    return reader.library.case_program(reader.connection, closure).model


def _opened(reader: Reader, row: Any, name: str) -> str:
    blob = getattr(row, f"applicant_{name}")
    return reader.vault.open(blob, f"process_instance:{name}:{row.id}").decode() if blob else ""


def _item(timekeeper: Timekeeper, row: Any) -> CaseItem:
    return CaseItem(
        id=row.id,
        case_no=row.case_no,
        definition_key=row.definition_key,
        definition_version=row.definition_version,
        definition_name=row.definition_name,
        definition_name_en=row.definition_name_en,
        kind=row.kind,
        channel=row.channel,
        scope_kind=row.scope_kind,
        scope_id=row.scope_id,
        applicant_name=row.applicant_name,
        status=row.status,
        result=row.result,
        started_by=row.started_by,
        started_at=row.started_at,
        ended_at=row.ended_at,
        standing=timekeeper.case(row),
    )
