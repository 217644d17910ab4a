"""Numbered documents of a case: sealed, filed, taken back when the case goes back, and never numbered for
nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from engine import commands, queries
from engine.errors import ExpressionFailed
from tests.drawn import line, task, topic
from tests.engine.test_permit_life import act, applied, decided, person
from tests.engine.test_return_withdraw import done, give_back, records
from tests.world import World

NUMBER = ("n", topic("n", "document.number", doc_kind='"refusal"'))
FILE = ("f_", topic("f_", "document.publish", doc_kind='"refusal"', doc_no="doc_no"))
SEAL = ("seal", task("seal"))


def papers(world: World, case_no: str) -> dict[str, tuple[str, str, bool, bool]]:
    """Kind -> number, who sealed it, whether it is filed, whether it is taken back."""
    return {
        one.kind: (one.doc_no, one.sealed_by, bool(one.published_at), bool(one.taken_back_at))
        for one in world.read(queries.case_papers.documents, case_no)
    }


def made(world: World) -> str:
    """A permit that lies at the pickup desk."""
    case_no = applied(world)
    decided(world, case_no, "grant")
    act(world, case_no, "issue/make", "maker")
    act(world, case_no, "issue/seal", "sealer")
    return case_no


NO = "徐居证〔2026〕0001号"


def test_a_permit_that_was_sealed_is_void_when_the_case_goes_back(world: World) -> None:
    world.publish_permit()
    case_no = made(world)
    assert papers(world, case_no) == {"residence_permit": (NO, "sealer", True, False)}
    give_back(world, case_no, "pickup", "decide", actor=person("desk"))
    assert papers(world, case_no) == {"residence_permit": (NO, "", False, True)}
    assert records(world, case_no)[-1].detail["documents_undone"] == ["residence_permit"]
    act(world, case_no, "decide", "head", "grant")
    act(world, case_no, "issue/make", "maker")
    assert papers(world, case_no) == {"residence_permit": (NO, "", False, False)}, "a new paper, not sealed"
    act(world, case_no, "issue/seal", "other_sealer")
    assert papers(world, case_no) == {"residence_permit": (NO, "other_sealer", True, False)}


def test_refused_after_all_the_permit_stays_void(world: World) -> None:
    world.publish_permit()
    case_no = made(world)
    give_back(world, case_no, "pickup", "decide", actor=person("desk"))
    act(world, case_no, "decide", "head", "refuse")
    act(world, case_no, "serve_refusal/make_doc/make", "maker")
    act(world, case_no, "serve_refusal/make_doc/seal", "sealer")
    assert papers(world, case_no) == {
        "residence_permit": (NO, "", False, True),
        "refusal": ("徐政不予〔2026〕0001号", "sealer", True, False),
    }


def test_a_step_back_behind_the_paper_leaves_it(world: World) -> None:
    """a, number, seal, file, b, c: back from c to b undoes none of it."""
    steps = (("a", task("a")), NUMBER, SEAL, FILE, ("b", task("b")), ("c", task("c")))
    case_no = begun(world, *steps)
    for path in ("a", "seal", "b"):
        finish(world, case_no, path)
    give_back(world, case_no, "c", "b")
    assert papers(world, case_no)["refusal"][1:] == ("周砚青", True, False)


@pytest.mark.parametrize(
    ("to", "left"),
    [("a", ("", False, True)), ("seal", ("", False, False)), ("look", ("周砚青", False, False))],
)
def test_what_lies_behind_the_target_is_undone_and_no_more(
    world: World, to: str, left: tuple[str, bool, bool]
) -> None:
    """a, number, seal, look, file, b: the seal stands when only the filing lies behind the target."""
    case_no = begun(world, ("a", task("a")), NUMBER, SEAL, ("look", task("look")), FILE, ("b", task("b")))
    for path in ("a", "seal", "look"):
        finish(world, case_no, path)
    assert papers(world, case_no)["refusal"][1:] == ("周砚青", True, False)
    give_back(world, case_no, "b", to)
    assert papers(world, case_no)["refusal"][1:] == left
    for path in ("a", "seal", "look")[("a", "seal", "look").index(to) :]:
        finish(world, case_no, path)
    assert papers(world, case_no) == {"refusal": ("徐政不予〔2026〕0001号", "周砚青", True, False)}


def test_a_step_that_is_taken_back_takes_its_seal_along(world: World) -> None:
    case_no = begun(world, ("a", task("a")), NUMBER, SEAL, FILE, ("b", task("b")))
    for path in ("a", "seal"):
        finish(world, case_no, path)
    world.do(commands.WithdrawTask(done(world, case_no, "seal"), "误点"), world.clerk)
    assert papers(world, case_no)["refusal"][1:] == ("", False, False)


def test_sent_back_by_the_sealer_there_is_no_seal(world: World) -> None:
    world.publish_permit()
    case_no = applied(world)
    decided(world, case_no, "grant")
    act(world, case_no, "issue/make", "maker")
    act(world, case_no, "issue/seal", "sealer", "wrong")
    assert papers(world, case_no) == {"residence_permit": (NO, "", False, False)}


def test_the_number_of_another_year_stays_the_cases_own(world: World) -> None:
    case_no = begun(world, ("a", task("a")), NUMBER, ("b", task("b")))
    finish(world, case_no, "a")
    world.clock.advance(timedelta(days=60))
    give_back(world, case_no, "b", "a")
    finish(world, case_no, "a")
    assert papers(world, case_no) == {"refusal": ("徐政不予〔2026〕0001号", "", False, False)}


def begun(world: World, *steps: tuple[str, str]) -> str:
    world.publish_plain("papers", xml=line("papers", *steps))
    return str(world.start("papers", actor=world.clerk)["case_no"])


def finish(world: World, case_no: str, path: str) -> None:
    world.complete(world.task(case_no, path).id, "sealed" if path == "seal" else "")


# --- what gets no number


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("nothing", "传来的是空值"),
        ("thing", "传来的是一个对象"),
        ("size", "传来的是数 5"),
        ("misspelt", "文书种类“residense”不在文书种类名册"),
        ("long", "不在文书种类名册"),
    ],
)
def test_no_official_number_for_what_is_no_kind_of_document(world: World, kind: str, why: str) -> None:
    world.publish_plain("odd", xml=line("odd", ("n", topic("n", "document.number", doc_kind=kind)), SEAL))
    given: dict[str, Any] = {
        "thing": {"a": "320000194610162537"},
        "size": 5,
        "misspelt": "residense",
        "long": "x" * 500,
    }
    with pytest.raises(ExpressionFailed) as raised:
        world.start("odd", actor=world.clerk, variables=given)
    zh, en = raised.value.sentence("zh"), raised.value.sentence("en")
    assert zh.startswith("节点“n”的服务没有办成：") and why in zh and "320000" not in zh
    assert en.startswith('The service "n" was not done: ') and len(zh) < 200
    assert world.read(queries.case_view.case_list, limit=10).items == ()


def test_what_was_never_numbered_is_not_filed(world: World) -> None:
    filing = topic("f_", "document.publish", doc_kind='"refusal"', doc_no='"X"')
    world.publish_plain("unnumbered", xml=line("unnumbered", ("f_", filing), ("b", task("b"))))
    with pytest.raises(ExpressionFailed, match="take the number"):
        world.start("unnumbered", actor=world.clerk)


def test_nor_what_has_another_number(world: World) -> None:
    filing = topic("f_", "document.publish", doc_kind='"refusal"', doc_no='"X"')
    world.publish_plain("other", xml=line("other", NUMBER, ("f_", filing), ("b", task("b"))))
    with pytest.raises(ExpressionFailed, match="take the number"):
        world.start("other", actor=world.clerk)


def test_numbered_and_filed_in_one_step(world: World) -> None:
    case_no = begun(world, NUMBER, FILE, ("b", task("b")))
    assert papers(world, case_no) == {"refusal": ("徐政不予〔2026〕0001号", "", True, False)}
