"""Run a process's scenarios through the real door: real gate, real forms, real audit chain."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from engine import commands, queries
from engine.adapters.chance import Chance
from engine.adapters.clock import FrozenClock
from engine.adapters.files import UploadStore
from engine.adapters.vault import open_vault
from engine.config import Settings
from engine.domain.actors import Actor, Assignment, Scope, citizen, system
from engine.domain.model import ProcessModel
from engine.domain.rights import START, WORK
from engine.engine import Engine
from engine.errors import RefusedByGate, ZhenwuError
from engine.queries.task_list import TaskDetail
from engine.registers import BOOKS
from engine.scenarios.fill import SAMPLE_APPLICANT, filled
from engine.scenarios.read import Scenario, ScenarioStep, read_scenarios
from engine.store import schema
from engine.store.session import Database

START_OF_TIME = datetime(2026, 10, 16, 2, 24, tzinfo=UTC)
MOST_STEPS = 200


@dataclass(frozen=True)
class Result:
    """`passed` are the elements a scenario walked, for coverage."""

    file: str
    name: str
    ok: bool
    message: str = ""
    passed: frozenset[str] = frozenset()
    flows: frozenset[str] = frozenset()


class ScenarioFailed(Exception):
    """A scenario did not go as told; the message says where."""


def run_file(path: Path, settings: Settings) -> Iterator[Result]:
    """Results of every scenario beside the BPMN file, then one for coverage of all its flows."""
    told = read_scenarios(path.with_suffix("").with_suffix(".scenarios.toml"))
    if told.problem:
        yield Result(path.name, "", False, told.problem)
        return
    with tempfile.TemporaryDirectory() as folder:
        try:
            stage = _stage(path, settings, Path(folder))
        except ZhenwuError as error:
            yield Result(path.name, "", False, _why(error))
            return
        results = [_run(stage, scenario, path.name) for scenario in told.scenarios]
    yield from results
    yield _coverage(stage.model, results, path.name)


@dataclass(frozen=True)
class _Stage:
    engine: Engine
    model: ProcessModel


def _stage(path: Path, settings: Settings, folder: Path) -> _Stage:
    """An engine in memory with the town's books and the process published."""
    vault = open_vault(folder)
    database = Database("sqlite://")
    schema.upgrade(database)
    own = replace(settings, home=folder, database_url="sqlite://")
    engine = Engine(
        database, own, FrozenClock(START_OF_TIME), Chance(), vault, UploadStore(folder / "uploads", vault)
    )
    actor = system(settings.town_id)
    for book in BOOKS:
        csv = settings.processes_dir / "registers" / f"{book}.csv"
        if csv.exists():
            engine.execute(commands.ImportRegister(book, csv.read_bytes()), actor)
    answer = engine.execute(commands.DeployDefinition(tuple(_files(path, settings)), publish=True), actor)
    key = answer["definitions"][0]["key"]
    model = engine.read(queries.catalogue.model, actor, key, 1)
    return _Stage(engine, model)


def _files(path: Path, settings: Settings) -> Iterator[tuple[str, bytes]]:
    """The process and the forms it names: beside it first, then the installation's."""
    data = path.read_bytes()
    yield path.name, data
    for folder in (settings.forms_dir, path.parent):
        for form in sorted(folder.glob("*.form")):
            if f'"{form.stem}"'.encode() in data and not (
                folder != path.parent and (path.parent / form.name).exists()
            ):
                yield form.name, form.read_bytes()


def _run(stage: _Stage, scenario: Scenario, file: str) -> Result:
    try:
        case_no = _walk(stage, scenario)
    except (ZhenwuError, ScenarioFailed) as error:
        return Result(file, scenario.name, False, _why(error))
    actor = system(stage.engine.settings.town_id)
    detail = stage.engine.read(queries.case_view.case_detail, actor, case_no)
    passed = [
        element
        for record in stage.engine.read(queries.case_view.history, actor, case_no)
        for element in record.detail.get("passed", ())
    ]
    verification = stage.engine.read(queries.audit_trail.verify_case, actor, case_no)
    problem = _ending(scenario, detail.case.status, detail.case.result, bool(verification.breaks))
    return Result(file, scenario.name, not problem, problem, frozenset(passed), _flows(stage.model, passed))


def _ending(scenario: Scenario, status: str, result: str | None, broken: bool) -> str:
    if status != "completed":
        return f"办件没有办结，停在 {status} / the case did not end"
    if scenario.expect and result != scenario.expect:
        return f"结果是 {result}，应为 {scenario.expect} / ended as {result}, expected {scenario.expect}"
    return "留痕校验不过 / the audit chain is broken" if broken else ""


def _walk(stage: _Stage, scenario: Scenario) -> str:
    engine = stage.engine
    opener = _starter(stage, scenario)
    lookup = _lookup(engine)
    form = engine.read(
        queries.catalogue.current_form, opener, stage.model.start.form_key if stage.model.start else ""
    )
    command = commands.StartCase(
        definition_key=stage.model.key,
        applicant=SAMPLE_APPLICANT if stage.model.is_item else {},
        data=filled(form, scenario.start, lookup),
        channel=scenario.channel,
    )
    case_no = str(engine.execute(command, opener)["case_no"])
    told = list(scenario.steps)
    for _ in range(MOST_STEPS):
        open_tasks = engine.read(queries.task_list.task_list, _worker(stage, ""), "all", limit=200).items
        mine = [task for task in open_tasks if task.case_no == case_no]
        if not mine:
            break
        _step(stage, mine, told, lookup)
    if told:
        raise ScenarioFailed(f"没有走到节点 {told[0].task} / never reached {told[0].task}")
    return case_no


def _step(stage: _Stage, open_tasks: list[Any], told: list[ScenarioStep], lookup: Any) -> None:
    """The next told step if its task is open, else the first open task with its first outcome."""
    ids = [task.element_id for task in open_tasks]
    step = told.pop(0) if told and told[0].task in ids else ScenarioStep(ids[0])
    task = open_tasks[ids.index(step.task)]
    actor = _worker(stage, step.as_login)
    detail: TaskDetail = stage.engine.read(queries.task_list.task_detail, actor, task.id)
    outcome = step.outcome or (detail.node.outcomes[0].key if detail.node.outcomes else "")
    happy = bool(detail.node.outcomes) and outcome == detail.node.outcomes[0].key
    stage.engine.execute(
        commands.CompleteTask(
            task_id=task.id,
            outcome=outcome,
            data=filled(detail.form, step.data, lookup),
            materials={row.code: {"verdict": "pass"} for row in detail.materials} if happy else {},
        ),
        actor,
    )


def _starter(stage: _Stage, scenario: Scenario) -> Actor:
    town = stage.engine.settings.town_id
    if scenario.channel in ("", "online") and not scenario.as_login and stage.model.is_item:
        return citizen(town)
    return _worker(stage, scenario.as_login)


def _worker(stage: _Stage, login: str) -> Actor:
    """A named sample account, or somebody who holds every post of the town."""
    engine = stage.engine
    town = engine.settings.town_id
    if login:
        return engine.read(queries.people.actor_of, system(town), login)
    posts = engine.read(queries.people.names, system(town), "posts")
    return Actor(
        login="scenario",
        name="场景",
        kind="staff",
        town_id=town,
        rights=frozenset({WORK, START, "task.read_all", "case.read_all"}),
        assignments=tuple(Assignment(post, Scope("town", town)) for post in posts),
    )


def _lookup(engine: Engine) -> Any:
    actor = system(engine.settings.town_id)
    return lambda name: engine.read(queries.people.code_list, actor, name)


def _flows(model: ProcessModel, passed: list[str]) -> frozenset[str]:
    """Flows whose two ends were both passed; between two nodes there is one flow (the gate sees to it)."""
    seen = set(passed)
    return frozenset(flow.id for flow in model.flows.values() if flow.source in seen and flow.target in seen)


def _coverage(model: ProcessModel, results: list[Result], file: str) -> Result:
    """Every flow of an item is walked by some scenario (architecture §3)."""
    walked = frozenset[str]().union(*(result.flows for result in results))
    missed = sorted(set(model.flows) - walked)
    message = f"没有场景走过 {'、'.join(missed)} / flows never walked" if missed else ""
    return Result(file, "全部连线 / every flow", not missed, message)


def _why(error: Exception) -> str:
    if isinstance(error, RefusedByGate):
        rows = [
            f"{row['element_id']} {row['message']}"
            for row in error.details["findings"]
            if row["severity"] == "error"
        ]
        return "；".join(rows)
    if isinstance(error, ZhenwuError):
        return f"{error.sentence()} {error.details or ''}".strip()
    return str(error)
