"""Faults that a review found, each with its right value: what must not mix, leak or be lost."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from engine import commands, queries
from engine.adapters.vault import VaultError
from engine.commands.throttling import FREE_FAILURES
from engine.errors import LoginFailed, Throttled
from tests.world import APPLICANT, APPLICATION, ITEM, ROOT, World, plain, staff

ITEM_FILES = tuple(
    (path.name, path.read_bytes())
    for path in [
        ROOT / "processes" / "service" / f"{ITEM}.bpmn",
        *sorted((ROOT / "processes" / "procedures").glob("*.bpmn")),
        *sorted((ROOT / "forms").glob("*.form")),
    ]
)


def form(key: str, *components: dict[str, Any]) -> tuple[str, bytes]:
    document = {"type": "default", "id": key, "schemaVersion": 16, "components": list(components)}
    return f"{key}.form", json.dumps(document, ensure_ascii=False).encode()


def with_form(key: str) -> tuple[str, bytes]:
    """A plain process of one task whose start asks for an ID number and a file."""
    body = (
        f'<bpmn:startEvent id="start" name="开始" camunda:formKey="{key}_start"/>'
        '<bpmn:userTask id="work" name="办"/><bpmn:endEvent id="end" name="完"/>'
    )
    return f"{key}.bpmn", plain(key, body, {"a": ("start", "work"), "b": ("work", "end")}).encode()


def picture() -> bytes:
    data = BytesIO()
    Image.new("RGB", (8, 8), "white").save(data, "PNG")
    return data.getvalue()


@pytest.fixture
def asking(world: World) -> World:
    person = {"kind": "id_number"}
    components = (
        {"type": "textfield", "key": "idn", "id": "F1", "label": "身份证号", "properties": person},
        {"type": "filepicker", "key": "paper", "id": "F2", "label": "文件"},
        {"type": "textfield", "key": "word", "id": "F3", "label": "说明"},
    )
    files = (with_form("asking"), form("asking_start", *components))
    world.do(commands.DeployDefinition(files, publish=True))
    return world


def test_forms_of_an_earlier_draft_are_published_with_the_same_files(world: World) -> None:
    world.do(commands.DeployDefinition(ITEM_FILES))
    world.do(commands.DeployDefinition(ITEM_FILES, publish=True))
    assert world.start()["case_no"]


def test_a_version_brings_the_drafts_of_the_forms_it_names(world: World) -> None:
    """Forms uploaded apart become current with the version that names them."""
    approver = staff("approver", rights=frozenset({"definition.publish", "definition.read"}))
    forms = tuple(file for file in ITEM_FILES if file[0].endswith(".form"))
    world.do(commands.DeployDefinition(forms))
    world.do(commands.DeployDefinition(ITEM_FILES))
    for key in ("correction", ITEM):
        world.do(commands.PublishVersion(key, 1), approver)
    assert world.start()["case_no"]


def test_one_form_is_published_once(item_world: World) -> None:
    """Two uploads published at the same moment must not both win."""
    with item_world.database.write() as transaction, pytest.raises(IntegrityError):
        transaction.connection.execute(
            text(
                "INSERT INTO form_version SELECT 'x', town_id, key, version + 1, sha256, body, deployment_id,"
                " status, uploaded_by, uploaded_at FROM form_version WHERE key = 'svc_handle'"
            )
        )


def test_a_sensitive_field_of_a_plain_process_is_no_variable(asking: World) -> None:
    data = {"idn": APPLICANT["id_number"], "word": "x"}
    case = asking.start("asking", actor=asking.clerk, data=data)
    detail = asking.read(queries.case_view.case_detail, case["case_no"])
    assert detail.variables["word"] == "x"
    assert APPLICANT["id_number"] not in json.dumps(dict(detail.variables))


def test_a_file_of_a_form_belongs_to_the_case(asking: World) -> None:
    """Colleagues who see the case open it, the chain names its hash, no other case can take it."""
    upload = asking.do(commands.StoreUpload("a.png", picture()), asking.clerk)
    data = {"paper": [upload["id"]]}
    case = asking.start("asking", actor=asking.clerk, data=data)
    row = asking.read(queries.drafts.upload_of, upload["id"], actor=asking.other_clerk)
    assert row.instance_id == case["instance_id"]
    first = asking.read(queries.case_view.history, case["case_no"])[0]
    assert first.detail["files"] == {upload["id"]: upload["sha256"]}
    with pytest.raises(Exception, match="form_invalid"):
        asking.start("asking", actor=asking.clerk, data=data)


def test_a_sealed_number_moved_to_another_case_does_not_open(item_world: World) -> None:
    mine = item_world.start()
    other = {**APPLICANT, "name": "范素锦", "id_number": "320000195003089141"}
    theirs = item_world.start(applicant=other)
    with item_world.database.write() as transaction:
        transaction.connection.execute(
            text(
                "UPDATE process_instance SET applicant_id_number ="
                " (SELECT applicant_id_number FROM process_instance WHERE id = :b) WHERE id = :a"
            ),
            {"a": mine["instance_id"], "b": theirs["instance_id"]},
        )
        transaction.commit()
    with pytest.raises(VaultError):
        item_world.read(queries.case_view.case_detail, mine["case_no"])


@pytest.mark.parametrize("column", ["submitted_by", "element_id", "submitted_at"])
def test_who_submitted_what_and_when_is_bound_by_the_chain(item_world: World, column: str) -> None:
    case = item_world.start()
    with item_world.database.write() as transaction:
        transaction.connection.execute(
            text(f"UPDATE submission SET {column} = 'mayor' WHERE instance_id = :id"),
            {"id": case["instance_id"]},
        )
        transaction.commit()
    assert item_world.read(queries.audit_trail.verify_case, case["case_no"]).breaks


def test_a_wiped_system_chain_is_noticed(item_world: World) -> None:
    with item_world.database.write() as transaction:
        for statement in drop_triggers(item_world):
            transaction.connection.execute(text(statement))
        transaction.connection.execute(text("DELETE FROM audit_record WHERE chain_id LIKE 'system:%'"))
        transaction.connection.execute(text("DELETE FROM system_chain"))
        transaction.commit()
    assert item_world.read(queries.audit_trail.verify_all).breaks


def drop_triggers(world: World) -> Iterator[str]:
    if world.database.is_sqlite:
        for name in ("no_update", "no_delete", "no_replace"):
            yield f"DROP TRIGGER audit_record_{name}"
    else:
        for name in ("no_change", "no_truncate"):
            yield f"DROP TRIGGER audit_record_{name} ON audit_record"


def test_verifying_while_people_work_raises_no_false_alarm(item_world: World) -> None:
    """The verifier sees head and records at one moment."""
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            started = item_world.engine.execute(
                commands.StartCase(ITEM, APPLICANT, APPLICATION), item_world.citizen
            )
            item_world.engine.execute(commands.ClaimTask(started["tasks"][0]), item_world.clerk)

    writers = [threading.Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    try:
        found = [item_world.read(queries.audit_trail.verify_all).breaks for _ in range(12)]
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    assert found == [()] * 12


def test_a_burst_of_guesses_gets_no_more_tries_than_a_slow_one(world: World) -> None:
    world.do(commands.AddUser("worker", "甲", "a-good-password", roles=("staff",)))
    answers: list[str] = []

    def guess() -> None:
        try:
            world.engine.execute(commands.LogIn("worker", "wrong-password"), world.citizen)
        except (LoginFailed, Throttled) as error:
            answers.append(error.code)

    threads = [threading.Thread(target=guess) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers.count("login_failed") == FREE_FAILURES
    assert answers.count("throttled") == 12 - FREE_FAILURES


def test_tokens_end_with_the_password(world: World) -> None:
    world.do(commands.AddUser("worker", "甲", "a-good-password", roles=("staff",)))
    secret = world.do(commands.MakeToken("worker"))["token"]
    assert world.read(queries.people.token_actor, secret) is not None
    world.do(commands.SetPassword("worker", "another-password"))
    assert world.read(queries.people.token_actor, secret) is None


def test_a_post_named_twice_is_held_once(world: World) -> None:
    world.do(commands.AddUser("worker", "甲", "a-good-password", ("counter", "counter"), ("staff", "staff")))
    assert len(world.read(queries.people.actor_of, "worker").assignments) == 1
