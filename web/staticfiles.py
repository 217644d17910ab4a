"""Where a template finds the built CSS and JavaScript.

``node web/assets/build.mjs`` writes hashed files and a manifest; a checkout that was never built still
serves pages with the hand-written ``fallback.css`` and no scripts.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from flask import url_for

MANIFEST = Path(__file__).parent / "static" / "built" / "manifest.json"


@lru_cache(maxsize=1)
def _read_manifest(_mtime_ns: int) -> dict[str, str]:
    entries: dict[str, str] = json.loads(MANIFEST.read_text(encoding="utf-8"))
    return entries


def _manifest() -> dict[str, str]:
    """Entry name -> built file; empty before the first build. A new build shows without a restart."""
    try:
        return _read_manifest(MANIFEST.stat().st_mtime_ns)
    except FileNotFoundError:
        return {}


def assets_built() -> bool:
    """Say whether the build has run; pages show the banner 前端资源未构建 when it has not."""
    return bool(_manifest())


def asset_url(name: str) -> str:
    """URL of the built file of an entry such as ``staff.js``.

    Without a build a style sheet falls back to the hand-written one, a script to ``""``: leave it out.
    """
    built = _manifest().get(name)
    if built:
        return url_for("static", filename=f"built/{built}")
    return url_for("static", filename="fallback.css") if name.endswith(".css") else ""
