"""What /track says and asks comes from the files of the processes, whatever their messages are called."""

from __future__ import annotations

import ast
import re

import pytest

from tests.drawn import START, beside, call, end, line, message, procedure, task, wait
from tests.web.browser import Browser, by_testid
from tests.web.permit import Receipt, form_of, look
from tests.world import ROOT, World, plain


def test_the_portal_knows_no_process() -> None:
    """What differs between items stands in their files: the portal names no procedure and no message."""
    names = {path.stem for path in (ROOT / "processes").rglob("*.bpmn")}
    for path in (ROOT / "processes").rglob("*.bpmn"):
        names |= set(re.findall(r'<bpmn:message id="[^"]*" name="([^"]*)"', path.read_text()))
    assert {"correction", "application_withdrawn"} <= names
    portal = ROOT / "web" / "portal"
    said = {
        node.value
        for path in portal.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant)
    }
    for path in portal.rglob("*.html"):
        said |= set(re.findall(r"'([^']*)'", " ".join(re.findall(r"{[{%].*?[%}]}", path.read_text()))))
    assert "pickup" in said
    assert names & said == set()


ENDING = {"form": "correction_supplement", "audience": "citizen", "confirm": "yes", "label_en": "Give it up"}


@pytest.fixture
def stoppable(world: World) -> Receipt:
    """A case at whose task the applicant may give up, by a message of any name."""
    event = wait("stop", "no_more", **ENDING).replace("intermediateCatchEvent", "boundaryEvent")
    event = event.replace('name="stop"', 'name="不办了" attachedToRef="look"')
    flows = {"f1": ("start", "look"), "f2": ("look", "end"), "f3": ("stop", "back")}
    body = START + task("look") + event + task("back") + end("end") + end("end_back")
    xml = plain("stops", body, {**flows, "f4": ("back", "end_back")})
    world.publish_plain("stops", xml=beside(xml, message("no_more")))
    started = world.start("stops", actor=world.clerk)
    return Receipt(str(started["case_no"]), str(started["query_code"]))


def test_whatever_ends_the_application_takes_a_tick(
    visitor: Browser, world: World, stoppable: Receipt
) -> None:
    page = look(visitor, stoppable)
    assert by_testid(page.text, "stage") == ["正在办：look。您不用做什么。"]
    fields = form_of(page, "确认：不办了")
    assert visitor.post("/track", fields).status_code == 422
    assert world.paths(stoppable.number) == {"look"}
    done = visitor.post("/track", {**fields, "confirm": "yes"})
    assert "已收到：不办了。这件不再往下办" in done.text
    assert world.paths(stoppable.number) == {"back"}


def test_the_same_in_english(visitor: Browser, stoppable: Receipt) -> None:
    visitor.get("/track?lang=en")
    page = look(visitor, stoppable).text
    for words in ("Confirm: Give it up", "this application is to end"):
        assert words in page


def test_a_procedure_says_where_the_case_is(visitor: Browser, world: World) -> None:
    """Name and sentence of the stage come from the file of the procedure, one without is told by its name."""
    said = {
        "applicant__name": "上门看房",
        "applicant__now": "有人上门看房。",
        "applicant__now_en": "We visit.",
    }
    for key, properties in (("visit", said), ("plain_visit", {})):
        part = line(key, ("go", task("go", label_en="Go")), head=procedure(label_en="V", **properties))
        world.publish_plain(key, xml=part)
        world.publish_plain(f"by_{key}", xml=line(f"by_{key}", ("inside", call("inside", key))))
    pages = {}
    for key in ("by_visit", "by_plain_visit"):
        started = world.start(key, actor=world.clerk)
        receipt = Receipt(str(started["case_no"]), str(started["query_code"]))
        pages[key] = [look(visitor, receipt).text]
        visitor.get("/track?lang=en")
        pages[key].append(look(visitor, receipt).text)
        visitor.get("/track?lang=zh")
    assert by_testid(pages["by_visit"][0], "stage") == ["有人上门看房。"]
    assert by_testid(pages["by_visit"][1], "stage") == ["We visit."]
    assert "上门看房" in pages["by_visit"][0]
    assert by_testid(pages["by_plain_visit"][0], "stage") == ["正在办：inside。您不用做什么。"]
