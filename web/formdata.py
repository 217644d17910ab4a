"""A posted form -> what commands take; and what was typed -> the page again.

File inputs cannot be refilled by a browser, so files are stored at once and their ids travel in hidden
fields `kept.<name>`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import request

from engine import Actor, commands
from engine.errors import FormInvalid, ZhenwuError
from engine.forms import Form, from_html
from web import identity, language

KEPT = "kept."
APPLICANT = "applicant."
MATERIAL = "material."


@dataclass
class Posted:
    """What a person sent: form values, applicant, uploaded files by field name, errors of the files."""

    values: dict[str, Any] = field(default_factory=dict)
    applicant: dict[str, Any] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    errors: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    @property
    def materials(self) -> dict[str, str]:
        """Material code -> upload id."""
        return {
            name[len(MATERIAL) :]: ident for name, ident in self.files.items() if name.startswith(MATERIAL)
        }

    def body(self) -> dict[str, Any]:
        """What a draft keeps."""
        return {"values": self.values, "applicant": self.applicant, "files": self.files, "names": self.names}


def read(form: Form | None, applicant: Form | None, actor: Actor) -> Posted:
    """Read the current request; files are stored through the engine."""
    fields = request.form.to_dict(flat=False)
    posted = Posted()
    _files(posted, actor)
    if applicant is not None:
        own = {
            name[len(APPLICANT) :]: values for name, values in fields.items() if name.startswith(APPLICANT)
        }
        posted.applicant = from_html(applicant, own)
    if form is not None:
        posted.values = from_html(form, fields)
        for one in form.fields:
            if one.kind == "file" and one.key in posted.files:
                posted.values[one.key] = [posted.files[one.key]]
    return posted


def _files(posted: Posted, actor: Actor) -> None:
    for name, value in request.form.items():
        if name.startswith(KEPT) and value:
            ident, _, filename = value.partition("|")
            posted.files[name[len(KEPT) :]] = ident
            posted.names[name[len(KEPT) :]] = filename
    for name, file in request.files.items():
        if not file.filename:
            continue
        try:
            answer = identity.engine().execute(commands.StoreUpload(file.filename, file.read()), actor)
        except ZhenwuError as error:
            posted.errors.setdefault(name, []).append((error.sentence("zh"), error.sentence("en")))
            continue
        posted.files[name] = str(answer["id"])
        posted.names[name] = str(answer["filename"])


def sentences(errors: Mapping[str, list[tuple[str, str]]], prefix: str = "") -> dict[str, list[str]]:
    """Errors in the page's language."""
    english = language.current() == "en"
    return {prefix + key: [en if english else zh for zh, en in pairs] for key, pairs in errors.items()}


def page_errors(error: ZhenwuError) -> dict[str, list[str]]:
    """A refusal as the summary of a form page shows it."""
    if isinstance(error, FormInvalid):
        return sentences(error.fields)
    return {"_form": [error.sentence(language.current())]}
