"""Leftovers go after their time; what matters stays."""

from __future__ import annotations

from datetime import timedelta

from engine import commands, queries
from tests.world import World


def test_an_unsent_draft_goes_after_thirty_days_and_a_case_stays(item_world: World) -> None:
    case_no = item_world.walk_to_end()
    draft = item_world.do(commands.SaveDraft("mark", "apply:x", body={"a": 1}), item_world.citizen)[
        "draft_id"
    ]
    item_world.clock.advance(timedelta(days=29))
    item_world.do(commands.CleanUp())
    assert item_world.read(queries.drafts.draft_of, "mark", draft, actor=item_world.citizen) is not None
    item_world.clock.advance(timedelta(days=2))
    item_world.do(commands.CleanUp())
    assert item_world.read(queries.drafts.draft_of, "mark", draft, actor=item_world.citizen) is None
    assert item_world.read(queries.case_view.case_detail, case_no).case.status == "completed"
