"""When an armed timer is due, evaluated once more as it was when its case came to it. Pure; changes no state.

What fires a timer is its row's instant; the state keeps which event is awaited and never looks at the time.
"""

from __future__ import annotations

from datetime import datetime

from engine.runtime import serializer
from engine.runtime.parse import Program
from engine.runtime.script_engine import Calendar, script_engine
from engine.runtime.specs import DecisionFailed


def timer_due(
    program: Program, state: bytes, token: str, element_id: str, reached: datetime, calendar: Calendar
) -> str | None:
    """The instant as UTC text. `reached`: when the case came to the timer, in the town's zone.

    None where the case does not stand there or the timer gives no instant with this calendar. Raises
    serializer.UnknownStateFormat for a foreign blob, CalendarMissing.
    """
    task = serializer.load(state, program, script_engine(reached, calendar)).find(token)
    expected = getattr(task.task_spec, "expectations", ()) if task is not None else ()
    for one in expected:
        if one.node.id == element_id:
            try:
                return str(one.reached(task, task.data)["due"])
            except DecisionFailed:
                return None
    return None
