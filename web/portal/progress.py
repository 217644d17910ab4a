"""The way of a case in words for its applicant: where it stands, what is asked of them. No staff names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from engine.domain.milestones import ACCEPT
from engine.domain.model import Node, Outcome, ProcessModel
from engine.queries.case_view import CaseDetail
from engine.queries.corrections import NOTICE, Correction
from engine.queries.progress import Place, Progress
from engine.queries.waits import WaitItem
from web import language, words

STAGES: Mapping[str, tuple[str, str]] = {
    "accept": ("受理", "Acceptance"),
    "first_review": ("初审", "First review"),
    "review": ("审核", "Review"),
    "complete": ("作出决定", "Decision"),
    "pickup": ("取件", "Pickup"),
}
CLOSING = "closing_notice"
"""Value of a task's property `doc`: papers are returned, the case goes no further."""

Row = tuple[str, str, str, str]
"""Stage, state (done, current, waiting, todo), a note, a second line: what the macro `steps` takes."""


@dataclass(frozen=True)
class Story:
    """The first band of the page and its stages. `closing`: the case only ends, nothing is promised."""

    headline: str
    more: tuple[str, ...]
    steps: tuple[Row, ...]
    closing: bool


def story(
    detail: CaseDetail, progress: Progress, correction: Correction | None, others: Sequence[WaitItem] = ()
) -> Story:
    """The case as its applicant reads it; `others` are their forms besides the correction's."""
    headline, more = _now(detail, progress, correction)
    # nobody waits for an application to be given up
    asked = [one for one in others if not one.ends_application]
    if asked and correction is None:
        what = "、".join(one.node.label(language.current()) for one in asked)
        headline, more = _("等您填写：%(what)s。", what=what), ()
    return Story(headline, more, tuple(_rows(detail, progress, correction)), _is_closing(progress))


def _is_closing(progress: Progress) -> bool:
    return any(place.node.doc == CLOSING for place in progress.places)


def _now(
    detail: CaseDetail, progress: Progress, correction: Correction | None
) -> tuple[str, tuple[str, ...]]:
    if detail.case.status != "active":
        return _ended(detail, progress)
    if correction is not None:
        return _("补正中，等您补交材料。"), ()
    place = progress.places[-1] if progress.places else None
    if place is None:
        return _("正在办，您不用做什么。"), ()
    if place.node.doc == NOTICE:
        return _("材料要补正，告知书正在写。"), (_("写好以后，这里会列出要补什么、什么时候前补。"),)
    if place.node.doc == CLOSING:
        return _("这件不再往下办，正在退还材料。"), ()
    found = _in_call(place, progress)
    if found is not None:
        return found
    if "pickup" in place.top.milestones:
        return _("已办好，可以来取。"), (_("请带身份证到受理的窗口领取。"),)
    if ACCEPT not in detail.milestones and NOTICE in progress.docs:
        return _("已收到补正，正在接着办。"), (_("您不用重新排队，也不用做什么。"),)
    return _("正在办：%(stage)s。您不用做什么。", stage=stage(place.top, progress)), ()


def _ended(detail: CaseDetail, progress: Progress) -> tuple[str, tuple[str, ...]]:
    result = detail.case.result
    if not result:
        return words.state_words(detail.case.status), ()
    more: list[str] = []
    if progress.served_how is not None:
        more += [_("决定书已经送达，上面写有理由，以及不服可以怎么办。"), _served(progress.served_how)]
    elif CLOSING in progress.docs:
        more.append(_("以后需要时，可以重新申请。"))
    return words.result_words(result), tuple(more)


def _in_call(place: Place, progress: Progress) -> tuple[str, tuple[str, ...]] | None:
    """What the procedure that the place lies in says to applicants; None where it says nothing."""
    now = _said(place.top, "now", progress)
    if not now:
        return None
    more = _said(place.top, "more", progress)
    served = _served(progress.served_how) if progress.served_how is not None else ""
    return now, tuple(filter(None, (more, served)))


def _said(call: Node, what: str, progress: Progress) -> str:
    procedure = progress.procedures.get(call.called)
    return procedure.said(what, language.current()) if procedure is not None else ""


def _served(one: Outcome) -> str:
    how = one.label_en if language.current() == "en" else one.label
    return _("送达方式：%(how)s。", how=how)


def stage(node: Node, progress: Progress) -> str:
    """The name of an element for applicants: of its procedure or milestone, else as the designer wrote it."""
    called = _said(node, "name", progress)
    if called:
        return called
    pair = STAGES.get(node.milestones[0]) if len(node.milestones) == 1 else None
    return pair[language.current() == "en"] if pair is not None else node.label(language.current())


def _rows(detail: CaseDetail, progress: Progress, correction: Correction | None) -> Iterator[Row]:
    yield _("提交申请"), "done", words.day_time(detail.case.started_at), ""
    model = detail.model
    standing = list(dict.fromkeys(place.top.id for place in progress.places))
    onward = [] if _is_closing(progress) else [one for here in standing for one in _onward(model, here)]
    ahead = [one for one in onward if one not in standing]
    visited = _visited(detail)
    for element, at in visited.items():
        node = model.nodes[element]
        if element not in standing and element not in ahead and (node.called or _reached(detail, node)):
            yield stage(node, progress), "done", words.day_time(at), ""
    for element in standing:
        yield _current(model.nodes[element], progress, correction)
    for element in dict.fromkeys(ahead):
        yield stage(model.nodes[element], progress), "todo", "", ""
    if detail.case.status != "active":
        yield _("办完"), "done", words.day_time(detail.case.ended_at), ""


def _current(node: Node, progress: Progress, correction: Correction | None) -> Row:
    if correction is not None and correction.wait.path.partition("/")[0] == node.id:
        told = _("%(at)s 告知", at=words.day_time(correction.told_at))
        return stage(node, progress), "current", _("等您补交"), told
    if _is_closing(progress):
        return stage(node, progress), "current", _("正在退还材料"), ""
    return stage(node, progress), "current", _("等您来取") if "pickup" in node.milestones else _("正在办"), ""


def _reached(detail: CaseDetail, node: Node) -> bool:
    return any(name in detail.milestones for name in node.milestones)


def _visited(detail: CaseDetail) -> dict[str, str]:
    """Elements of the item with done tasks -> when the last one closed, in the order of the last visits."""
    order = {element: number for number, element in enumerate(detail.model.nodes)}
    last: dict[str, tuple[str, int, str]] = {}
    for step in detail.steps:
        element = step.call_path.partition("/")[0] or step.element_id
        if step.state == "completed" and element in order:
            last[element] = (step.created_at, order[element], step.closed_at or "")
    return {element: last[element][2] for element in sorted(last, key=lambda one: last[one][:2])}


def _onward(model: ProcessModel, here: str) -> list[str]:
    """Stages behind an element along default flows, all branches of a fork."""
    found: list[str] = []
    todo, seen = [here], {here}
    while todo:
        node = model.nodes[todo.pop(0)]
        if node.id != here and (node.milestones or node.called):
            found.append(node.id)
        flows = model.outgoing.get(node.id, ())
        if node.kind != "parallelGateway":
            flows = tuple(one for one in flows if one.id == node.default_flow) or flows[:1]
        fresh = [one.target for one in flows if one.target not in seen]
        seen.update(fresh)
        todo.extend(fresh)
    return found
