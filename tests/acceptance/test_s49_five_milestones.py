"""S49: 从受理、初审、审核、办结，到群众取件，自动实时采集每一个环节信息."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from engine import queries
from tests.web import permit
from tests.web.browser import Api
from tests.world import World
from web.cli import main

MILESTONES = ("accept", "first_review", "review", "complete", "pickup")
MINUTES = {"accept": 10, "first_review": 20, "review": 30, "complete": 40, "pickup": 70}


def lint(file: Path) -> Result:
    return CliRunner().invoke(main, ["lint", str(file), "--format", "json"])


@pytest.mark.parametrize("milestone", MILESTONES)
def test_s49_a_drawing_that_lacks_a_milestone_fails_lint(
    permit_file: Path, tmp_path: Path, milestone: str
) -> None:
    """A BPMN lacking a milestone tag fails lint, and the finding names the milestone."""
    drawing = permit_file.read_text(encoding="utf-8")
    whole = tmp_path / "whole" / permit_file.name
    lacking = tmp_path / "lacking" / permit_file.name
    tag = rf' *<camunda:property name="milestone" value="{milestone}" />\n'
    for path, text in ((whole, drawing), (lacking, re.sub(tag, "", drawing))):
        path.parent.mkdir()
        path.write_text(text, encoding="utf-8")
    assert lint(whole).exit_code == 0, lint(whole).output
    done = lint(lacking)
    assert done.exit_code == 1
    (found,) = [one for one in json.loads(done.output) if one["code"] == "item.milestone_missing"]
    assert milestone in found["message"]
    assert found["element_id"] == "svc_ga_002"


def test_s49_five_instants_are_collected_by_themselves(
    world: World, api: Callable[[str], Api], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The five milestones are tagged on the nodes; nobody types a time."""
    began = world.clock.now()
    complete = world.complete

    def later(*args: object, **changes: object) -> object:
        """Ten minutes pass before each step."""
        world.clock.advance(timedelta(minutes=10))
        return complete(*args, **changes)  # type: ignore[arg-type]

    monkeypatch.setattr(world, "complete", later)
    number = permit.finished(world).number
    for found in (
        world.read(queries.case_view.case_detail, number).milestones,
        api("supervisor").get(f"/process-instances/{number}").json["milestones"],
    ):
        instants = {name: datetime.fromisoformat(str(at)) - began for name, at in found.items()}
        assert instants == {name: timedelta(minutes=minutes) for name, minutes in MINUTES.items()}
