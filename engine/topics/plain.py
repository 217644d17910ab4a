"""Topics of plain processes, meant for tests and training (contract, plain processes)."""

from __future__ import annotations

from engine.topics.topic import Answered, Ask, Topic


def _echo(ask: Ask) -> Answered:
    return Answered(dict(ask.inputs))


ECHO = Topic("echo", "原样返回", "answers with its inputs", run=_echo, plain=True)
ECHO_LATER = Topic("echo.later", "经发件箱原样返回", "answers with its inputs through the outbox", plain=True)
FAIL = Topic("fail", "总是失败", "always fails", plain=True)
