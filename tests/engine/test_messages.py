"""Messages: to the one wait they are for, kept when early, never twice (cases B10, B15)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from engine import commands, queries
from engine.errors import (
    FormInvalid,
    IdempotencyMismatch,
    InvalidValue,
    NotAwaited,
    NotFound,
    NotOpen,
)
from tests.drawn import START, beside, end, line, message, task, wait
from tests.world import ITEM, ROOT, World, plain, staff

CASES = ROOT / "tests" / "cases"


def waiting(world: World) -> str:
    """A case of bl_wait_answer that waits for the county."""
    case_no = str(world.start("bl_wait_answer", actor=world.clerk)["case_no"])
    world.complete(world.task(case_no).id)
    return case_no


@pytest.fixture
def county(world: World) -> World:
    world.publish(CASES / "e10_wait_answer.bpmn")
    return world


def is_waiting(world: World, case_no: str) -> bool:
    return [one.message for one in world.read(queries.waits.open_waits, case_no)] == ["county_answer"]


@pytest.mark.parametrize("correlation", [{}, {"case_no": ""}, {"case_no": None}, {"": "x"}, {"key": None}])
def test_b10_a_message_for_nobody_in_particular_is_refused(
    county: World, correlation: dict[str, Any]
) -> None:
    first, second = waiting(county), waiting(county)
    with pytest.raises(InvalidValue):
        county.send("county_answer", correlation=correlation)
    assert is_waiting(county, first)
    assert is_waiting(county, second)


def test_b10_it_moves_only_the_case_it_names(county: World) -> None:
    first, second = waiting(county), waiting(county)
    with pytest.raises(NotFound):
        county.send("county_answer", "PT-20261125-9999")
    answer = county.send("county_answer", second, variables={"agreed": True}, message_id="m-1")
    assert answer["delivered"] == 1
    assert is_waiting(county, first)
    assert county.paths(second) == {"read"}
    assert county.read(queries.case_view.case_detail, second).variables["agreed"] is True


def test_the_same_message_again_changes_nothing(county: World) -> None:
    case_no = waiting(county)
    first = county.send("county_answer", case_no, message_id="m-1")
    again = county.send("county_answer", case_no, message_id="m-1")
    assert (first["delivered"], again["delivered"]) == (1, 1)
    assert len(county.tasks(case_no)) == 1
    with pytest.raises(IdempotencyMismatch):
        county.send("county_answer", case_no, message_id="m-1", variables={"agreed": False})
    with pytest.raises(IdempotencyMismatch):
        county.send("county_answer", case_no, message_id="m-1", actor=county.other_clerk)


def test_an_early_message_is_kept_and_meets_its_wait(county: World) -> None:
    case_no = str(county.start("bl_wait_answer", actor=county.clerk)["case_no"])
    early = county.send("county_answer", case_no, variables={"agreed": True}, message_id="m-1")
    assert early["delivered"] == 0
    county.complete(county.task(case_no).id)
    assert county.paths(case_no) == {"read"}
    assert county.read(queries.case_view.case_detail, case_no).variables["agreed"] is True
    record = county.read(queries.case_view.history, case_no)[-1]
    assert [one["message"] for one in record.detail["topics"]] == ["county_answer"]
    said = county.read(queries.case_view.submissions, case_no)[-1]
    assert (said.element_id, said.values) == ("answer", {"agreed": True})
    again = county.send("county_answer", case_no, variables={"agreed": True}, message_id="m-1")
    assert again["delivered"] == 1


def test_two_early_messages_are_used_one_at_a_time(county: World) -> None:
    """A kept message is for one wait; the next one of its name stays for the next wait."""
    case_no = str(county.start("bl_wait_answer", actor=county.clerk)["case_no"])
    for number in ("m-1", "m-2"):
        county.send("county_answer", case_no, message_id=number)
        county.clock.advance(timedelta(seconds=1))
    county.complete(county.task(case_no).id)
    delivered = [
        county.send("county_answer", case_no, message_id=number)["delivered"] for number in ("m-1", "m-2")
    ]
    assert delivered == [1, 0]


def test_a_finished_case_takes_no_message(county: World) -> None:
    case_no = waiting(county)
    county.send("county_answer", case_no)
    county.complete(county.task(case_no).id)
    with pytest.raises(NotOpen):
        county.send("county_answer", case_no)


def test_b15_the_first_event_wins_and_the_others_are_gone(world: World) -> None:
    world.publish(CASES / "e14_event_gateway.bpmn")
    case_no = str(world.start("bl_event_gateway", actor=world.clerk)["case_no"])
    world.complete(world.task(case_no).id)
    assert len(world.waited_for(case_no)) == 4
    world.send("agree", case_no)
    assert world.paths(case_no) == {"do_agreed"}
    assert len(world.waited_for(case_no)) == 1
    assert world.send("object", case_no)["delivered"] == 0


def keyed(world: World) -> None:
    xml = line(
        "keyed", ("ask", task("ask")), ("answer", wait("answer", "letter", correlation="file = file_no"))
    )
    world.publish_plain("keyed", xml=beside(xml, message("letter")))


def test_a_message_finds_its_case_by_the_keys_that_the_wait_named(world: World) -> None:
    keyed(world)
    numbers = {}
    for file_no in ("K1", "K2"):
        numbers[file_no] = str(
            world.start("keyed", actor=world.clerk, variables={"file_no": file_no})["case_no"]
        )
        world.complete(world.task(numbers[file_no]).id)
    assert world.send("letter", correlation={"file": "K3"})["delivered"] == 0
    assert world.send("letter", correlation={"file": "K2"})["delivered"] == 1
    assert world.read(queries.case_view.case_detail, numbers["K2"]).case.status == "completed"
    assert world.waited_for(numbers["K1"])


def test_an_early_message_with_keys_is_kept_for_the_case_that_names_them(world: World) -> None:
    keyed(world)
    case_no = str(world.start("keyed", actor=world.clerk, variables={"file_no": "K7"})["case_no"])
    world.send("letter", correlation={"file": "K7"})
    world.complete(world.task(case_no).id)
    assert world.read(queries.case_view.case_detail, case_no).case.status == "completed"


def test_two_cases_with_the_same_keys_get_nothing(world: World) -> None:
    """Whose answer is it? Nobody is moved by a guess."""
    keyed(world)
    for _ in range(2):
        case_no = str(world.start("keyed", actor=world.clerk, variables={"file_no": "K1"})["case_no"])
        world.complete(world.task(case_no).id)
    with pytest.raises(InvalidValue):
        world.send("letter", correlation={"file": "K1"})


def corrected(world: World) -> str:
    """优待证 whose counter asked for a correction and sent the notice."""
    case_no = str(world.start()["case_no"])
    first = world.task(case_no)
    verdicts = {code: {"verdict": "pass"} for code in world.all_pass(first.id)}
    faulty = next(iter(verdicts))
    verdicts[faulty] = {"verdict": "fail", "reason": "照片看不清"}
    world.complete(first.id, "correct", materials=verdicts)
    notice = world.task(case_no, "correction/notice")
    world.complete(notice.id, data=world.typed(notice.id))
    return case_no


def test_who_may_answer_for_an_item(item_world: World) -> None:
    """A holder of the wait's post, the citizen whose case it is, or a connector; nobody else."""
    world = item_world
    case_no = corrected(world)
    with pytest.raises(NotFound):
        world.send("supplemented", case_no, actor=staff("officer", "officer"))
    with pytest.raises(NotFound):
        world.send("supplemented", case_no, actor=replace(world.citizen, login="citizen:FW-20261125-0404"))
    with pytest.raises(FormInvalid):
        world.send("supplemented", case_no, variables={"no_such_field": 1})
    assert {wait.message for wait in world.read(queries.waits.open_waits, case_no)} == {
        "supplemented",
        "application_withdrawn",
    }
    form = next(
        w.form for w in world.read(queries.waits.open_waits, case_no) if w.message == "application_withdrawn"
    )
    given = world.sample(form)
    citizen = replace(world.citizen, login=f"citizen:{case_no}")
    world.send("application_withdrawn", case_no, actor=citizen, variables=given)
    assert world.paths(case_no) == {"correction/return_papers"}


def test_a_message_without_post_or_audience_is_a_systems(world: World) -> None:
    """In a plain process any staff may send it; the town's other people never."""
    xml = line("open", ("answer", wait("answer", "letter")))
    world.publish_plain("open", xml=beside(xml, message("letter")))
    case_no = str(world.start("open", actor=world.clerk)["case_no"])
    with pytest.raises(NotFound):
        world.send("letter", case_no, actor=world.citizen)
    assert world.send("letter", case_no)["delivered"] == 1


@pytest.mark.parametrize("drawing", ["in_a_row", "side_by_side"])
def test_one_early_message_answers_one_wait(world: World, drawing: str) -> None:
    """The second wait of its name stays open for the next message."""
    first, second = wait("first", "letter"), wait("second", "letter")
    if drawing == "in_a_row":
        xml = line("twice", ("ask", task("ask")), ("first", first), ("second", second))
    else:
        gates = '<bpmn:parallelGateway id="fork"/><bpmn:parallelGateway id="join"/>'
        ends = [("start", "ask"), ("ask", "fork"), ("fork", "first"), ("fork", "second")]
        ends += [("first", "join"), ("second", "join"), ("join", "end")]
        flows = {f"f{number}": pair for number, pair in enumerate(ends)}
        xml = plain("twice", START + task("ask") + gates + first + second + end("end"), flows)
    world.publish_plain("twice", xml=beside(xml, message("letter")))
    case_no = str(world.start("twice", actor=world.clerk)["case_no"])
    world.send("letter", case_no, message_id="m-1")
    world.complete(world.task(case_no).id)
    assert len(world.read(queries.waits.open_waits, case_no)) == 1
    world.send("letter", case_no, message_id="m-2")
    assert world.read(queries.case_view.case_detail, case_no).case.status == "completed"


def test_what_the_applicant_answers_cannot_come_early(item_world: World) -> None:
    """A correction answered before it was asked for would use up the only one (行政许可法 32(4))."""
    world = item_world
    case_no = str(world.start()["case_no"])
    for sender in (world.clerk, world.system, replace(world.citizen, login=f"citizen:{case_no}")):
        with pytest.raises(NotAwaited):
            world.send("supplemented", case_no, actor=sender)
    first = world.task(case_no)
    verdicts = {**world.all_pass(first.id), "MAT-IDCARD": {"verdict": "missing", "reason": "没有交"}}
    world.complete(first.id, "correct", materials=verdicts)
    notice = world.task(case_no, "correction/notice")
    world.complete(notice.id, data=world.typed(notice.id))
    assert world.tasks(case_no) == []


def shared_name(world: World) -> None:
    """An item in which one message name ends a wait of the counter and, later, one of the reviewers."""
    item = (ROOT / "processes" / "service" / f"{ITEM}.bpmn").read_text(encoding="utf-8")
    waits = "".join(
        wait(element, "letter", posts=post, label_en=element)
        for element, post in (("early", "counter"), ("late", "reviewer"))
    )
    flows = "".join(
        f'<bpmn:sequenceFlow id="g{number}" sourceRef="{source}" targetRef="{target}"/>'
        for number, (source, target) in enumerate([("early", "late"), ("late", "hand_over")])
    )
    item = item.replace(
        'sourceRef="gw_handle" targetRef="hand_over"', 'sourceRef="gw_handle" targetRef="early"'
    )
    item = item.replace("</bpmn:process>", f"{waits}{flows}</bpmn:process>{message('letter')}", 1)
    files = [(f"{ITEM}.bpmn", item.encode())]
    files += [(path.name, path.read_bytes()) for path in (ROOT / "processes" / "procedures").glob("*.bpmn")]
    files += [(path.name, path.read_bytes()) for path in (ROOT / "forms").glob("*.form")]
    world.do(commands.DeployDefinition(tuple(files), publish=True))


def test_a_kept_message_ends_only_a_wait_that_its_sender_may_end(world: World) -> None:
    shared_name(world)
    case_no = str(world.start()["case_no"])
    for number in ("m-1", "m-2"):
        world.send("letter", case_no, actor=replace(world.clerk, login="clerk"), message_id=number)
        world.clock.advance(timedelta(seconds=1))
    first = world.task(case_no)
    world.complete(first.id, "done", materials=world.all_pass(first.id))
    assert [one.element_id for one in world.read(queries.waits.open_waits, case_no)] == ["late"]


@pytest.mark.parametrize(
    ("name", "message_id"),
    [
        ("张三 320000194610162537", "m-1"),
        ("320000194610162537", "m-1"),
        ("a" * 101, "m-1"),
        ("county_answer", "张三"),
        ("county_answer", "a b"),
        ("county_answer", "x" * 201),
    ],
)
def test_names_and_ids_of_messages_are_words_of_machines(county: World, name: str, message_id: str) -> None:
    """They stand in open columns and in the chain for ever: no person can be named there."""
    case_no = waiting(county)
    with pytest.raises(InvalidValue):
        county.send(name, case_no, message_id=message_id)


def test_keys_are_stored_as_a_keyed_hash(world: World) -> None:
    keyed(world)
    secret = "320000194610162537"
    case_no = str(world.start("keyed", actor=world.clerk, variables={"file_no": secret})["case_no"])
    world.send("letter", correlation={"file": "320000195003089141"})
    world.complete(world.task(case_no).id)
    with world.database.read() as connection:
        for table in ("subscription", "message_inbox"):
            rows = connection.exec_driver_sql(f"SELECT * FROM {table}").all()
            assert rows
            assert "320000" not in str(rows)
    assert world.send("letter", correlation={"file": secret})["delivered"] == 1


def test_who_may_end_no_wait_learns_nothing_of_the_case(item_world: World) -> None:
    """Neither that it exists nor that it ended."""
    world = item_world
    case_no = world.walk_to_end()
    with pytest.raises(NotFound):
        world.send("supplemented", case_no, actor=staff("grid", "grid_worker"))
    with pytest.raises(NotOpen):
        world.send("supplemented", case_no, actor=world.clerk)
