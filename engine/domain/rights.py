"""Rights by name, with the words a refused person reads. Which role has which right is the book `roles`."""

from __future__ import annotations

from engine.domain.actors import Actor
from engine.errors import NotPermitted

WORK = "task.work"
START = "case.start"
READ_ALL_CASES = "case.read_all"
READ_ALL_TASKS = "task.read_all"
READ_DEFINITIONS = "definition.read"
EDIT_DEFINITIONS = "definition.edit"
PUBLISH = "definition.publish"
PUBLISH_OWN = "publish_own"
RETIRE = "definition.retire"
READ_AUDIT = "audit.read"
VERIFY_AUDIT = "audit.verify"
MANAGE_USERS = "user.manage"
EDIT_REGISTERS = "register.edit"
READ_OUTBOX = "outbox.read"
READ_RATINGS = "rating.read"
MESSAGES = "messages"
"""A connector's right: it may end any wait that its message is for (contract, plain processes)."""

WORDS: dict[str, tuple[str, str]] = {
    WORK: ("办理待办", "work on tasks"),
    START: ("收件", "start cases"),
    READ_ALL_CASES: ("查看全部办件", "read all cases"),
    READ_ALL_TASKS: ("查看全部待办", "read all tasks"),
    READ_DEFINITIONS: ("查看流程", "read process definitions"),
    EDIT_DEFINITIONS: ("上传流程", "upload process definitions"),
    PUBLISH: ("发布流程", "publish process definitions"),
    PUBLISH_OWN: ("发布自己上传的流程", "publish one's own uploads"),
    RETIRE: ("停用流程", "retire process definitions"),
    READ_AUDIT: ("查看留痕", "read audit records"),
    VERIFY_AUDIT: ("核验留痕", "verify audit records"),
    MANAGE_USERS: ("管理用户", "manage users"),
    EDIT_REGISTERS: ("维护名册", "maintain registers"),
    READ_OUTBOX: ("查看发件箱和作业", "read the outbox and jobs"),
    READ_RATINGS: ("查看评价", "read ratings"),
    MESSAGES: ("发送外部消息", "send messages of other systems"),
}


def require(actor: Actor, right: str) -> None:
    """Raise NotPermitted unless the actor has the right."""
    if not actor.may(right):
        zh, en = WORDS.get(right, (right, right))
        raise NotPermitted(right_zh=zh, right_en=en)


def require_system(actor: Actor) -> None:
    """Raise NotPermitted unless the system itself acts: workers, the command line."""
    if not actor.is_system:
        raise NotPermitted(right_zh="系统自动办理", right_en="act as the system")
