"""Writers of cases, tasks, submissions, materials, uploads and drafts."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, bindparam, delete, update

from engine import digest
from engine.domain import facts as f
from engine.domain.states import TaskState
from engine.store.statements import add, add_all, change_guarded
from engine.store.tables import (
    case_material,
    draft,
    process_instance,
    submission,
    upload,
    user_task,
    user_task_candidate,
)


def case_started(connection: Connection, fact: f.CaseStarted, town_id: str) -> None:
    add(
        connection,
        process_instance,
        id=fact.instance_id,
        town_id=town_id,
        case_no=fact.case_no,
        definition_key=fact.definition_key,
        definition_version=fact.definition_version,
        definition_name=fact.definition_name,
        definition_name_en=fact.definition_name_en,
        kind=fact.kind,
        closure_id=fact.closure_id,
        channel=fact.channel,
        scope_kind=fact.scope.kind,
        scope_id=fact.scope.id,
        department=fact.department,
        applicant_name=fact.applicant.name,
        applicant_id_number=fact.applicant.id_number,
        applicant_id_index=fact.applicant.id_index,
        applicant_phone=fact.applicant.phone,
        business_key=fact.business_key,
        query_code_hash=fact.query_code_hash,
        status="active",
        milestones="{}",
        version=0,
        variables="{}",
        started_by=fact.started_by,
        started_at=fact.started_at,
        audit_seq=0,
        head_hash=digest.GENESIS,
    )


def case_moved(connection: Connection, fact: f.CaseMoved, head: tuple[int, str]) -> None:
    """Move the row together with the head of its audit chain."""
    change_guarded(
        connection,
        process_instance,
        fact.instance_id,
        fact.from_version,
        state=fact.state,
        status=fact.status,
        result=fact.result,
        variables=digest.canonical(dict(fact.variables)),
        milestones=digest.canonical(dict(fact.milestones)),
        ended_at=fact.ended_at,
        audit_seq=head[0],
        head_hash=head[1],
    )


def task_opened(connection: Connection, fact: f.TaskOpened, town_id: str) -> None:
    add(
        connection,
        user_task,
        id=fact.task_id,
        town_id=town_id,
        instance_id=fact.instance_id,
        token=fact.token,
        element_id=fact.element_id,
        call_path=fact.call_path,
        name=fact.name,
        name_en=fact.name_en,
        case_no=fact.case_no,
        definition_key=fact.definition_key,
        definition_name=fact.definition_name,
        definition_name_en=fact.definition_name_en,
        applicant_name=fact.applicant_name,
        search_text=fact.search_text,
        channel=fact.channel,
        scope_kind=fact.scope.kind,
        scope_id=fact.scope.id,
        limit_text=fact.limit_text,
        state=TaskState.OPEN,
        version=1,
        created_at=fact.at,
        changed_by="",
        changed_at=fact.at,
        due_at=fact.due_at,
        yellow_at=fact.yellow_at,
        first_due_at=fact.first_due_at,
        provisional=fact.provisional,
    )
    rows = [{"task_id": fact.task_id, "post": post, "town_id": town_id} for post in fact.posts]
    add_all(connection, user_task_candidate, rows)


def task_changed(connection: Connection, fact: f.TaskChanged, _town_id: str) -> None:
    values: dict[str, Any] = {
        "state": fact.state,
        "assignee": fact.assignee,
        "changed_by": fact.by,
        "changed_at": fact.at,
    }
    if fact.state == TaskState.CLAIMED:
        values["claimed_at"] = fact.at
    elif fact.state != TaskState.OPEN:
        values |= {"closed_at": fact.at, "outcome": fact.outcome}
    if fact.second_person:
        values["second_person"] = fact.second_person
    change_guarded(connection, user_task, fact.task_id, fact.from_version, **values)


def form_submitted(connection: Connection, fact: f.FormSubmitted, town_id: str) -> None:
    add(
        connection,
        submission,
        id=fact.submission_id,
        town_id=town_id,
        instance_id=fact.instance_id,
        task_id=fact.task_id,
        element_id=fact.element_id,
        form_key=fact.form_key,
        form_version=fact.form_version,
        body=fact.body,
        salt=fact.salt,
        submitted_by=fact.by,
        submitted_at=fact.at,
        case_version=fact.case_version,
    )


def material_handed_in(connection: Connection, fact: f.MaterialHandedIn, town_id: str) -> None:
    add(
        connection,
        case_material,
        id=fact.material_id,
        town_id=town_id,
        instance_id=fact.instance_id,
        code=fact.code,
        upload_id=fact.upload_id,
        verdict="",
        reason=b"",
        round=fact.round,
    )


_JUDGED = update(case_material).where(case_material.c.id == bindparam("row_id"))


def materials_judged(connection: Connection, fact: f.MaterialsJudged, _town_id: str) -> None:
    rows = [
        {
            "row_id": row.material_id,
            "verdict": row.verdict,
            "reason": row.reason,
            "judged_by": fact.by,
            "judged_at": fact.at,
        }
        for row in fact.rows
    ]
    connection.execute(_JUDGED, rows)


def upload_stored(connection: Connection, fact: f.UploadStored, town_id: str) -> None:
    add(
        connection,
        upload,
        id=fact.upload_id,
        town_id=town_id,
        sha256=fact.sha256,
        filename=fact.filename,
        media_type=fact.media_type,
        size=fact.size,
        uploaded_by=fact.by,
        uploaded_at=fact.at,
    )


def uploads_attached(connection: Connection, fact: f.UploadsAttached, _town_id: str) -> None:
    connection.execute(
        update(upload).where(upload.c.id.in_(fact.upload_ids)).values(instance_id=fact.instance_id)
    )


def draft_saved(connection: Connection, fact: f.DraftSaved, town_id: str) -> None:
    _replace_draft(
        connection,
        id=fact.draft_id,
        town_id=town_id,
        owner=fact.owner,
        subject=fact.subject,
        body=fact.body,
        saved_at=fact.at,
    )


def draft_sent(connection: Connection, fact: f.DraftSent, town_id: str) -> None:
    # what was typed is now a submission; the draft keeps only the receipt
    _replace_draft(
        connection,
        id=fact.draft_id,
        town_id=town_id,
        owner=fact.owner,
        subject=fact.subject,
        body=b"",
        saved_at=fact.at,
        instance_id=fact.instance_id,
        receipt=fact.receipt,
    )


def _replace_draft(connection: Connection, **values: Any) -> None:
    connection.execute(delete(draft).where(draft.c.id == values["id"]))
    add(connection, draft, **values)
