"""metamodel.json belongs to the packages that package.json pins."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

from engine.canonical.schema import metamodel

ROOT = Path(__file__).resolve().parents[3]


def test_made_from_the_pinned_packages() -> None:
    """After an update: node engine/canonical/make_schema.mjs, then the browser test."""
    made = json.loads((files("engine.canonical") / "metamodel.json").read_text("utf-8"))["made_from"]
    pinned = json.loads((ROOT / "package.json").read_text("utf-8"))["devDependencies"]
    assert made == {name: pinned[name] for name in ("bpmn-moddle", "camunda-bpmn-moddle")}


def test_order_of_a_user_task() -> None:
    """Attributes as modeler-facts §2 lists them."""
    listed = [one.local for one in metamodel().types["bpmn:UserTask"].properties if one.attribute]
    chosen = [
        *("id", "name", "modelerTemplate", "default", "asyncBefore"),
        *("formKey", "assignee", "candidateUsers", "candidateGroups"),
    ]
    assert [name for name in listed if name in chosen] == chosen
