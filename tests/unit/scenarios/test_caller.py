"""The item that calls a procedure for its scenarios: it passes the gate and catches every error."""

from __future__ import annotations

import pytest

from engine.domain.model import ProcessModel
from engine.gate import FolderParts, Upload, check
from engine.runtime.read import read_model
from engine.scenarios.caller import Caller, Surroundings, caller, errors_of
from tests.world import ROOT

FOLDER = ROOT / "processes" / "procedures"
AROUND = Surroundings("33", ("MAT-IDCARD", "MAT-PHOTO1"))
GIVEN = {"issue": {"doc_kind": "refusal"}, "serve_document": {"doc_kind": "refusal", "made_by": "county"}}


def _model(key: str) -> ProcessModel:
    return read_model((FOLDER / f"{key}.bpmn").read_bytes())


def _caller(key: str, start: dict[str, object]) -> Caller:
    models = {path.stem: read_model(path.read_bytes()) for path in FOLDER.glob("*.bpmn")}
    return caller(models[key], errors_of(models[key], models), start, 1, AROUND)


@pytest.mark.parametrize("key", sorted(path.stem for path in FOLDER.glob("*.bpmn")))
def test_the_caller_passes_the_gate(key: str) -> None:
    made = _caller(key, dict(GIVEN.get(key, {})))
    parts = FolderParts.around([FOLDER], installation=ROOT)
    found = check([Upload(f"{made.key}.bpmn", made.data)], parts).findings
    assert [finding.as_text() for finding in found if finding.is_error] == []


def test_it_takes_every_output_and_catches_every_error() -> None:
    made = _caller("correction", {})
    model = read_model(made.data)
    assert list(made.caught.values()) == ["not_returned", "application_withdrawn"]
    assert {node.id for node in model.boundary_of("call")} == set(made.caught)
    assert {one.source for one in model.nodes["call"].passed_out} == {"correction_count", "result"}


@pytest.mark.parametrize(
    ("value", "text"), [("a<b", "a<b"), (3, "3"), (True, "true"), (False, "false"), (["a", "b"], "a,b")]
)
def test_inputs_are_written_as_a_designer_writes_them(value: object, text: str) -> None:
    model = read_model(_caller("issue", {"doc_kind": value}).data)
    assert dict(model.nodes["call"].literals) == {"doc_kind": text}


def test_an_input_that_the_procedure_does_not_take_is_refused_by_the_gate() -> None:
    made = _caller("issue", {"doc_kind": "refusal", "colour": "red"})
    parts = FolderParts.around([FOLDER], installation=ROOT)
    found = check([Upload(f"{made.key}.bpmn", made.data)], parts).findings
    assert {one.code for one in found if one.is_error} == {"bpmn.input_unknown"}


def _calls(caught: str) -> ProcessModel:
    """A procedure that calls 补正 and catches one of its errors, or any."""
    reference = ' errorRef="E"' if caught else ""
    text = f"""<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d">
<bpmn:process id="outer" isExecutable="true"><bpmn:callActivity id="c" calledElement="correction"/>
<bpmn:boundaryEvent id="b" attachedToRef="c"><bpmn:errorEventDefinition id="e"{reference}/>
</bpmn:boundaryEvent></bpmn:process><bpmn:error id="E" errorCode="{caught}"/></bpmn:definitions>"""
    return read_model(text.encode())


def test_an_error_that_a_call_catches_does_not_leave_the_procedure() -> None:
    models = {"correction": _model("correction")}
    assert errors_of(_calls("not_returned"), models) == ("application_withdrawn",)
    assert errors_of(_calls(""), models) == ()
