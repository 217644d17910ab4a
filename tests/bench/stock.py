"""The yardstick: the same item's life on stock SpiffWorkflow 3.2.0 in memory, logging at WARNING."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.util.task import TaskState

logging.getLogger("spiff").setLevel(logging.WARNING)


def load(path: Path) -> Any:
    """The item's spec as stock Spiff reads it; its one condition in Python, which stock evaluates."""
    text = path.read_text(encoding="utf-8")
    text = text.replace(
        'outcome in ("not_needed","out_of_scope")', "outcome in ('not_needed', 'out_of_scope')"
    )
    parser = BpmnParser()
    parser.add_bpmn_str(text.encode())
    return parser.get_spec(path.stem)


def life(spec: Any) -> None:
    """Start, decide, hand over; nothing is saved."""
    workflow = BpmnWorkflow(spec)
    workflow.do_engine_steps()
    for outcome in ("done", ""):
        task = workflow.get_next_task(state=TaskState.READY, manual=True)
        task.data["outcome"] = outcome
        task.run()
        workflow.do_engine_steps()
    if not workflow.is_completed():
        raise RuntimeError("the yardstick did not finish")
