"""Uploads: one file a request; the id is the value of a file field or material."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_smorest import Blueprint

from engine import commands
from engine.errors import InvalidValue
from web import access
from web.api import common

blueprint = Blueprint("api_uploads", __name__, description="Files")


@blueprint.route("/uploads", methods=["POST"])
@access.allow("case.start")
def upload() -> Any:
    """Store one file (multipart `file`): JPG, PNG or PDF by content."""
    file = next(iter(request.files.values()), None)
    if file is None:
        raise InvalidValue(field="file", why="没有文件", why_en="no file was sent")
    answer = common.execute(commands.StoreUpload(file.filename or "", file.read()))
    return {name: answer[name] for name in ("id", "sha256", "type", "size", "filename")}, 201
