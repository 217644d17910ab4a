"""A message that comes early is for a wait that takes it, or its sender is told; what is kept can be seen."""

from __future__ import annotations

from typing import Any

import pytest

from engine import commands, queries
from engine.errors import FormInvalid, NotFound
from tests.drawn import beside, line, message, task, wait
from tests.world import World, staff

FORM = (
    b'{"type": "default", "id": "answer_form", "components": [{"type": "textfield", "key": "said", '
    b'"id": "i", "label": "\xe7\xad\x94\xe5\xa4\x8d", "validate": {"required": true}}]}'
)


@pytest.fixture
def asking(world: World) -> World:
    """ask -> a wait whose form needs `said` -> read"""
    xml = line(
        "asking",
        ("ask", task("ask")),
        ("first", wait("first", "letter", form="answer_form")),
        ("read", task("read")),
    )
    files = (("asking.bpmn", beside(xml, message("letter")).encode()), ("answer_form.form", FORM))
    world.do(commands.DeployDefinition(files, publish=True))
    return world


def kept(world: World, case_no: str, **asked: Any) -> list[tuple[str, str, bool]]:
    found = world.read(queries.kept.kept_messages, case_no, **asked)
    return [(one.message_id, one.who, one.awaited) for one in found]


def test_a_body_that_no_wait_would_take_is_refused_when_it_comes(asking: World) -> None:
    case_no = str(asking.start("asking", actor=asking.clerk)["case_no"])
    with pytest.raises(FormInvalid) as refused:
        asking.send("letter", case_no, message_id="m-1")
    assert set(refused.value.fields) == {"said"}
    assert kept(asking, case_no) == []
    assert asking.send("letter", case_no, message_id="m-1", variables={"said": "同意"})["delivered"] == 0


def test_a_message_is_shown_until_its_wait_uses_it(asking: World) -> None:
    case_no = str(asking.start("asking", actor=asking.clerk)["case_no"])
    asking.send("letter", case_no, message_id="m-1", variables={"said": "同意"})
    assert kept(asking, case_no) == [("m-1", "周砚青", False)]
    (one,) = asking.read(queries.kept.kept_messages, case_no)
    assert [node.id for node in one.nodes] == ["first"]
    asking.complete(asking.task(case_no).id)
    assert asking.paths(case_no) == {"read"}
    assert kept(asking, case_no) == []


def test_only_who_may_record_it_sees_it(asking: World) -> None:
    case_no = str(asking.start("asking", actor=asking.clerk)["case_no"])
    asking.send("letter", case_no, message_id="m-1", variables={"said": "同意"})
    onlooker = staff("supervisor", rights=frozenset({"case.read_all"}))
    assert kept(asking, case_no, actor=asking.clerk) == [("m-1", "周砚青", False)]
    assert kept(asking, case_no, actor=onlooker) == []
    with pytest.raises(NotFound):
        kept(asking, "PT-20261125-9999")


def test_one_with_keys_that_its_wait_does_not_take_is_shown_as_awaited(world: World) -> None:
    """Whose case it is nobody knows when it comes; its sender cannot be told."""
    xml = line(
        "keyed",
        ("ask", task("ask")),
        ("letter_in", wait("letter_in", "letter", form="answer_form", correlation="file = file_no")),
    )
    files = (("keyed.bpmn", beside(xml, message("letter")).encode()), ("answer_form.form", FORM))
    world.do(commands.DeployDefinition(files, publish=True))
    numbers = {
        file: str(world.start("keyed", actor=world.clerk, variables={"file_no": file})["case_no"])
        for file in ("K1", "K2")
    }
    world.send("letter", correlation={"file": "K1"}, message_id="m-1")
    assert kept(world, numbers["K1"]) == [], "no case has named its keys yet"
    for case_no in numbers.values():
        world.complete(world.task(case_no).id)
    assert kept(world, numbers["K1"]) == [("m-1", "周砚青", True)]
    assert kept(world, numbers["K2"]) == []
    world.send("letter", numbers["K1"], variables={"said": "同意"})
    assert kept(world, numbers["K1"]) == [], "the case is over"
