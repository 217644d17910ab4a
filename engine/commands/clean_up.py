"""Remove leftovers: ended sessions and tokens, throttles, unsent drafts and their files, kept answers.

Drafts hold ID numbers and illnesses of people who changed their mind: they must not lie about for ever.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from engine.adapters.clock import stamp
from engine.commands.context import Context, Decision
from engine.domain import facts as f
from engine.domain.rights import MANAGE_USERS, require

KEEP_DRAFTS = timedelta(days=30)
KEEP_ANSWERS = timedelta(days=7)
KEEP_SESSIONS = timedelta(days=7)


@dataclass(frozen=True)
class CleanUp:
    name: ClassVar[str] = "clean_up"


def handle(command: CleanUp, ctx: Context) -> Decision:
    del command
    require(ctx.actor, MANAGE_USERS)
    fact = f.LeftoversRemoved(
        drafts_before=stamp(ctx.now - KEEP_DRAFTS),
        answers_before=stamp(ctx.now - KEEP_ANSWERS),
        sessions_before=stamp(ctx.now - KEEP_SESSIONS),
    )
    return Decision({}, (fact,))
