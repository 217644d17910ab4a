"""Recording on the case page that something awaited has come: the wait's form, and materials handed in again.

Several waits may be open at once, so the fields of each stand under a prefix of their own.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import request

from engine import Actor, commands
from engine.errors import IdempotencyMismatch
from engine.forms import from_html
from engine.queries.waits import WaitItem
from web import formdata, identity


@dataclass
class Typed:
    """What was typed for one wait, to be shown again with its errors."""

    wait_id: str = ""
    posted: formdata.Posted = field(default_factory=formdata.Posted)
    errors: dict[str, list[str]] = field(default_factory=dict)


def prefix_of(wait_id: str) -> str:
    return f"w{wait_id}."


def read(wait: WaitItem, actor: Actor) -> formdata.Posted:
    """The posted fields of this wait; files are stored at once."""
    prefix = prefix_of(wait.id)
    sent = formdata.read(None, None, actor)
    posted = formdata.Posted(
        files={_own(name, prefix): ident for name, ident in sent.files.items()},
        names={_own(name, prefix): filename for name, filename in sent.names.items()},
        errors={_own(name, prefix): found for name, found in sent.errors.items()},
    )
    if wait.form is not None:
        fields = request.form.to_dict(flat=False)
        posted.values = from_html(wait.form, {_own(name, prefix): values for name, values in fields.items()})
        for one in wait.form.fields:
            if one.kind == "file" and one.key in posted.files:
                posted.values[one.key] = [posted.files[one.key]]
    return posted


def _own(name: str, prefix: str) -> str:
    return name.removeprefix(prefix)


def record(case_no: str, wait: WaitItem, posted: formdata.Posted, actor: Actor) -> None:
    """Say that the message came. The same page sent twice is one message."""
    command = commands.CorrelateMessage(
        message=wait.message,
        correlation={"case_no": case_no},
        variables=posted.values,
        message_id=f"wait:{wait.id}",
        wait_id=wait.id,
        materials=posted.materials,
    )
    key = f"wait:{wait.id}"
    try:
        identity.engine().execute(command, actor, key=key)
    except IdempotencyMismatch:
        identity.engine().execute(command, actor)
