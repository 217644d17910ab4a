"""What a step does to the documents of its case besides topics: seals them, or takes them back."""

from __future__ import annotations

from engine.commands.context import Context
from engine.domain import facts as f
from engine.domain import trail
from engine.domain.results import SEALED
from engine.domain.rows import CaseRow
from engine.runtime.advance import Action, Complete, Step
from engine.store import load_documents


def sealed(ctx: Context, case: CaseRow, action: Action, outcome: str, step: Step) -> list[f.Fact]:
    """The seal on every document that was numbered in the same process as the task completed with that
    outcome. Source: families.md, procedure `issue`."""
    if not isinstance(action, Complete) or outcome != SEALED:
        return []
    path = step.passed[0]
    return [
        f.DocumentSealed(case.id, one.kind, path, ctx.actor.login, ctx.at)
        for one in load_documents.documents_of(ctx.connection, case.id)
        if _process(one.element_path) == _process(path) and one.taken_back_at is None
    ]


def _process(path: str) -> str:
    return path.rpartition("/")[0]


def taken_back(ctx: Context, case: CaseRow, found: trail.Undone) -> tuple[f.DocumentTakenBack, ...]:
    """What a step back undoes of the documents: a paper whose numbering, seal or filing lies behind the
    target is no paper of this case any more until it is made, sealed and filed anew."""
    facts = []
    for one in load_documents.documents_of(ctx.connection, case.id):
        number = one.element_path in found.passed
        seal = number or one.sealed_path in found.passed
        if seal or one.published_path in found.passed:
            facts.append(f.DocumentTakenBack(case.id, one.kind, seal, number, ctx.at))
    return tuple(facts)
