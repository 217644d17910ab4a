"""A case in memory for tests: bytes between all steps, elements named instead of tokens."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from engine.runtime import serializer
from engine.runtime.advance import Complete, Occur, Start, Step, Token, Wait, _open, _waits, advance
from engine.runtime.parse import Program, parse_program
from engine.runtime.script_engine import script_engine
from tests.unit.runtime.walker import NOW

CASES = Path(__file__).resolve().parents[2] / "cases"

CATCH = (
    '<bpmn:intermediateCatchEvent id="{id}"><bpmn:{kind}EventDefinition id="{id}_d"{more}'
    "</bpmn:{kind}EventDefinition></bpmn:intermediateCatchEvent>"
)


def message(element_id: str, name: str) -> str:
    """A catch event for the message with the id Msg_<name>."""
    return CATCH.format(id=element_id, kind="message", more=f' messageRef="Msg_{name}">')


def clock(element_id: str, text: str) -> str:
    """A catch event for a timer with a duration or FEEL text."""
    return CATCH.format(id=element_id, kind="timer", more=f"><bpmn:timeDuration>{text}</bpmn:timeDuration>")


def boundary_clock(element_id: str, host: str, text: str, *, interrupting: bool = True) -> str:
    cancel = "" if interrupting else ' cancelActivity="false"'
    return (
        f'<bpmn:boundaryEvent id="{element_id}" attachedToRef="{host}"{cancel}>'
        f'<bpmn:timerEventDefinition id="{element_id}_d"><bpmn:timeDuration>{text}</bpmn:timeDuration>'
        "</bpmn:timerEventDefinition></bpmn:boundaryEvent>"
    )


def case_file(name: str) -> Program:
    return parse_program((CASES / f"{name}.bpmn").read_bytes())


class Life:
    """Steps a program by element ids; each step reads back what the last one wrote."""

    def __init__(self, program: Program, calendar: Any = None, **variables: Any) -> None:
        self.program = program
        self.now: datetime = NOW
        self._calendar = calendar
        self.tokens: dict[str, Token] = {}
        self.waits: dict[str, Wait] = {}
        self.passed: list[str] = []
        self.state: bytes | None = None
        self.last = self._take(Start(variables))

    def complete(self, element: str, outcome: str | None = None, **variables: Any) -> Step:
        """Complete the open task at a path such as `call/task`."""
        return self._take(Complete(self.tokens[element].id, variables, outcome))

    def occur(self, element: str, **variables: Any) -> Step:
        """What is awaited at a path happens."""
        wait = self.waits[element]
        return self._take(Occur(wait.token, wait.element_id, variables))

    def reopen(self) -> None:
        """Take the open places from the state itself, as a release finds them that did not write it."""
        workflow = serializer.load(self.state or b"", self.program, script_engine(self.now, self._calendar))
        self.tokens = {_path(token): token for token in _open(workflow).values()}
        self.waits = {_path(wait): wait for wait in _waits(workflow).values()}

    def later(self, **by: float) -> None:
        self.now += timedelta(**by)

    @property
    def open(self) -> set[str]:
        """Paths of everything that is awaited: people and events."""
        return set(self.tokens) | set(self.waits)

    def _take(self, action: Any) -> Step:
        step = advance(self.program, self.state, action, self.now, self._calendar)
        for gone in step.closed:
            del self.tokens[_path(gone)]
        for over in step.waits_closed:
            del self.waits[_path(over)]
        self.tokens |= {_path(token): token for token in step.opened}
        self.waits |= {_path(wait): wait for wait in step.waits_opened}
        self.passed += step.passed
        self.state, self.last = step.state, step
        return step


def _path(place: Token | Wait) -> str:
    return f"{place.path}/{place.element_id}".lstrip("/")
