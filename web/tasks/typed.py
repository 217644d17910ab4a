"""What was typed on a task page: read, kept for the page again, and told when it can no longer be sent."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import gettext as _

from engine.queries.task_list import TaskDetail
from web import formdata, language, lookups
from web.cases.stages import outcome_words


def seen() -> int | None:
    """The version of the task that the page showed."""
    text = request.form.get("version", "")
    return int(text) if text.isdigit() else None


def verdicts() -> dict[str, dict[str, str]]:
    """`material.<code>.verdict` and `.reason` of the posted page; rows without a verdict are left out."""
    rows: dict[str, dict[str, str]] = {}
    for name, value in request.form.items():
        prefix, _, rest = name.partition(".")
        code, _, part = rest.rpartition(".")
        if prefix == "material" and part in ("verdict", "reason") and code:
            rows.setdefault(code, {})[part] = value
    return {code: row for code, row in rows.items() if row.get("verdict")}


def body(posted: formdata.Posted, materials: dict[str, dict[str, str]]) -> dict[str, Any]:
    """Everything on the page, as a draft keeps it."""
    single = {name: request.form.get(name, "") for name in ("outcome", "opinion", "second_person")}
    return {**posted.body(), "materials": materials, **single}


def in_words(detail: TaskDetail, typed: dict[str, Any]) -> list[tuple[str, str]]:
    """What was typed into a page that can no longer be sent, to be read and copied: (label, text)."""
    english = language.current() == "en"
    names = lookups.material_names(language.current())
    verdicts = {"pass": _("合格"), "fail": _("不合格"), "missing": _("缺少")}
    rows = [
        (names.get(code, code), f"{verdicts.get(row['verdict'], '')} {row.get('reason', '')}".strip())
        for code, row in typed["materials"].items()
    ]
    for field in detail.form.fields if detail.form is not None else ():
        value = typed["values"].get(field.key)
        if value not in (None, "", [], {}):
            label = field.label_en if english and field.label_en else field.label
            parts = (
                value.values() if isinstance(value, dict) else value if isinstance(value, list) else [value]
            )
            rows.append((label, "、".join(str(part) for part in parts)))
    rows.append((_("办理结论"), outcome_words(detail.node, typed["outcome"])))
    rows.append((_("办理意见"), typed["opinion"]))
    return [(label, text) for label, text in rows if text]
