"""What goes in comes out, on both databases, and the chain verifies (case B65)."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest

from engine import commands, queries
from engine.errors import InvalidValue, NotFound, ZhenwuError
from tests.world import PLAIN_HEAD, TWO_STEPS, World

VALUES: dict[str, Any] = {
    "whole": 1,
    "decimal": 1.0,
    "tenth": 0.1,
    "negative": -7,
    "twenty": 12345678901234567890,
    "twenty_nines": 99999999999999999999,
    "sixty_four_bits": 2**64 - 1,
    "thirty": 10**29 + 1,
    "rare": "𠮷野家",
    "composed": "caf\u00e9",
    "decomposed": "cafe\u0301",
    "full_width": "ＡＢ　Ｃ",
    "empty": "",
    "nothing": None,
    "yes": True,
    "list": [1, 1.0, "1", None, [], {}],
    "keys": {"b": 1, "a": 2, "𠮷": 3, "é": 4, "e\u0301": 5},
    "sly": '"\\\n\t\u2028\u202e',
}
GIVEN = ("case_no", "item_code", "channel", "applicant_kind", "subject_kind")


def exact(values: Any) -> str:
    """Text in which 1 and 1.0, é and é differ, and key order does not count."""
    return json.dumps(values, ensure_ascii=True, sort_keys=True)


def variables(world: World, case_no: str) -> dict[str, Any]:
    found = dict(world.read(queries.case_view.case_detail, case_no).variables)
    return {name: value for name, value in found.items() if name not in GIVEN}


@contextmanager
def restarted(world: World) -> Iterator[World]:
    """Another process on the same database and keys."""
    fresh = World(world.settings.database_url, world.home, world.clock.now())
    yield fresh
    fresh.close()


@pytest.fixture
def plain_world(world: World) -> World:
    world.publish_plain("two_steps", xml=TWO_STEPS)
    return world


def test_values_of_every_kind_come_back_as_they_were(plain_world: World) -> None:
    world = plain_world
    case_no = world.start("two_steps", actor=world.clerk, variables=VALUES)["case_no"]
    assert exact(variables(world, case_no)) == exact(VALUES)
    with restarted(world) as again:
        changed = {**VALUES, "whole": 2, "twenty": 98765432109876543210}
        again.complete(again.task(case_no).id, data=changed)
        assert exact(variables(again, case_no)) == exact(changed)
    with restarted(world) as again:
        assert exact(variables(again, case_no)) == exact(changed)
        again.complete(again.task(case_no).id)
        assert exact(variables(again, case_no)) == exact(changed)
        kept = again.read(queries.case_view.submissions, case_no)
        typed = next(row.values for row in kept if row.element_id == "first")
        assert exact({**typed, "opinion": ""}) == exact({**changed, "opinion": ""})
        assert again.read(queries.audit_trail.verify_all).breaks == ()


@pytest.mark.parametrize("microsecond", [0, 1, 999_999])
def test_times_of_any_fineness_verify(plain_world: World, microsecond: int) -> None:
    world = plain_world
    world.clock.advance(timedelta(microseconds=microsecond - world.clock.now().microsecond))
    case_no = world.start("two_steps", actor=world.clerk)["case_no"]
    world.complete(world.task(case_no).id)
    record = world.read(queries.case_view.history, case_no)[1]
    assert record.at == f"2026-11-25T04:00:00.{microsecond:06d}+00:00"
    with restarted(world) as again:
        assert again.read(queries.audit_trail.verify_case, case_no).breaks == ()


def test_times_sort_as_text_through_the_second(plain_world: World) -> None:
    world = plain_world
    world.clock.advance(timedelta(microseconds=999_999 - world.clock.now().microsecond))
    numbers = []
    for _ in range(3):
        numbers.append(world.start("two_steps", actor=world.clerk)["case_no"])
        world.clock.advance(timedelta(microseconds=1))
    listed = [case.case_no for case in world.read(queries.case_view.case_list).items]
    assert listed == numbers[::-1]


def test_the_order_of_keys_does_not_matter(plain_world: World) -> None:
    world = plain_world
    forth = {"a": 1, "b": {"x": 1, "y": 2}}
    back = {"b": {"y": 2, "x": 1}, "a": 1}
    first = world.start("two_steps", actor=world.clerk, variables=forth, key="k-1")
    assert world.start("two_steps", actor=world.clerk, variables=back, key="k-1").body == first.body
    other = world.start("two_steps", actor=world.clerk, variables=back)["case_no"]
    assert exact(variables(world, other)) == exact(variables(world, first["case_no"]))


def test_texts_of_history_come_back_as_they_were(plain_world: World) -> None:
    world = plain_world
    reason = '𠮷 caf\u00e9 cafe\u0301 “引号” \\ " \n\t 完'
    started = world.start("two_steps", actor=world.clerk)
    world.do(commands.CancelCase(started["instance_id"], reason), world.clerk)
    with restarted(world) as again:
        said = again.read(queries.case_view.submissions, started["case_no"])
        assert [one.values["reason"] for one in said if "reason" in one.values] == [reason.strip()]
        assert again.read(queries.audit_trail.verify_all).breaks == ()


BAD = {
    "U+0000": "a\x00b",
    "infinity": float("inf"),
    "minus infinity": float("-inf"),
    "not a number": float("nan"),
    "1e400": json.loads("1e400"),
    "half a character": "\ud800",
    "the other half": "x\udfff",
    "half in a key": {"\ud842": 1},
    "U+0000 in a key": {"a\x00": 1},
    "deep down": [{"a": [{"b": float("nan")}]}],
    "too deep": json.loads("[" * 60 + "]" * 60),
    "a number of 5,000 digits": 10**5000,
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_values_that_no_store_holds_are_refused_at_the_door(plain_world: World, bad: Any) -> None:
    world = plain_world
    case_no = world.start("two_steps", actor=world.clerk)["case_no"]
    task = world.task(case_no)
    for command in (
        commands.StartCase("two_steps", variables={"odd": bad}),
        commands.CompleteTask(task.id, data={"odd": bad}),
        commands.SaveDraft("clerk", "apply:two_steps", body={"odd": bad}),
    ):
        with pytest.raises(InvalidValue) as refused:
            world.do(command, world.clerk, key="k-1")
        assert refused.value.sentence()
    assert world.task(case_no).version == task.version
    assert len(world.read(queries.case_view.case_list).items) == 1


@pytest.mark.parametrize("text", ["a\x00b", "\ud800"])
def test_texts_that_no_store_holds_are_refused_everywhere(plain_world: World, text: str) -> None:
    world = plain_world
    started = world.start("two_steps", actor=world.clerk)
    for command, actor in (
        (commands.CancelCase(started["instance_id"], text), world.clerk),
        (commands.CompleteTask(text), world.clerk),
        (commands.StartCase(text), world.clerk),
        (commands.StartCase("two_steps", business_key=text), world.clerk),
        (commands.LogIn(text, "secret"), world.citizen),
        (commands.TrackCase(text, "AAAAAAAA"), world.citizen),
        (commands.StoreUpload(text, b"%PDF-1.4"), world.clerk),
        (commands.AddUser(text, "名"), world.system),
    ):
        with pytest.raises(InvalidValue):
            world.do(command, actor)


# --- names that other systems treat as code

SLY = {"typename": "Decimal", "__class__": "os", "__builtins__": {"eval": 1}, "__proto__": 1}


def test_sly_keys_inside_a_value_are_just_keys(plain_world: World) -> None:
    world = plain_world
    given = {
        "typename": "datetime",
        "inner": SLY,
        "rows": [{**SLY, "value": 1}],
        "data": {},
        "task_spec": "x",
    }
    case_no = world.start("two_steps", actor=world.clerk, variables=given)["case_no"]
    with restarted(world) as again:
        assert exact(variables(again, case_no)) == exact(given)
        again.complete(again.task(case_no).id, data={"inner": {**SLY, "typename": "UUID"}})
    with restarted(world) as again:
        assert again.task(case_no).element_id == "second"
        assert variables(again, case_no)["inner"] == {**SLY, "typename": "UUID"}
        assert again.complete(again.task(case_no).id)["ended"] is True


@pytest.mark.parametrize("name", ["__class__", "__builtins__", "_x", "", "n" * 65])
def test_a_variable_with_such_a_name_is_refused(plain_world: World, name: str) -> None:
    world = plain_world
    with pytest.raises(InvalidValue):
        world.start("two_steps", actor=world.clerk, variables={name: 1})
    case_no = world.start("two_steps", actor=world.clerk)["case_no"]
    with pytest.raises(InvalidValue):
        world.complete(world.task(case_no).id, data={name: 1})


def test_a_form_field_named_typename_is_just_a_field(world: World) -> None:
    form = {
        "type": "default",
        "id": "sly_form",
        "schemaVersion": 16,
        "components": [
            {"type": "textfield", "key": key, "id": f"Field_{place}", "label": key}
            for place, key in enumerate(("typename", "tasks", "children", "state"))
        ],
    }
    xml = (
        f'{PLAIN_HEAD}<bpmn:process id="sly" name="sly" isExecutable="true">'
        '<bpmn:startEvent id="start" name="开始"/>'
        '<bpmn:userTask id="first" name="一" camunda:formKey="sly_form"/>'
        '<bpmn:userTask id="second" name="二"/><bpmn:endEvent id="end" name="完"/>'
        '<bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="first"/>'
        '<bpmn:sequenceFlow id="f2" sourceRef="first" targetRef="second"/>'
        '<bpmn:sequenceFlow id="f3" sourceRef="second" targetRef="end"/>'
        "</bpmn:process></bpmn:definitions>"
    )
    files = (("sly.bpmn", xml.encode()), ("sly_form.form", json.dumps(form).encode()))
    world.do(commands.DeployDefinition(files, publish=True))
    case_no = world.start("sly", actor=world.clerk)["case_no"]
    typed = {"typename": "UUID", "tasks": "x", "children": "[]", "state": "64"}
    world.complete(world.task(case_no).id, data=typed)
    with restarted(world) as again:
        assert variables(again, case_no) == typed
        assert again.complete(again.task(case_no).id)["ended"] is True


# --- long texts: a column's length is no difference between the databases

LONG = "长" * 5000


def test_long_texts_give_the_same_clear_answer_on_both_databases(plain_world: World) -> None:
    world = plain_world
    attempts = (
        (commands.StartCase("two_steps", business_key=LONG), world.clerk, None),
        (commands.StartCase("two_steps", channel=LONG), world.clerk, None),
        (commands.StartCase("two_steps", applicant={"name": LONG}), world.clerk, None),
        (commands.StartCase(LONG), world.clerk, None),
        (commands.StartCase("two_steps"), world.clerk, LONG),
        (commands.LogIn(LONG, "secret"), world.citizen, None),
        (commands.TrackCase(LONG, LONG), world.citizen, None),
        (commands.AddUser("longname", LONG), world.system, None),
        (commands.AddUser("longname", "名", department=LONG), world.system, None),
        (commands.SaveDraft("clerk", LONG), world.clerk, None),
    )
    for command, actor, key in attempts:
        with pytest.raises(ZhenwuError):
            world.do(command, actor, key=key)


@pytest.mark.parametrize("text", ["\x00", "\ud800"])
def test_a_search_for_what_no_store_holds_is_refused(plain_world: World, text: str) -> None:
    for query in (
        queries.task_list.task_list,
        queries.case_view.case_list,
        queries.catalogue.search_items,
        queries.catalogue.definitions,
    ):
        with pytest.raises(InvalidValue):
            plain_world.read(query, q=text)
    for query in (queries.case_view.case_detail, queries.task_list.task_detail):
        with pytest.raises(InvalidValue):
            plain_world.read(query, text)
    cursor = base64.urlsafe_b64encode(b"2026\x00|x").decode()
    with pytest.raises(InvalidValue):
        plain_world.read(queries.case_view.case_list, cursor=cursor)


@pytest.mark.parametrize("number", [0, -1, 2**31, 10**30])
def test_a_version_number_out_of_range_is_just_not_there(plain_world: World, number: int) -> None:
    for command in (
        commands.PublishVersion("two_steps", number),
        commands.RetireVersion("two_steps", number),
    ):
        with pytest.raises(NotFound):
            plain_world.do(command)
    with pytest.raises(NotFound):
        plain_world.read(queries.catalogue.bpmn, "two_steps", number)
