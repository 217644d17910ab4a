"""Start a case: an application from the portal, a counter or the API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from engine import digest
from engine.commands import common
from engine.commands.closures import published
from engine.commands.context import Context, Decision
from engine.commands.handed_in import attached, file_uploads, handed_in_materials
from engine.commands.moving import Course, Moved, move
from engine.commands.receipts import kept_receipt, sent_draft
from engine.commands.steps import commitment, open_names, submission
from engine.domain import facts as f
from engine.domain.actors import Scope
from engine.domain.assignment import case_scope
from engine.domain.model import ProcessModel
from engine.domain.rights import START, require
from engine.domain.rows import CaseRow, DefinitionRow
from engine.domain.states import CaseStatus
from engine.errors import FormInvalid, InvalidValue, NotFound, NotPermitted, NotStartable
from engine.forms import Form, load, pick_variables
from engine.forms.applicant import applicant_form
from engine.library import Closure
from engine.runtime.advance import Start
from engine.store import load_cases

NUMBER_PREFIX = {"service": "FW", "social": "WG", "penalty": "CF", "plain": "PT"}
"""Source: contract, case numbers."""
MAX_CHANNEL = 16


@dataclass(frozen=True)
class StartCase:
    """`data` is the start form, `applicant` {name, id_number, phone}; `materials` maps code -> upload id."""

    name: ClassVar[str] = "start_case"
    definition_key: str
    applicant: Mapping[str, Any] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)
    variables: Mapping[str, Any] = field(default_factory=dict)
    materials: Mapping[str, str] = field(default_factory=dict)
    channel: str = ""
    business_key: str = ""
    draft_id: str = ""
    draft_owner: str = ""
    """Whose draft: a login, or a browser's secret mark for citizens."""


def handle(command: StartCase, ctx: Context) -> Decision:
    sent = kept_receipt(ctx, command.draft_id, command.draft_owner)
    if sent is not None:
        return Decision(sent)
    definition, closure = published(ctx, command.definition_key)
    program = ctx.library.program(ctx.connection, definition.sha256)
    channel = _channel(command, ctx, program.model)
    _require_starter(ctx, program.model, channel)
    form = _start_form(ctx, closure, program.model)
    person, values = _inputs(command, ctx, program.model, form)
    case_id = ctx.chance.new_id()
    applicant = _applicant(ctx, case_id, person)
    case = _case_row(ctx, case_id, definition, program.model, closure, channel, applicant)
    variables = _variables(command, case, program.model, form, values)
    on = Course(case, closure, ctx.library.case_program(ctx.connection, closure))
    done = move(ctx, on, Start(variables))
    return _decide(command, ctx, on, form, person, applicant, values, done)


def _channel(command: StartCase, ctx: Context, model: ProcessModel) -> str:
    """Citizens come online; staff at the window unless they say otherwise."""
    channel = "online" if ctx.actor.kind == "citizen" else (command.channel or _desk_channel(ctx))
    offered = model.properties.get("item.channels", "")
    strange = model.is_item and channel not in [part.strip() for part in offered.split(",")]
    if strange or len(channel) > MAX_CHANNEL:
        raise NotStartable(
            key=model.name,
            why=f"不受理渠道“{channel[:MAX_CHANNEL]}”",
            why_en=f'the channel "{channel[:MAX_CHANNEL]}" is not offered',
        )
    return channel


def _desk_channel(ctx: Context) -> str:
    kinds = {held.scope.kind for held in ctx.actor.assignments if held.post == "counter"}
    return "village" if kinds == {"village"} else "window"


def _require_starter(ctx: Context, model: ProcessModel, channel: str) -> None:
    if ctx.actor.is_system:
        return
    if ctx.actor.kind == "citizen":
        if not model.is_item or "citizen" not in model.starter_groups:
            raise NotFound(what="事项", what_en="process", id=model.key)
        return
    require(ctx.actor, START)
    scope = case_scope(channel, ctx.actor, ctx.town_id)
    if model.is_item and not any(ctx.actor.holds(post, scope) for post in model.starter_groups):
        raise NotPermitted(right_zh=f"收“{model.name}”的申请", right_en=f'take in "{model.name_en}"')


def _start_form(ctx: Context, closure: Closure, model: ProcessModel) -> Form | None:
    key = model.start.form_key if model.start is not None else ""
    return ctx.library.pinned_form(ctx.connection, closure, key) if key else None


def _inputs(
    command: StartCase, ctx: Context, model: ProcessModel, form: Form | None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The person applying and the form's values; every error of both at once."""
    errors: dict[str, list[tuple[str, str]]] = {}
    around = common.surroundings(ctx)
    person: dict[str, Any] = {}
    values: dict[str, Any] = {}
    if model.is_item or command.applicant:
        try:
            strict = ctx.actor.kind == "citizen"
            person = load(applicant_form(strict=strict), dict(command.applicant), around)
        except FormInvalid as error:
            errors |= error.fields
    try:
        values = load(form, dict(command.data), around) if form is not None else dict(command.data)
    except FormInvalid as error:
        errors |= error.fields
    if errors:
        raise FormInvalid(errors)
    if form is None and values and model.is_item:
        raise InvalidValue(field="data", why="这个事项没有申请表", why_en="this item has no start form")
    return person, values


def _applicant(ctx: Context, case_id: str, person: Mapping[str, Any]) -> f.Applicant:
    def sealed(name: str) -> bytes | None:
        value = person.get(name)
        return ctx.vault.seal(str(value).encode(), f"process_instance:{name}:{case_id}") if value else None

    id_number = person.get("id_number")
    return f.Applicant(
        name=str(person.get("name", "")),
        id_number=sealed("id_number"),
        id_index=ctx.vault.index("id_number", str(id_number)) if id_number else None,
        phone=sealed("phone"),
    )


def _case_row(
    ctx: Context,
    case_id: str,
    definition: DefinitionRow,
    model: ProcessModel,
    closure: Closure,
    channel: str,
    applicant: f.Applicant,
) -> CaseRow:
    prefix = NUMBER_PREFIX[model.kind]
    serial = load_cases.next_serial(ctx.connection, ctx.town_id, prefix, ctx.today)
    scope = case_scope(channel, ctx.actor, ctx.town_id)
    return CaseRow(
        id=case_id,
        case_no=f"{prefix}-{ctx.today:%Y%m%d}-{serial:04d}",
        definition_key=definition.key,
        definition_version=definition.version,
        definition_name=model.name or model.key,
        definition_name_en=model.name_en,
        kind=model.kind,
        closure_id=closure.id,
        channel=channel,
        scope=Scope(scope.kind, scope.id),
        department=definition.department,
        applicant_name=applicant.name,
        query_code_hash="",
        status=CaseStatus.ACTIVE,
        result=None,
        milestones={},
        version=0,
        state=None,
        variables={},
        started_by=ctx.actor.login,
        started_at=ctx.at,
        ended_at=None,
        head=(0, digest.GENESIS),
        phone=applicant.phone,
    )


def _variables(
    command: StartCase,
    case: CaseRow,
    model: ProcessModel,
    form: Form | None,
    values: Mapping[str, Any],
) -> dict[str, Any]:
    """Case variables (families.md §6), then `formout` of the start form, or a plain process's own."""
    given = common.check_plain_variables(command.variables)
    if given and model.is_item:
        raise InvalidValue(
            field="variables", why="事项的变量只来自表单", why_en="variables of an item come from its forms"
        )
    if form is not None and model.start is not None:
        outputs = open_names(form) if not model.is_item else model.start.form_outputs
        given |= pick_variables(form, values, outputs)
    elif not model.is_item:
        given |= common.check_plain_variables(values)
    fixed = {
        "case_no": case.case_no,
        "item_code": model.code,
        "channel": case.channel,
        "applicant_kind": model.properties.get("item.audience", "person"),
        "subject_kind": model.properties.get("item.audience", "person"),
    }
    return {**given, **fixed}


def _decide(
    command: StartCase,
    ctx: Context,
    on: Course,
    form: Form | None,
    person: Mapping[str, Any],
    applicant: f.Applicant,
    values: Mapping[str, Any],
    done: Moved,
) -> Decision:
    case, closure, model = on.case, on.closure, on.program.model
    code = ctx.chance.query_code()
    start = model.start.id if model.start else "start"
    # the person is part of what was submitted, so the chain says who applied
    typed = {**values, "_applicant": dict(person)} if person else values
    submitted = submission(ctx, case, None, start, form, closure, typed)
    materials, handed_in = handed_in_materials(ctx, case, model, command.materials)
    files = file_uploads(ctx, form, values)
    answer = {"instance_id": case.id, "case_no": case.case_no, "query_code": code}
    facts: list[f.Fact] = [
        f.ClosurePinned(closure.id, closure.body),
        _started(ctx, case, applicant, code, command.business_key),
        submitted,
        *materials,
        *attached(case.id, files),
        *done.facts,
        *sent_draft(ctx, case, command.draft_id, command.draft_owner, answer),
    ]
    detail = {
        "case_no": case.case_no,
        "definition": f"{closure.key}@{closure.version}",
        "closure": case.closure_id,
        "channel": case.channel,
        **done.detail,
        "materials": handed_in,
        "files": files,
        "submitted": commitment(submitted),
    }
    entry = f.AuditEntry("start_case", case.id, start, detail)
    return Decision({**answer, "tasks": done.answer["next_tasks"]}, tuple(facts), (entry,))


def _started(
    ctx: Context, case: CaseRow, applicant: f.Applicant, code: str, business_key: str
) -> f.CaseStarted:
    return f.CaseStarted(
        instance_id=case.id,
        case_no=case.case_no,
        definition_key=case.definition_key,
        definition_version=case.definition_version,
        definition_name=case.definition_name,
        definition_name_en=case.definition_name_en,
        kind=case.kind,
        closure_id=case.closure_id,
        channel=case.channel,
        scope=case.scope,
        department=case.department,
        applicant=applicant,
        business_key=business_key,
        query_code_hash=ctx.vault.index("query_code", f"{case.case_no}:{code}"),
        started_by=case.started_by,
        started_at=case.started_at,
    )
