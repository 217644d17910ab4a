"""Bodies of the API as marshmallow schemas; OpenAPI is made from them."""

from __future__ import annotations

from marshmallow import EXCLUDE, RAISE, Schema, fields, validate


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
    materials = fields.Dict(keys=fields.String(), values=fields.String(), load_default=dict)
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


class ErrorInner(Schema):
    code = fields.String()
    message = fields.String()
    details = fields.Dict()


class ErrorBody(Schema):
    error = fields.Nested(ErrorInner)
