"""Run a process's scenarios through the real door: real gate, real forms, real audit chain."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from pathlib import Path

from engine import commands, queries
from engine.config import Settings
from engine.domain.model import ProcessModel
from engine.domain.states import CaseStatus
from engine.errors import ZhenwuError
from engine.queries.case_view import CaseDetail
from engine.scenarios.caller import CALL, RESULT, Surroundings, caller, errors_of
from engine.scenarios.case import ScenarioFailed
from engine.scenarios.coverage import Walked, missed, walked
from engine.scenarios.parts import parts_of, uploads
from engine.scenarios.read import Scenario, read_scenarios
from engine.scenarios.sentences import why
from engine.scenarios.stage import START_OF_TIME, Stage, open_stage
from engine.scenarios.walk import Subject, walk

ERROR = "error:"
"""In front of an error's code in `expect`."""
_MATERIALS = 2


@dataclass(frozen=True)
class Result:
    """One scenario, or the coverage of all of them. `walked` is what it walked of its own file's process."""

    file: str
    name: str
    ok: bool
    message: str = ""
    walked: Walked = field(default_factory=Walked)


def run_file(path: Path, settings: Settings) -> Iterator[Result]:
    """Results of every scenario beside the BPMN file, then one for coverage of everything drawn in it."""
    told = read_scenarios(path.with_suffix("").with_suffix(".scenarios.toml"))
    if told.problem:
        yield Result(path.name, "", False, told.problem)
        return
    with open_stage(settings) as stage:
        try:
            subjects = _Subjects(stage, path, settings)
        except ZhenwuError as error:
            yield Result(path.name, "", False, why(error))
            return
        results = [_run(stage, subjects, scenario, path.name) for scenario in told.scenarios]
        yield from results
        yield _coverage(subjects.model, results, path.name)


class _Subjects:
    """The published process; for a procedure one caller for each set of inputs."""

    def __init__(self, stage: Stage, path: Path, settings: Settings) -> None:
        """Raises RefusedByGate."""
        parts = parts_of(path, settings)
        stage.do(commands.DeployDefinition(uploads(parts, settings), publish=True))
        models = {model.key: model for model in parts.values() if model is not None}
        self.model: ProcessModel = models[path.stem]
        self._stage = stage
        self._codes = errors_of(self.model, models)
        self._callers: dict[str, Subject] = {}

    def of(self, scenario: Scenario) -> Subject:
        """What a scenario starts. Raises RefusedByGate for inputs that the procedure does not take."""
        if not self.model.is_procedure:
            return Subject(self.model, self.model.key)
        inputs = repr(sorted(scenario.start.items()))
        if inputs not in self._callers:
            self._callers[inputs] = self._called(scenario, len(self._callers) + 1)
        return self._callers[inputs]

    def _called(self, scenario: Scenario, number: int) -> Subject:
        made = caller(self.model, self._codes, scenario.start, number, _surroundings(self._stage))
        self._stage.to(START_OF_TIME)
        self._stage.do(commands.DeployDefinition(((f"{made.key}.bpmn", made.data),), publish=True))
        return Subject(self.model, made.key, f"{CALL}/", dict(made.caught))


def _surroundings(stage: Stage) -> Surroundings:
    departments = stage.read(queries.people.book, "departments")
    materials = stage.read(queries.people.book, "materials")
    return Surroundings(
        department=next((str(row["number"]) for row in departments), "1"),
        materials=tuple(str(row["key"]) for row in materials[:_MATERIALS]),
    )


def _run(stage: Stage, subjects: _Subjects, scenario: Scenario, file: str) -> Result:
    try:
        subject = subjects.of(scenario)
        case_no = walk(stage, subject, scenario)
    except (ZhenwuError, ScenarioFailed) as error:
        return Result(file, scenario.name, False, why(error))
    history = stage.read(queries.case_view.history, case_no)
    passed = {path for record in history for path in record.detail.get("passed", ())}
    problem = _problem(stage, case_no, subject, scenario.expect, passed)
    return Result(file, scenario.name, not problem, problem, walked(subject.model, history, subject.prefix))


def _problem(stage: Stage, case_no: str, subject: Subject, expect: str, passed: Set[str]) -> str:
    """What is wrong with a case that is over; "" for nothing."""
    detail = stage.read(queries.case_view.case_detail, case_no)
    if detail.case.status != CaseStatus.COMPLETED:
        return f"办件没有办结，停在 {detail.case.status} / the case did not end"
    result = _result(subject, detail, passed)
    if expect and result != expect:
        return f"结果是 {result}，应为 {expect} / ended as {result}, expected {expect}"
    broken = stage.read(queries.audit_trail.verify_case, case_no).breaks
    return "留痕校验不过 / the audit chain is broken" if broken else ""


def _result(subject: Subject, detail: CaseDetail, passed: Set[str]) -> str:
    """The case's `result`; of a called procedure its own, or `error:<code>`."""
    if subject.caught is None:
        return str(detail.case.result)
    codes = [code for event, code in subject.caught.items() if event in passed]
    return f"{ERROR}{codes[0]}" if codes else str(detail.variables.get(RESULT))


def _coverage(model: ProcessModel, results: list[Result], file: str) -> Result:
    """Every flow, end, boundary event and timer is walked by some scenario of its own file (issue 9)."""
    problem = missed(model, (result.walked for result in results))
    return Result(file, "全部连线和事件 / every flow and event", not problem, problem)
