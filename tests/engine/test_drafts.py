"""Drafts: kept sealed for one owner, restored whole, and the receipt after sending."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from engine import commands, queries
from engine.errors import InvalidValue, NotFound, NotOpen
from tests.world import APPLICANT, APPLICATION, ITEM, World

MARK = "browser-mark-1"
SUBJECT = f"apply:{ITEM}"
BODY = {"applicant": APPLICANT, "data": APPLICATION, "rows": [1, {"𠮷": None}]}


def save(world: World, owner: str = MARK, actor: Any = None, **values: Any) -> str:
    command = commands.SaveDraft(owner, values.pop("subject", SUBJECT), **{"body": BODY, **values})
    return str(world.do(command, actor or world.citizen)["draft_id"])


def read(world: World, draft_id: str, owner: str = MARK, actor: Any = None) -> Any:
    return world.read(queries.drafts.draft_of, owner, draft_id, actor=actor or world.citizen)


def test_a_draft_comes_back_as_it_was_saved(item_world: World) -> None:
    draft = read(item_world, save(item_world))
    assert draft.body == BODY
    assert draft.receipt is None
    assert draft.saved_at == item_world.engine.now_text


def test_saving_again_replaces_it(item_world: World) -> None:
    draft_id = save(item_world)
    assert save(item_world, draft_id=draft_id, body={"data": {}}) == draft_id
    assert read(item_world, draft_id).body == {"data": {}}
    found = item_world.read(queries.drafts.open_draft, MARK, SUBJECT, actor=item_world.citizen)
    assert found.id == draft_id


def test_another_browser_finds_no_draft(item_world: World) -> None:
    draft_id = save(item_world)
    assert read(item_world, draft_id, "browser-mark-2") is None
    assert (
        item_world.read(queries.drafts.open_draft, "browser-mark-2", SUBJECT, actor=item_world.citizen)
        is None
    )
    with pytest.raises(NotFound):
        save(item_world, "browser-mark-2", draft_id=draft_id, body={})
    assert read(item_world, draft_id).body == BODY


def test_another_officer_finds_no_draft(item_world: World) -> None:
    draft_id = save(item_world, "clerk", item_world.clerk)
    assert read(item_world, draft_id, "clerk", item_world.clerk).body == BODY
    assert read(item_world, draft_id, "clerk", item_world.other_clerk) is None
    assert read(item_world, draft_id, "clerk", item_world.citizen) is None
    for actor in (item_world.other_clerk, item_world.citizen):
        with pytest.raises(NotFound):
            save(item_world, actor.login, actor, draft_id=draft_id)


def test_an_officer_cannot_save_in_anothers_name(item_world: World) -> None:
    draft_id = save(item_world, "clerk", item_world.clerk)
    with pytest.raises(NotFound):
        save(item_world, "clerk", item_world.other_clerk, draft_id=draft_id, body={})
    assert read(item_world, draft_id, "clerk", item_world.clerk).body == BODY


def test_a_draft_stays_with_its_subject(item_world: World) -> None:
    draft_id = save(item_world)
    with pytest.raises(NotFound):
        save(item_world, draft_id=draft_id, subject="apply:other")
    assert item_world.read(queries.drafts.open_draft, MARK, "apply:other", actor=item_world.citizen) is None


def test_drafts_and_owners_are_sealed(item_world: World) -> None:
    save(item_world)
    with item_world.database.read() as connection:
        row = connection.execute(text("SELECT owner, body FROM draft")).one()
    assert MARK not in row.owner
    for word in (*APPLICANT.values(), "live_addr", "金凤"):
        assert word.encode() not in bytes(row.body)


def test_a_sent_draft_keeps_the_receipt_and_nothing_else(item_world: World) -> None:
    draft_id = save(item_world)
    started = item_world.start(draft_id=draft_id, draft_owner=MARK)
    kept = read(item_world, draft_id)
    assert kept.body == {}
    assert {name: kept.receipt[name] for name in ("case_no", "query_code")} == {
        "case_no": started["case_no"],
        "query_code": started["query_code"],
    }
    assert item_world.read(queries.drafts.open_draft, MARK, SUBJECT, actor=item_world.citizen) is None
    assert read(item_world, draft_id, "browser-mark-2") is None
    with pytest.raises(NotOpen):
        save(item_world, draft_id=draft_id)
    assert read(item_world, draft_id).receipt == kept.receipt


def test_a_refused_start_keeps_the_draft(item_world: World) -> None:
    draft_id = save(item_world)
    with pytest.raises(Exception, match="form_invalid"):
        item_world.start(draft_id=draft_id, data={})
    assert read(item_world, draft_id).body == BODY


def test_another_browser_cannot_send_off_a_draft(item_world: World) -> None:
    draft_id = save(item_world)
    item_world.start(draft_id=draft_id, draft_owner="browser-mark-2")
    assert read(item_world, draft_id).body == BODY


def test_an_officer_cannot_send_off_a_strangers_draft(item_world: World) -> None:
    draft_id = save(item_world)
    item_world.start(actor=item_world.clerk, draft_id=draft_id)
    assert read(item_world, draft_id).body == BODY


def test_a_draft_over_256_kb_is_refused(item_world: World) -> None:
    with pytest.raises(InvalidValue):
        save(item_world, body={"data": {"text": "字" * 100_000}})
    assert item_world.read(queries.drafts.open_draft, MARK, SUBJECT, actor=item_world.citizen) is None


def test_a_draft_of_another_item_or_sent_before_is_not_sent_again(item_world: World) -> None:
    other = save(item_world, subject="apply:other")
    item_world.start(draft_id=other, draft_owner=MARK)
    assert read(item_world, other).body == BODY
    draft_id = save(item_world)
    first = item_world.start(draft_id=draft_id, draft_owner=MARK)
    again = item_world.start(draft_id=draft_id, draft_owner=MARK)
    assert again["case_no"] == first["case_no"]
    assert read(item_world, draft_id).receipt["case_no"] == first["case_no"]
