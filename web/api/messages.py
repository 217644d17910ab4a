"""Messages of other systems and of staff: what a case waits for has come."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from engine import commands
from engine.errors import CaseUnknown, CorrelationWrong
from web import access
from web.api import common, schemas

blueprint = Blueprint("api_messages", __name__, description="Messages")


@blueprint.route("/messages", methods=["POST"])
@access.allow(access.STAFF)
@blueprint.arguments(schemas.Message)
@blueprint.response(202, schemas.Delivered)
@blueprint.alt_response(403, schema=schemas.ErrorBody, description="not_permitted: no post of the wait")
@blueprint.alt_response(409, schema=schemas.ErrorBody, description="not_open: the case has ended")
@blueprint.alt_response(
    422,
    schema=schemas.ErrorBody,
    description="invalid_value: a correlation that names no case, an unknown one or several; form_invalid;"
    " idempotency_mismatch: the message_id came with another body",
)
def send(body: dict[str, Any]) -> Any:
    """Deliver a message to the one wait that it is for, or keep it until a case waits for it.

    The same `message_id` again changes nothing.
    """
    command = commands.CorrelateMessage(
        message=body["name"],
        correlation=body["correlation"],
        variables=body["variables"],
        message_id=body["message_id"],
        materials=body["materials"],
    )
    try:
        answer = common.execute(command)
    except CaseUnknown as error:
        # a number that is none names nothing, as an empty one does (case B10)
        number = error.ids["id"]
        raise CorrelationWrong(
            why=f"没有编号为“{number}”的办件，或不归你登记，请核对 case_no",
            why_en=f'there is no case "{number}", or it is outside your area; check case_no',
        ) from error
    return {"delivered": answer["delivered"], "message_id": answer["message_id"]}
