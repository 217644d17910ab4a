"""serve, worker, db upgrade."""

from __future__ import annotations

import logging
import signal
import sys
import threading

import click
from waitress import serve as waitress_serve

from engine import Engine, queries
from engine.jobs.seeding import seed_calendar
from engine.jobs.ticker import Ticker
from web.app import create_app
from web.cli.common import engine, owner, refusals

THREADS = 8


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@refusals
def serve(host: str, port: int) -> None:
    """Pages, API and a job worker on one address."""
    run(engine(), host, port)


def run(found: Engine, host: str, port: int) -> None:
    """Serve until stopped."""
    _log()
    ticker = Ticker(found)
    if not found.read(queries.people.has_accounts, owner(found)):
        click.echo("还没有账号：zhenwu user add 登录名 --name 姓名 --roles admin / no accounts yet")
    seed_calendar(found)
    click.echo(f"http://{host}:{port}/")
    ticker.start()
    try:
        waitress_serve(create_app(found, ticker.heartbeat), host=host, port=port, threads=THREADS, ident=None)
    finally:
        ticker.stop()


@click.command()
@refusals
def worker() -> None:
    """A job worker besides `serve`, as many as wanted; PostgreSQL only."""
    found = engine()
    if found.database.is_sqlite:
        click.echo(
            "SQLite 上不用单独的作业进程：zhenwu serve 自己就带着。要多个作业进程请换 PostgreSQL。 / "
            "On SQLite no separate worker runs: zhenwu serve has its own. For more workers use PostgreSQL.",
            err=True,
        )
        sys.exit(1)
    _log()
    seed_calendar(found)
    ticker = Ticker(found)
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    ticker.start()
    click.echo("作业进程已启动 / worker started")
    stopped.wait()
    ticker.stop(wait=True)


def _log() -> None:
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    logging.getLogger("zhenwu").setLevel(logging.INFO)


@click.group()
def db() -> None:
    """The database."""


@db.command("upgrade")
def upgrade() -> None:
    """Bring the schema to the newest revision (serve does it too)."""
    found = engine()
    click.echo(f"revision {found.schema_revision}")


COMMANDS = (serve, worker, db)
