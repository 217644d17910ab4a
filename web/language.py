"""Chinese chrome with an English switch: `?lang=en` is kept in the session."""

from __future__ import annotations

from flask import Flask, g, request, session
from flask_babel import Babel

LANGUAGES = ("zh", "en")


def start(app: Flask) -> None:
    """Message ids are the Chinese text; only English has a catalogue."""
    app.config["BABEL_DEFAULT_LOCALE"] = "zh"
    Babel(app, locale_selector=current)
    app.before_request(_remember)


def _remember() -> None:
    """Also an answer without words, such as a redirect, keeps the language that was asked for."""
    current()


def current() -> str:
    """The language of this request."""
    if "language" not in g:
        asked = request.args.get("lang", "")
        if asked in LANGUAGES:
            session["lang"] = asked
        chosen = session.get("lang", "zh")
        g.language = chosen if chosen in LANGUAGES else "zh"
    return str(g.language)
