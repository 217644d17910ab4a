"""Applying for an item: the same steps at the portal and at a counter. Routes differ in chrome only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import gettext as _

from engine import Actor, commands, queries
from engine.errors import IdempotencyMismatch, NotFound, ZhenwuError
from engine.forms.applicant import applicant_form
from engine.queries.catalogue import ItemDetail
from web import formdata, identity, language, lookups, words


@dataclass
class Application:
    """One application page: the item, the draft, what was typed, what is wrong."""

    detail: ItemDetail
    draft_id: str
    posted: formdata.Posted
    errors: dict[str, list[str]]
    notice: str = ""
    receipt: dict[str, Any] | None = None
    status: int = 200


def subject(key: str) -> str:
    return f"apply:{key}"


def draft_for(key: str, actor: Actor) -> str:
    """The id of the open draft of this person or browser, or of a new one. Raises NotFound for no item.

    It stands in the page's address, so that the back button after sending finds the receipt.
    """
    engine = identity.engine()
    engine.read(queries.catalogue.item_detail, actor, key, public=not actor.is_staff)
    found = engine.read(queries.drafts.open_draft, actor, identity.owner(), subject(key))
    if found is not None:
        return found.id
    return str(engine.execute(commands.SaveDraft(identity.owner(), subject(key)), actor)["draft_id"])


def open_page(key: str, actor: Actor, draft_id: str) -> Application | None:
    """The page of a draft as it was saved; of a sent one the receipt; None: no draft of this person."""
    engine = identity.engine()
    detail = engine.read(queries.catalogue.item_detail, actor, key, public=not actor.is_staff)
    found = engine.read(queries.drafts.draft_of, actor, identity.owner(), draft_id)
    if found is None:
        return None
    if found.receipt is not None:
        return Application(detail, found.id, formdata.Posted(), {}, receipt=dict(found.receipt))
    posted = _posted(found.body)
    saved = _("已接着上次存的草稿（%(at)s）。", at=words.day_time(found.saved_at))
    return Application(detail, found.id, posted, {}, saved if posted.values else "")


def send(key: str, actor: Actor, channel: str = "") -> Application:
    """Save the draft or start the case. A draft that was sent before shows its receipt again."""
    engine = identity.engine()
    detail = engine.read(queries.catalogue.item_detail, actor, key, public=not actor.is_staff)
    draft_id = request.form.get("draft", "")
    kept = engine.read(queries.drafts.draft_of, actor, identity.owner(), draft_id)
    if kept is None:
        raise NotFound(what="草稿", what_en="draft", id=draft_id)
    if kept.receipt is not None:
        return Application(detail, draft_id, formdata.Posted(), {}, receipt=dict(kept.receipt))
    posted = formdata.read(detail.form, applicant_form(strict=not actor.is_staff), actor)
    page = Application(detail, draft_id, posted, formdata.sentences(posted.errors))
    if request.form.get("action") == "save":
        return _save(page, key, actor)
    return _start(page, key, actor, channel)


def receipt_of(draft_id: str, actor: Actor) -> dict[str, Any]:
    """The receipt, for the browser or person who sent it."""
    kept = identity.engine().read(queries.drafts.draft_of, actor, identity.owner(), draft_id)
    if kept is None or kept.receipt is None:
        raise NotFound(what="回执", what_en="receipt", id=draft_id)
    return dict(kept.receipt)


def _save(page: Application, key: str, actor: Actor) -> Application:
    command = commands.SaveDraft(identity.owner(), subject(key), page.draft_id, page.posted.body())
    answer = identity.engine().execute(command, actor)
    page.notice = _(
        "草稿 %(at)s 已存，可以接着填，也可以以后再来。", at=words.day_time(str(answer["saved_at"]))
    )
    return page


def _start(page: Application, key: str, actor: Actor, channel: str) -> Application:
    engine = identity.engine()
    if not page.errors:
        command = commands.StartCase(
            definition_key=key,
            applicant=page.posted.applicant,
            data=page.posted.values,
            materials=page.posted.materials,
            channel=channel,
            draft_id=page.draft_id,
            draft_owner=identity.owner(),
        )
        try:
            page.receipt = engine.execute(command, actor, key=f"draft:{page.draft_id}").body
            return page
        except IdempotencyMismatch:
            # sent twice at once with a photograph: each request stored its own copy, the case is one
            page.receipt = receipt_of(page.draft_id, actor)
            return page
        except ZhenwuError as error:
            page.errors = _prefixed(formdata.page_errors(error))
            if error.code not in ("form_invalid", "invalid_value", "not_startable"):
                raise
    page.status = 422
    engine.execute(
        commands.SaveDraft(identity.owner(), subject(key), page.draft_id, page.posted.body()), actor
    )
    return page


def _prefixed(errors: dict[str, list[str]]) -> dict[str, list[str]]:
    """Applicant fields stand on the page under their prefix."""
    own = {one.key for one in applicant_form(strict=True).fields}
    return {(formdata.APPLICANT + key if key in own else key): found for key, found in errors.items()}


def _posted(body: Any) -> formdata.Posted:
    return formdata.Posted(
        values=dict(body.get("values", {})),
        applicant=dict(body.get("applicant", {})),
        files=dict(body.get("files", {})),
        names=dict(body.get("names", {})),
    )


def context(page: Application) -> dict[str, Any]:
    """What the shared application template needs."""
    return {
        "application": page,
        "detail": page.detail,
        "applicant": applicant_form(strict=True),
        "errors": page.errors,
        "lookup": lookups.lookup,
        "material_names": lookups.material_names(language.current()),
    }
