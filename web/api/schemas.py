"""Bodies of the API as marshmallow schemas; OpenAPI is made from them."""

from __future__ import annotations

from marshmallow import EXCLUDE, RAISE, Schema, fields, validate

UPLOADS = (
    "Material code -> id of an upload of your own. One upload may stand for several materials (a scan that "
    "shows two papers); each is judged by itself."
)


class Body(Schema):
    """Request bodies refuse unknown names: a mistyped field must not be silently ignored."""

    class Meta:
        unknown = RAISE


class Applicant(Body):
    name = fields.String()
    id_number = fields.String()
    phone = fields.String()


class StartInstance(Body):
    definition_key = fields.String(required=True, validate=validate.Length(min=1, max=200))
    applicant = fields.Nested(Applicant, load_default=dict, allow_none=True)
    data = fields.Dict(keys=fields.String(), load_default=dict)
    variables = fields.Dict(keys=fields.String(), load_default=dict)
    materials = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        load_default=dict,
        metadata={"description": UPLOADS},
    )
    channel = fields.String(load_default="")
    business_key = fields.String(load_default="", validate=validate.Length(max=200))


class Verdict(Body):
    verdict = fields.String(required=True)
    reason = fields.String(load_default="")


class CompleteTask(Body):
    variables = fields.Dict(keys=fields.String(), load_default=dict)
    outcome = fields.String(load_default="")
    opinion = fields.String(load_default="")
    version = fields.Integer(load_default=None, allow_none=True, strict=True)
    materials = fields.Dict(keys=fields.String(), values=fields.Nested(Verdict), load_default=dict)
    second_person = fields.String(load_default="")


class ReturnTask(Body):
    to = fields.String(required=True, validate=validate.Length(min=1, max=200))
    reason = fields.String(load_default="")
    version = fields.Integer(load_default=None, allow_none=True, strict=True)


class Message(Body):
    """`correlation`: {"case_no": …}, or exactly the keys that the wait agreed on."""

    name = fields.String(required=True, validate=validate.Length(min=1, max=200))
    correlation = fields.Dict(keys=fields.String(), required=True)
    variables = fields.Dict(keys=fields.String(), load_default=dict)
    message_id = fields.String(load_default="", validate=validate.Length(max=200))
    materials = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        load_default=dict,
        metadata={"description": UPLOADS},
    )


class Delivered(Schema):
    """`delivered` 0: nobody waits for it yet, it is kept."""

    delivered = fields.Integer()
    message_id = fields.String()


class Seen(Body):
    version = fields.Integer(load_default=None, allow_none=True, strict=True)


class Reason(Body):
    reason = fields.String(load_default="")


class Note(Body):
    note = fields.String(load_default="")


class Answered(Schema):
    """Answers are documented loosely; their exact shape stands in the contract and its tests."""

    class Meta:
        unknown = EXCLUDE


class Time(Answered):
    """How something stands in time; null where nothing is due."""

    due_at = fields.String(allow_none=True, metadata={"format": "date-time"})
    provisional = fields.Boolean(metadata={"description": "the date rests on a year without notice yet"})
    light = fields.String(allow_none=True, validate=validate.OneOf(["green", "yellow", "red"]))
    light_detail = fields.String(
        allow_none=True,
        validate=validate.OneOf(["green", "yellow", "red_promise", "red_legal", "stopped"]),
    )
    missing_year = fields.Integer(
        allow_none=True,
        metadata={
            "description": "a limit ends in this year, whose working days nobody knows: it has no end until "
            "the calendar is imported (zhenwu register import holidays)"
        },
    )


class TaskAnswer(Time):
    id = fields.String()
    name = fields.String()
    element_id = fields.String()
    instance_id = fields.String()
    case_no = fields.String()
    definition_key = fields.String()
    assignee = fields.String(allow_none=True)
    state = fields.String()
    created_at = fields.String(metadata={"format": "date-time"})
    version = fields.Integer()


class TasksAnswer(Answered):
    items = fields.List(fields.Nested(TaskAnswer))
    next = fields.String(allow_none=True)


class StopAnswer(Answered):
    element = fields.String(metadata={"description": "path of the element that stopped the clock"})
    since = fields.String(metadata={"format": "date-time"})
    until = fields.String(allow_none=True, metadata={"format": "date-time"})


class ClockAnswer(Time):
    """From `accept` (started_at) to `complete` (ended_at); limits such as `10wd`."""

    promised = fields.String(allow_none=True)
    legal = fields.String(allow_none=True)
    started_at = fields.String(allow_none=True, metadata={"format": "date-time"})
    ended_at = fields.String(allow_none=True, metadata={"format": "date-time"})
    yellow_at = fields.String(allow_none=True, metadata={"format": "date-time"})
    legal_at = fields.String(allow_none=True, metadata={"format": "date-time"})
    stopped_since = fields.String(allow_none=True, metadata={"format": "date-time"})
    stops = fields.List(fields.Nested(StopAnswer))


class FailedJobAnswer(Answered):
    """A timer or effect that failed for good; the case stands there until somebody looks after it."""

    id = fields.String()
    kind = fields.String(validate=validate.OneOf(["timer", "effect"]))
    state = fields.String(validate=validate.OneOf(["failed"]))
    label = fields.String()
    element_id = fields.String()
    path = fields.String()
    since = fields.String(metadata={"format": "date-time"})
    failed_at = fields.String(metadata={"format": "date-time"})
    attempt = fields.Integer()
    error = fields.String(metadata={"description": "a stable code such as timeout"})
    message = fields.String()


class InstanceAnswer(Time):
    id = fields.String()
    case_no = fields.String()
    definition_key = fields.String()
    version = fields.Integer()
    name = fields.String()
    status = fields.String()
    result = fields.String(allow_none=True)
    channel = fields.String()
    started_by = fields.String()
    started_at = fields.String(metadata={"format": "date-time"})
    ended_at = fields.String(allow_none=True, metadata={"format": "date-time"})
    variables = fields.Dict()
    milestones = fields.Dict()
    tasks = fields.List(fields.Nested(TaskAnswer))
    failed_jobs = fields.List(fields.Nested(FailedJobAnswer))
    clock = fields.Nested(ClockAnswer, allow_none=True)


class ErrorInner(Schema):
    code = fields.String()
    message = fields.String()
    details = fields.Dict()


class ErrorBody(Schema):
    error = fields.Nested(ErrorInner)
