"""What going back takes back besides open places: milestones, a stop of the clock, documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from engine.commands import papers
from engine.commands.context import Context
from engine.domain import facts as f
from engine.domain import trail
from engine.domain.milestones import LASTING
from engine.domain.rows import CaseRow
from engine.runtime.advance import Action, GoBack
from engine.runtime.parse import Program
from engine.store import load_cases, load_waits


@dataclass(frozen=True)
class Undone:
    """`milestones` that stand no more with the instants that they had; `stop`: the open stop of the clock
    ends too; `documents` that do not count any more."""

    milestones: Mapping[str, str] = field(default_factory=dict)
    stop: bool = False
    documents: tuple[f.DocumentTakenBack, ...] = ()

    def left_of(self, case: CaseRow) -> CaseRow:
        """The case with the milestones that still stand."""
        left = {name: at for name, at in case.milestones.items() if name not in self.milestones}
        return replace(case, milestones=left)


NOTHING = Undone()


def undone_by(ctx: Context, case: CaseRow, program: Program, action: Action) -> Undone:
    """What a GoBack undoes, nothing for other actions.

    A milestone that was reached at the target or behind it has to be reached anew: the promise runs on, and
    the letter to the applicant goes out again with the real decision (who got the first one must be told).
    One of `LASTING` stands with its first instant, and its letter went out for good. The audit record keeps
    the instants of those undone. A stop that began at the target or behind it ends; one
    that had ended stays as it was: those days did pass.
    """
    if not isinstance(action, GoBack):
        return NOTHING
    moves = load_cases.moves(ctx.connection, case.id)
    found = trail.undone(program.model_at(action.path), action.path, action.element_id, moves)
    may_reach = {name for path in found.passed for name in program.node_at(path).milestones}
    return Undone(
        {name: at for name, at in case.milestones.items() if name in (may_reach & found.reached) - LASTING},
        case.stopped_since is not None and _began_since(ctx, case, found),
        papers.taken_back(ctx, case, found),
    )


def _began_since(ctx: Context, case: CaseRow, found: trail.Undone) -> bool:
    """Whether the open stop began at an element that is undone."""
    return any(
        stop.closed_at is None and stop.opened_at >= found.since and stop.element_path in found.passed
        for stop in load_waits.stops(ctx.connection, case.id)
    )
