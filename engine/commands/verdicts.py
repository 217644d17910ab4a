"""Verdicts on materials: what a completion says of each, and what its outcome asks of them all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.commands.context import Context
from engine.domain import facts as f
from engine.domain.materials import IN_ORDER, VERDICTS, is_faulty
from engine.domain.model import Node, Outcome, ProcessModel
from engine.domain.rows import MaterialRow
from engine.errors import MaterialsNotReady

Given = Mapping[str, Mapping[str, str]]
"""Material code -> {"verdict": "pass|fail|missing", "reason": text}."""
Errors = dict[str, list[tuple[str, str]]]


def verdict_errors(
    given: Given, rows: Sequence[MaterialRow], model: ProcessModel, node: Node, outcome: str
) -> Errors:
    """What is wrong with the verdicts, beside each material; `rows` are the materials of the last round.

    With an outcome of `faulty_on` every material needs its verdict, every fault its reason, and there must be
    a fault: the applicant is told all that has to be corrected at once (行政许可法 32(4)), or refused for it.
    With one of `told_only` a fault the applicant was told of: what was not told is no ground to refuse.
    """
    chosen = next((one for one in node.outcomes if one.key == outcome and outcome in node.faulty_on), None)
    errors = _shape_errors(given, rows, told=chosen is not None)
    if chosen is not None:
        errors |= _unjudged(given, rows, model, chosen)
        faulty = [row for row in rows if is_faulty(_verdict(given, row))]
        if not errors and not faulty:
            errors["outcome"] = [_nothing_faulty(node, chosen)]
        elif not errors and outcome in node.told_only and not any(map(_was_told, faulty)):
            errors["outcome"] = [_never_told(node, chosen)]
    return errors


def _was_told(row: MaterialRow) -> bool:
    """Faulty as stored before, or handed in again: only what was told is asked for again."""
    return row.round > 1 or is_faulty(row.verdict)


def _shape_errors(given: Given, rows: Sequence[MaterialRow], *, told: bool) -> Errors:
    """Verdicts one by one. `told`: they are told to the applicant, so a missing one needs words as well."""
    known = {row.code for row in rows}
    errors: Errors = {}
    for code, one in given.items():
        verdict = one.get("verdict", "")
        if code not in known:
            errors[_field(code)] = [("本件没有这项材料", "this case has no such material")]
        elif verdict not in VERDICTS:
            errors[_field(code)] = [("请选合格、不合格或缺少", "choose in order, not in order or missing")]
        elif not one.get("reason", "").strip():
            if verdict == "fail":
                errors[_field(code)] = [("请写明哪里不合格", "say what is not in order")]
            elif verdict == "missing" and told:
                errors[_field(code)] = [("请写明缺什么、怎么补", "say what is missing and how to hand it in")]
    return errors


def _unjudged(given: Given, rows: Sequence[MaterialRow], model: ProcessModel, chosen: Outcome) -> Errors:
    """A verdict of before stands when it is `pass`; a fault is looked at again and said again."""
    required = {material.code for material in model.materials if material.required}
    errors: Errors = {}
    for row in rows:
        if row.code in given or row.verdict == IN_ORDER:
            continue
        zh = f"选“{chosen.label}”前每项都要核对：请选合格、不合格或缺少"
        en = f'every material is checked before "{chosen.label_en}": choose in order, not in order or missing'
        if row.code not in required:
            zh, en = f"{zh}；用不着交的选合格", f"{en}; in order if it is not needed"
        errors[_field(row.code)] = [(zh, en)]
    return errors


def _nothing_faulty(node: Node, chosen: Outcome) -> tuple[str, str]:
    first = node.outcomes[0]
    return (
        f"每项材料都合格，不能选“{chosen.label}”。请把要补的标为不合格或缺少并写明原因，"
        f"或者选“{first.label}”",
        f'every material is in order, so "{chosen.label_en}" does not fit: mark what has to be corrected, '
        f'with the reason, or choose "{first.label_en}"',
    )


def _never_told(node: Node, chosen: Outcome) -> tuple[str, str]:
    first = node.outcomes[0]
    telling = [one for one in node.outcomes if one.key in node.faulty_on and one.key not in node.told_only]
    zh = "、".join(f"“{one.label}”" for one in telling)
    en = " or ".join(f'"{one.label_en}"' for one in telling)
    return (
        f"这些缺陷没有告知过申请人，不能据此选“{chosen.label}”。还能选{zh}的，请先选它告知；"
        f"已经补正过的，不能再要求补别的：没有告知过的请选合格，都合格就选“{first.label}”",
        f'the applicant was never told of these faults, so they are no ground for "{chosen.label_en}". '
        f"Where {en} is on offer, choose it to tell them; after the correction nothing else "
        "may be asked for: mark as in order what was not told, "
        f'and choose "{first.label_en}" when all is in order',
    )


def require_all_in_order(
    ctx: Context, given: Given, rows: Sequence[MaterialRow], model: ProcessModel, node: Node
) -> None:
    """The first outcome needs every required material in order (architecture §8)."""
    required = {material.code for material in model.materials if material.required}
    open_codes = [row.code for row in rows if row.code in required and _verdict(given, row) != IN_ORDER]
    if open_codes:
        names = {row["key"]: row["name_zh"] for row in ctx.book("materials")}
        raise MaterialsNotReady(
            n=len(open_codes),
            outcome=node.outcomes[0].label,
            names="、".join(names.get(code, code) for code in open_codes),
            details={_field(code): ["须为合格"] for code in open_codes},
        )


def judgements(ctx: Context, given: Given, rows: Sequence[MaterialRow]) -> list[f.Judgement]:
    """The verdicts as they are stored, their reasons sealed."""
    return [
        f.Judgement(row.id, one["verdict"], _sealed_reason(ctx, row.id, one.get("reason", "").strip()))
        for row in rows
        if (one := given.get(row.code))
    ]


def _verdict(given: Given, row: MaterialRow) -> str:
    return given.get(row.code, {}).get("verdict", row.verdict)


def _sealed_reason(ctx: Context, row_id: str, reason: str) -> bytes:
    return ctx.vault.seal(reason.encode(), f"case_material:reason:{row_id}") if reason else b""


def _field(code: str) -> str:
    return f"material.{code}"
