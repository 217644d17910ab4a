"""Where scenarios are played: an engine on an in-memory database, the town's books, a frozen clock."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from engine import commands, queries
from engine.adapters.chance import Chance
from engine.adapters.clock import FrozenClock
from engine.adapters.files import UploadStore
from engine.adapters.vault import open_vault
from engine.config import Settings
from engine.domain.actors import Actor, Assignment, Scope, citizen, system
from engine.domain.assignment import is_candidate
from engine.domain.rights import START, WORK
from engine.engine import Answer, Engine
from engine.registers import calendar_rows, holiday_source, sample_books, write_book
from engine.scenarios.fill import Around
from engine.store import schema
from engine.store.session import Database

START_OF_TIME = datetime(2026, 10, 16, 2, 24, tzinfo=UTC)
"""A Friday, 10:24 in the town. Every scenario begins then."""
CITIZEN, SYSTEM = "citizen", "system"
"""Who may be named without an account."""
_PDF = b"%PDF-1.4\n%%EOF\n"


@dataclass
class Stage:
    """One town, shared by the scenarios of a file; each of them has a case of its own."""

    engine: Engine
    clock: FrozenClock
    posts: tuple[str, ...] = ()
    _people: dict[str, Actor] = field(default_factory=dict)

    @property
    def town(self) -> str:
        return self.engine.settings.town_id

    @property
    def system(self) -> Actor:
        return system(self.town)

    def do(self, command: Any, actor: Actor | None = None) -> Answer:
        return self.engine.execute(command, actor or self.system)

    def read(self, query: Any, *args: Any, actor: Actor | None = None, **kwargs: Any) -> Any:
        return self.engine.read(query, actor or self.system, *args, **kwargs)

    def to(self, at: datetime) -> None:
        """Set the clock, also back: the next scenario begins where this one did."""
        self.clock.advance(at - self.clock.now())

    def around(self, actor: Actor) -> Around:
        """What a form that `actor` fills in may need."""
        return Around(self._today(), self._options, lambda: self.upload(actor))

    def upload(self, actor: Actor) -> str:
        """A small document of the actor's own."""
        return str(self.do(commands.StoreUpload("样例.pdf", _PDF), actor)["id"])

    def person(self, login: str, case_no: str = "") -> Actor:
        """A sample account, the citizen (of a case), or the system. Raises NotFound."""
        if login == CITIZEN:
            return citizen(self.town, case_no)
        if login == SYSTEM:
            return self.system
        if login not in self._people:
            self._people[login] = self.read(queries.people.actor_of, login)
        return self._people[login]

    def somebody(self, number: int) -> Actor:
        """Somebody who holds every post of the town. Another number is another person, so that defaults never
        meet the rule of four eyes."""
        return Actor(
            login=f"story-{number}",
            name="场景",
            kind="staff",
            town_id=self.town,
            rights=frozenset({WORK, START, "task.read_all", "case.read_all"}),
            assignments=tuple(Assignment(post, Scope("town", self.town)) for post in self.posts),
        )

    def colleague(self, posts: Collection[str], scope: Scope, besides: Collection[str]) -> str:
        """Login of the first account that holds one of the posts there, none of `besides`; "" for none."""
        accounts = self.read(queries.people.accounts)
        logins = (one.login for one in accounts if one.enabled and one.login not in besides)
        return next((login for login in logins if is_candidate(self.person(login), posts, scope)), "")

    def _options(self, name: str) -> Any:
        return self.read(queries.people.code_list, name)

    def _today(self) -> date:
        return self.clock.now().astimezone(ZoneInfo(self.engine.settings.time_zone)).date()


@contextmanager
def open_stage(settings: Settings) -> Iterator[Stage]:
    """A town with its books and its calendar, gone afterwards."""
    with TemporaryDirectory() as folder:
        home = Path(folder)
        vault = open_vault(home)
        database = Database("sqlite://")
        schema.upgrade(database)
        own = replace(settings, home=home, database_url="sqlite://")
        clock = FrozenClock(START_OF_TIME)
        uploads = UploadStore(home / "uploads", vault)
        stage = Stage(Engine(database, own, clock, Chance(), vault, uploads), clock)
        try:
            _load_books(stage, settings)
            yield stage
        finally:
            database.dispose()


def _load_books(stage: Stage, settings: Settings) -> None:
    """As `zhenwu demo` loads them; days that no book has come from the State Council's notices."""
    for book, data in sample_books(settings):
        stage.do(commands.ImportRegister(book, data))
    if not stage.read(queries.calendar.town_calendar).days:
        years = range(START_OF_TIME.year - 1, START_OF_TIME.year + 2)
        rows = [row for year in years for row in calendar_rows(holiday_source.days_of(year))]
        stage.do(commands.ImportRegister("holidays", write_book(rows)))
    stage.posts = tuple(stage.read(queries.people.names, "posts"))
