"""A message reaches the one wait that it is for, or is kept until a case waits for it (cases B10, B15).

It finds its case by number, or by exactly the keys that the wait named. A page answers one wait by its id.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from engine import digest
from engine.commands.context import Context, Decision
from engine.commands.handed_in import attached, file_uploads, supplemented
from engine.commands.moving import Course, course, move
from engine.commands.steps import commitment, submission
from engine.commands.waits import Given, correlation, takes_early, wait_inputs
from engine.domain import facts as f
from engine.domain.assignment import CITIZEN, is_trusted, may_record
from engine.domain.model import Node
from engine.domain.rights import READ_ALL_CASES, WORK, require
from engine.domain.rows import CaseRow, WaitRow
from engine.domain.states import CaseStatus
from engine.errors import (
    CaseUnknown,
    CorrelationWrong,
    FormInvalid,
    IdempotencyMismatch,
    InvalidValue,
    NotAwaited,
    NotFound,
    NotOpen,
    NotPermitted,
)
from engine.runtime.advance import Occur
from engine.store import load_cases, load_waits

MOST_KEYS = 8
MAX_CASE_NO = 40
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,99}", re.ASCII)
_ID = re.compile(r"[A-Za-z0-9._:/-]{1,200}", re.ASCII)


@dataclass(frozen=True)
class CorrelateMessage:
    """`correlation` is {"case_no": …} or the wait's own keys. `wait_id` names one open wait (pages).

    `materials` maps a material code to an upload, where the wait asks for materials again.
    """

    name: ClassVar[str] = "correlate_message"
    message: str
    correlation: Mapping[str, Any] = field(default_factory=dict)
    variables: Mapping[str, Any] = field(default_factory=dict)
    message_id: str = ""
    wait_id: str = ""
    materials: Mapping[str, str] = field(default_factory=dict)


def handle(command: CorrelateMessage, ctx: Context) -> Decision:
    """Raises CorrelationWrong for a correlation that names nothing, CaseUnknown for a number that is none,
    NotOpen for a finished case, NotAwaited for what cannot come early, FormInvalid, NotPermitted,
    IdempotencyMismatch when the message id came with another body."""
    message_id = command.message_id or ctx.chance.new_id()
    _require_words(command.message, message_id)
    body_hash = ctx.vault.index("message", digest.canonical(_body(command)))
    known = load_waits.message(ctx.connection, ctx.town_id, message_id)
    if known is not None:
        if known.body_hash != body_hash or known.received_by != ctx.actor.login:
            raise IdempotencyMismatch
        return Decision({"delivered": int(known.instance_id is not None), "message_id": message_id})
    case_no, keys = _correlation(command)
    inbox = _Inbox(message_id, body_hash, case_no, correlation(ctx, keys))
    case = _case(ctx, case_no, command.message) if case_no else None
    if case is None:
        load_waits.lock_keys(ctx.connection, ctx.town_id, command.message, inbox.correlation)
    waits = load_waits.waits_for(ctx.connection, ctx.town_id, command.message, case_no, inbox.correlation)
    if command.wait_id:
        waits = [wait for wait in waits if wait.id == command.wait_id]
        if not waits:
            raise NotFound(what="等待", what_en="wait", id=command.message)
    if len({wait.instance_id for wait in waits}) > 1:
        raise CorrelationWrong(
            why="不止一个办件在等它，请写办件编号（case_no）",
            why_en="more than one case waits for it; name the case number (case_no)",
        )
    if not waits:
        return _keep(command, ctx, inbox, case)
    return _deliver(command, ctx, inbox, waits[0])


def _require_words(message: str, message_id: str) -> None:
    """Both stand in open columns and in the chain, so they are words of machines, never of people."""
    if not _NAME.fullmatch(message):
        raise InvalidValue(
            field="name",
            why="消息名只用字母、数字、点、横线和下划线，字母开头",
            why_en="a message name has letters, digits, dots, hyphens and underscores, a letter first",
        )
    if not _ID.fullmatch(message_id):
        raise InvalidValue(
            field="message_id",
            why="消息编号只用字母、数字和 . : _ - /，最多 200 个字符",
            why_en="a message id has letters, digits and . : _ - /, 200 characters at most",
        )


@dataclass(frozen=True)
class _Inbox:
    message_id: str
    body_hash: str
    case_no: str
    correlation: str


def _body(command: CorrelateMessage) -> dict[str, Any]:
    return {
        "message": command.message,
        "correlation": dict(command.correlation),
        "variables": dict(command.variables),
        "materials": dict(command.materials),
    }


def _correlation(command: CorrelateMessage) -> tuple[str, dict[str, Any]]:
    """(case number, other keys): one of them. An empty one would reach every case (case B10)."""
    keys = dict(command.correlation)
    if "case_no" in keys:
        case_no = keys.pop("case_no")
        if keys or not isinstance(case_no, str) or not case_no.strip():
            raise _no_correlation()
        return case_no.strip(), {}
    named = all(name and value not in (None, "") for name, value in keys.items())
    if not keys or not named or len(keys) > MOST_KEYS:
        raise _no_correlation()
    return "", keys


def _no_correlation() -> CorrelationWrong:
    return CorrelationWrong(
        why="请写办件编号（case_no），或等待节点约定的键和值",
        why_en="name the case number (case_no), or the keys and values that the wait agreed on",
    )


def _case(ctx: Context, case_no: str, message: str) -> CaseRow:
    """The case, locked. Who may end none of its waits learns nothing of it, not even that it ended."""
    found = load_cases.case_by_number(ctx.connection, ctx.town_id, case_no)
    case = load_cases.case(ctx.connection, ctx.town_id, found.id) if found is not None else None
    strange = ctx.actor.kind == CITIZEN and ctx.actor.login != f"{CITIZEN}:{case_no}"
    if case is None or strange:
        raise CaseUnknown(id=case_no[:MAX_CASE_NO])
    try:
        _require_sender(ctx, course(ctx, case), message, None)
    except NotPermitted as error:
        if ctx.actor.may(READ_ALL_CASES):
            raise  # who sees every case may be told why
        raise CaseUnknown(id=case_no[:MAX_CASE_NO]) from error
    if case.status != CaseStatus.ACTIVE:
        raise NotOpen(
            at=ctx.clock_text(case.ended_at or case.started_at), who="系统", did="结束", did_en="ended"
        )
    return case


def _keep(command: CorrelateMessage, ctx: Context, inbox: _Inbox, case: CaseRow | None) -> Decision:
    """Nobody waits for it yet: it is kept until a wait comes that its sender may end.

    A body that no such wait would take is refused now, while its sender still reads the answer.
    """
    if case is not None:
        on = course(ctx, case)
        waits = _waits_for(on, command.message)
        early = [node for node in waits if takes_early(node)]
        if not early:
            words = waits[0].label() if waits else command.message
            raise NotAwaited(wait=words, wait_en=waits[0].label_en if waits else command.message)
        _require_fitting(command, ctx, on, early)
    elif not is_trusted(ctx.actor):
        require(ctx.actor, WORK)
    fact = _received(command, ctx, inbox, None)
    detail = {"message": command.message, "inbox": fact.inbox_id, "kept": True}
    entry = f.AuditEntry("correlate_message", case.id if case is not None else "", "", detail)
    return Decision({"delivered": 0, "message_id": inbox.message_id}, (fact,), (entry,))


def _require_fitting(command: CorrelateMessage, ctx: Context, on: Course, waits: list[Node]) -> None:
    """Raise what the form says unless one of the waits that the sender may end takes the body."""
    own = [node for node in waits if may_record(ctx.actor, (node,), on.is_item, on.case.scope)]
    refusal: FormInvalid | InvalidValue | None = None
    for node in own:
        try:
            wait_inputs(ctx, on.closure, on.program, node, command.variables)
        except (FormInvalid, InvalidValue) as error:
            refusal = refusal or error
        else:
            return
    if refusal is not None:
        raise refusal


def _deliver(command: CorrelateMessage, ctx: Context, inbox: _Inbox, wait: WaitRow) -> Decision:
    case = load_cases.case(ctx.connection, ctx.town_id, wait.instance_id)
    if case is None:
        raise NotFound(what="等待", what_en="wait", id=command.message)
    if not inbox.case_no and wait.id not in {row.id for row in load_waits.waits_of(ctx.connection, case.id)}:
        # found by keys before the case was locked: somebody else was faster
        return _keep(command, ctx, inbox, None)
    on = course(ctx, case)
    node = on.program.node_at(wait.path)
    _require_sender(ctx, on, command.message, node)
    given, materials, handed_in = _inputs(command, ctx, on, node)
    done = move(ctx, on, Occur(wait.token, wait.element_id, given.variables))
    submitted = submission(ctx, case, None, wait.path, given.form, on.closure, given.values)
    files = file_uploads(ctx, given.form, given.values)
    received = _received(command, ctx, inbox, case.id)
    detail = {
        "message": command.message,
        "inbox": received.inbox_id,
        **done.detail,
        "submitted": commitment(submitted),
        **({"materials": handed_in} if handed_in else {}),
        **({"files": files} if files else {}),
    }
    return Decision(
        {"delivered": 1, "message_id": inbox.message_id, "case_no": case.case_no, **done.answer},
        (
            received,
            submitted,
            *materials,
            *attached(case.id, files),
            *done.facts,
        ),
        (f.AuditEntry("correlate_message", case.id, wait.path, detail),),
    )


def _inputs(
    command: CorrelateMessage, ctx: Context, on: Course, node: Node
) -> tuple[Given, list[f.Fact], dict[str, str]]:
    """What came with the message, its materials as facts and as code -> SHA-256; all errors at once."""
    errors: dict[str, list[tuple[str, str]]] = {}
    given, materials, handed_in = Given(), list[f.Fact](), dict[str, str]()
    try:
        given = wait_inputs(ctx, on.closure, on.program, node, command.variables)
    except FormInvalid as error:
        errors |= error.fields
    try:
        materials, handed_in = supplemented(ctx, on.case, on.program.model, node, command.materials)
    except FormInvalid as error:
        errors |= error.fields
    if errors:
        raise FormInvalid(errors)
    return given, materials, handed_in


def _received(
    command: CorrelateMessage, ctx: Context, inbox: _Inbox, instance_id: str | None
) -> f.MessageReceived:
    identity = ctx.chance.new_id()
    text = digest.canonical(_body(command)).encode()
    return f.MessageReceived(
        inbox_id=identity,
        message_id=inbox.message_id,
        name=command.message,
        case_no=inbox.case_no,
        correlation=inbox.correlation,
        body_hash=inbox.body_hash,
        body=ctx.vault.seal(text, f"message_inbox:body:{identity}"),
        by=ctx.actor.login,
        trusted=is_trusted(ctx.actor),
        at=ctx.at,
        instance_id=instance_id,
    )


def _require_sender(ctx: Context, on: Course, message: str, node: Node | None) -> None:
    """Raise NotPermitted unless the actor may end this wait, or (node None) some wait of that message.

    What is not for citizens is NotFound to them.
    """
    waits = [node] if node is not None else _waits_for(on, message)
    if may_record(ctx.actor, waits, on.is_item, on.case.scope):
        return
    if ctx.actor.kind == CITIZEN:
        raise NotFound(what="等待", what_en="wait", id=message)
    require(ctx.actor, WORK)
    words = waits[0].label() if waits else message
    raise NotPermitted(right_zh=f"登记“{words}”", right_en=f'record "{words}"')


def _waits_for(on: Course, message: str) -> list[Node]:
    return [
        node
        for model in on.program.models
        for node in model.nodes.values()
        if node.is_wait and node.trigger is not None and node.trigger.name == message
    ]
