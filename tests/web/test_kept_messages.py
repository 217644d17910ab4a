"""The case page names messages that came and that no wait has used."""

from __future__ import annotations

from engine import commands
from tests.drawn import beside, line, message, task, wait
from tests.web.browser import Browser, by_testid
from tests.world import World


def test_the_page_names_an_early_message_until_it_is_used(world: World, clerk: Browser) -> None:
    xml = line("asks", ("ask", task("ask")), ("answer", wait("answer", "letter")), ("read", task("read")))
    files = (("asks.bpmn", beside(xml, message("letter")).encode()),)
    world.do(commands.DeployDefinition(files, publish=True))
    case_no = str(world.start("asks", actor=world.clerk)["case_no"])
    assert by_testid(clerk.get(f"/cases/{case_no}").text, "kept") == []
    world.send("letter", case_no)
    (card,) = by_testid(clerk.get(f"/cases/{case_no}").text, "kept")
    for words in ("收到了，还没有用上的消息", "answer", "周砚青", "办到那一步时自动用上"):
        assert words in card, words
    (english,) = by_testid(clerk.get(f"/cases/{case_no}?lang=en").text, "kept")
    assert "Used by itself" in english
    world.complete(world.task(case_no).id)
    assert by_testid(clerk.get(f"/cases/{case_no}?lang=zh").text, "kept") == []
