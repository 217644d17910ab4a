"""What a case waits for, as rows: subscriptions and jobs of a step; and what answers a wait at once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine import digest
from engine.commands import common
from engine.commands.context import Context
from engine.commands.steps import commitment, submission
from engine.domain import facts as f
from engine.domain.assignment import CITIZEN, may_record
from engine.domain.model import Node
from engine.domain.rows import CaseRow, MessageRow
from engine.errors import ExpressionFailed, FormInvalid, InvalidValue
from engine.forms import Form, load, pick_variables
from engine.library import Closure
from engine.runtime.advance import Step, Wait
from engine.runtime.parse import Program
from engine.store import load_people, load_waits
from engine.topics import TOPICS, Ask, AskRefused, Topic


def opened(ctx: Context, case: CaseRow, program: Program, step: Step, provisional: int) -> list[f.Fact]:
    """Rows for everything that the case now waits for. `provisional`: the mark of timers of this step."""
    return [fact for wait in step.waits_opened for fact in _opened(ctx, case, program, wait, provisional)]


def _opened(ctx: Context, case: CaseRow, program: Program, wait: Wait, provisional: int) -> list[f.Fact]:
    if wait.kind == "message":
        place = (wait.token, wait.element_id, wait.path)
        keyed = correlation(ctx, wait.keys)
        row = f.SubscriptionOpened(
            ctx.chance.new_id(), case.id, case.case_no, *place, wait.name, keyed, ctx.at
        )
        return [row]
    timer = wait.kind == "timer"
    node = program.model_at(wait.path).nodes[wait.element_id]
    job = f.JobArmed(
        job_id=ctx.chance.new_id(),
        kind="timer" if timer else "effect",
        instance_id=case.id,
        token=wait.token,
        element_id=node.id,
        call_path=wait.path,
        due_at=wait.due or ctx.at,
        at=ctx.at,
        rank=node.timer_rank,
        provisional=provisional if timer else 0,
    )
    if timer:
        return [job]
    body = ctx.vault.seal(digest.canonical(dict(wait.inputs)).encode(), f"outbox:body:{job.job_id}")
    return [job, f.EffectQueued(job.job_id, case.id, case.case_no, wait.name, "", body, ctx.at)]


def correlation(ctx: Context, keys: Mapping[str, Any]) -> str:
    """The keyed hash of correlation keys, "" for none: they may name a person and stand in open columns."""
    return ctx.vault.index("correlation", digest.canonical(dict(keys))) if keys else ""


def takes_early(node: Node) -> bool:
    """Whether a message may come before its wait. What an applicant answers cannot: nothing was asked yet,
    and which materials are faulty is not known (行政许可法 32(4): everything is asked for once)."""
    return node.properties.get("audience") != CITIZEN and "materials" not in node.properties


def closed(ctx: Context, case: CaseRow, step: Step, job_id: str = "") -> list[f.Fact]:
    """The fact that waits are over; nothing where none is."""
    places = tuple((wait.token, wait.element_id) for wait in step.waits_closed)
    return [f.WaitsClosed(case.id, places, ctx.at, job_id)] if places else []


@dataclass(frozen=True)
class Given:
    """What came with a message: the wait's form, its values, and the variables that they become."""

    form: Form | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    variables: Mapping[str, Any] = field(default_factory=dict)


def wait_inputs(
    ctx: Context, closure: Closure, program: Program, node: Node, data: Mapping[str, Any]
) -> Given:
    """What came with a message, judged by the wait's form. Raises FormInvalid.

    In an item only fields named in `formout` become variables; in a plain process a message without form
    brings its variables as they are (contract, plain processes).
    """
    key = node.properties.get("form", "")
    form = ctx.library.pinned_form(ctx.connection, closure, key) if key else None
    if form is not None:
        values = load(form, dict(data), common.surroundings(ctx))
        return Given(form, values, pick_variables(form, values, node.form_outputs))
    values = common.check_plain_variables(data)
    if program.model.is_item:
        return Given(None, values, {name: values[name] for name in node.form_outputs if name in values})
    return Given(None, values, dict(values))


@dataclass(frozen=True)
class Found:
    """An answer that is there already: variables for the wait, facts, and words for the record."""

    wait: Wait
    variables: Mapping[str, Any]
    facts: tuple[f.Fact, ...] = ()
    detail: Mapping[str, Any] = field(default_factory=dict)


class Answers:
    """Answers that need nobody: topics inside the transaction, messages that came early."""

    def __init__(self, ctx: Context, case: CaseRow, closure: Closure, program: Program) -> None:
        self._ctx = ctx
        self._case = case
        self._closure = closure
        self._program = program
        self._tried: set[tuple[str, str]] = set()

    def next(self, step: Step, facts: Sequence[f.Fact]) -> Found | None:
        """The answer of one open wait, or None when everything waits for somebody outside."""
        for wait in step.waits_opened:
            if (wait.token, wait.element_id) in self._tried:
                continue
            self._tried.add((wait.token, wait.element_id))
            found = self._answer(wait, step, facts)
            if found is not None:
                return found
        return None

    def _answer(self, wait: Wait, step: Step, facts: Sequence[f.Fact]) -> Found | None:
        if wait.kind == "topic":
            return self._topic(wait, step, facts)
        return self._kept(wait, facts) if wait.kind == "message" else None

    def _topic(self, wait: Wait, step: Step, facts: Sequence[f.Fact]) -> Found | None:
        topic = TOPICS.get(wait.name)
        if topic is None:
            raise self._refused(
                wait, f"没有“{wait.name[:60]}”这项服务", f'there is no topic "{wait.name[:60]}"'
            )
        try:
            topic.require(wait.inputs)
            return self._asked(topic, wait, step, facts)
        except AskRefused as error:
            raise self._refused(wait, error.zh, error.en) from error

    def _refused(self, wait: Wait, zh: str, en: str) -> ExpressionFailed:
        node = self._program.model_at(wait.path).nodes[wait.element_id]
        return ExpressionFailed(
            element=node.label(), element_en=node.label_en, why=zh, why_en=en, what="service"
        )

    def _asked(self, topic: Topic, wait: Wait, step: Step, facts: Sequence[f.Fact]) -> Found | None:
        """The answer of a topic inside the transaction; of another one nothing yet."""
        if topic.run is None:
            return None
        ctx = self._ctx
        path = f"{wait.path}/{wait.element_id}".lstrip("/")
        answered = topic.run(
            Ask(
                connection=ctx.connection,
                case=self._case,
                variables=step.variables,
                path=path,
                inputs=wait.inputs,
                facts=facts,
                now=ctx.now,
                at=ctx.at,
                year=ctx.today.year,
                book=ctx.book,
                new_id=ctx.chance.new_id,
                town_id=ctx.town_id,
                by=ctx.actor.login,
            )
        )
        detail = {"topic": wait.name, "at": path, **answered.detail}
        return Found(wait, answered.outputs, answered.facts, detail)

    def _kept(self, wait: Wait, facts: Sequence[f.Fact]) -> Found | None:
        """The oldest kept message for this wait whose sender may end it and whose body its form takes."""
        ctx, case = self._ctx, self._case
        node = self._program.model_at(wait.path).nodes[wait.element_id]
        if not takes_early(node):
            return None
        keyed = correlation(ctx, wait.keys)
        if keyed:
            load_waits.lock_keys(ctx.connection, ctx.town_id, wait.name, keyed)
        # one message is for one wait: what this command delivered already is not in the rows yet
        used = {fact.inbox_id for fact in facts if isinstance(fact, f.MessageDelivered)}
        for message in load_waits.kept_messages(ctx.connection, ctx.town_id, wait.name, case.case_no, keyed):
            if message.id in used or not self._may_end(message, node):
                continue
            found = self._delivered(message, wait, node)
            if found is not None:
                return found
        return None

    def _may_end(self, message: MessageRow, node: Node) -> bool:
        """Whether who sent it may end this very wait: it was kept for any wait of its name."""
        if message.trusted or not self._program.model.is_item:
            return True  # in a plain process also of somebody whose account is gone by now
        ctx = self._ctx
        sender = load_people.actor(ctx.connection, message.received_by, ctx.today.isoformat())
        return sender is not None and may_record(sender, (node,), True, self._case.scope)

    def _delivered(self, message: MessageRow, wait: Wait, node: Node) -> Found | None:
        """The message as this wait's answer; None when its form does not take it: it stays kept."""
        ctx, case = self._ctx, self._case
        text = ctx.vault.open(message.body, f"message_inbox:body:{message.id}")
        try:
            given = json.loads(text)["variables"]
            came = wait_inputs(ctx, self._closure, self._program, node, given)
        except (FormInvalid, InvalidValue):
            return None
        path = f"{wait.path}/{wait.element_id}".lstrip("/")
        said = submission(
            ctx, case, None, path, came.form, self._closure, came.values, by=message.received_by
        )
        facts = (f.MessageDelivered(message.id, case.id, ctx.at), said)
        detail = {"message": wait.name, "inbox": message.id, "submitted": commitment(said)}
        return Found(wait, came.variables, facts, detail)
