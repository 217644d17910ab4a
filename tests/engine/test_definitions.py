"""Definitions: stored as drafts, published by a second person, pinned by running cases."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import text

from engine import commands, queries
from engine.errors import (
    NotFound,
    NotPermitted,
    RefusedByGate,
    SecondPersonNeeded,
    VersionStateWrong,
)
from tests.world import ITEM, ROOT, TWO_STEPS, World, plain, staff

UPLOADER = staff("designer", rights=frozenset({"definition.edit", "definition.read"}))
BOTH = staff("designer", rights=frozenset({"definition.edit", "definition.publish"}))
PUBLISHER = staff(
    "approver", rights=frozenset({"definition.publish", "definition.retire", "definition.read"})
)
OWNER = staff("boss", rights=frozenset({"definition.edit", "definition.publish", "publish_own"}))

THREE_STEPS = plain(
    "two_steps",
    '<bpmn:startEvent id="start" name="开始"/><bpmn:userTask id="first" name="一"/>'
    '<bpmn:userTask id="between" name="中间"/><bpmn:userTask id="second" name="二"/>'
    '<bpmn:endEvent id="end" name="完"/>',
    {
        "f1": ("start", "first"),
        "f2": ("first", "between"),
        "f4": ("between", "second"),
        "f3": ("second", "end"),
    },
)


def form(label: str, key: str = "size") -> bytes:
    return json.dumps(
        {
            "type": "default",
            "id": "plain_form",
            "schemaVersion": 16,
            "components": [{"type": "textfield", "key": key, "id": "Field_1", "label": label}],
        },
        ensure_ascii=False,
    ).encode()


def with_form(key: str, *, formout: str = "") -> bytes:
    """A process whose first task uses plain_form, and may name fields of it in `formout`."""
    output = (
        "<bpmn:extensionElements><camunda:properties>"
        f'<camunda:property name="formout" value="{formout}"/>'
        "</camunda:properties></bpmn:extensionElements>"
    )
    nodes = (
        '<bpmn:startEvent id="start" name="开始"/>'
        '<bpmn:userTask id="first" name="一" camunda:formKey="plain_form">'
        f"{output if formout else ''}</bpmn:userTask>"
        '<bpmn:userTask id="second" name="二"/><bpmn:endEvent id="end" name="完"/>'
    )
    flows = {"f1": ("start", "first"), "f2": ("first", "second"), "f3": ("second", "end")}
    return plain(key, nodes, flows).encode()


def deploy(world: World, *files: tuple[str, bytes], actor: Any = None, **values: Any) -> Any:
    return world.do(commands.DeployDefinition(files, **values), actor or UPLOADER)


def two_steps(xml: str = TWO_STEPS) -> tuple[str, bytes]:
    return ("two_steps.bpmn", xml.encode())


def statuses(world: World, key: str = "two_steps") -> dict[int, str]:
    return {row.version: row.status for row in world.read(queries.catalogue.versions, key)}


def actions(world: World) -> list[tuple[str, str]]:
    return [
        (row.action, row.actor) for row in reversed(world.read(queries.audit_trail.system_records, limit=50))
    ]


def test_a_deployed_draft_cannot_be_started(world: World) -> None:
    answer = deploy(world, two_steps())
    row = answer["definitions"][0]
    assert (row["key"], row["version"], row["status"], row["change"]) == ("two_steps", 1, "draft", "stored")
    with pytest.raises(NotFound):
        world.start("two_steps", actor=world.clerk)


def test_the_uploader_may_not_publish(world: World) -> None:
    deploy(world, two_steps(), actor=BOTH)
    with pytest.raises(SecondPersonNeeded):
        world.do(commands.PublishVersion("two_steps", 1), BOTH)
    with pytest.raises(SecondPersonNeeded):
        deploy(world, two_steps(THREE_STEPS), actor=BOTH, publish=True)
    assert statuses(world) == {1: "draft"}


def test_a_second_person_publishes(world: World) -> None:
    deploy(world, two_steps())
    world.do(commands.PublishVersion("two_steps", 1, "看过"), PUBLISHER)
    assert statuses(world) == {1: "published"}
    assert world.start("two_steps", actor=world.clerk)["case_no"]
    assert actions(world)[-2:] == [("deploy_definition", "designer"), ("publish_version", "approver")]


def test_who_may_publish_own_uploads_does(world: World) -> None:
    deploy(world, two_steps(), actor=OWNER)
    world.do(commands.PublishVersion("two_steps", 1), OWNER)
    deploy(world, two_steps(THREE_STEPS), actor=OWNER, publish=True)
    assert statuses(world) == {1: "retired", 2: "published"}


def test_rights_are_asked_at_every_step(world: World) -> None:
    with pytest.raises(NotPermitted):
        deploy(world, two_steps(), actor=world.clerk)
    with pytest.raises(NotPermitted):
        deploy(world, two_steps(), actor=UPLOADER, publish=True)
    deploy(world, two_steps())
    for command in (commands.PublishVersion("two_steps", 1), commands.RetireVersion("two_steps", 1)):
        with pytest.raises(NotPermitted):
            world.do(command, UPLOADER)
    assert statuses(world) == {1: "draft"}


def test_the_command_line_is_named_in_the_records(world: World) -> None:
    world.publish_plain("two_steps", xml=TWO_STEPS)
    deployed, published = reversed(world.read(queries.audit_trail.system_records, limit=2))
    assert (deployed.action, deployed.actor) == ("deploy_definition", "system")
    assert deployed.detail["definitions"] == ["two_steps@1"]
    assert (published.action, published.actor) == ("publish_version", "system")
    assert published.detail["second_person"] == "none: command line"


def test_an_unchanged_file_makes_no_version_and_no_record(world: World) -> None:
    world.publish_plain("two_steps", xml=TWO_STEPS)
    before = actions(world)
    row = deploy(world, two_steps(), actor=world.system, publish=True)["definitions"][0]
    assert (row["version"], row["change"]) == (1, "unchanged")
    assert statuses(world) == {1: "published"}
    assert actions(world) == before


def test_an_unchanged_draft_is_published_by_deploying_it_again(world: World) -> None:
    deploy(world, two_steps())
    deploy(world, two_steps(), actor=world.system, publish=True)
    assert statuses(world) == {1: "published"}


def test_a_dry_run_stores_nothing(world: World) -> None:
    before = actions(world)
    answer = deploy(world, two_steps(), ("plain_form.form", form("尺寸")), dry_run=True, publish=True)
    assert answer["definitions"][0]["change"] == "stored"
    bad = deploy(world, ("bad.bpmn", b"<x/>"), dry_run=True)
    assert bad["findings"]
    assert actions(world) == before
    with pytest.raises(NotFound):
        world.read(queries.catalogue.versions, "two_steps")


def test_all_findings_of_all_files_come_at_once_and_nothing_is_stored(world: World) -> None:
    orphan = TWO_STEPS.replace('targetRef="second"', 'targetRef="ghost"')
    unknown_post = TWO_STEPS.replace("two_steps", "other").replace(
        '<bpmn:userTask id="first" name="一"/>',
        '<bpmn:userTask id="first" name="一" camunda:candidateGroups="ghost" camunda:formKey="no_form"/>',
    )
    with pytest.raises(RefusedByGate) as refused:
        deploy(
            world,
            ("two_steps.bpmn", orphan.encode()),
            ("other.bpmn", unknown_post.encode()),
            ("rubbish.bpmn", b"\x00\xff"),
            ("broken.form", b"{"),
            ("fine.bpmn", TWO_STEPS.replace("two_steps", "fine").encode()),
        )
    findings = refused.value.details["findings"]
    errors = [row for row in findings if row["severity"] == "error"]
    assert {row["file"] for row in errors} == {"two_steps.bpmn", "other.bpmn", "rubbish.bpmn", "broken.form"}
    assert {"bpmn.post_unknown", "form.missing"} <= {row["code"] for row in errors}
    assert all(row["message"] and row["message_en"] and row["line"] >= 0 for row in findings)
    for key in ("two_steps", "other", "fine"):
        with pytest.raises(NotFound):
            world.read(queries.catalogue.versions, key)


def test_running_cases_keep_their_form_and_their_way(world: World) -> None:
    files = ("held.bpmn", with_form("held")), ("plain_form.form", form("旧标题"))
    deploy(world, *files, actor=world.system, publish=True)
    old = world.start("held", actor=world.clerk)["case_no"]
    changed = with_form("held").replace('name="二"'.encode(), 'name="改名"'.encode())
    longer = (
        changed.replace(
            b'<bpmn:userTask id="second"',
            '<bpmn:userTask id="third" name="三"/><bpmn:userTask id="second"'.encode(),
        )
        .replace(b'sourceRef="second" targetRef="end"', b'sourceRef="second" targetRef="third"')
        .replace(
            b"</bpmn:process>",
            b'<bpmn:sequenceFlow id="f9" sourceRef="third" targetRef="end"/></bpmn:process>',
        )
    )
    deploy(
        world, ("held.bpmn", longer), ("plain_form.form", form("新标题")), actor=world.system, publish=True
    )
    new = world.start("held", actor=world.clerk)["case_no"]
    labels = {}
    for case_no in (old, new):
        detail = world.read(queries.task_list.task_detail, world.task(case_no).id)
        labels[case_no] = (detail.form.fields[0].label, detail.form_version)
        world.complete(detail.task.id, data={"size": "大"})
    assert labels == {old: ("旧标题", 1), new: ("新标题", 2)}
    assert [world.task(case_no).name for case_no in (old, new)] == ["二", "改名"]
    assert world.complete(world.task(old).id)["ended"] is True
    assert world.complete(world.task(new).id)["ended"] is False
    versions = [
        world.read(queries.case_view.case_detail, case_no).case.definition_version for case_no in (old, new)
    ]
    assert versions == [1, 2]
    kept = world.read(queries.case_view.submissions, old)
    typed = next(row for row in kept if row.element_id == "first")
    assert typed.form.fields[0].label == "旧标题"


def test_a_running_case_goes_on_in_another_process_after_a_new_version(world: World) -> None:
    world.publish_plain("two_steps", xml=TWO_STEPS)
    case_no = world.start("two_steps", actor=world.clerk)["case_no"]
    world.publish_plain("two_steps", xml=THREE_STEPS)
    other = World(world.settings.database_url, world.home, world.clock.now())
    other.complete(other.task(case_no).id)
    assert other.task(case_no).element_id == "second"
    other.close()


def test_a_retired_version_starts_nothing_and_its_cases_go_on(world: World) -> None:
    world.publish_plain("two_steps", xml=TWO_STEPS)
    case_no = world.start("two_steps", actor=world.clerk)["case_no"]
    world.do(commands.RetireVersion("two_steps", 1), PUBLISHER)
    with pytest.raises(NotFound):
        world.start("two_steps", actor=world.clerk)
    world.complete(world.task(case_no).id)
    assert world.complete(world.task(case_no).id)["ended"] is True
    with pytest.raises(VersionStateWrong):
        world.do(commands.RetireVersion("two_steps", 1), PUBLISHER)


def test_a_retired_version_can_be_published_again(world: World) -> None:
    world.publish_plain("two_steps", xml=TWO_STEPS)
    world.publish_plain("two_steps", xml=THREE_STEPS)
    assert statuses(world) == {1: "retired", 2: "published"}
    world.do(commands.PublishVersion("two_steps", 1), PUBLISHER)
    assert statuses(world) == {1: "published", 2: "retired"}
    case_no = world.start("two_steps", actor=world.clerk)["case_no"]
    world.complete(world.task(case_no).id)
    assert world.task(case_no).element_id == "second"
    with pytest.raises(VersionStateWrong):
        world.do(commands.PublishVersion("two_steps", 1), PUBLISHER)


def test_a_version_that_does_not_exist_is_not_found(world: World) -> None:
    world.publish_plain("two_steps", xml=TWO_STEPS)
    for command in (
        commands.PublishVersion("two_steps", 2),
        commands.PublishVersion("ghost", 1),
        commands.RetireVersion("two_steps", 7),
    ):
        with pytest.raises(NotFound):
            world.do(command, PUBLISHER)


def test_two_definitions_are_current_one_each(world: World) -> None:
    world.publish_plain("two_steps", xml=TWO_STEPS)
    world.publish_plain("other", xml=TWO_STEPS.replace("two_steps", "other"))
    world.do(commands.RetireVersion("other", 1), PUBLISHER)
    assert statuses(world) == {1: "published"}


@pytest.mark.parametrize("at_once", [True, False], ids=["deploy --publish", "publish later"])
def test_a_form_that_would_break_another_published_definition_is_refused(world: World, at_once: bool) -> None:
    reads = with_form("reads", formout="size")
    deploy(
        world,
        ("reads.bpmn", reads),
        ("plain_form.form", form("尺寸")),
        actor=world.system,
        publish=True,
    )
    files = ("uses.bpmn", with_form("uses")), ("plain_form.form", form("尺寸", key="width"))
    with pytest.raises(RefusedByGate) as refused:
        if at_once:
            deploy(world, *files, actor=world.system, publish=True)
        else:
            deploy(world, *files)
            world.do(commands.PublishVersion("uses", 1), PUBLISHER)
    assert {row["file"] for row in refused.value.details["findings"] if row["severity"] == "error"} == {
        "reads.bpmn"
    }
    case_no = world.start("reads", actor=world.clerk)["case_no"]
    world.complete(world.task(case_no).id, data={"size": "大"})
    assert world.task(case_no).element_id == "second"


def test_a_refused_file_is_not_blamed_for_the_version_that_it_would_replace(world: World) -> None:
    """The published version reads `size`, which the new form lacks; its successor has its own fault. A file
    that cannot be read is known by its name."""
    old = ("mine.bpmn", with_form("mine", formout="size")), ("plain_form.form", form("尺寸"))
    deploy(world, *old, actor=world.system, publish=True)
    new = with_form("mine", formout="length")
    for data, codes in ((new, ["form.field_unknown"]), (b"<no xml", ["bpmn.not_xml"])):
        files = ("mine.bpmn", data), ("plain_form.form", form("尺寸", key="width"))
        with pytest.raises(RefusedByGate) as refused:
            deploy(world, *files, actor=world.system, publish=True)
        errors = [row for row in refused.value.details["findings"] if row["severity"] == "error"]
        assert [row["code"] for row in errors] == codes
        assert all("size" not in row["message_en"] for row in errors)


def test_a_form_alone_becomes_current_for_new_cases(world: World) -> None:
    files = ("held.bpmn", with_form("held")), ("plain_form.form", form("旧标题"))
    deploy(world, *files, actor=world.system, publish=True)
    deploy(world, ("plain_form.form", form("新标题")), actor=world.system, publish=True)
    task = world.task(world.start("held", actor=world.clerk)["case_no"])
    assert world.read(queries.task_list.task_detail, task.id).form.fields[0].label == "新标题"


def test_a_published_item_is_found_by_name_code_and_pinyin(item_world: World) -> None:
    for words in ("老年人", "SVC-MZ-030", "laonianren", "lnr", "免费乘车", "senior"):
        found = item_world.read(queries.catalogue.search_items, words, actor=item_world.citizen)
        assert [row.key for row in found] == [ITEM], words
    assert item_world.read(queries.catalogue.search_items, "老年人 婚姻", actor=item_world.citizen) == ()
    item_world.do(commands.RetireVersion(ITEM, 1), PUBLISHER)
    assert item_world.read(queries.catalogue.search_items, "老年人", actor=item_world.citizen) == ()
    with pytest.raises(NotFound):
        item_world.read(queries.catalogue.item_detail, ITEM, actor=item_world.citizen)


def test_the_file_comes_back_byte_by_byte(item_world: World) -> None:
    data = (ROOT / "processes" / "service" / f"{ITEM}.bpmn").read_bytes()
    assert item_world.read(queries.catalogue.bpmn, ITEM, 1) == data


def test_a_closure_is_stored_once_for_many_cases(world: World) -> None:
    world.publish_plain("two_steps", xml=TWO_STEPS)
    for _ in range(3):
        world.start("two_steps", actor=world.clerk)
    with world.database.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM closure")).scalar_one() == 1


def test_a_warning_about_a_form_is_told_and_the_form_is_published(world: World) -> None:
    empty = b'{"type": "default", "id": "nothing", "components": []}'
    answer = deploy(
        world,
        ("two_steps.bpmn", TWO_STEPS.encode()),
        ("nothing.form", empty),
        actor=world.system,
        publish=True,
    )
    assert "form.no_fields" in {row["code"] for row in answer["findings"]}
    assert [(row["key"], row["status"]) for row in answer["definitions"]] == [("two_steps", "published")]
    assert world.read(queries.catalogue.current_form, "nothing").key == "nothing"
