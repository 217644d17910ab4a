"""A small writer of BPMN text: every rule starts from a file without findings and breaks one thing."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from xml.sax.saxutils import escape, quoteattr

import pytest

from engine.domain.findings import Finding
from engine.domain.model import ProcessModel
from engine.forms import Form
from engine.gate import Upload, check

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"'
    ' xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI"'
    ' xmlns:camunda="http://camunda.org/schema/1.0/bpmn"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="Defs_1" targetNamespace="t">'
)


def _properties(values: Mapping[str, str]) -> list[str]:
    if not values:
        return []
    rows = [
        f"<camunda:property name={quoteattr(name)} value={quoteattr(value)} />"
        for name, value in values.items()
    ]
    return [
        "<bpmn:extensionElements><camunda:properties>",
        *rows,
        "</camunda:properties></bpmn:extensionElements>",
    ]


_PLAIN = ("name", "default", "scriptFormat", "calledElement", "attachedToRef", "cancelActivity", "messageRef")
_CAMUNDA = ("formKey", "candidateGroups", "assignee", "resultVariable", "dueDate", "type", "topic")


@dataclass
class Part:
    """A node or a flow on its way to XML."""

    kind: str
    id: str
    attributes: dict[str, str]
    properties: dict[str, str] = field(default_factory=dict)
    inner: str = ""

    def lines(self) -> list[str]:
        attributes = "".join(f" {name}={quoteattr(value)}" for name, value in self.attributes.items())
        extension, inner = _properties(self.properties), self.inner
        if extension and inner.startswith("<bpmn:extensionElements>"):  # a modeler keeps one of them only
            extension[-1], inner = "</camunda:properties>", inner.removeprefix("<bpmn:extensionElements>")
        return [
            f"<bpmn:{self.kind} id={quoteattr(self.id)}{attributes}>",
            *extension,
            *([inner] if inner else []),
            f"</bpmn:{self.kind}>",
        ]


@dataclass
class Draft:
    """A process being drawn. `parts` may be changed freely before `text`."""

    key: str = "check_me"
    attributes: dict[str, str] = field(default_factory=lambda: {"name": "样例", "isExecutable": "true"})
    properties: dict[str, str] = field(default_factory=dict)
    parts: dict[str, Part] = field(default_factory=dict)
    inner: str = ""
    around: str = ""
    roots: dict[str, str] = field(default_factory=dict)

    def node(self, kind: str, id: str, inner: str = "", /, **given: str) -> Draft:
        """Add or replace a node. What is no attribute of BPMN or Camunda becomes a property."""
        attributes, properties = {"name": f"名{id[:40]}"}, {}
        for name, value in given.items():
            if name in _PLAIN:
                attributes[name] = value
            elif name in _CAMUNDA:
                attributes[f"camunda:{name}"] = value
            else:
                properties[name] = value
        self.parts[id] = Part(kind, id, attributes, properties, inner)
        return self

    def task(self, id: str, inner: str = "", /, **given: str) -> Draft:
        return self.node("userTask", id, inner, **given)

    def end(self, id: str, /, **given: str) -> Draft:
        return self.node("endEvent", id, **given)

    def script(self, id: str, text: str, /, **given: str) -> Draft:
        inner = f"<bpmn:script>{escape(text)}</bpmn:script>"
        return self.node("scriptTask", id, inner, **{"scriptFormat": "feel", **given})

    def wait(self, id: str, message: str, kind: str = "intermediateCatchEvent", /, **given: str) -> Draft:
        """A wait for a message of that name; the message element is made with it."""
        self.roots[f"Msg_{message}"] = f'<bpmn:message id="Msg_{message}" name={quoteattr(message)} />'
        if kind == "receiveTask":
            return self.node(kind, id, "", messageRef=f"Msg_{message}", **given)
        inner = f'<bpmn:messageEventDefinition id="{id}_m" messageRef="Msg_{message}" />'
        return self.node(kind, id, inner, **given)

    def timer(
        self,
        id: str,
        text: str,
        form: str = "timeDate",
        kind: str = "intermediateCatchEvent",
        /,
        **given: str,
    ) -> Draft:
        inner = (
            f'<bpmn:timerEventDefinition id="{id}_t"><bpmn:{form} xsi:type="bpmn:tFormalExpression">'
            f"{escape(text)}</bpmn:{form}></bpmn:timerEventDefinition>"
        )
        return self.node(kind, id, inner, **given)

    def error(self, id: str, code: str, kind: str = "endEvent", /, **given: str) -> Draft:
        """An error end, or an error boundary event; the error element is made with it. "" = any error."""
        reference = f' errorRef="Err_{code}"' if code else ""
        if code:
            self.roots[f"Err_{code}"] = f'<bpmn:error id="Err_{code}" name="{code}" errorCode="{code}" />'
        return self.node(kind, id, f'<bpmn:errorEventDefinition id="{id}_e"{reference} />', **given)

    def call(self, id: str, called: str, /, *mappings: str, **given: str) -> Draft:
        """A call activity; mappings are written `in source="a" target="b"`."""
        rows = "".join(f"<camunda:{one} />" for one in mappings)
        inner = f"<bpmn:extensionElements>{rows}</bpmn:extensionElements>" if rows else ""
        return self.node("callActivity", id, inner, calledElement=called, **given)

    def service(self, id: str, topic: str, /, *parameters: str, **given: str) -> Draft:
        return self.node(
            "serviceTask", id, self.parameters(*parameters), **{"type": "external", "topic": topic, **given}
        )

    def parameters(self, *parameters: str) -> str:
        """Extensions of parameters written `input name = FEEL` or `output name = FEEL`."""
        rows = []
        for one in parameters:
            kind, _, rest = one.partition(" ")
            name, _, text = rest.partition(" = ")
            rows.append(f'<camunda:{kind}Parameter name="{name}">{escape(text)}</camunda:{kind}Parameter>')
        inside = f"<camunda:inputOutput>{''.join(rows)}</camunda:inputOutput>"
        return f"<bpmn:extensionElements>{inside}</bpmn:extensionElements>" if rows else ""

    def between(self, *nodes: str) -> Draft:
        """Put nodes between start and end of an empty draft."""
        return self.line("start", *nodes, "end")

    def flow(self, source: str, target: str, condition: str | None = None, id: str = "") -> Draft:
        """Add or replace the flow from `source` to `target`."""
        own = id or f"f_{source}_{target}"
        inner = (
            ""
            if condition is None
            else (
                '<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">'
                f"{escape(condition)}</bpmn:conditionExpression>"
            )
        )
        self.parts[own] = Part("sequenceFlow", own, {"sourceRef": source, "targetRef": target}, {}, inner)
        return self

    def line(self, *nodes: str) -> Draft:
        """Flows along the nodes."""
        for source, target in itertools.pairwise(nodes):
            self.flow(source, target)
        return self

    def drop(self, *ids: str) -> Draft:
        for id in ids:
            del self.parts[id]
        return self

    def set(self, id: str, **properties: str) -> Draft:
        """Set properties of a part; an empty text removes one."""
        for name, value in properties.items():
            self.parts[id].properties.pop(name, None)
            if value:
                self.parts[id].properties[name] = value
        return self

    def item(self, **values: str) -> Draft:
        """Set `item.*` of the process, `_` standing for a dot after the first word; empty removes."""
        for name, value in values.items():
            self.properties.pop(f"item.{name}", None)
            if value:
                self.properties[f"item.{name}"] = value
        return self

    def text(self) -> str:
        attributes = "".join(f" {name}={quoteattr(value)}" for name, value in self.attributes.items())
        body = [line for part in self.parts.values() for line in part.lines()]
        shapes = [self._drawn(part, 100 * n) for n, part in enumerate(self.parts.values())]
        return "\n".join(
            [
                _HEAD,
                *([self.around] if self.around else []),
                *self.roots.values(),
                f"<bpmn:process id={quoteattr(self.key)}{attributes}>",
                *_properties(self.properties),
                *([self.inner] if self.inner else []),
                *body,
                "</bpmn:process>",
                f'<bpmndi:BPMNDiagram id="Dia"><bpmndi:BPMNPlane id="Pla" bpmnElement={quoteattr(self.key)}>',
                *shapes,
                "</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>",
                "</bpmn:definitions>\n",
            ]
        )

    def _drawn(self, part: Part, y: int) -> str:
        """Nodes one below the other, which the gate has nothing to say about."""
        attributes = f"id={quoteattr(part.id + '_di')} bpmnElement={quoteattr(part.id)}"
        if part.kind == "sequenceFlow":
            return f"<bpmndi:BPMNEdge {attributes} />"
        bounds = f'<dc:Bounds x="0" y="{y}" width="36" height="36" />'
        return f"<bpmndi:BPMNShape {attributes}>{bounds}</bpmndi:BPMNShape>"


@dataclass
class Books:
    """Parts for tests: small books, no files beside."""

    forms: dict[str, Form] = field(default_factory=dict)
    posts: frozenset[str] = frozenset({"counter", "reviewer"})
    laws: frozenset[str] = frozenset({"residence_permit_2015"})
    empty: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()
    """Books that are there without rows; books that lie elsewhere."""
    processes: dict[str, ProcessModel] = field(default_factory=dict)
    day: date | None = None

    def form(self, key: str) -> Form | None:
        return self.forms.get(key)

    def process(self, key: str) -> ProcessModel | None:
        return self.processes.get(key)

    def has_book(self, book: str) -> bool | None:
        return None if book in self.absent else book not in self.empty

    def post(self, key: str) -> bool:
        return key in self.posts

    def department(self, number: str) -> bool:
        return number == "13"

    def material(self, code: str) -> bool:
        return code in ("MAT-IDCARD", "MAT-PHOTO")

    def letter(self, key: str) -> bool:
        return key in ("DONE", "READY")

    def document_kind(self, key: str) -> bool:
        return key in ("notice", "refusal", "result")

    def today(self) -> date | None:
        return self.day

    def law(self, key: str) -> bool:
        return key in self.laws


def plain_draft() -> Draft:
    """start -> review (agree, refuse) -> gateway -> end | end_no"""
    draft = Draft().node("startEvent", "start").task("review", outcomes="agree:同意,refuse:不同意")
    draft.node("exclusiveGateway", "gw", default="f_gw_end").end("end").end("end_no")
    return draft.line("start", "review", "gw", "end").flow("gw", "end_no", 'outcome = "refuse"')


def item_draft() -> Draft:
    """A service: apply -> handle (done, refused) -> gateway -> hand_over -> granted | not accepted"""
    draft = Draft("svc_mz_901")
    draft.attributes |= {
        "camunda:candidateStarterGroups": "citizen,counter",
        "camunda:historyTimeToLive": "P3650D",
    }
    draft.properties = {"kind": "service", "item.material.MAT-IDCARD": "required"}
    draft.item(code="SVC-MZ-901", name_en="Sample", department="13", handling="即办件")
    draft.item(channels="window,online", result="样例证")
    draft.node("startEvent", "start", label_en="Apply")
    draft.task("handle", candidateGroups="counter", label_en="Handle", limit="1wd")
    draft.set("handle", outcomes="done:办结,refused:不受理", milestone="accept,first_review,review,complete")
    draft.node("exclusiveGateway", "gw", default="f_gw_hand_over")
    draft.task("hand_over", candidateGroups="counter", label_en="Hand over", milestone="pickup")
    draft.end("end_granted", result="granted", label_en="Granted")
    draft.end("end_no", result="not_accepted", label_en="Not accepted")
    draft.line("start", "handle", "gw", "hand_over", "end_granted")
    return draft.flow("gw", "end_no", 'outcome = "refused"')


def procedure_draft(key: str = "ask_them") -> Draft:
    """A procedure: start -> ask (yes, no), kept as `answer` -> end_done"""
    draft = Draft(key)
    draft.properties = {
        "kind": "procedure",
        "label_en": "Ask them",
        "in.term": "limit=10wd",
        "in.topic": "text",
        "out.answer": "text",
    }
    draft.node("startEvent", "start", label_en="Start")
    draft.task("ask", draft.parameters("output answer = outcome"), candidateGroups="counter", label_en="Ask")
    draft.set("ask", outcomes="yes:是,no:否", limit="term")
    return draft.end("end_done", result="done", label_en="Done").line("start", "ask", "end_done")


def calling(draft: Draft, called: str, *mappings: str, **given: str) -> Draft:
    """The item draft with a call in front of its last task."""
    draft.call("call", called, *mappings, **{"label_en": "Call", **given})
    draft.drop("f_gw_hand_over").flow("gw", "call", id="f_gw_hand_over")
    return draft.flow("call", "hand_over")


def rich_draft() -> Draft:
    """A procedure with everything that waits, calls or asks; it calls `ask_them`."""
    draft = Draft("rich")
    draft.properties = {"kind": "procedure", "in.days": "limit=5wd", "out.doc_no": "text"}
    draft.node("startEvent", "start", label_en="x")
    draft.service("number", "document.number", 'input doc_kind = "notice"', label_en="x")
    draft.call("call", "ask_them", 'out source="result" target="how"', label_en="x", **{"in.topic": "x"})
    draft.error("failed", "no_answer", "boundaryEvent", attachedToRef="call", label_en="x")
    draft.node("eventBasedGateway", "either", label_en="x")
    draft.wait("answered", "answer", posts="counter", correlation="number = doc_no", label_en="x")
    draft.wait("asked", "question", "receiveTask", audience="citizen", label_en="x")
    draft.timer("late", "due(days)", label_en="x")
    draft.task("note", candidateGroups="counter", label_en="x", limit="days", people="2", clock="close")
    draft.timer("press", "PT36H", "timeDuration", "boundaryEvent", attachedToRef="note", label_en="x")
    draft.parts["press"].attributes["cancelActivity"] = "false"
    draft.node("exclusiveGateway", "merge", label_en="x").end("end", result="done", label_en="x")
    draft.node("exclusiveGateway", "gw", default="f_gw_end", label_en="x")
    draft.error("end_lost", "lost", label_en="x").end("end_side", label_en="x")
    draft.line("start", "number", "call", "either", "answered", "merge", "note", "gw", "end")
    draft.line("either", "asked", "merge").line("either", "late", "merge").flow("failed", "merge")
    return draft.flow("gw", "end_lost", "how = null").flow("press", "end_side")


def form_bytes(key: str, *components: str) -> bytes:
    """A form with the given components (JSON texts)."""
    return f'{{"type": "default", "id": "{key}", "components": [{",".join(components)}]}}'.encode()


Found = list[tuple[str, str, int]]


@dataclass
class Judge:
    """Runs the gate over one draft and says what it found."""

    books: Books = field(default_factory=Books)

    def findings(self, draft: Draft | str, *forms: tuple[str, bytes]) -> list[Finding]:
        name = f"{draft.key}.bpmn" if isinstance(draft, Draft) else "check_me.bpmn"
        data = draft.text() if isinstance(draft, Draft) else draft
        uploads = [Upload(name, data.encode()), *(Upload(*form) for form in forms)]
        return list(check(uploads, self.books).findings)

    def together(self, *drafts: Draft) -> list[Finding]:
        """Findings of several processes of one upload."""
        uploads = [Upload(f"{draft.key}.bpmn", draft.text().encode()) for draft in drafts]
        return list(check(uploads, self.books).findings)

    def codes(self, *drafts: Draft) -> set[tuple[str, str]]:
        """(code, element) of what is found in the first of several processes of one upload."""
        return {
            (one.code, one.element_id)
            for one in self.together(*drafts)
            if one.file == f"{drafts[0].key}.bpmn"
        }

    def expect(
        self, draft: Draft, code: str, *elements: str, severity: str = "error", line: str = ""
    ) -> None:
        """Exactly these findings: the code at the elements, each at the line where the element begins.

        `line` is another text on whose line the finding stands, such as a property's name.
        """
        found = self.findings(draft)
        lines = draft.text().splitlines()
        wanted = [
            (
                code,
                one,
                severity,
                1 + next(i for i, row in enumerate(lines) if (line or f'id="{one}"') in row),
            )
            for one in elements
        ]
        got = [(one.code, one.element_id, one.severity, one.line) for one in found]
        assert sorted(got) == sorted(wanted), [one.as_text() for one in found]
        for one in found:
            assert one.zh.strip().endswith("。") and one.en.strip()


@pytest.fixture
def plain() -> Draft:
    return plain_draft()


@pytest.fixture
def item() -> Draft:
    return item_draft()


@pytest.fixture
def procedure() -> Draft:
    return procedure_draft()


@pytest.fixture
def rich() -> Draft:
    return rich_draft()


@pytest.fixture
def call() -> Callable[..., Draft]:
    return calling


@pytest.fixture
def judge() -> Judge:
    return Judge()


@pytest.fixture
def books() -> Books:
    return Books()


@pytest.fixture
def make_form() -> Callable[..., bytes]:
    return form_bytes


@pytest.fixture
def empty() -> Draft:
    """start and end only, to draw between."""
    return Draft().node("startEvent", "start").end("end")
