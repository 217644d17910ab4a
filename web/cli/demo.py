"""demo: the sample town, every process of `processes/` published, sample logins, then serve."""

from __future__ import annotations

import secrets

import click

from engine import Engine, commands, queries
from engine.registers import sample_books
from web.cli.common import engine, owner, refusals
from web.cli.definitions import deploy_folder
from web.cli.server import run

PASSWORD_FILE = "demo-password"  # noqa: S105 - a file name
LATER_BOOKS = ("document_kinds", "laws", "letters")
SHOWN = {
    "clerk": "窗口收件、办理",
    "grid": "村站收件（湖庄桥）",
    "supervisor": "看全部办件、核验留痕",
    "designer": "上传流程",
    "approver": "发布流程",
    "admin": "管理用户",
}


@click.command()
@click.option("--no-serve", is_flag=True, help="load only")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@refusals
def demo(no_serve: bool, host: str, port: int) -> None:
    """Load the sample town, publish `processes/`, print the sample logins, serve. Idempotent."""
    found = engine()
    password = load_demo(found, click.echo)
    click.echo(f"\n演示账号（密码都是 {password}） / sample logins, one password for all:")
    for login, duty in SHOWN.items():
        click.echo(f"  {login:<12}{duty}")
    click.echo("群众入口不用登录 / citizens need no login\n")
    if not no_serve:
        run(found, host, port)


def load_demo(found: Engine, say: object = None) -> str:
    """Books, people, processes; returns the sample password."""
    tell = say if callable(say) else lambda _text: None
    actor = owner(found)
    have = found.read(queries.people.has_sample_accounts, actor)
    for book, data in sample_books(found.settings):
        # a book that a newer release brought; the others are the town's own by now
        if not have or (book in LATER_BOOKS and not found.read(queries.people.book, actor, book)):
            answer = found.execute(commands.ImportRegister(book, data), actor)
            tell(f"名册 {book}: {answer['rows']} 行")
    password = _passwords(found, have, tell)
    for line in deploy_folder(found, publish=True):
        tell(line)
    return password


def _passwords(found: Engine, have: bool, tell: object) -> str:
    """One password for all sample accounts: given, or drawn once and kept beside the database."""
    path = found.settings.home / PASSWORD_FILE
    given = found.settings.demo_password
    known = path.read_text().strip() if path.exists() else ""
    password = given or known or secrets.token_urlsafe(9)
    if password == known and have:
        return password
    actor = owner(found)
    command = commands.SetSamplePasswords(password)
    answer = found.execute(command, actor)
    path.touch(mode=0o600)
    path.write_text(password)
    if callable(tell):
        tell(f"演示账号 {answer['accounts']} 个")
    return password


COMMANDS = (demo,)
