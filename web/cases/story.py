"""Audit records as plain sentences, and the steps of a case in words.

A new command's record adds a branch to `_sentence`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from engine.domain.model import Node, ProcessModel
from engine.queries.case_view import CaseDetail, HistoryItem, StepItem
from web import language, words


@dataclass(frozen=True)
class Told:
    """One entry of the story."""

    at: str
    iso: str
    text: str
    more: str
    action: str


def story(history: tuple[HistoryItem, ...], model: ProcessModel) -> list[Told]:
    """The case told in order, newest first."""
    told = [
        Told(words.day_time(item.at), item.at, _sentence(item, model), _more(item, model), item.action)
        for item in history
    ]
    return told[::-1]


def _sentence(item: HistoryItem, model: ProcessModel) -> str:
    who, step = words.person_words(item.actor_name), _label(model, item.element_id)
    if item.action == "start_case":
        channel = words.CHANNELS.get(str(item.detail.get("channel")), ("", ""))
        where = channel[1 if language.current() == "en" else 0]
        return _("%(who)s 提交申请（%(where)s）。", who=who, where=where)
    if item.action == "claim_task":
        return _("%(who)s 签收“%(step)s”。", who=who, step=step)
    if item.action == "release_task":
        return _("%(who)s 归还“%(step)s”，等别人签收。", who=who, step=step)
    if item.action == "complete_task":
        return _completed(item, model, who, step)
    if item.action == "cancel_case":
        return _("%(who)s 撤销办件。", who=who)
    return f"{who} {item.action}"


def _completed(item: HistoryItem, model: ProcessModel, who: str, step: str) -> str:
    outcome = outcome_words(model.nodes.get(item.element_id), str(item.detail.get("outcome") or ""))
    if outcome:
        return _("%(who)s 办完“%(step)s”，结论：%(outcome)s。", who=who, step=step, outcome=outcome)
    return _("%(who)s 办完“%(step)s”。", who=who, step=step)


def _more(item: HistoryItem, model: ProcessModel) -> str:
    """Where the case went: every node passed by itself, then who is awaited or how it ended."""
    parts = []
    passed = [
        _label(model, element) for element in item.detail.get("passed", ()) if element != item.element_id
    ]
    if passed:
        parts.append(_("经过：%(nodes)s", nodes=" → ".join(passed)))
    opened = [_label(model, element) for element in item.detail.get("opened", ())]
    if opened:
        parts.append(_("转到：%(nodes)s", nodes="、".join(opened)))
    if item.detail.get("result"):
        result = words.RESULTS.get(str(item.detail["result"]), (str(item.detail["result"]),) * 2)
        parts.append(_("办结：%(result)s", result=result[1 if language.current() == "en" else 0]))
    return "；".join(parts)


def _label(model: ProcessModel, element_id: str) -> str:
    node = model.nodes.get(element_id)
    return node.label(language.current()) if node is not None else element_id


def outcome_words(node: Node | None, outcome: str) -> str:
    """The label of an outcome as the designer wrote it."""
    if node is None or not outcome:
        return ""
    english = language.current() == "en"
    found = next((one for one in node.outcomes if one.key == outcome), None)
    return (found.label_en if english else found.label) if found is not None else outcome


def text_steps(detail: CaseDetail, history: tuple[HistoryItem, ...]) -> list[tuple[str, str, str, str]]:
    """The case in steps: what was done by whom, what is open, what the happy path still holds."""
    starter = words.person_words(history[0].actor_name) if history else ""
    done = [_start_step(detail, starter), *(_step(step, detail.model) for step in detail.steps)]
    if detail.case.status != "active":
        return [*done, _end_step(detail)]
    reached = {step.element_id for step in detail.steps}
    ahead = [node for node in happy_path(detail.model) if node.kind == "userTask" and node.id not in reached]
    return done + [(node.label(language.current()), "todo", "", "") for node in ahead]


def _start_step(detail: CaseDetail, who: str) -> tuple[str, str, str, str]:
    start = detail.model.start
    name = start.label(language.current()) if start is not None else _("提交申请")
    return name, "done", f"{words.day_time(detail.case.started_at)} {who}", ""


def _end_step(detail: CaseDetail) -> tuple[str, str, str, str]:
    column = 1 if language.current() == "en" else 0
    table = words.RESULTS if detail.case.result else words.STATE_WORDS
    key = detail.case.result or detail.case.status
    return table.get(key, (key, key))[column], "done", words.day_time(detail.case.ended_at), ""


def where_now(detail: CaseDetail) -> str:
    """Where a case went, in one sentence."""
    if detail.case.status != "active":
        return _("办件已办结：%(result)s。", result=_end_step(detail)[0])
    english = language.current() == "en"
    names = [one.name_en if english else one.name for one in detail.open_tasks]
    return _("转到：%(nodes)s", nodes="、".join(names)) if names else ""


def _step(step: StepItem, model: ProcessModel) -> tuple[str, str, str, str]:
    name = step.name_en if language.current() == "en" else step.name
    if step.state in ("open", "claimed"):
        note = step.actor_name or _("等签收")
        return name, "current", note, ""
    if step.state == "cancelled":
        return name, "skipped", _("已撤销"), ""
    outcome = outcome_words(model.nodes.get(step.element_id), step.outcome or "")
    return name, "done", f"{words.day_time(step.closed_at)} {step.actor_name}", outcome


def happy_path(model: ProcessModel) -> list[Node]:
    """Nodes from the start along default flows (families.md: the happy path is the default flow)."""
    path: list[Node] = []
    node = model.start
    while node is not None and node not in path:
        path.append(node)
        flows = model.outgoing.get(node.id, ())
        flow = next((one for one in flows if one.id == node.default_flow), flows[0] if flows else None)
        node = model.nodes.get(flow.target) if flow is not None else None
    return path


MILESTONES: Mapping[str, tuple[str, str]] = {
    "accept": ("受理", "Accepted"),
    "first_review": ("初审", "First review"),
    "review": ("审核", "Review"),
    "complete": ("办结", "Decided"),
    "pickup": ("取件", "Collected"),
}


def public_steps(detail: CaseDetail) -> list[tuple[str, str, str, str]]:
    """Stages as a citizen reads them: milestones only, no internal names."""
    english = language.current() == "en"
    rows: list[tuple[str, str, str, str]] = [
        (_("提交申请"), "done", words.day_time(detail.case.started_at), "")
    ]
    listed = [name for node in detail.model.nodes.values() for name in node.milestones if name in MILESTONES]
    ended = detail.case.status != "active"
    current = False
    for name in dict.fromkeys(listed):
        at = detail.milestones.get(name)
        label = MILESTONES[name][1 if english else 0]
        if at:
            rows.append((label, "done", words.day_time(at), ""))
        elif ended:
            rows.append((label, "skipped", "", ""))
        else:
            rows.append((label, "todo" if current else "current", "" if current else _("正在办"), ""))
            current = True
    return rows
