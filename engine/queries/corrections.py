"""An open correction as the applicant reads it: every defect with its reason, until when, what else is open.

Source: 一次性告知 (Administrative Licensing Law, article 32): all that has to be corrected is told at once.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from engine.domain.materials import is_faulty
from engine.domain.milestones import ACCEPT
from engine.domain.states import CaseStatus
from engine.forms import Field
from engine.queries import case_view
from engine.queries.reader import Reader
from engine.queries.task_list import MaterialItem, materials
from engine.queries.waits import WaitItem, armed_jobs, ends_by, open_waits
from engine.runtime.parse import Program
from engine.store.tables import message_inbox

NOTICE = "correction_notice"
"""Value of a task's property `doc`: what its form says in words is told to the applicant."""


@dataclass(frozen=True)
class Told:
    """One field of the notice that the applicant reads: free text, never what was ticked for the file."""

    field: Field
    text: str


@dataclass(frozen=True)
class Correction:
    """`wait` asks for the materials again.

    `until` is the stored instant at which silence ends the waiting, None where nothing does.
    """

    wait: WaitItem
    defects: tuple[MaterialItem, ...]
    told: tuple[Told, ...]
    told_at: str
    until: str | None


def open_correction(reader: Reader, reference: str) -> Correction | None:
    """What a case waits for from its applicant; None while nothing is. Raises NotFound outside the view."""
    waits = [one for one in open_waits(reader, reference) if one.may_record]
    wait = next((one for one in waits if one.asks_materials), None)
    if wait is None:
        return None
    program = case_view.program(reader, reference)
    rows = materials(reader, case_view.case_id(reader, reference), program.model)
    told, told_at = _told(reader, reference, program, _call(wait.path))
    return Correction(
        wait=wait,
        defects=tuple(row for row in rows if is_faulty(row.verdict)),
        told=told,
        told_at=told_at or wait.opened_at,
        until=min(
            (one.due_at for one in ends_by(wait, armed_jobs(reader, reference), program)), default=None
        ),
    )


def still_faulty(reader: Reader, reference: str) -> tuple[MaterialItem, ...]:
    """What was not in order when the case ended without having been accepted; nothing for any other case.

    Raises NotFound outside the actor's view.
    """
    detail = case_view.case_detail(reader, reference)
    if detail.case.status == CaseStatus.ACTIVE or ACCEPT in detail.milestones:
        return ()
    rows = materials(reader, case_view.case_id(reader, reference), detail.model)
    return tuple(row for row in rows if is_faulty(row.verdict))


def answered_at(reader: Reader, message_id: str) -> str | None:
    """When the actor's own message of this id came; None for one that never did."""
    table = message_inbox
    statement = select(table.c.received_at).where(
        table.c.town_id == reader.town_id,
        table.c.message_id == message_id,
        table.c.received_by == reader.actor.login,
    )
    return reader.connection.execute(statement).scalar_one_or_none()


def _told(reader: Reader, reference: str, program: Program, call: str) -> tuple[tuple[Told, ...], str]:
    """The last notice within the call, and when it was written."""
    for one in reversed(case_view.submissions(reader, reference)):
        if _call(one.element_id) != call or one.form is None:
            continue
        if program.node_at(one.element_id).doc == NOTICE:
            found = (
                Told(field, str(one.values[field.key]))
                for field in one.form.fields
                if field.kind == "textarea" and one.values.get(field.key)
            )
            return tuple(found), one.at
    return (), ""


def _call(path: str) -> str:
    return path.rpartition("/")[0]
