"""老年人优待证 from application to hand-over, through the door, on both databases."""

from __future__ import annotations

from engine import queries
from tests.world import World


def test_a_case_is_applied_for_decided_and_handed_over(item_world: World) -> None:
    case_no = item_world.walk_to_end()
    detail = item_world.read(queries.case_view.case_detail, case_no)
    assert (detail.case.status, detail.case.result) == ("completed", "granted")
    assert set(detail.milestones) == {"accept", "first_review", "review", "complete", "pickup"}
    actions = [record.action for record in item_world.read(queries.case_view.history, case_no)]
    assert actions == ["start_case", "claim_task", "complete_task", "complete_task"]
