"""Letters to the applicant when a case reaches a milestone: one outbox row a milestone and case."""

from __future__ import annotations

from collections.abc import Sequence

from engine import digest
from engine.commands.context import Context
from engine.domain import facts as f
from engine.domain.model import Node, ProcessModel
from engine.domain.rows import CaseRow
from engine.letters import day_words, fill, item_words

TOPIC = "notify.sms"
TOWN_HALL = ("政务服务中心", "the government service hall")
"""For a town whose book `stations` names no hall."""


def letters_of(
    case: CaseRow, model: ProcessModel, reached: Sequence[str], passed: Sequence[tuple[str, Node]]
) -> list[tuple[str, str]]:
    """(what happened, letter key) of a step: milestones reached now (`item.sms.<milestone>`), then paths of
    nodes with the property `sms` that were passed. `case` is the case before the step."""
    keys = {name: model.properties.get(f"item.sms.{name}", "") for name in reached}
    found = [(name, key) for name, key in keys.items() if key and name not in case.milestones]
    return [
        *found,
        *((path, key) for path, node in passed if (key := node.properties.get("sms", "").strip())),
    ]


def letter_facts(
    ctx: Context, case: CaseRow, model: ProcessModel, letters: Sequence[tuple[str, str]]
) -> tuple[f.Fact, ...]:
    """Jobs and outbox rows for letters of `letters_of`. Without a phone number nobody can be told.

    A key that the book `letters` does not hold makes a row without text, which the worker keeps as failed.
    """
    if not letters or case.phone is None:
        return ()
    number = ctx.vault.open(case.phone, f"process_instance:phone:{case.id}").decode()
    texts = _texts(ctx, case, model.named_in_letters, {key for _name, key in letters})
    return tuple(
        fact
        for name, key in letters
        for fact in _letter(ctx, case, name, key, number, texts.get(key, ("", "")))
    )


def _letter(
    ctx: Context, case: CaseRow, happened: str, key: str, number: str, text: tuple[str, str]
) -> tuple[f.Fact, ...]:
    job_id = ctx.chance.new_id()
    call_path, _, name = happened.rpartition("/")
    body = {"phone": number, "text": text[0], "text_en": text[1], "case_no": case.case_no}
    sealed = ctx.vault.seal(digest.canonical(body).encode(), f"outbox:body:{job_id}")
    return (
        # no token: nothing waits for a letter, and it is sent whatever becomes of the case
        f.JobArmed(job_id, "effect", case.id, "", name, call_path, ctx.at, ctx.at),
        f.EffectQueued(job_id, case.id, case.case_no, TOPIC, key, sealed, ctx.at),
    )


def _texts(ctx: Context, case: CaseRow, named: bool, keys: set[str]) -> dict[str, tuple[str, str]]:
    """Letter key -> its text in Chinese and English, filled."""
    rows = [row for row in ctx.book("letters") if row["key"] in keys]
    item = item_words(case.definition_name, case.definition_name_en, named)
    day = day_words(ctx.today)
    # two letters of three ask for no place, and the book of stations is then not read
    asked = any("{place}" in str(row["zh"]) + str(row["en"]) for row in rows)
    place = _place(ctx, case) if asked else ("", "")
    zh, en = ({"item": item[n], "case_no": case.case_no, "day": day[n], "place": place[n]} for n in (0, 1))
    return {str(row["key"]): (fill(str(row["zh"]), zh), fill(str(row["en"]), en)) for row in rows}


def _place(ctx: Context, case: CaseRow) -> tuple[str, str]:
    """Where the applicant goes: the station of the village that took the case in, else the town's hall."""
    rows = ctx.book("stations")
    villages = {case.scope.id} if case.scope.kind == "village" else set()
    own = [row for row in rows if row.get("kind") == "village" and row.get("village") in villages]
    halls = [row for row in rows if row.get("kind") == "hall"]
    for row in own or halls:
        return str(row["zh"]), str(row.get("en") or row["zh"])
    return TOWN_HALL
