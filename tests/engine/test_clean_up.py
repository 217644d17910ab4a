"""Leftovers go after their time; what matters stays."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image

from engine import commands, queries
from engine.jobs.ticker import clean_up
from tests.world import World


def _picture() -> bytes:
    data = BytesIO()
    Image.new("RGB", (8, 8), "white").save(data, "PNG")
    return data.getvalue()


PICTURE = _picture()


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


def test_a_photograph_of_an_abandoned_application_goes_with_its_file(item_world: World) -> None:
    """Pictures of ID cards must not outlive the application nobody sent; those of a case stay."""
    kept = item_world.do(commands.StoreUpload("a.png", PICTURE), item_world.citizen)["id"]
    item_world.start(materials={"MAT-IDCARD": kept})
    left = item_world.do(commands.StoreUpload("b.png", PICTURE), item_world.citizen)["id"]
    item_world.clock.advance(timedelta(days=31))
    clean_up(item_world.engine)
    assert item_world.engine.uploads.get(kept) == PICTURE
    with pytest.raises(FileNotFoundError):
        item_world.engine.uploads.get(left)
