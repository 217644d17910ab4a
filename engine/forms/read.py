"""`forms/<key>.form` (form-js JSON) -> Form and findings. Any bytes give findings, never an exception."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any, NoReturn

from engine.domain.findings import Finding, Severity
from engine.forms.components import KEY
from engine.forms.model import Form, Sentence
from engine.forms.typed import mapping, words
from engine.forms.walk import Lines, Walk

MOST_BYTES = 256 * 1024

_NOT_JSON: Sentence = (
    "文件不是 UTF-8 的 JSON，读不出来。请用表单编辑器重新导出。",
    "The file is no UTF-8 JSON. Export it again from the form editor.",
)
_NESTED: Sentence = (
    "文件的嵌套太深，读不出来。请减少分组层数。",
    "The file is nested too deeply to be read. Use fewer groups inside groups.",
)
_TYPE: Sentence = (
    "这不是 form-js 表单：要有 type: default 和 components。请用表单编辑器导出。",
    "This is no form-js form: it needs type: default and components. Export it from the form editor.",
)
_NO_FIELDS: Sentence = (
    "表单没有可填的项。不需要填写时，节点可以不设表单。",
    "The form has nothing to fill in. A task that asks nothing needs no form.",
)


def read_form(data: bytes, file: str) -> tuple[Form | None, list[Finding]]:
    """The form in `data` (None after an error) and all findings. Its key is the stem of `file`."""
    stem = PurePosixPath(file.replace("\\", "/")).stem
    reading = _read(data, stem, strict=True)
    return reading.form, [
        Finding(file, line, severity, code, element, zh, en)
        for line, severity, code, element, zh, en in reading.rows
    ]


@lru_cache(maxsize=512)
def compile_form(data: bytes, key: str = "") -> Form:
    """A stored form, checked when it was published; `key` is its own id unless given. Raises ValueError.

    Conditions are compiled but not judged again, so a rule added later stops no running case.
    """
    reading = _read(data, key, strict=False)
    if reading.form is None:
        errors = [row[5] for row in reading.rows if row[1] == "error"]
        raise ValueError(f"stored form cannot be compiled: {errors[0]}")
    return reading.form


class _Reading:
    """Findings as (line, severity, code, element, zh, en), and the form once it is known."""

    def __init__(self) -> None:
        self.rows: list[tuple[int, Severity, str, str, str, str]] = []
        self.form: Form | None = None

    def add(self, code: str, pair: Sentence, severity: Severity = "error") -> None:
        self.rows.append((0, severity, code, "", *pair))


def _read(data: bytes, key: str, *, strict: bool) -> _Reading:
    reading = _Reading()
    text, document = _document(data, reading)
    if document is None:
        return reading
    if not isinstance(document, dict) or document.get("type") != "default":
        reading.add("form.type", _TYPE)
        return reading
    components = document.get("components")
    if not isinstance(components, list):
        reading.add("form.type", _TYPE)
        return reading
    _check_id(document, key, reading, strict=strict)
    walk = Walk(Lines(text), reading.rows, strict=strict)
    walk.components(components)
    fields = walk.finish()
    if all(one.is_note for one in fields):
        reading.add("form.no_fields", _NO_FIELDS, "warning")
    if not any(severity == "error" for _, severity, *_ in reading.rows):
        own = key or words(document.get("id"))
        reading.form = Form(own, words(mapping(document.get("properties")).get("title")) or own, fields)
    return reading


def _check_id(document: dict[str, Any], key: str, reading: _Reading, *, strict: bool) -> None:
    if not strict:
        return
    if KEY.fullmatch(key) is None:
        reading.add(
            "form.id",
            (
                "文件名要用小写字母开头，只含小写字母、数字和下划线，最多 64 个字。请改名。",
                "The file name must be lower-case letters, digits and underscores, 64 at most. Rename it.",
            ),
        )
    elif document.get("id") != key:
        reading.add(
            "form.id",
            (
                f"表单的 id 与文件名不同。请把 id 改成 {key}。",
                f"The id of the form differs from the file name. Change the id to {key}.",
            ),
            "warning",
        )


def _document(data: bytes, reading: _Reading) -> tuple[str, Any]:
    """The text and the JSON value in it; None with a finding when there is none to use."""
    if len(data) > MOST_BYTES:
        most = MOST_BYTES // 1024
        reading.add(
            "form.too_large",
            (
                f"文件有 {len(data) // 1024} KB，最多 {most} KB。请把表单拆小。",
                f"The file has {len(data) // 1024} KB, {most} KB at most. Split the form.",
            ),
        )
        return "", None
    try:
        text = data.decode("utf-8-sig")
        document = json.loads(text, parse_float=Decimal, parse_constant=_no_constant)
        storable = json.dumps(document, ensure_ascii=False, default=str)
        storable.encode("utf-8")
    except RecursionError:
        reading.add("form.nesting", _NESTED)
        return "", None
    except (ValueError, ArithmeticError):
        # bad UTF-8, bad JSON, half surrogate pairs; integers and exponents beyond Python's limits
        reading.add("form.not_json", _NOT_JSON)
        return "", None
    if "\\u0000" in storable:
        reading.add("form.not_json", _NOT_JSON)
        return "", None
    return text, document if document is not None else []


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
