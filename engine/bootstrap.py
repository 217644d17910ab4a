"""The composition root: settings -> database, keys, clock, engine."""

from __future__ import annotations

from engine.adapters.chance import Chance
from engine.adapters.clock import Clock, SystemClock
from engine.adapters.files import UploadStore
from engine.adapters.vault import open_vault
from engine.config import Settings, read_settings
from engine.engine import Engine
from engine.store import schema
from engine.store.session import Database


def build_engine(settings: Settings | None = None, clock: Clock | None = None) -> Engine:
    """An engine on its database, the schema brought up to date."""
    chosen = settings or read_settings()
    chosen.home.mkdir(parents=True, exist_ok=True)
    vault = open_vault(chosen.home)
    database = Database(chosen.database_url)
    schema.upgrade(database)
    return Engine(
        database=database,
        settings=chosen,
        clock=clock or SystemClock(),
        chance=Chance(),
        vault=vault,
        uploads=UploadStore(chosen.home / "uploads", vault),
    )
