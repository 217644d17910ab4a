"""A step costs the same on a case's first day and in its sixtieth round."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event, text

from engine import commands, queries
from tests.world import APPLICATION, TWO_STEPS, World, plain

LOOP = plain(
    "loop",
    '<bpmn:startEvent id="start" name="开始"/><bpmn:userTask id="work" name="办"/>'
    '<bpmn:exclusiveGateway id="gw" name="再来" default="f3"/><bpmn:endEvent id="end" name="完"/>',
    {
        "f1": ("start", "work"),
        "f2": ("work", "gw"),
        "f3": ("gw", "work"),
        "f4": ("gw", "end", "enough = true"),
    },
)


class Counted:
    def __init__(self) -> None:
        self.statements: list[str] = []
        self.commits = 0


@contextmanager
def counted(world: World) -> Iterator[Counted]:
    """Statements and commits of the write connections; what `BEGIN` runs counts too."""
    found = Counted()
    writer = world.database.engines[0]

    def statement(_connection: object, _cursor: object, sql: str, *_rest: object) -> None:
        found.statements.append(sql)

    def commit(_connection: object) -> None:
        found.commits += 1

    event.listen(writer, "before_cursor_execute", statement)
    event.listen(writer, "commit", commit)
    yield found
    event.remove(writer, "before_cursor_execute", statement)
    event.remove(writer, "commit", commit)


def once_around(world: World, case_no: str) -> Counted:
    task = world.task(case_no)
    with counted(world) as found:
        world.engine.execute(commands.CompleteTask(task.id, data={"round": "x"}), world.clerk)
    return found


def state_size(world: World) -> int:
    with world.database.read() as connection:
        return len(connection.execute(text("SELECT state FROM process_instance")).scalar_one())


def test_a_plain_completion_takes_at_most_15_statements_and_one_commit(world: World) -> None:
    world.publish_plain("two_steps", xml=TWO_STEPS)
    case_no = world.start("two_steps", actor=world.clerk)["case_no"]
    found = once_around(world, case_no)
    assert 5 <= len(found.statements) <= 15, "\n".join(found.statements)
    assert found.commits == 1


def test_completing_the_items_task_stays_within_the_same_bound(item_world: World) -> None:
    task = item_world.task(item_world.start(data=APPLICATION)["case_no"])
    item_world.complete(task.id, "done", materials=item_world.all_pass(task.id))
    last = item_world.task(task.case_no)
    with counted(item_world) as found:
        item_world.engine.execute(
            commands.CompleteTask(last.id, data={"collected_by": "本人", "handed_on": "2026-11-25"}),
            item_world.clerk,
        )
    assert len(found.statements) <= 15, "\n".join(found.statements)
    assert found.commits == 1


def test_a_refusal_commits_nothing(world: World) -> None:
    world.publish_plain("two_steps", xml=TWO_STEPS)
    task = world.task(world.start("two_steps", actor=world.clerk)["case_no"])
    world.complete(task.id)
    with counted(world) as found:
        try:
            world.engine.execute(commands.CompleteTask(task.id), world.clerk)
        except Exception as error:  # noqa: BLE001 - the code is asserted
            assert getattr(error, "code", "") == "not_open"
    assert found.statements
    assert found.commits == 0


def test_sixty_rounds_cost_no_more_than_the_first(world: World) -> None:
    world.publish_plain("loop", xml=LOOP)
    case_no = world.start("loop", actor=world.clerk)["case_no"]
    once_around(world, case_no)
    early, early_size = once_around(world, case_no), state_size(world)
    for _ in range(60):
        world.engine.execute(commands.CompleteTask(world.task(case_no).id, data={"round": "x"}), world.clerk)
    late, late_size = once_around(world, case_no), state_size(world)
    assert len(late.statements) == len(early.statements) <= 15
    assert (early.commits, late.commits) == (1, 1)
    # ids are random, so compression moves a few bytes
    assert abs(late_size - early_size) < 64
    records = world.read(queries.case_view.history, case_no)
    assert len(records) == 1 + 63
    world.complete(world.task(case_no).id, data={"enough": True})
    assert world.read(queries.case_view.case_detail, case_no).case.status == "completed"
    world.check_invariants()
