"""Audit records of a case as plain sentences. A new command's record adds a line to `_TELL`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _

from engine.queries.case_view import HistoryItem
from web import language, words
from web.cases.paths import BETWEEN, node_of, path_words
from web.cases.stages import MILESTONES, outcome_words
from web.times import due_day

if TYPE_CHECKING:
    from engine.runtime.parse import Program

SILENT = ("startEvent", "endEvent")
"""Kinds of nodes that tell nothing when a called procedure passes them: the call's own name does."""


def sentence(item: HistoryItem, program: Program) -> str:
    """Who did what."""
    tell = _TELL.get(item.action)
    if tell is None:
        return f"{words.person_words(item.actor_name)} {item.action}"
    return tell(item, words.person_words(item.actor_name), path_words(program, item.element_id), program)


def more(item: HistoryItem, program: Program) -> str:
    """Where the case went: what going back undid, what it passed by itself, then who or what is awaited, or
    how it ended."""
    return _joined("；", "; ").join(_more(item, program))


def _more(item: HistoryItem, program: Program) -> Iterator[str]:
    detail = item.detail
    if item.action == "recount_dates":
        yield from _recounted(detail, program)
    if detail.get("milestones_undone"):
        yield _("%(names)s不作数了，重新办过再算", names=_milestones(detail["milestones_undone"]))
    passed = [path for path in detail.get("passed", ()) if path != item.element_id and _tells(program, path)]
    if passed:
        yield _("经过：%(nodes)s", nodes=labels(program, passed, " → "))
    for topic in detail.get("topics", ()):
        yield from _topic(topic, program)
    thrown = [str(one["at"]) for one in detail.get("errors", ())]
    if thrown:
        yield _("转入例外：%(nodes)s", nodes=labels(program, thrown))
    if detail.get("opened"):
        yield _("转到：%(nodes)s", nodes=labels(program, detail["opened"]))
    if detail.get("waits"):
        yield _("在等：%(nodes)s", nodes=labels(program, detail["waits"]))
    if detail.get("result"):
        yield _("办结：%(result)s", result=words.result_words(str(detail["result"])))


def _milestones(names: Collection[str]) -> str:
    english = language.current() == "en"
    quoted = '"{}"' if english else "“{}”"
    known = [MILESTONES[one][english] for one in MILESTONES if one in names]
    others = [one for one in names if one not in MILESTONES]
    return _joined("、", ", ").join(quoted.format(one) for one in (*known, *others))


def _recounted(detail: dict[str, Any], program: Program) -> Iterator[str]:
    """Dates that moved, each with what it was."""
    for name in ("due_at", "legal_at"):
        if name in detail:
            # the promise mostly is the earlier end: the law's own is told where it moved by itself
            what = _("办件期限") if name == "due_at" else _("法定时限")
            if name == "due_at" or detail[name] != detail.get("due_at"):
                yield _moved(what, detail[name])
    for part in ("tasks", "timers"):
        for path, days in detail.get(part, {}).items():
            yield _moved(path_words(program, path), days)


def _moved(what: str, days: Sequence[str | None]) -> str:
    before, after = (due_day(one) if one else _("未定") for one in days)
    return _("%(what)s：%(before)s → %(after)s", what=what, before=before, after=after)


def _tells(program: Program, path: str) -> bool:
    node = node_of(program, path)
    return "/" not in path or node is None or node.kind not in SILENT


def _topic(topic: dict[str, Any], program: Program) -> Iterator[str]:
    """What happened inside the step: a number taken, a document published, a message that had come early."""
    if topic.get("message"):
        yield _("先前收到的消息在这里用上了：%(name)s", name=message_words(program, str(topic["message"])))
    elif topic.get("topic") == "document.number":
        yield _("取得文号 %(no)s", no=topic.get("doc_no", ""))
    elif topic.get("topic") == "document.publish":
        yield _("已归卷 %(no)s", no=topic.get("doc_no", ""))


def labels(program: Program, paths: Any, between: str = "") -> str:
    """Places in words; those inside one call name the call once."""
    words_of = []
    for calls, inside in groupby(map(str, paths), lambda path: path.rpartition("/")[0]):
        here = [path_words(program, path) for path in inside]
        shared = here[0][: here[0].rfind(BETWEEN) + len(BETWEEN)] if calls and BETWEEN in here[0] else ""
        words_of += [here[0], *(one.removeprefix(shared) for one in here[1:])]
    return (between or _joined("、", ", ")).join(words_of)


def _joined(chinese: str, english: str) -> str:
    return english if language.current() == "en" else chinese


def message_words(program: Program, name: str) -> str:
    """What a message is called where it is awaited."""
    for model in program.models:
        for node in model.nodes.values():
            if node.is_wait and node.trigger is not None and node.trigger.name == name:
                return node.label(language.current())
    return name


def _started(item: HistoryItem, who: str, _step: str, _program: Program) -> str:
    channel = words.CHANNELS.get(str(item.detail.get("channel")), ("", ""))
    return _("%(who)s 提交申请（%(where)s）。", who=who, where=channel[language.current() == "en"])


def _claimed(_item: HistoryItem, who: str, step: str, _program: Program) -> str:
    return _("%(who)s 签收“%(step)s”。", who=who, step=step)


def _released(_item: HistoryItem, who: str, step: str, _program: Program) -> str:
    return _("%(who)s 归还“%(step)s”，等别人签收。", who=who, step=step)


def _completed(item: HistoryItem, who: str, step: str, program: Program) -> str:
    if item.second_name:
        who = _("%(who)s 和 %(second)s", who=who, second=item.second_name)
    node = node_of(program, item.element_id)
    outcome = outcome_words(node, str(item.detail.get("outcome") or ""))
    if outcome:
        return _("%(who)s 办完“%(step)s”，结论：%(outcome)s。", who=who, step=step, outcome=outcome)
    return _("%(who)s 办完“%(step)s”。", who=who, step=step)


def _returned(item: HistoryItem, who: str, step: str, program: Program) -> str:
    calls = item.element_id.rpartition("/")[0]
    to = f"{calls}/{item.detail['to']}" if calls else str(item.detail["to"])
    return _("%(who)s 把“%(step)s”退回到“%(to)s”。", who=who, step=step, to=path_words(program, to))


def _withdrawn(_item: HistoryItem, who: str, step: str, _program: Program) -> str:
    return _("%(who)s 撤回了刚提交的“%(step)s”。", who=who, step=step)


def _recorded(item: HistoryItem, who: str, step: str, program: Program) -> str:
    if item.detail.get("kept"):
        name = message_words(program, str(item.detail["message"]))
        return _("%(who)s 登记“%(step)s”，还没有环节在等，先留着。", who=who, step=name)
    return _("%(who)s 登记“%(step)s”。", who=who, step=step)


def _fired(_item: HistoryItem, _who: str, step: str, _program: Program) -> str:
    return _("到时间了：“%(step)s”。", step=step)


def _cancelled(_item: HistoryItem, who: str, _step: str, _program: Program) -> str:
    return _("%(who)s 撤销办件。", who=who)


def _rated(item: HistoryItem, who: str, _step: str, _program: Program) -> str:
    return _("%(who)s 评价：%(n)s 分（满分 5 分）。", who=who, n=item.detail.get("score", ""))


def _letter_recorded(item: HistoryItem, _who: str, step: str, _program: Program) -> str:
    return _("短信网关没有接通，“%(step)s”的通知只作登记。", step=_stage(item, step))


def _failed(item: HistoryItem, _who: str, step: str, _program: Program) -> str:
    """A timer or effect that failed: again, or for good."""
    step, number = _stage(item, step), item.detail.get("attempt")
    if item.detail.get("again_at"):
        return _("“%(step)s”的自动处理第 %(n)s 次没有成功，稍后再试。", step=step, n=number)
    return _("“%(step)s”的自动处理没有成功，已停下等人处理。", step=step)


def _answered(item: HistoryItem, _who: str, step: str, _program: Program) -> str:
    """A service task moves its case; nobody waits for a letter."""
    if item.detail.get("error"):
        return _("“%(step)s”的自动处理没有成功，已停下等人处理。", step=_stage(item, step))
    if item.detail.get("late"):
        return _("“%(step)s”对外发送有了答复，本件已不等它。", step=_stage(item, step))
    if "passed" not in item.detail:
        return _("“%(step)s”的短信已发出。", step=_stage(item, step))
    return _("“%(step)s”自动处理完成。", step=_stage(item, step))


def _dates(item: HistoryItem, _who: str, _step: str, _program: Program) -> str:
    if item.detail:
        return _("按新的放假安排，期限重新算过。")
    return _("按新的放假安排核过，期限不变。")


def _stage(item: HistoryItem, step: str) -> str:
    """A letter stands under its milestone, a service task under its own name."""
    return MILESTONES.get(item.element_id, (step, step))[language.current() == "en"]


_TELL: dict[str, Callable[[HistoryItem, str, str, Program], str]] = {
    "start_case": _started,
    "claim_task": _claimed,
    "release_task": _released,
    "complete_task": _completed,
    "return_task": _returned,
    "withdraw_task": _withdrawn,
    "correlate_message": _recorded,
    "fire_timer": _fired,
    "answer_effect": _answered,
    "record_effect": _letter_recorded,
    "fail_job": _failed,
    "recount_dates": _dates,
    "cancel_case": _cancelled,
    "rate_case": _rated,
}
