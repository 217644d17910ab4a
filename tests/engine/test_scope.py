"""Posts and places: what is not yours does not exist for you. Everything fails closed."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from engine import Actor, citizen, commands, queries
from engine.domain.actors import Scope
from engine.engine import Engine
from engine.errors import NotFound, NotPermitted, NotStartable
from tests.world import APPLICANT, APPLICATION, ITEM, ROOT, TWO_STEPS, World, staff

HERE = staff("here", "counter", scope=Scope("village", "jinfeng"))
ELSEWHERE = staff("elsewhere", "counter", scope=Scope("village", "huangtang"))
ANYWHERE = staff("anywhere", "counter", scope=Scope("village", "*"))
NOBODY = staff("nobody")


def village_case(world: World) -> Any:
    case_no = str(world.start(actor=HERE)["case_no"])
    return world.task(case_no)


def seen(world: World, actor: Actor) -> dict[str, list[str]]:
    """Case numbers in every list an actor can ask for."""
    found = {
        queue: [task.case_no for task in world.read(queries.task_list.task_list, queue, actor=actor).items]
        for queue in ("mine", "claimable", "all")
    }
    found["cases"] = [case.case_no for case in world.read(queries.case_view.case_list, actor=actor).items]
    return found


def test_the_village_channel_sets_the_place_of_the_case(item_world: World) -> None:
    task = village_case(item_world)
    assert (task.channel, task.scope_kind, task.scope_id) == ("village", "village", "jinfeng")
    case = item_world.read(queries.case_view.case_detail, task.case_no).case
    assert (case.channel, case.scope_kind, case.scope_id) == ("village", "village", "jinfeng")


def test_other_channels_belong_to_the_town(item_world: World) -> None:
    online, window = item_world.start(), item_world.start(actor=item_world.clerk)
    for answer, channel in ((online, "online"), (window, "window")):
        task = item_world.task(answer["case_no"])
        assert (task.channel, task.scope_kind, task.scope_id) == (channel, "town", "xuxiake")


def test_a_village_case_does_not_exist_in_another_village(item_world: World) -> None:
    task = village_case(item_world)
    assert seen(item_world, ELSEWHERE) == {"mine": [], "claimable": [], "all": [], "cases": []}
    for command in (
        commands.ClaimTask(task.id),
        commands.ReleaseTask(task.id),
        commands.CompleteTask(task.id, "out_of_scope"),
        commands.CancelCase(task.instance_id, "撤回"),
    ):
        with pytest.raises(NotFound):
            item_world.do(command, ELSEWHERE)
    for query, reference in (
        (queries.task_list.task_detail, task.id),
        (queries.case_view.case_detail, task.case_no),
        (queries.case_view.case_detail, task.instance_id),
        (queries.case_view.history, task.case_no),
        (queries.case_view.submissions, task.case_no),
        (queries.diagrams.diagram, task.case_no),
        (queries.audit_trail.verify_case, task.case_no),
    ):
        with pytest.raises(NotFound):
            item_world.read(query, reference, actor=ELSEWHERE)


@pytest.mark.parametrize("actor", [HERE, ANYWHERE, staff("town", "counter")], ids=["here", "any", "town"])
def test_a_village_case_is_worked_on_in_its_village_and_in_the_town(item_world: World, actor: Actor) -> None:
    task = village_case(item_world)
    assert seen(item_world, actor)["claimable"] == [task.case_no]
    item_world.do(commands.ClaimTask(task.id), actor)
    assert item_world.complete(task.id, "out_of_scope", actor=actor)["ended"] is True


def test_a_town_case_is_not_the_villages(item_world: World) -> None:
    case_no = item_world.start()["case_no"]
    assert seen(item_world, HERE) == {"mine": [], "claimable": [], "all": [], "cases": []}
    with pytest.raises(NotFound):
        item_world.read(queries.case_view.case_detail, case_no, actor=HERE)


@pytest.mark.parametrize("actor", [NOBODY, staff("other", "decider")], ids=["no post", "another post"])
def test_every_list_fails_closed(item_world: World, actor: Actor) -> None:
    task = item_world.task(item_world.start()["case_no"])
    village_case(item_world)
    assert seen(item_world, actor) == {"mine": [], "claimable": [], "all": [], "cases": []}
    assert item_world.read(queries.task_list.queue_counts, actor=actor) == {
        "mine": 0,
        "claimable": 0,
        "all": 0,
    }
    for query, reference in (
        (queries.task_list.task_detail, task.id),
        (queries.case_view.case_detail, task.case_no),
        (queries.case_view.history, task.case_no),
        (queries.case_view.submissions, task.case_no),
    ):
        with pytest.raises(NotFound):
            item_world.read(query, reference, actor=actor)


@pytest.mark.parametrize(
    ("query", "arguments"),
    [
        (queries.audit_trail.verify_all, ()),
        (queries.audit_trail.system_records, ()),
        (queries.people.accounts, ()),
        (queries.people.export_book, ("people",)),
        (queries.catalogue.definitions, ()),
        (queries.catalogue.versions, (ITEM,)),
        (queries.catalogue.bpmn, (ITEM, 1)),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_who_lacks_the_right_reads_nothing(item_world: World, query: Any, arguments: Any) -> None:
    for actor in (staff("nobody", rights=frozenset()), item_world.citizen):
        with pytest.raises(NotPermitted):
            item_world.read(query, *arguments, actor=actor)
    assert item_world.read(query, *arguments) is not None


def test_uploads_are_seen_by_who_made_them_and_who_sees_the_case(item_world: World) -> None:
    photo = b"%PDF-1.4 a page"
    upload = item_world.do(commands.StoreUpload("证明.pdf", photo), HERE)["id"]
    assert item_world.read(queries.drafts.upload_of, upload, actor=HERE).filename == "证明.pdf"
    for stranger in (ELSEWHERE, NOBODY, item_world.citizen, item_world.clerk):
        with pytest.raises(NotFound):
            item_world.read(queries.drafts.upload_of, upload, actor=stranger)
    item_world.start(actor=HERE, materials={"MAT-IDCARD": upload})
    assert item_world.read(queries.drafts.upload_of, upload, actor=item_world.clerk).id == upload
    for stranger in (ELSEWHERE, NOBODY, item_world.citizen):
        with pytest.raises(NotFound):
            item_world.read(queries.drafts.upload_of, upload, actor=stranger)


def test_a_task_of_a_plain_process_is_any_staffs_but_no_citizens(world: World) -> None:
    world.publish_plain("two_steps", xml=TWO_STEPS)
    case_no = world.start("two_steps", actor=world.clerk)["case_no"]
    task = world.task(case_no)
    assert seen(world, NOBODY)["claimable"] == [case_no]
    visitors = (world.citizen, citizen("xuxiake", case_no), citizen("xuxiake", "PT-20261125-9999"))
    for visitor in visitors:
        assert seen(world, visitor)["all"] == []
        with pytest.raises(NotFound):
            world.complete(task.id, actor=visitor)
    assert world.complete(task.id, actor=NOBODY)["ended"] is False


def test_a_citizen_sees_exactly_their_own_case(item_world: World) -> None:
    mine, other = item_world.start()["case_no"], item_world.start()["case_no"]
    owner = citizen("xuxiake", mine)
    assert seen(item_world, owner) == {"mine": [], "claimable": [], "all": [], "cases": [mine]}
    assert item_world.read(queries.case_view.case_detail, mine, actor=owner).case.case_no == mine
    with pytest.raises(NotFound):
        item_world.read(queries.case_view.case_detail, other, actor=owner)
    assert seen(item_world, item_world.citizen)["cases"] == []
    with pytest.raises(NotFound):
        item_world.read(queries.case_view.case_detail, mine, actor=item_world.citizen)


def test_an_account_of_another_town_sees_nothing_here(item_world: World) -> None:
    """A case belongs to one town: the same database under another town's settings shows none of it."""
    case_no = item_world.start()["case_no"]
    settings = item_world.engine.settings
    other = Engine(
        item_world.database,
        replace(settings, town_id="other"),
        item_world.clock,
        item_world.engine._chance,
        item_world.engine.vault,
        item_world.engine.uploads,
    )
    boss = staff("boss", rights=frozenset({"case.read_all", "task.read_all"}))
    with pytest.raises(NotPermitted):
        other.read(queries.case_view.case_list, boss)
    with pytest.raises(NotPermitted):
        other.read(queries.case_view.case_detail, boss, case_no)
    native = replace(boss, town_id="other")
    assert other.read(queries.case_view.case_list, native).items == ()
    with pytest.raises(NotFound):
        other.read(queries.case_view.case_detail, native, case_no)
    with pytest.raises(NotPermitted):
        other.execute(commands.StartCase(ITEM, applicant=APPLICANT, data=APPLICATION), item_world.citizen)


def test_a_departments_task_goes_to_that_departments_holders(world: World) -> None:
    """The item says its department by number (01), the posts are held in it by key (party_office)."""
    folder = ROOT / "tests" / "samples" / "second_item"
    bpmn = (
        (folder / "svc_test_001.bpmn")
        .read_text()
        .replace('camunda:candidateGroups="counter"', 'camunda:candidateGroups="first_reviewer"')
    )
    bpmn = re.sub(r'(name="item.department" value=")[^"]*', r"\g<1>13", bpmn)
    form = (folder / "svc_test_001_apply.form").read_bytes()
    files = (("svc_test_001.bpmn", bpmn.encode()), ("svc_test_001_apply.form", form))
    world.do(commands.DeployDefinition(files, publish=True))
    applicant = {"applicant": APPLICANT, "data": {"umbrellas": 1}}
    case_no = world.start("svc_test_001", **applicant)["case_no"]
    task = world.task(case_no)
    assert (task.scope_kind, task.scope_id) == ("department", "civil_affairs")
    inside = world.read(queries.people.actor_of, "reviewer")
    outside = staff("other", "first_reviewer", scope=Scope("department", "human_resources"))
    assert seen(world, inside)["claimable"] == [case_no]
    assert seen(world, outside)["claimable"] == []
    with pytest.raises(NotFound):
        world.complete(task.id, "none_left", actor=outside)
    assert world.complete(task.id, "none_left", actor=inside)["ended"] is True


# --- who may start


def test_only_holders_of_a_starter_post_take_in_an_application(item_world: World) -> None:
    for actor in (NOBODY, staff("other", "decider"), staff("trainee", "counter", rights=frozenset())):
        with pytest.raises(NotPermitted):
            item_world.start(actor=actor)
    assert item_world.read(queries.case_view.case_list).items == ()


def test_a_village_clerk_cannot_file_for_the_town(item_world: World) -> None:
    with pytest.raises(NotPermitted):
        item_world.start(actor=HERE, channel="window")


def test_a_channel_that_is_not_offered_is_refused(item_world: World) -> None:
    with pytest.raises(NotStartable):
        item_world.start(actor=item_world.clerk, channel="fax")


def test_a_citizen_cannot_start_a_plain_process(world: World) -> None:
    world.publish_plain("two_steps", xml=TWO_STEPS)
    with pytest.raises(NotFound):
        world.start("two_steps", actor=world.citizen)


def test_a_citizen_always_comes_online(item_world: World) -> None:
    case_no = item_world.start(channel="village")["case_no"]
    assert item_world.task(case_no).channel == "online"
