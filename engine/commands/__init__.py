"""One command, one file: a frozen dataclass and `handle(command, ctx)`; some have `prepare` before the
transaction. Adding a command is a file here and a line in HANDLERS."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from engine.commands import (
    add_user,
    cancel_case,
    claim_task,
    clean_up,
    complete_task,
    deploy_definition,
    import_register,
    keep_session,
    log_in,
    log_out,
    make_token,
    publish_version,
    release_task,
    retire_version,
    save_draft,
    set_password,
    set_sample_passwords,
    start_case,
    store_upload,
    switch_user,
    track_case,
)
from engine.commands.add_user import AddUser
from engine.commands.cancel_case import CancelCase
from engine.commands.claim_task import ClaimTask
from engine.commands.clean_up import CleanUp
from engine.commands.complete_task import CompleteTask
from engine.commands.context import Context, Decision
from engine.commands.deploy_definition import DeployDefinition
from engine.commands.import_register import ImportRegister
from engine.commands.keep_session import KeepSession
from engine.commands.log_in import LogIn
from engine.commands.log_out import LogOut
from engine.commands.make_token import MakeToken
from engine.commands.publish_version import PublishVersion
from engine.commands.release_task import ReleaseTask
from engine.commands.retire_version import RetireVersion
from engine.commands.save_draft import SaveDraft
from engine.commands.set_password import SetPassword
from engine.commands.set_sample_passwords import SetSamplePasswords
from engine.commands.start_case import StartCase
from engine.commands.store_upload import StoreUpload
from engine.commands.switch_user import SwitchUser
from engine.commands.track_case import TrackCase


@dataclass(frozen=True)
class Handler:
    """`prepare(command, ctx)` runs before the write transaction, on a read connection."""

    handle: Callable[..., Decision]
    prepare: Callable[[Any, Context], Any] | None = None


def _handler(module: ModuleType) -> Handler:
    return Handler(module.handle, getattr(module, "prepare", None))


HANDLERS: dict[type, Handler] = {
    AddUser: _handler(add_user),
    CancelCase: _handler(cancel_case),
    ClaimTask: _handler(claim_task),
    CleanUp: _handler(clean_up),
    CompleteTask: _handler(complete_task),
    DeployDefinition: _handler(deploy_definition),
    ImportRegister: _handler(import_register),
    KeepSession: _handler(keep_session),
    LogIn: _handler(log_in),
    LogOut: _handler(log_out),
    MakeToken: _handler(make_token),
    PublishVersion: _handler(publish_version),
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
    "CancelCase",
    "ClaimTask",
    "CleanUp",
    "CompleteTask",
    "Context",
    "Decision",
    "DeployDefinition",
    "Handler",
    "ImportRegister",
    "KeepSession",
    "LogIn",
    "LogOut",
    "MakeToken",
    "PublishVersion",
    "ReleaseTask",
    "RetireVersion",
    "SaveDraft",
    "SetPassword",
    "SetSamplePasswords",
    "StartCase",
    "StoreUpload",
    "SwitchUser",
    "TrackCase",
]
