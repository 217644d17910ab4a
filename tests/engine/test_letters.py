"""Letters at milestones: one a milestone and case, sealed, and without a word about the person (S32)."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from engine import queries
from engine.commands.letters import letter_facts, letters_of
from engine.domain import facts as f
from engine.domain.actors import Scope
from engine.jobs.worker import Worker
from engine.store import load_cases
from tests.engine.test_worker import Answers
from tests.world import APPLICANT, TWO_STEPS, World

PHONE = APPLICANT["phone"]
ITEM_NAMES = {
    "definition_name": "老年人优待证办理",
    "definition_name_en": "Senior card",
    "applicant_name": APPLICANT["name"],
}
SMS = {
    "item.sms.accept": "ACCEPTED",
    "item.sms.complete": "DONE",
    "item.sms.pickup": "READY",
    "item.sms.name": "yes",
}


class Asked:
    """A started case and everything that `letter_facts` is asked with; `changes` are fields of the case."""

    def __init__(self, world: World) -> None:
        self.world = world
        world.publish_plain("two_steps", xml=TWO_STEPS)
        self.case_no = str(world.start("two_steps", actor=world.clerk)["case_no"])

    def letters(
        self, *reached: str, phone: str = PHONE, **changes: Any
    ) -> list[tuple[f.JobArmed, f.EffectQueued]]:
        engine = self.world.engine
        with self.world.database.read() as connection:
            ctx = engine._context(connection, self.world.clerk)
            found = load_cases.case_by_number(connection, "xuxiake", self.case_no)
            assert found is not None
            sealed = (
                engine.vault.seal(phone.encode(), f"process_instance:phone:{found.id}") if phone else None
            )
            case = replace(found, **{**ITEM_NAMES, "phone": sealed, **changes})
            closure = ctx.library.closure(connection, case.closure_id)
            model = ctx.library.program(connection, closure.sha256).model
            model = replace(model, properties={**model.properties, **SMS})
            facts = letter_facts(ctx, case, model, letters_of(case, model, reached, ()))
        pairs = list(zip(facts[::2], facts[1::2], strict=True))
        assert all(isinstance(one, f.JobArmed) and isinstance(two, f.EffectQueued) for one, two in pairs)
        return pairs  # type: ignore[return-value]

    def body(self, queued: f.EffectQueued) -> dict[str, str]:
        place = f"outbox:body:{queued.job_id}"
        found: dict[str, str] = json.loads(self.world.engine.vault.open(queued.body, place))
        return found


@pytest.fixture
def asked(sqlite_world: World) -> Asked:
    return Asked(sqlite_world)


def test_a_milestone_with_a_letter_makes_one_job_and_one_row(asked: Asked) -> None:
    ((job, queued),) = asked.letters("accept")
    assert (job.kind, job.token, job.element_id, job.due_at) == ("effect", "", "accept", job.at)
    assert (queued.job_id, queued.case_no, queued.topic, queued.letter) == (
        job.job_id,
        asked.case_no,
        "notify.sms",
        "ACCEPTED",
    )
    body = asked.body(queued)
    assert (body["phone"], body["case_no"]) == (PHONE, asked.case_no)
    assert "11月25日" in body["text"]
    assert "老年人优待证办理" in body["text"]
    assert "25 November" in body["text_en"]
    assert PHONE.encode() not in queued.body


def test_a_text_says_nothing_of_the_person(asked: Asked) -> None:
    bodies = [asked.body(queued) for _job, queued in asked.letters("accept", "complete", "pickup")]
    assert len(bodies) == 3
    for body in bodies:
        for secret in (APPLICANT["name"], APPLICANT["id_number"], PHONE):
            assert secret not in body["text"] + body["text_en"]


@pytest.mark.parametrize("said", ["no", ""])
def test_an_item_that_does_not_say_so_is_not_named(
    asked: Asked, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    """Whatever its name is; an item of an earlier release says nothing and is not named either."""
    monkeypatch.setitem(SMS, "item.sms.name", said)
    ((_job, queued),) = asked.letters(
        "complete", definition_name="听力康复", definition_name_en="Hearing aid"
    )
    body = asked.body(queued)
    assert "听力" not in body["text"]
    assert "Hearing" not in body["text_en"]
    assert "您申请的事项" in body["text"]
    assert "application for a town service" in body["text_en"]


def test_a_milestone_reached_before_has_had_its_letter(asked: Asked) -> None:
    assert asked.letters("accept", milestones={"accept": "2026-11-24T04:00:00.000000+00:00"}) == []
    assert len(asked.letters("accept", "accept", "complete")) == 2


def test_nobody_is_told_without_a_phone_or_a_letter(asked: Asked) -> None:
    assert asked.letters("accept", phone="") == []
    assert asked.letters("decide", "no_such_milestone") == []
    assert asked.letters() == []


def test_the_place_is_where_the_case_was_taken_in(asked: Asked) -> None:
    ((_job, at_town),) = asked.letters("pickup")
    ((_job, at_village),) = asked.letters("pickup", scope=Scope("village", "huangtang"))
    assert "到镇政务服务中心领取" in asked.body(at_town)["text"]
    assert "到璜塘社区便民服务站领取" in asked.body(at_village)["text"]
    assert "Huangtang Community service station" in asked.body(at_village)["text_en"]


def test_a_letter_that_the_book_lost_is_queued_without_text(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing may be lost in silence: the worker keeps it as failed, with the key that is missing."""
    monkeypatch.setitem(SMS, "item.sms.accept", "NO_SUCH_LETTER")
    ((_job, queued),) = asked.letters("accept")
    assert queued.letter == "NO_SUCH_LETTER"
    assert asked.body(queued)["text"] == ""


def test_s32_a_case_on_its_way_leaves_one_letter_a_milestone_without_a_number_of_the_person(
    item_world: World,
) -> None:
    case_no = item_world.walk_to_end()
    (row,) = item_world.read(queries.jobs.outbox_list).items
    assert (row.case_no, row.letter, row.state, row.phone) == (case_no, "DONE", "waiting", "154****5467")
    assert case_no in row.text[0]
    assert APPLICANT["id_number"] not in str(row)
    assert PHONE not in str(row)
    sent = Answers({"id": "m1"})
    Worker(item_world.engine, sent).run_due()
    assert sent.sent == [row.id]
    (row,) = item_world.read(queries.jobs.outbox_list).items
    assert row.state == "sent"
    item_world.check_invariants()


def test_somebody_without_a_phone_is_not_written_to(item_world: World) -> None:
    person = {name: APPLICANT[name] for name in ("name", "id_number")}
    case_no = item_world.start(actor=item_world.clerk, applicant=person)["case_no"]
    first = item_world.task(case_no)
    item_world.complete(first.id, "done", materials=item_world.all_pass(first.id))
    assert item_world.read(queries.jobs.outbox_list).items == ()
