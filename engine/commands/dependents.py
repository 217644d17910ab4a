"""Published definitions that a new version of a form or of a called process would change."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set

from engine.commands.context import Context
from engine.domain.model import ITEM_KINDS
from engine.gate import Upload
from engine.runtime.read import read_model
from engine.store import load_definitions

_CALLED = re.compile(rb"""\scalledElement\s*=\s*["']([^"'<]*)["']""")
"""Looked for in the bytes: a thousand items are not parsed to find three callers."""


def callable_keys(ctx: Context, keys: Set[str]) -> dict[str, str]:
    """Of these keys those with a published version that others may call, with its content hash."""
    rows = load_definitions.published_of(ctx.connection, ctx.town_id, keys)
    return {key: row.sha256 for key, row in rows.items() if row.kind not in ITEM_KINDS}


def users_of(ctx: Context, forms: Set[str], called: Set[str], besides: Set[str]) -> list[Upload]:
    """The published definitions that use one of the forms, or call one of the processes, directly or through
    others: neither must change under them unjudged."""
    if not forms and not called:
        return []
    published = dict(load_definitions.all_published(ctx.connection, ctx.town_id))
    users = {key for key, data in published.items() if _uses(data, forms)}
    users |= _callers(published, called | users)
    return [Upload(f"{key}.bpmn", data) for key, data in published.items() if key in users - besides]


def callers_of(ctx: Context, key: str) -> list[str]:
    """Keys of the published definitions that call the process directly."""
    published = load_definitions.all_published(ctx.connection, ctx.town_id)
    return sorted(caller for caller, data in published if caller != key and key in _calls(data))


def _uses(data: bytes, forms: Set[str]) -> bool:
    if not any(form.encode() in data for form in forms):
        return False
    return bool(forms & set(read_model(data).form_keys))


def _callers(published: Mapping[str, bytes], called: Set[str]) -> set[str]:
    calls = {key: _calls(data) for key, data in published.items()}
    found: set[str] = set()
    asked = set(called)
    while asked:
        asked = {key for key, keys in calls.items() if keys & asked} - found
        found |= asked
    return found


def _calls(data: bytes) -> set[str]:
    return {key.decode("utf-8", "replace").strip() for key in _CALLED.findall(data)}
