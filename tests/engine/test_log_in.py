"""Accounts: passwords, pauses after failures, sessions and tokens and how they end."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from engine import commands, queries
from engine.errors import FormInvalid, LoginFailed, NotFound, NotPermitted, Throttled, UserExists
from tests.world import World, staff

PASSWORD = "correct horse 马"


@pytest.fixture
def officer(world: World) -> World:
    world.do(commands.AddUser("zhangsan", "张三", PASSWORD, posts=("counter",), roles=("staff",)))
    return world


def log_in(world: World, password: str = PASSWORD, login: str = "zhangsan", address: str = "::1") -> str:
    answer = world.do(commands.LogIn(login, password), replace(world.citizen, address=address))
    return str(answer["session"])


def session(world: World, secret: str) -> Any:
    return world.read(queries.people.session_actor, secret, actor=world.citizen)


def column(world: World, statement: str) -> list[Any]:
    with world.database.read() as connection:
        return list(connection.execute(text(statement)).scalars())


def test_a_password_opens_a_session_of_that_person(officer: World) -> None:
    live = session(officer, log_in(officer))
    assert (live.actor.login, live.actor.name, live.actor.kind) == ("zhangsan", "张三", "staff")
    assert "task.work" in live.actor.rights
    assert live.actor.posts() == {"counter"}


def test_passwords_are_stored_as_argon2id(officer: World) -> None:
    stored = column(officer, "SELECT password_hash FROM user_account WHERE login = 'zhangsan'")[0]
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert PASSWORD not in stored
    officer.do(commands.AddUser("lisi", "李四", PASSWORD))
    other = column(officer, "SELECT password_hash FROM user_account WHERE login = 'lisi'")[0]
    assert other != stored


def test_sessions_and_tokens_are_stored_as_fingerprints(officer: World) -> None:
    secret = log_in(officer)
    token = officer.do(commands.MakeToken("zhangsan"))["token"]
    assert column(officer, "SELECT id_hash FROM login_session") == [
        officer.engine.vault.index("session", secret)
    ]
    assert column(officer, "SELECT token_hash FROM api_token") == [officer.engine.vault.index("token", token)]


@pytest.mark.parametrize(
    ("login", "password"),
    [("zhangsan", "wrong"), ("zhangsan", ""), ("nobody", PASSWORD), ("clerk", ""), ("ZHANGSAN", PASSWORD)],
)
def test_wrong_name_and_wrong_password_read_alike(officer: World, login: str, password: str) -> None:
    with pytest.raises(LoginFailed) as refused:
        log_in(officer, password, login)
    with pytest.raises(LoginFailed) as known:
        log_in(officer, "certainly wrong", "zhangsan", address="::2")
    assert refused.value.sentence() == known.value.sentence()
    assert column(officer, "SELECT count(*) FROM login_session") == [0]


def test_failures_are_in_the_towns_records(officer: World) -> None:
    with pytest.raises(LoginFailed):
        log_in(officer, "wrong")
    log_in(officer)
    newest = officer.read(queries.audit_trail.system_records)[:2]
    assert [(row.action, row.detail) for row in newest] == [
        ("log_in", {"login": "zhangsan"}),
        ("log_in_failed", {"login": "zhangsan"}),
    ]


def test_failures_pause_the_account_for_1_5_and_15_minutes(officer: World) -> None:
    for number in range(5):
        with pytest.raises(LoginFailed):
            log_in(officer, "wrong", address=f"::{number}")
    for seconds in (60, 300, 900, 900):
        officer.clock.advance(timedelta(seconds=seconds - 1))
        with pytest.raises(Throttled) as refused:
            log_in(officer, address="::99")
        assert "1 分钟" in refused.value.sentence()
        officer.clock.advance(timedelta(seconds=1, microseconds=1))
        with pytest.raises(LoginFailed):
            log_in(officer, "wrong", address=f"::{seconds}")
    officer.clock.advance(timedelta(seconds=901))
    assert session(officer, log_in(officer)) is not None


def test_failures_pause_the_address_over_all_names(officer: World) -> None:
    for number in range(30):
        with pytest.raises(LoginFailed):
            log_in(officer, "wrong", f"guess{number}")
    with pytest.raises(Throttled):
        log_in(officer)
    assert session(officer, log_in(officer, address="::2")) is not None


def test_success_clears_the_count(officer: World) -> None:
    for _ in range(3):
        for _ in range(4):
            with pytest.raises(LoginFailed):
                log_in(officer, "wrong")
        log_in(officer)


def test_a_pause_holds_in_another_process(officer: World) -> None:
    for _ in range(5):
        with pytest.raises(LoginFailed):
            log_in(officer, "wrong")
    other = World(officer.settings.database_url, officer.home, officer.clock.now())
    with pytest.raises(Throttled):
        log_in(other)
    other.close()


def test_a_disabled_account_is_out_at_once(officer: World) -> None:
    secret = log_in(officer)
    token = officer.do(commands.MakeToken("zhangsan"))["token"]
    officer.do(commands.SwitchUser("zhangsan", False))
    assert session(officer, secret) is None
    assert officer.read(queries.people.token_actor, token) is None
    with pytest.raises(LoginFailed):
        log_in(officer)
    officer.do(commands.SwitchUser("zhangsan", True))
    assert session(officer, secret) is None
    assert session(officer, log_in(officer)) is not None


def test_an_account_without_password_cannot_log_in(officer: World) -> None:
    officer.do(commands.AddUser("lisi", "李四"))
    for password in ("", "None", "nobody has this password"):
        with pytest.raises(LoginFailed):
            log_in(officer, password, "lisi")


def test_a_session_ends_after_30_idle_minutes(officer: World) -> None:
    secret = log_in(officer)
    officer.clock.advance(timedelta(minutes=29, seconds=59))
    assert session(officer, secret) is not None
    officer.do(commands.KeepSession(secret), officer.citizen)
    officer.clock.advance(timedelta(minutes=29, seconds=59))
    assert session(officer, secret) is not None
    officer.clock.advance(timedelta(seconds=1))
    assert session(officer, secret) is None


def test_the_last_use_is_written_at_most_once_a_minute(officer: World) -> None:
    secret = log_in(officer)
    assert session(officer, secret).due is False
    officer.clock.advance(timedelta(seconds=61))
    assert session(officer, secret).due is True
    officer.do(commands.KeepSession(secret), officer.citizen)
    assert session(officer, secret).due is False


def test_a_session_ends_after_12_hours_of_use(officer: World) -> None:
    secret = log_in(officer)
    for _ in range(12 * 3 - 1):
        officer.clock.advance(timedelta(minutes=20))
        officer.engine.execute(commands.KeepSession(secret), officer.citizen)
        assert session(officer, secret) is not None
    officer.clock.advance(timedelta(minutes=20))
    assert session(officer, secret) is None


def test_logging_out_ends_that_session_on_the_server(officer: World) -> None:
    secret, other = log_in(officer), log_in(officer)
    officer.do(commands.LogOut(secret), session(officer, secret).actor)
    assert session(officer, secret) is None
    assert session(officer, other) is not None
    officer.do(commands.KeepSession(secret), officer.citizen)
    assert session(officer, secret) is None


def test_a_new_password_ends_all_sessions(officer: World) -> None:
    secrets = [log_in(officer), log_in(officer)]
    officer.do(commands.SetPassword("zhangsan", "another password"), staff("zhangsan"))
    assert [session(officer, secret) for secret in secrets] == [None, None]
    with pytest.raises(LoginFailed):
        log_in(officer)
    assert session(officer, log_in(officer, "another password")) is not None


def test_only_oneself_or_an_administrator_sets_a_password(officer: World) -> None:
    with pytest.raises(NotPermitted):
        officer.do(commands.SetPassword("zhangsan", "another password"), staff("lisi"))
    admin = staff("admin", rights=frozenset({"user.manage"}))
    officer.do(commands.SetPassword("zhangsan", "another password"), admin)
    assert session(officer, log_in(officer, "another password")) is not None


def test_a_short_password_is_refused(officer: World) -> None:
    for command in (commands.SetPassword("zhangsan", "seven77"), commands.AddUser("lisi", "李四", "seven77")):
        with pytest.raises(FormInvalid) as refused:
            officer.do(command)
        assert set(refused.value.fields) == {"password"}
    assert session(officer, log_in(officer)) is not None


def test_a_guessed_session_is_nobody(officer: World) -> None:
    log_in(officer)
    for secret in ("", "x", column(officer, "SELECT id_hash FROM login_session")[0]):
        assert session(officer, secret) is None
        assert officer.read(queries.people.token_actor, secret) is None


# --- tokens


def test_a_token_is_its_owner_until_it_ends(officer: World) -> None:
    token = officer.do(commands.MakeToken("zhangsan", days=2), staff("zhangsan"))["token"]
    assert officer.read(queries.people.token_actor, token).login == "zhangsan"
    officer.clock.advance(timedelta(days=2, microseconds=-1))
    assert officer.read(queries.people.token_actor, token) is not None
    officer.clock.advance(timedelta(microseconds=1))
    assert officer.read(queries.people.token_actor, token) is None


def test_a_token_for_somebody_else_needs_the_right(officer: World) -> None:
    with pytest.raises(NotPermitted):
        officer.do(commands.MakeToken("zhangsan"), staff("lisi"))
    with pytest.raises(NotFound):
        officer.do(commands.MakeToken("ghost"))
    officer.do(commands.SwitchUser("zhangsan", False))
    with pytest.raises(NotFound):
        officer.do(commands.MakeToken("zhangsan"))


@pytest.mark.parametrize("days", [0, -1, 367, 10**9])
def test_a_token_lives_from_a_day_to_a_year(officer: World, days: int) -> None:
    with pytest.raises(FormInvalid):
        officer.do(commands.MakeToken("zhangsan", days=days))


# --- accounts


def test_an_account_needs_a_free_login_known_posts_and_roles(officer: World) -> None:
    with pytest.raises(UserExists):
        officer.do(commands.AddUser("zhangsan", "张三丰"))
    with pytest.raises(FormInvalid) as refused:
        officer.do(commands.AddUser("X", " ", posts=("ghost",), roles=("king",)))
    assert set(refused.value.fields) == {"login", "name", "posts", "roles"}
    with pytest.raises(NotPermitted):
        officer.do(commands.AddUser("lisi", "李四"), staff("clerk"))


def test_a_post_can_be_held_in_one_village(officer: World) -> None:
    officer.do(commands.AddUser("lisi", "李四", posts=("counter@village:jinfeng",), roles=("staff",)))
    actor = officer.read(queries.people.actor_of, "lisi")
    assert [(held.post, held.scope.kind, held.scope.id) for held in actor.assignments] == [
        ("counter", "village", "jinfeng")
    ]


def test_a_new_account_works_on_the_towns_first_day_early_in_the_morning(world: World) -> None:
    """00:30 in the town is still yesterday in UTC: the post holds from the town's day on."""
    world.clock.advance(timedelta(hours=12, minutes=30))
    world.do(commands.AddUser("lisi", "李四", posts=("counter",), roles=("staff",)))
    assert world.read(queries.people.actor_of, "lisi").posts() == {"counter"}
