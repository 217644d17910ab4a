"""The English catalogue: whole, faithful to its placeholders, and on the pages of `?lang=en`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask.testing import FlaskClient
from flask_babel import get_babel

from tests.world import World
from web.app import create_app

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "web"
PO = WEB / "translations" / "en" / "LC_MESSAGES" / "messages.po"

# ideographs with their extensions, and the punctuation that only Chinese uses; “ ” · … are English too
CHINESE = re.compile(
    "[\u2e80-\u303f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]"
)
IDEOGRAPH = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
PLACEHOLDER = re.compile(r"%(?:\((\w+)\)[sd]|%|.?)")


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file, locale="en", abort_invalid=True)


@pytest.fixture(scope="module")
def template() -> Catalog:
    """Every message of templates and Python, as `pybabel extract` finds them."""
    with (WEB / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found = Catalog()
    for place, line, message, _comments, context in extract_from_dir(WEB, methods, options):
        found.add(message, None, [(place, line)], context=context)
    return found


def entries(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def placeholders(text: str) -> list[str]:
    """Each `%…` of a text, sorted; a lone percent sign counts, since it breaks the formatting."""
    return sorted(match[0] for match in PLACEHOLDER.finditer(text))


def test_every_text_of_the_chrome_has_english(catalogue: Catalog, template: Catalog) -> None:
    known = {(one.id, one.context) for one in entries(catalogue) if str(one.string).strip()}
    wanted = {(one.id, one.context): one.locations for one in entries(template)}
    missing = {key: places for key, places in wanted.items() if key not in known}
    assert not missing, "run the commands at the head of messages.po, then translate"
    assert len(wanted) > 200


def test_the_catalogue_holds_nothing_else(catalogue: Catalog, template: Catalog) -> None:
    wanted = {(one.id, one.context) for one in entries(template)}
    assert [one.id for one in entries(catalogue) if (one.id, one.context) not in wanted] == []
    assert list(catalogue.obsolete) == []
    assert [one.id for one in catalogue if one.fuzzy] == []


def test_placeholders_are_kept(catalogue: Catalog) -> None:
    different = {
        message.id: message.string
        for message in entries(catalogue)
        if placeholders(message.id) != placeholders(str(message.string))
    }
    assert not different


def test_placeholders_are_seen() -> None:
    """The negative control of the test above."""
    assert placeholders("%(who)s 签收“%(step)s”") == ["%(step)s", "%(who)s"]
    assert placeholders("%(who)s") != placeholders("%(whom)s")
    assert placeholders("50 % done") != placeholders("done")


def test_english_holds_no_chinese(catalogue: Catalog) -> None:
    mixed = {m.id: m.string for m in entries(catalogue) if CHINESE.search(str(m.string))}
    assert not mixed


def test_english_is_polite_plain_text(catalogue: Catalog) -> None:
    """No exclamation marks; no markup, for a translation is written into the page unescaped."""
    wrong = {m.id: m.string for m in entries(catalogue) if set(str(m.string)) & set("!<>&")}
    assert not wrong


def test_words_of_the_contract(catalogue: Catalog) -> None:
    words = {
        "提交申请": "Submit application",
        "查进度": "Check progress",
        "工作人员登录": "Staff login",
        "在线申请": "Apply online",
        "签收": "Claim",
        "归还": "Release",
        "提交": "Submit",
        "办理结论": "Outcome",
        "办理意见": "Opinion",
        "合格": "In order",
        "不合格": "Not in order",
        "缺少": "Missing",
        "演示数据": "Sample data",
        "待办": "Tasks",
        "办件": "Cases",
        "流程": "Processes",
        "发布": "Publish",
        "上传": "Upload",
        "核验": "Verify",
    }
    assert {zh: message.string for zh in words if (message := catalogue.get(zh))} == words


@pytest.fixture
def browser(catalogue: Catalog, sqlite_world: World, tmp_path: Path) -> Iterator[FlaskClient]:
    """A visitor; the catalogue is compiled beside the test, so a stale .mo cannot answer."""
    compiled = tmp_path / "translations" / "en" / "LC_MESSAGES" / "messages.mo"
    compiled.parent.mkdir(parents=True)
    with compiled.open("wb") as file:
        write_mo(file, catalogue)
    app = create_app(sqlite_world.engine)
    babel = get_babel(app)
    assert babel.translation_directories == [str(WEB / "translations")]
    babel.translation_directories = [str(tmp_path / "translations")]
    with app.test_client() as client:
        yield client


@pytest.mark.parametrize("address", ["/", "/track", "/login", "/no-such-page"])
def test_pages_are_english(browser: FlaskClient, address: str) -> None:
    page = text_of(browser.get(f"{address}?lang=en"))
    assert '<html lang="en"' in page
    rest = page.replace("中文", "")
    assert [match[0] for match in re.finditer(rf".*{IDEOGRAPH.pattern}.*", rest)] == []


def test_english_is_kept_and_left_again(browser: FlaskClient) -> None:
    assert "Check progress" in text_of(browser.get("/track?lang=en"))
    kept = text_of(browser.get("/"))
    assert "Check progress" in kept
    assert "Xuxiake Town</span> Online Services" in kept
    again = text_of(browser.get("/?lang=zh"))
    assert "查进度" in again
    assert "Check progress" not in again


def text_of(response: object) -> str:
    return str(response.get_data(as_text=True))  # type: ignore[attr-defined]
