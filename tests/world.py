"""A small town for tests: an engine on a database, people with posts, processes published.

`World` makes valid things with few arguments; a test overrides what it is about. After every command it
asserts what must always hold: an active case waits for somebody, and its chain is whole (INV-1, INV-4).
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from engine import Actor, Answer, Engine, citizen, commands, queries, system
from engine.adapters.chance import Chance
from engine.adapters.clock import FrozenClock
from engine.adapters.files import UploadStore
from engine.adapters.vault import open_vault
from engine.config import read_settings
from engine.domain.actors import Assignment, Scope
from engine.registers import sample_books
from engine.scenarios.fill import Around, filled
from engine.store import schema
from engine.store.session import Database

ROOT = Path(__file__).resolve().parent.parent
ITEM = "svc_mz_030"
PERMIT = "svc_ga_002"
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8ffff3f0005fe02fe0def46b80000000049454e44ae426082"
)
"""A PNG of one white pixel."""
NOON = datetime(2026, 11, 25, 4, 0, 0, 123456, tzinfo=UTC)
APPLICANT = {"name": "陆归田", "id_number": "320000194610162537", "phone": "15400025467"}
APPLICATION = {
    "card_kind": "70周岁以上",
    "apply_kind": "首次",
    "bus_card": "是",
    "get_mode": "窗口自取",
    "live_addr": {"village": "jinfeng", "text": "1 组 14 号"},
}
STAFF_RIGHTS = frozenset({"task.work", "case.start"})


def staff(
    login: str, *posts: str, rights: frozenset[str] = STAFF_RIGHTS, scope: Scope | None = None
) -> Actor:
    """Somebody with posts, in the town unless said otherwise; needs no account."""
    place = scope or Scope("town", "xuxiake")
    return Actor(
        login=login,
        name=login,
        kind="staff",
        town_id="xuxiake",
        rights=rights,
        assignments=tuple(Assignment(post, place) for post in posts),
    )


class World:
    """An engine and its surroundings."""

    def __init__(self, url: str, home: Path, at: datetime = NOON) -> None:
        self.home = home
        self.clock = FrozenClock(at)
        self.settings = replace(
            read_settings({"ZHENWU_HOME": str(home)}),
            database_url=url,
            processes_dir=ROOT / "processes",
            forms_dir=ROOT / "forms",
        )
        home.mkdir(parents=True, exist_ok=True)
        self.restarting = os.environ.get("ZHENWU_TEST_RESTART") == "1"
        """Whether every command is followed by a restart: nothing may live in memory only."""
        self.database = Database(url)
        schema.upgrade(self.database)
        self.engine = self._built()
        self.system = system("xuxiake")
        self.citizen = citizen("xuxiake", address="198.51.100.7")
        self.clerk = staff("clerk", "counter")
        self.other_clerk = staff("substitute", "counter")
        self.supervisor = staff(
            "supervisor", rights=frozenset({"case.read_all", "task.read_all", "audit.read", "audit.verify"})
        )

    def _built(self) -> Engine:
        vault = open_vault(self.home)
        uploads = UploadStore(self.home / "uploads", vault)
        return Engine(self.database, self.settings, self.clock, Chance(), vault, uploads)

    def restart(self) -> None:
        """A new engine that has read nothing yet."""
        self.engine = self._built()

    # --- doing

    def do(self, command: Any, actor: Actor | None = None, key: str | None = None) -> Answer:
        """Execute, then check what must always hold."""
        try:
            return self.engine.execute(command, actor or self.system, key=key)
        finally:
            if self.restarting:
                self.restart()
            self.check_invariants()

    def read(self, query: Any, *args: Any, actor: Actor | None = None, **kwargs: Any) -> Any:
        return self.engine.read(query, actor or self.system, *args, **kwargs)

    def load_books(self) -> None:
        for book, data in sample_books(self.settings):
            self.engine.execute(commands.ImportRegister(book, data), self.system)

    def publish(self, *paths: Path) -> Answer:
        """Deploy and publish files as the command line does."""
        files = tuple((path.name, path.read_bytes()) for path in paths)
        return self.do(commands.DeployDefinition(files, publish=True))

    def publish_item(self) -> None:
        """老年人优待证 with its procedures and forms."""
        self.publish(
            ROOT / "processes" / "service" / f"{ITEM}.bpmn",
            *sorted((ROOT / "processes" / "procedures").glob("*.bpmn")),
            *sorted((ROOT / "forms").glob("*.form")),
        )

    def publish_permit(self) -> None:
        """居住证 with its procedures and forms."""
        self.publish(
            ROOT / "processes" / "service" / f"{PERMIT}.bpmn",
            *sorted((ROOT / "processes" / "procedures").glob("*.bpmn")),
            *sorted((ROOT / "forms").glob("*.form")),
        )

    def application(self, definition: str) -> commands.StartCase:
        """An application with plausible form data and every material as one picture."""
        form = self.read(queries.catalogue.current_form, f"{definition}_apply")
        detail = self.read(queries.catalogue.item_detail, definition, public=False)
        return commands.StartCase(
            definition,
            APPLICANT,
            self.sample(form, self.citizen),
            materials={
                one.code: str(self.do(commands.StoreUpload("a.png", PICTURE), self.citizen)["id"])
                for one in detail.model.materials
            },
        )

    def first_outcome(self, task_id: str) -> str:
        """The happy outcome of a task; "" for a task without outcomes."""
        node = self.read(queries.task_list.task_detail, task_id).node
        return node.outcomes[0].key if node.outcomes else ""

    def publish_plain(self, name: str, *, xml: str) -> None:
        self.do(commands.DeployDefinition(((f"{name}.bpmn", xml.encode()),), publish=True))

    def start(self, definition: str = ITEM, /, *, actor: Actor | None = None, **changes: Any) -> Answer:
        """An application as a citizen makes it online; `changes` override StartCase's fields."""
        values: dict[str, Any] = {"definition_key": definition}
        if definition == ITEM:
            values |= {"applicant": APPLICANT, "data": APPLICATION}
        request_key = changes.pop("key", None)
        return self.do(commands.StartCase(**{**values, **changes}), actor or self.citizen, key=request_key)

    def tasks(self, case_no: str) -> list[Any]:
        """Open tasks of a case, oldest first."""
        found = self.read(queries.task_list.task_list, "all", limit=200).items
        return [task for task in found if task.case_no == case_no]

    def task(self, case_no: str, path: str = "") -> Any:
        """The open task of a case, by its path through calls such as `correction/notice`."""
        return next(task for task in self.tasks(case_no) if not path or task.path == path)

    def paths(self, case_no: str) -> set[str]:
        """Paths of the open tasks."""
        return {task.path for task in self.tasks(case_no)}

    def complete(
        self, task_id: str, outcome: str = "", *, actor: Actor | None = None, **changes: Any
    ) -> Answer:
        key = changes.pop("key", None)
        return self.do(commands.CompleteTask(task_id, outcome, **changes), actor or self.clerk, key=key)

    def all_pass(self, task_id: str) -> dict[str, dict[str, str]]:
        """Every material of the task in order."""
        detail = self.read(queries.task_list.task_detail, task_id)
        return {row.code: {"verdict": "pass"} for row in detail.materials}

    def send(self, message: str, case_no: str = "", /, actor: Actor | None = None, **changes: Any) -> Answer:
        """A message to a case by its number; `changes` override CorrelateMessage's fields."""
        values: dict[str, Any] = {"message": message}
        if case_no:
            values["correlation"] = {"case_no": case_no}
        return self.do(commands.CorrelateMessage(**{**values, **changes}), actor or self.clerk)

    def sample(self, form: Any, actor: Actor | None = None, outcome: str = "") -> dict[str, Any]:
        """What somebody would plausibly type into every required field of a form, for an outcome."""

        def lookup(name: str) -> Any:
            return self.read(queries.people.code_list, name)

        def upload() -> str:
            return str(self.do(commands.StoreUpload("a.png", PICTURE), actor or self.clerk)["id"])

        return filled(form, {}, Around(self.clock.now().date(), lookup, upload), outcome)

    def typed(self, task_id: str, outcome: str = "") -> dict[str, Any]:
        """The same for a task's form; the happy outcome unless told."""
        form = self.read(queries.task_list.task_detail, task_id).form
        return self.sample(form, outcome=outcome or self.first_outcome(task_id))

    def pass_time(self, **by: float) -> None:
        """Let time pass (timedelta's words) and fire every timer that is due, each at its own instant."""
        end = self.clock.now() + timedelta(**by)
        while (due := self._next_due()) is not None and due <= end:
            self.clock.advance(max(due - self.clock.now(), timedelta()))
            leased = self.do(commands.LeaseJobs(kind="timer"))["jobs"]
            assert leased, "a job is due and cannot be leased"
            for job in leased:
                self.do(commands.FireTimer(job["id"], job["attempt"]))
        self.clock.advance(end - self.clock.now())

    def _next_due(self) -> datetime | None:
        cases = self.read(queries.case_view.case_list, limit=200).items
        jobs = [
            datetime.fromisoformat(job.due_at)
            for case in cases
            if case.status == "active"
            for job in self.read(queries.waits.armed_jobs, case.case_no)
            if job.kind == "timer"
        ]
        return min(jobs, default=None)

    def walk_to_end(self) -> str:
        """A whole life of the item: applied, decided, handed over. Returns the case number."""
        case_no = str(self.start()["case_no"])
        first = self.task(case_no)
        self.do(commands.ClaimTask(first.id), self.clerk)
        self.complete(first.id, "done", materials=self.all_pass(first.id))
        last = self.task(case_no)
        self.complete(last.id, data={"collected_by": "本人", "handed_on": "2026-11-25"})
        return case_no

    # --- what must always hold

    def waited_for(self, case_no: str) -> list[Any]:
        """Everything that the case stands at: open tasks, open waits, armed jobs, and those that failed."""
        return [
            *self.tasks(case_no),
            *self.read(queries.waits.open_waits, case_no),
            *self.read(queries.waits.armed_jobs, case_no),
            *self.read(queries.waits.failed_jobs, case_no),
        ]

    def check_invariants(self) -> None:
        cases = self.read(queries.case_view.case_list, limit=200).items
        for case in cases:
            if case.status == "active":
                assert self.waited_for(case.case_no), f"{case.case_no} is active but waits for nobody"
        found = self.read(queries.audit_trail.verify_all)
        assert not found.breaks, found.breaks

    def close(self) -> None:
        self.database.dispose()


PLAIN_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="d" targetNamespace="t">\n'
)


def plain(key: str, body: str, flows: dict[str, tuple[str, str] | tuple[str, str, str]]) -> str:
    """BPMN text of a plain process: node elements in `body`, flows as id -> (source, target[, condition])."""
    lines = []
    for flow_id, ends in flows.items():
        condition = _condition(ends[2]) if len(ends) > 2 else ""
        opening = f'<bpmn:sequenceFlow id="{flow_id}" sourceRef="{ends[0]}" targetRef="{ends[1]}">'
        lines.append(f"{opening}{condition}</bpmn:sequenceFlow>")
    return (
        f'{PLAIN_HEAD}<bpmn:process id="{key}" name="{key}" isExecutable="true">\n{body}\n'
        + "\n".join(lines)
        + "\n</bpmn:process>\n</bpmn:definitions>\n"
    )


def _condition(text: str) -> str:
    tag = "bpmn:conditionExpression"
    return f'<{tag} xsi:type="bpmn:tFormalExpression">{_xml(text)}</{tag}>'


def _xml(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


TWO_STEPS = plain(
    "two_steps",
    '<bpmn:startEvent id="start" name="开始"/><bpmn:userTask id="first" name="一"/>'
    '<bpmn:userTask id="second" name="二"/><bpmn:endEvent id="end" name="完"/>',
    {"f1": ("start", "first"), "f2": ("first", "second"), "f3": ("second", "end")},
)
