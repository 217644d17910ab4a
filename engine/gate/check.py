"""The publish gate: BPMN files and forms of one upload judged as one set, all findings at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.domain.findings import Finding
from engine.domain.model import ProcessModel
from engine.forms import Form, read_form
from engine.gate import (
    audiences,
    books,
    calls,
    canonical,
    clocks,
    declared,
    diagram,
    dialect,
    errors_thrown,
    expressions,
    extensions,
    faulty,
    files,
    gateways,
    ids,
    items,
    letters,
    limit_sums,
    mappings,
    milestones,
    outcomes,
    parallel,
    service_tasks,
    shape,
    tasks,
    timer_loops,
    timers,
    waits,
)
from engine.gate.callees import UploadedCallees
from engine.gate.parts import Parts, SetParts
from engine.gate.sheet import Rule, Sheet, quoted

_ALWAYS: tuple[Rule, ...] = (
    *(*files.RULES, *dialect.RULES, *extensions.RULES),
    *(*diagram.RULES, *canonical.RULES, shape.size),
)
_GRAPH: tuple[Rule, ...] = (
    *(*shape.RULES, *parallel.RULES, *gateways.RULES),
    *(*expressions.RULES, *outcomes.RULES, *tasks.RULES, *faulty.RULES),
    *(*waits.RULES, *audiences.RULES, *timers.RULES, *timer_loops.RULES, *service_tasks.RULES),
    *(*calls.RULES, *mappings.RULES, *errors_thrown.RULES, *letters.RULES),
)
_STRICT: tuple[Rule, ...] = (*items.STRICT_RULES, milestones.known_names, *clocks.RULES)
"""Items and procedures."""
_ITEM: tuple[Rule, ...] = (*items.RULES, *milestones.RULES, *limit_sums.RULES)


@dataclass(frozen=True)
class Upload:
    """One file as it came: its name or relative path, and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Checked:
    """All findings, by file and line; models and forms by file name, only of files without errors."""

    findings: tuple[Finding, ...]
    models: Mapping[str, ProcessModel]
    forms: Mapping[str, Form]

    @property
    def refused(self) -> bool:
        return any(finding.is_error for finding in self.findings)


def check(uploads: Sequence[Upload], parts: Parts) -> Checked:
    """Judge the files. Any bytes give findings, never an exception."""
    findings: list[Finding] = []
    forms = _forms(uploads, findings)
    broken = frozenset(
        files.stem(file.name) for file in uploads if _is(file, ".form") and file.name not in forms
    )
    known = SetParts({form.key: form for form in forms.values()}, parts, broken)
    callees = UploadedCallees([file for file in uploads if _is(file, ".bpmn")], known)
    models: list[tuple[str, ProcessModel]] = []
    for file in uploads:
        if _is(file, ".bpmn"):
            found, model = _guarded(file, known, callees)
            findings.extend(found)
            models.extend([(file.name, model)] if model is not None else [])
        elif not _is(file, ".form"):
            findings.append(_other_file(file))
    findings.extend(files.keys_twice(models))
    findings.extend(books.empty_books(models, forms, parts))
    wrong = {finding.file for finding in findings if finding.is_error}
    return Checked(
        tuple(sorted(findings, key=lambda one: (one.file, one.line, one.code, one.element_id))),
        {name: model for name, model in models if name not in wrong},
        {name: form for name, form in forms.items() if name not in wrong},
    )


def _is(file: Upload, extension: str) -> bool:
    return file.name.lower().endswith(extension)


def _forms(uploads: Sequence[Upload], findings: list[Finding]) -> dict[str, Form]:
    forms: dict[str, Form] = {}
    first: dict[str, str] = {}
    for file in uploads:
        if not _is(file, ".form"):
            continue
        form, found = read_form(file.data, file.name)
        findings.extend(found)
        if form is None:
            continue
        forms[file.name] = form
        if form.key in first:
            findings.append(_form_twice(file, form, first[form.key]))
        first.setdefault(form.key, file.name)
    return forms


def _form_twice(file: Upload, form: Form, other: str) -> Finding:
    zh, en = quoted(other)
    return Finding(
        file.name,
        0,
        "error",
        "form.key_twice",
        form.key,
        f"表单“{form.key}”在{zh}里已经有了。请只上传一个。",
        f'The form "{form.key}" is also in {en}. Upload one of them.',
    )


def _other_file(file: Upload) -> Finding:
    zh, en = quoted(file.name)
    if _is(file, ".dmn"):
        return Finding(
            file.name,
            0,
            "error",
            "table.not_yet",
            "",
            f"{zh}是决策表，本版本还不能运行。请先改用网关条件，不要上传它。",
            f"{en} is a decision table, which this release does not run yet. Use conditions instead.",
        )
    return Finding(
        file.name,
        0,
        "error",
        "bpmn.unknown_file",
        "",
        f"{zh}不是流程文件。这里只收 .bpmn 和 .form 文件。",
        f"{en} is no process file. Only .bpmn and .form files are taken.",
    )


def _guarded(
    file: Upload, parts: SetParts, callees: UploadedCallees
) -> tuple[list[Finding], ProcessModel | None]:
    """The outermost edge of one file: exhausted depth or memory is a finding too, no other error."""
    try:
        return _bpmn(file, parts, callees)
    except (RecursionError, MemoryError):
        finding = Finding(
            file.name,
            0,
            "error",
            "bpmn.too_complex",
            "",
            "文件太复杂，检查不完。请拆成几个小一些的流程。",
            "The file is too complex to be checked. Split it into smaller processes.",
        )
        return [finding], None


def _bpmn(
    file: Upload, parts: SetParts, callees: UploadedCallees
) -> tuple[list[Finding], ProcessModel | None]:
    root = files.read_root(file.name, file.data)
    if isinstance(root, Finding):
        return [root], None
    findings = list(ids.check_ids(file.name, root))
    picked = files.pick_process(file.name, root)
    if isinstance(picked, list):
        return findings + picked, None
    process, model = picked
    sheet = Sheet(model, parts, callees, file.name, root, process, parts.broken)
    findings.extend(_judged(sheet))
    return findings, sheet.model


def _judged(sheet: Sheet) -> Iterator[Finding]:
    """Groups of rules by what they need. A drawing that is too large is not walked."""
    rules = list(_ALWAYS)
    if len(sheet.model.nodes) <= shape.MOST_NODES:
        rules += _GRAPH
        rules += _STRICT if sheet.strict else ()
        rules += _ITEM if sheet.model.is_item else ()
        rules += declared.RULES if sheet.model.is_procedure else ()
    for rule in (*rules, outcomes.not_tried):
        yield from rule(sheet)
