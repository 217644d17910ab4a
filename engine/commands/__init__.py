"""One command, one file: a frozen dataclass and `handle(command, ctx)`; some have `prepare` before the
transaction. Adding a command is a file here and a line in HANDLERS."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from engine.commands import (
    add_user,
    answer_effect,
    cancel_case,
    claim_task,
    clean_up,
    complete_task,
    correlate_message,
    deploy_definition,
    fail_job,
    fire_timer,
    import_register,
    keep_session,
    lease_jobs,
    log_in,
    log_out,
    make_token,
    publish_version,
    rate_case,
    record_effect,
    recount_dates,
    release_task,
    retire_version,
    return_task,
    save_draft,
    set_password,
    set_sample_passwords,
    start_case,
    store_upload,
    switch_user,
    track_case,
    withdraw_task,
)
from engine.commands.add_user import AddUser
from engine.commands.answer_effect import AnswerEffect
from engine.commands.cancel_case import CancelCase
from engine.commands.claim_task import ClaimTask
from engine.commands.clean_up import CleanUp
from engine.commands.complete_task import CompleteTask
from engine.commands.context import Context, Decision
from engine.commands.correlate_message import CorrelateMessage
from engine.commands.deploy_definition import DeployDefinition
from engine.commands.fail_job import FailJob
from engine.commands.fire_timer import FireTimer
from engine.commands.import_register import ImportRegister
from engine.commands.keep_session import KeepSession
from engine.commands.lease_jobs import LeaseJobs
from engine.commands.log_in import LogIn
from engine.commands.log_out import LogOut
from engine.commands.make_token import MakeToken
from engine.commands.publish_version import PublishVersion
from engine.commands.rate_case import RateCase
from engine.commands.record_effect import RecordEffect
from engine.commands.recount_dates import RecountDates
from engine.commands.release_task import ReleaseTask
from engine.commands.retire_version import RetireVersion
from engine.commands.return_task import ReturnTask
from engine.commands.save_draft import SaveDraft
from engine.commands.set_password import SetPassword
from engine.commands.set_sample_passwords import SetSamplePasswords
from engine.commands.start_case import StartCase
from engine.commands.store_upload import StoreUpload
from engine.commands.switch_user import SwitchUser
from engine.commands.track_case import TrackCase
from engine.commands.withdraw_task import WithdrawTask


@dataclass(frozen=True)
class Handler:
    """`prepare(command, ctx)` runs before the write transaction, on a read connection."""

    handle: Callable[..., Decision]
    prepare: Callable[[Any, Context], Any] | None = None


def _handler(module: ModuleType) -> Handler:
    return Handler(module.handle, getattr(module, "prepare", None))


HANDLERS: dict[type, Handler] = {
    RateCase: _handler(rate_case),
    WithdrawTask: _handler(withdraw_task),
    ReturnTask: _handler(return_task),
    FireTimer: _handler(fire_timer),
    CorrelateMessage: _handler(correlate_message),
    AnswerEffect: _handler(answer_effect),
    AddUser: _handler(add_user),
    CancelCase: _handler(cancel_case),
    ClaimTask: _handler(claim_task),
    CleanUp: _handler(clean_up),
    CompleteTask: _handler(complete_task),
    DeployDefinition: _handler(deploy_definition),
    FailJob: _handler(fail_job),
    ImportRegister: _handler(import_register),
    KeepSession: _handler(keep_session),
    LeaseJobs: _handler(lease_jobs),
    LogIn: _handler(log_in),
    LogOut: _handler(log_out),
    MakeToken: _handler(make_token),
    PublishVersion: _handler(publish_version),
    RecordEffect: _handler(record_effect),
    RecountDates: _handler(recount_dates),
    ReleaseTask: _handler(release_task),
    RetireVersion: _handler(retire_version),
    SaveDraft: _handler(save_draft),
    SetPassword: _handler(set_password),
    SetSamplePasswords: _handler(set_sample_passwords),
    StartCase: _handler(start_case),
    StoreUpload: _handler(store_upload),
    SwitchUser: _handler(switch_user),
    TrackCase: _handler(track_case),
}

__all__ = [
    "HANDLERS",
    "AddUser",
    "AnswerEffect",
    "CancelCase",
    "ClaimTask",
    "CleanUp",
    "CompleteTask",
    "Context",
    "CorrelateMessage",
    "Decision",
    "DeployDefinition",
    "FailJob",
    "FireTimer",
    "Handler",
    "ImportRegister",
    "KeepSession",
    "LeaseJobs",
    "LogIn",
    "LogOut",
    "MakeToken",
    "PublishVersion",
    "RateCase",
    "RecordEffect",
    "RecountDates",
    "ReleaseTask",
    "RetireVersion",
    "ReturnTask",
    "SaveDraft",
    "SetPassword",
    "SetSamplePasswords",
    "StartCase",
    "StoreUpload",
    "SwitchUser",
    "TrackCase",
    "WithdrawTask",
]
