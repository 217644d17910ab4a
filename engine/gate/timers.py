"""Timers that can be read and lie ahead (case B27): ISO 8601 literals, or FEEL that gives an instant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from engine.domain.events import Trigger
from engine.domain.findings import Finding
from engine.domain.iso_timers import cycle, read_duration, read_instant
from engine.domain.limit_lengths import most_days
from engine.domain.model import CATCHING, Node
from engine.errors import TimeUnreadable
from engine.feel import Context, Expression, FeelError
from engine.feel.syntax import Literal, Name
from engine.gate.dialect import later
from engine.gate.expressions import judged_text, read_text
from engine.gate.setters import value_of
from engine.gate.sheet import Sheet, quoted
from engine.gate.variables import known_at
from engine.runtime.timers import timer

_ISO_DURATION = re.compile(r"-?P(?=[\dT]|\Z)", re.ASCII)
_ISO_CYCLE = re.compile(r"R\d*/", re.ASCII)
_ISO_INSTANT = re.compile(r"\d{4}-\d{2}", re.ASCII)
_INSTANTS = ("date", "any")
_ANY_DAY = date(2000, 1, 1)


def readable(sheet: Sheet) -> Iterator[Finding]:
    """Every timer of a catch event or boundary event."""
    for node in sheet.model.nodes.values():
        trigger = node.trigger
        if trigger is None or trigger.kind != "timer" or node.kind not in CATCHING:
            continue
        if not trigger.text:
            own = sheet.name(node)
            yield sheet.error(
                "bpmn.timer_empty",
                node,
                f"{own[0]}没有写到什么时候。请写 wd(5)、P5D、PT2H 或日期变量。",
                f"{own[1]} does not say until when. Write wd(5), P5D, PT2H or a date variable.",
            )
        elif trigger.form == "timeCycle" or _ISO_CYCLE.match(trigger.text):
            yield from _cycle(sheet, node, trigger)
        elif _ISO_DURATION.match(trigger.text) or _ISO_INSTANT.match(trigger.text):
            yield from _literal(sheet, node, trigger)
        else:
            yield from _feel(sheet, node, trigger.text)


def _cycle(sheet: Sheet, node: Node, trigger: Trigger) -> Iterator[Finding]:
    """Repeating timers come with a later release; one that nobody could read is said now."""
    try:
        cycle(trigger.text, UTC)
    except TimeUnreadable as error:
        yield _unreadable(sheet, node, trigger.text, error)
    else:
        yield later(sheet, node, ("循环定时器", "repeating timer"))


def _literal(sheet: Sheet, node: Node, trigger: Trigger) -> Iterator[Finding]:
    try:
        if _ISO_DURATION.match(trigger.text):
            read_duration(trigger.text)
        else:
            yield from _past(sheet, node, trigger.text)
        timer(trigger.text, trigger.form)
    except TimeUnreadable as error:
        yield _unreadable(sheet, node, trigger.text, error)


def _past(sheet: Sheet, node: Node, text: str) -> Iterator[Finding]:
    yield from _is_past(sheet, node, text, read_instant(text, UTC).date())


def _is_past(sheet: Sheet, node: Node, text: str, day: date) -> Iterator[Finding]:
    today = sheet.parts.today()
    if today is not None and day < today:
        own, word = sheet.name(node), quoted(text)
        yield sheet.error(
            "bpmn.timer_past",
            node,
            f"{own[0]}的时间{word[0]}已经过去，一到这里就会到期。请改成以后的日期，或改用 wd(5) 这样的期限。",
            f"The instant {word[1]} of {own[1]} is past, so the timer ends at once. Write a later date, or a "
            "limit such as wd(5).",
        )


def _constant(sheet: Sheet, node: Node, read: Expression) -> Iterator[Finding]:
    """An expression without variables gives the same in every case: what is null or past is so for ever.
    Limits are taken at their longest, so that nothing is called past that a calendar may still move on."""
    today = sheet.parts.today() or _ANY_DAY
    now = datetime.combine(today, time(), UTC)
    day = _day_of(read.evaluate(Context({}, now=now, calendar=_at_the_latest)))
    if day is None:
        yield _no_instant(sheet, node, read.text)
    else:
        yield from _is_past(sheet, node, read.text, day)


def _day_of(value: Any) -> date | None:
    """The day of what a timer takes: an instant, a date, or their ISO text."""
    if isinstance(value, str):
        try:
            value = read_instant(value, UTC)
        except TimeUnreadable:
            return None
    if isinstance(value, datetime):
        return (value.astimezone(UTC) if value.tzinfo is not None else value).date()
    return value if isinstance(value, date) else None


def _at_the_latest(amount: int, unit: str, start: datetime) -> Any:
    try:
        return start + timedelta(days=most_days({unit: amount}))
    except OverflowError:
        return None


def _no_instant(sheet: Sheet, node: Node, text: str) -> Finding:
    own, word = sheet.name(node), quoted(text)
    return sheet.error(
        "bpmn.timer_null",
        node,
        f"{own[0]}的定时表达式{word[0]}算出来总是空，办件到这里会出错。"
        "请写日期变量，或 wd(5)、d(30) 这样的期限。",
        f"The timer {word[1]} of {own[1]} is always null, and then the case fails there. Write a date "
        "variable, or a limit such as wd(5), d(30).",
    )


def _unreadable(sheet: Sheet, node: Node, text: str, error: TimeUnreadable) -> Finding:
    own, word = sheet.name(node), quoted(text)
    return sheet.error(
        "bpmn.timer",
        node,
        f"{own[0]}的时间{word[0]}看不懂：{error.ids['why']}。",
        f"The timer {word[1]} of {own[1]} is not understood: {error.ids['why_en']}.",
    )


def _feel(sheet: Sheet, node: Node, text: str) -> Iterator[Finding]:
    known = known_at(sheet, node)
    remarks = list(judged_text(sheet, node, text, ("定时表达式", "timer"), known))
    yield from remarks
    read = read_text(text)
    if isinstance(read, FeelError):
        return
    given = value_of(text, known)
    if given.kind not in _INSTANTS or isinstance(read.tree, Literal):
        own, word = sheet.name(node), quoted(text)
        yield sheet.error(
            "bpmn.timer_kind",
            node,
            f"{own[0]}的定时表达式{word[0]}得不到时间。请写日期变量，或 wd(5)、d(30)、due(期限)、"
            "due(期限, 起点) 这样的函数。",
            f"The timer {word[1]} of {own[1]} gives no instant. Write a date variable, or a function such as "
            "wd(5), d(30), due(limit), due(limit, start).",
        )
    elif isinstance(read.tree, Name) and given.nullable and given.kind == "date":
        own, word = sheet.name(node), quoted(text)
        yield sheet.warning(
            "bpmn.timer_may_be_null",
            node,
            f"{own[0]}等到变量{word[0]}的日期，但它可能是空的，办件到这里会出错。"
            "请在前面的每条路上都设置它。",
            f"{own[1]} waits for the date in {word[1]}, which may be null, and then the case fails there. "
            "Set "
            "it on every way before.",
        )
    elif not read.names and not any(one.is_error for one in remarks):
        yield from _constant(sheet, node, read)


RULES = (readable,)
