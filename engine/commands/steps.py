"""What a step of a case becomes: opened tasks, the case's row, the sealed submission."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from engine import digest
from engine.commands.context import Context
from engine.commands.deadlines import node_due
from engine.domain import facts as f
from engine.domain.actors import Scope
from engine.domain.assignment import candidates, task_scope
from engine.domain.facts import TaskOpened
from engine.domain.model import Node, ProcessModel
from engine.domain.rows import CaseRow
from engine.domain.states import CaseStatus
from engine.forms import Form
from engine.library import Closure
from engine.runtime.advance import Step, Token
from engine.runtime.parse import Program


def open_tasks(
    ctx: Context, case: CaseRow, program: Program, tokens: Iterable[Token], pinyin: str = ""
) -> tuple[TaskOpened, ...]:
    """The facts for tokens where people are now awaited."""
    tokens = tuple(tokens)
    nodes = {token.id: program.model_at(token.path).nodes[token.element_id] for token in tokens}
    posts = {post for node in nodes.values() for post in candidates(node, program.model)}
    scopes = {
        row["key"]: frozenset(str(row.get("scope", "")).split())
        for row in (ctx.book("posts") if posts else ())
        if row["key"] in posts
    }
    return tuple(
        _task_opened(ctx, case, program.model, token, nodes[token.id], scopes, pinyin) for token in tokens
    )


def _task_opened(
    ctx: Context,
    case: CaseRow,
    model: ProcessModel,
    token: Token,
    node: Node,
    scopes: Mapping[str, frozenset[str]],
    pinyin: str,
) -> TaskOpened:
    posts = candidates(node, model)
    scope = task_scope(posts, scopes, case.scope, case.department)
    due = node_due(ctx, node, token.variables)
    return TaskOpened(
        task_id=ctx.chance.new_id(),
        instance_id=case.id,
        token=token.id,
        element_id=node.id,
        call_path=token.path,
        name=node.label(),
        name_en=node.label_en,
        case_no=case.case_no,
        definition_key=case.definition_key,
        definition_name=case.definition_name,
        definition_name_en=case.definition_name_en,
        applicant_name=case.applicant_name,
        search_text=" ".join(
            (case.case_no, case.definition_name, case.applicant_name, node.label(), pinyin)
        ).lower(),
        channel=case.channel,
        scope=_department_by_key(ctx, scope) if scope.kind == "department" else scope,
        limit_text=due.limit,
        posts=posts,
        at=ctx.at,
        due_at=due.due_at,
        yellow_at=due.yellow_at,
        provisional=due.provisional,
    )


def _department_by_key(ctx: Context, scope: Scope) -> Scope:
    """Items name their department by number (13), posts are held in it by key (civil_affairs)."""
    rows = ctx.book("departments")
    return Scope(scope.kind, next((row["key"] for row in rows if row.get("number") == scope.id), scope.id))


def submission(
    ctx: Context,
    case: CaseRow,
    task_id: str | None,
    element_id: str,
    form: Form | None,
    closure: Closure,
    values: Mapping[str, Any],
    by: str = "",
) -> f.FormSubmitted:
    """What was typed, sealed whole; its commitment goes into the chain. `by` where it was not the actor."""
    identity = ctx.chance.new_id()
    text = digest.canonical(dict(values)).encode()
    pinned = closure.forms.get(form.key) if form is not None else None
    return f.FormSubmitted(
        submission_id=identity,
        instance_id=case.id,
        task_id=task_id,
        element_id=element_id,
        form_key=form.key if form is not None else "",
        form_version=pinned.version if pinned is not None else None,
        body=ctx.vault.seal(text, f"submission:body:{identity}"),
        salt=ctx.chance.salt(),
        by=by or ctx.actor.login,
        at=ctx.at,
        case_version=case.version,
    )


def moved(ctx: Context, case: CaseRow, step: Step, milestones: Mapping[str, str]) -> f.CaseMoved:
    """The case's row after a step."""
    return f.CaseMoved(
        instance_id=case.id,
        from_version=case.version,
        state=step.state,
        status=CaseStatus.COMPLETED if step.ended else CaseStatus.ACTIVE,
        result=step.result if step.ended else None,
        variables=step.variables,
        milestones=milestones,
        ended_at=ctx.at if step.ended else None,
        head=case.head,
    )


def open_names(form: Form) -> tuple[str, ...]:
    """Fields that may become variables: never those of a sensitive kind."""
    return tuple(name for name in form.names if name not in form.sensitive)


def commitment(submitted: f.FormSubmitted) -> str:
    """What the chain holds of a submission."""
    columns = (submitted.submission_id, submitted.element_id, submitted.by, submitted.at)
    return digest.commitment(submitted.salt, columns, submitted.body)
