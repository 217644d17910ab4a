"""The door: every change goes through `execute`, every view through `read`. Only this file commits.

Fixed sequence: values storable -> prepare (no lock) -> transaction -> kept answer -> handler decides ->
facts applied -> audit chained -> answer kept -> commit -> answer or refusal.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec, TypeVar

from engine.adapters.chance import Chance
from engine.adapters.clock import Clock, stamp
from engine.adapters.files import UploadStore
from engine.adapters.vault import Vault
from engine.commands import HANDLERS, Context, Decision, Handler
from engine.config import Settings
from engine.domain import values
from engine.domain.actors import Actor
from engine.errors import Busy, IdempotencyMismatch, NotPermitted, ZhenwuError
from engine.library import Library
from engine.queries.reader import Reader
from engine.store import answers, audit, schema, session
from engine.store.apply import apply
from engine.store.rows import RowMoved

ATTEMPTS = 4
"""A command that lost a race is tried again this often before the actor reads "busy"."""

log = logging.getLogger("zhenwu.door")

Arguments = ParamSpec("Arguments")
Found = TypeVar("Found")


@dataclass(frozen=True)
class Answer:
    """What a command answered. `repeated`: the same key and body had been answered before."""

    body: dict[str, Any]
    repeated: bool = False

    def __getitem__(self, name: str) -> Any:
        return self.body[name]


class Engine:
    """One installation's engine. Thread-safe; one per process."""

    def __init__(
        self,
        database: session.Database,
        settings: Settings,
        clock: Clock,
        chance: Chance,
        vault: Vault,
        uploads: UploadStore,
    ) -> None:
        self.database = database
        self.settings = settings
        self.clock = clock
        self.vault = vault
        self.uploads = uploads
        self._chance = chance
        self._library = Library(settings.town_id)

    def execute(self, command: Any, actor: Actor, key: str | None = None) -> Answer:
        """Run one command as `actor`; `key` is the idempotency key.

        Raises the command's named refusals (engine.errors); InvalidValue for values no store can hold;
        IdempotencyMismatch; Busy when other writers won ATTEMPTS times.
        """
        started = time.perf_counter()
        code = "error"
        try:
            # keyed: a plain hash of number and query code could be searched offline
            body_hash = self.vault.index("body", values.fingerprint(command))
            if key is not None:
                values.require_short(key, "Idempotency-Key")
                values.require_texts((key,))
            answer = self._execute(command, actor, key, body_hash)
            code = "repeated" if answer.repeated else "ok"
            return answer
        except ZhenwuError as error:
            code = error.code
            raise
        finally:
            elapsed = (time.perf_counter() - started) * 1000
            log.info("%s by %s: %s in %.1f ms", command.name, actor.login, code, elapsed)

    def read(
        self,
        query: Callable[Concatenate[Reader, Arguments], Found],
        actor: Actor,
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> Found:
        """Run one query of `engine.queries` as `actor`. Raises InvalidValue for texts no store can hold."""
        values.require_texts((*args, *kwargs.values()))
        self._require_town(actor)
        with self.database.read() as connection:
            reader = Reader(connection, actor, self.clock.now(), self.settings, self.vault, self._library)
            return query(reader, *args, **kwargs)

    def _require_town(self, actor: Actor) -> None:
        """One installation serves one town; somebody of another town has no rights here."""
        if actor.town_id != self.settings.town_id:
            raise NotPermitted(right_zh="办理本镇的事", right_en="work for this town")

    def _execute(self, command: Any, actor: Actor, key: str | None, body_hash: str) -> Answer:
        self._require_town(actor)
        handler = HANDLERS[type(command)]
        # without a prepare there is nothing to spare: the transaction looks anyway
        look_first = key is not None and handler.prepare is not None
        if look_first and (kept := self._kept(actor, str(key), body_hash)) is not None:
            return kept
        prepared = self._prepare(handler, command, actor)
        for attempt in range(ATTEMPTS):
            try:
                return self._transact(handler, command, actor, key, body_hash, prepared)
            except (*session.Unavailable, RowMoved) as error:
                if not isinstance(error, RowMoved) and not session.is_race(error):
                    raise
                log.info("%s by %s: lost a race (%s)", command.name, actor.login, type(error).__name__)
                time.sleep(0.01 * attempt)
        raise Busy

    def _kept(self, actor: Actor, key: str, body_hash: str) -> Answer | None:
        """The answer of an earlier request with this key, so that a repeat prepares nothing."""
        with self.database.read() as connection:
            return self._answered(answers.find(connection, actor.login, key), actor, key, body_hash)

    def _answered(
        self, kept: answers.KeptAnswer | None, actor: Actor, key: str, body_hash: str
    ) -> Answer | None:
        if kept is None:
            return None
        if kept.body_hash != body_hash:
            raise IdempotencyMismatch
        text = self.vault.open(kept.answer, f"idempotency:answer:{actor.login}:{key}")
        return Answer(json.loads(text), repeated=True)

    def _prepare(self, handler: Handler, command: Any, actor: Actor) -> Any:
        if handler.prepare is None:
            return None
        with self.database.read() as connection:
            return handler.prepare(command, self._context(connection, actor))

    def _transact(
        self, handler: Handler, command: Any, actor: Actor, key: str | None, body_hash: str, prepared: Any
    ) -> Answer:
        with self.database.write() as transaction:
            connection = transaction.connection
            if key is not None:
                kept = answers.find(connection, actor.login, key)
                repeated = self._answered(kept, actor, key, body_hash)
                if repeated is not None:
                    return repeated
            ctx = self._context(connection, actor)
            decision = (
                handler.handle(command, ctx, prepared) if handler.prepare else handler.handle(command, ctx)
            )
            self._write(connection, decision, actor, key, body_hash, ctx.at)
            transaction.commit()
        if decision.refusal is not None:
            raise decision.refusal
        return Answer(dict(decision.answer))

    def _write(
        self, connection: Any, decision: Decision, actor: Actor, key: str | None, body_hash: str, at: str
    ) -> None:
        town = self.settings.town_id
        chained = audit.chain(connection, decision.audit, decision.facts, actor, at, town)
        apply(connection, decision.facts, town, chained.heads)
        audit.append(connection, chained, decision.facts, town)
        if key is not None and decision.refusal is None:
            text = json.dumps(dict(decision.answer), ensure_ascii=False).encode()
            sealed = self.vault.seal(text, f"idempotency:answer:{actor.login}:{key}")
            answers.keep(
                connection,
                actor=actor.login,
                key=key,
                town_id=town,
                body_hash=body_hash,
                answer=sealed,
                at=at,
            )

    def _context(self, connection: Any, actor: Actor) -> Context:
        return Context(
            connection=connection,
            actor=actor,
            now=self.clock.now(),
            settings=self.settings,
            chance=self._chance,
            vault=self.vault,
            uploads=self.uploads,
            library=self._library,
        )

    @property
    def schema_revision(self) -> str | None:
        """The database schema's revision."""
        return schema.revision(self.database)

    @property
    def now_text(self) -> str:
        """The present instant as stored text."""
        return stamp(self.clock.now())


def is_unavailable(error: Exception) -> bool:
    """Whether an unexpected error is the database being away, so that the web answers 503, not 500."""
    return isinstance(error, session.Unavailable)
