"""The yardstick: the same item's life on stock SpiffWorkflow 3.2.0 in memory, logging at WARNING."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from typing import Any

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.util.task import TaskState

from tests.world import ROOT

logging.getLogger("spiff").setLevel(logging.WARNING)


def load(item: str, procedures: Sequence[str] = ()) -> tuple[Any, dict[str, Any]]:
    """An item and what it calls as stock Spiff reads them: conditions in Python, topics as scripts."""
    parser = BpmnParser()
    for folder, key in (("service", item), *(("procedures", key) for key in procedures)):
        parser.add_bpmn_str(_for_stock((ROOT / "processes" / folder / f"{key}.bpmn").read_text("utf-8")))
    return parser.get_spec(item), {key: parser.get_spec(key) for key in procedures}


def _for_stock(text: str) -> bytes:
    text = re.sub(r"<bpmn:extensionElements>.*?</bpmn:extensionElements>", "", text, flags=re.DOTALL)
    text = re.sub(
        r"(<bpmn:conditionExpression[^>]*>)(.*?)(</bpmn:conditionExpression>)",
        lambda found: found[1] + found[2].replace(" = ", " == ") + found[3],
        text,
    )
    text = re.sub(
        r"<bpmn:serviceTask ([^>]*)>", r"<bpmn:scriptTask \1><bpmn:script>n = 1</bpmn:script>", text
    )
    return text.replace("</bpmn:serviceTask>", "</bpmn:scriptTask>").encode()


def life(spec: Any, called: dict[str, Any]) -> None:
    """Start, decide, hand over; nothing is saved."""
    workflow = BpmnWorkflow(spec, called)
    workflow.do_engine_steps()
    for outcome in ("done", ""):
        task = workflow.get_next_task(state=TaskState.READY, manual=True)
        task.data["outcome"] = outcome
        task.run()
        workflow.do_engine_steps()
    if not workflow.is_completed():
        raise RuntimeError("the yardstick did not finish")
