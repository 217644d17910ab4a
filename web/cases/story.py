"""The story of a case, and its steps in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from engine.domain.model import Node, ProcessModel
from engine.queries.case_steps import StepItem
from engine.queries.case_view import CaseDetail, HistoryItem, SubmissionItem
from engine.queries.guide import happy_path
from engine.queries.waits import JobItem, WaitItem
from web import language, words
from web.cases import sentences
from web.cases.paths import node_of, path_words
from web.cases.stages import outcome_words
from web.times import due_day

if TYPE_CHECKING:
    from engine.runtime.parse import Program

STEPS = ("userTask", "callActivity")
REASONS = {"return_task": "return", "withdraw_task": "withdraw", "cancel_case": "cancel"}
"""Action of an audit record -> purpose of the submission that holds its reason."""

Step = tuple[str, str, str, str]
"""Label, state (done, current, waiting, failed, skipped, todo), when and who, outcome."""


@dataclass(frozen=True)
class Told:
    """One entry of the story; `quote` is the reason that somebody gave."""

    at: str
    iso: str
    text: str
    more: str
    action: str
    quote: str = ""


def story(
    history: tuple[HistoryItem, ...], program: Program, submissions: Sequence[SubmissionItem] = ()
) -> list[Told]:
    """The case told in order, newest first."""
    told = [
        Told(
            words.day_time(item.at),
            item.at,
            sentences.sentence(item, program),
            sentences.more(item, program),
            item.action,
            _reason(item, submissions),
        )
        for item in history
    ]
    return told[::-1]


def _reason(item: HistoryItem, submissions: Sequence[SubmissionItem]) -> str:
    """The record holds only a commitment; what was typed is found by purpose, place and instant."""
    purpose = REASONS.get(item.action)
    for one in submissions if purpose is not None else ():
        here = purpose == "cancel" or one.element_id == item.element_id
        if one.purpose == purpose and here and one.at == item.at:
            return str(one.values.get("reason", ""))
    return ""


def text_steps(
    detail: CaseDetail,
    history: tuple[HistoryItem, ...],
    program: Program,
    waits: Sequence[WaitItem] = (),
    failed: Sequence[JobItem] = (),
) -> list[Step]:
    """The case in steps: what was done by whom, what is open or awaited, what failed, what the happy path
    still holds."""
    starter = words.person_words(history[0].actor_name) if history else ""
    rows = [_start_step(detail, starter), *(step_row(step, program) for step in detail.steps)]
    if detail.case.status != "active":
        return [*rows, _end_step(detail)]
    rows += [(path_words(program, path), "waiting", _("在等"), "") for path in awaited(waits)]
    rows += [(path_words(program, job.path), "failed", _("没有成功，等人处理"), "") for job in failed]
    ahead = _ahead(detail.model, [*open_places(detail), *(one.path for one in (*waits, *failed))])
    return rows + [(node.label(language.current()), "todo", "", "") for node in ahead]


def _ahead(model: ProcessModel, places: Sequence[str]) -> list[Node]:
    """Steps of the happy path behind the last place that is open; when none is on it, those behind them."""
    path = list(happy_path(model))
    here = {place.partition("/")[0] for place in places}
    last = max((number for number, node in enumerate(path) if node.id in here), default=None)
    if last is None:
        behind = {node.id: node for one in sorted(here) for node in happy_path(model, one)}
        return [node for node in behind.values() if node.kind in STEPS and node.id not in here]
    return [node for node in path[last + 1 :] if node.kind in STEPS]


def step_row(step: StepItem, program: Program, name: str = "") -> Step:
    """One user task of the case, under its path unless a name is given."""
    name = name or path_words(program, step.path)
    if step.state in ("open", "claimed"):
        return name, "current", step.actor_name or _("等签收"), _deadline(step)
    if step.state == "cancelled":
        return name, "skipped", _("已撤销"), ""
    people = _between("、", ", ").join(one for one in (step.actor_name, step.second_name) if one)
    outcome = outcome_words(node_of(program, step.path), step.outcome or "")
    more = [_("退回") if step.state == "returned" else outcome, _deadline(step)]
    when = f"{words.day_time(step.closed_at)} {people}"
    return name, "done", when, _between("，", ", ").join(filter(None, more))


def _between(chinese: str, english: str) -> str:
    return english if language.current() == "en" else chinese


def _deadline(step: StepItem) -> str:
    """Until when the step was to be done, and whether it was late."""
    if step.due_at is None:
        return ""
    day = due_day(step.due_at) + (_("（暂定）") if step.provisional else "")
    if step.closed_at is not None and step.closed_at > step.due_at:
        return _("期限 %(day)s，超时办完", day=day)
    return _("期限 %(day)s", day=day)


def steps_inside(program: Program, steps: Sequence[StepItem]) -> list[Step]:
    """Steps of one called procedure, under its own heading: by their names alone."""
    rows = ((step, node_of(program, step.path)) for step in steps)
    return [step_row(step, program, node.label(language.current()) if node else "") for step, node in rows]


def _start_step(detail: CaseDetail, who: str) -> Step:
    start = detail.model.start
    name = start.label(language.current()) if start is not None else _("提交申请")
    return name, "done", f"{words.day_time(detail.case.started_at)} {who}", ""


def _end_step(detail: CaseDetail) -> Step:
    column = 1 if language.current() == "en" else 0
    table = words.RESULT_WORDS if detail.case.result else words.STATE_WORDS
    key = detail.case.result or detail.case.status
    return table.get(key, (key, key))[column], "done", words.day_time(detail.case.ended_at), ""


def open_places(detail: CaseDetail) -> dict[str, str]:
    """Path of each open task -> who has it; those that the reader may not open included."""
    return {step.path: step.actor_name for step in detail.steps if step.state in ("open", "claimed")}


def awaited(waits: Sequence[WaitItem]) -> list[str]:
    """Paths of what the case waits for. Nobody waits for an application to be given up."""
    return [one.path for one in waits if not one.ends_application]


def where_now(detail: CaseDetail, program: Program, waits: Sequence[WaitItem] = ()) -> str:
    """Where a case went, in one sentence."""
    if detail.case.status != "active":
        return _("办件已办结：%(result)s。", result=_end_step(detail)[0])
    places = open_places(detail)
    if places:
        return _("转到：%(nodes)s", nodes=sentences.labels(program, list(places)))
    paths = awaited(waits)
    return _("在等：%(nodes)s", nodes=sentences.labels(program, paths)) if paths else ""
