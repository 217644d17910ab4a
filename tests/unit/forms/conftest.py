"""Factories: a form out of component dictionaries, and the day, lists and uploads around a load."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from engine.forms import Form, Option, Surroundings, read_form

VILLAGES = (Option("huangtang", "璜塘社区", "Huangtang"), Option("xinhe", "新河村", "Xinhe"))


def _component(type_: str, key: str, **more: Any) -> dict[str, Any]:
    return {"type": type_, "key": key, "id": f"Field_{key}", "label": f"栏{key}", **more}


def _document(components: list[Any], key: str = "sample") -> bytes:
    document = {"type": "default", "id": key, "schemaVersion": 16, "components": components}
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


@pytest.fixture(scope="session")
def component() -> Callable[..., dict[str, Any]]:
    return _component


@pytest.fixture(scope="session")
def document() -> Callable[..., bytes]:
    return _document


@pytest.fixture(scope="session")
def make_form() -> Callable[..., Form]:
    def make(*components: dict[str, Any]) -> Form:
        form, findings = read_form(_document(list(components)), "forms/sample.form")
        assert form is not None, findings
        assert findings == []
        return form

    return make


@pytest.fixture(scope="session")
def around() -> Surroundings:
    lists = {"village": VILLAGES, "nation": (Option("01", "汉族", "Han"), Option("45", "维吾尔族"))}
    return Surroundings(
        today=date(2026, 10, 19),
        lookup=lambda name: lists.get(name, ()),
        uploads=lambda one: one in {"up-1", "up-2"},
    )


@pytest.fixture(scope="session")
def refusals(around: Surroundings) -> Callable[[Form, Any], dict[str, list[tuple[str, str]]]]:
    """The errors of a load that must fail."""
    from engine.errors import FormInvalid
    from engine.forms import load

    def refused(form: Form, raw: Any) -> dict[str, list[tuple[str, str]]]:
        with pytest.raises(FormInvalid) as caught:
            load(form, raw, around)
        for pairs in caught.value.fields.values():
            assert pairs and all(zh and en for zh, en in pairs)
        return caught.value.fields

    return refused
