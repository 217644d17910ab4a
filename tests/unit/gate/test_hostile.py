"""Any bytes give findings, never an exception, within a second."""

import inspect
import random
import sys
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.gate import Upload, check
from engine.runtime.parse import parse_program
from engine.runtime.read import read_model

SETTINGS = settings(
    max_examples=60, deadline=1000, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def known(books, procedure):
    """Books with a published procedure that some drafts call."""
    procedure.node("exclusiveGateway", "gw", default="f_gw_end_done")
    procedure.error("end_lost", "no_answer", label_en="x")
    procedure.drop("f_ask_end_done").line("ask", "gw", "end_done").flow("gw", "end_lost", 'outcome = "no"')
    books.processes["ask_them"] = read_model(procedure.text().encode())
    return books


def test_the_drafts_are_sound(rich, known):
    assert [one.as_text() for one in check([Upload("rich.bpmn", rich.text().encode())], known).findings] == []
    parse_program(rich.text().encode())


@SETTINGS
@given(data=st.binary(max_size=300), name=st.sampled_from(["a.bpmn", "a.form", "a.dmn", "", "…/ä"]))
def test_any_bytes(books, data, name):
    assert check([Upload(name, data)], books).refused


def _checked(text, books):
    """What the gate lets through, the runtime can parse."""
    if not check([Upload("svc_mz_901.bpmn", text.encode())], books).refused:
        parse_program(text.encode())


@SETTINGS
@given(seed=st.integers(0, 2**32), which=st.sampled_from(["plain", "item", "rich"]))
def test_lines_lost_doubled_or_moved(plain, item, rich, known, seed, which):
    chance = random.Random(seed)
    lines = {"plain": plain, "item": item, "rich": rich}[which].text().splitlines()
    for _ in range(chance.randint(1, 6)):
        place, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        chance.choice(
            [
                lambda i, j: lines.pop(i),
                lambda i, j: lines.insert(i, lines[j]),
                lambda i, j: lines.__setitem__(i, lines[j]),
                lambda i, j: lines.__setitem__(i, lines[i].replace('"', '"x', 3)),
            ]
        )(place, other)
    _checked("\n".join(lines), known)


@SETTINGS
@given(seed=st.integers(0, 2**32), which=st.sampled_from(["item", "rich"]))
def test_attributes_exchanged(item, rich, known, seed, which):
    """Well-formed, but every reference and text may be another one's."""
    chance = random.Random(seed)
    words = (item if which == "item" else rich).text().split('"')
    for _ in range(chance.randint(1, 8)):
        place, other = chance.randrange(1, len(words), 2), chance.randrange(1, len(words), 2)
        words[place] = words[other]
    _checked('"'.join(words), known)


@SETTINGS
@given(text=st.text(max_size=80))
def test_any_condition(plain, judge, text):
    if not text.isprintable():
        text = repr(text)
    judge.findings(plain.flow("gw", "end_no", text))


def _timed(upload, books):
    """Time of this process: other tests run beside."""
    began = time.process_time()
    checked = check([upload], books)
    assert time.process_time() - began < 1
    return checked


def test_wide_gateway(empty, books):
    """A hundred flows, each with a condition, behind a task with a hundred outcomes."""
    keys = [f"k{n}" for n in range(100)]
    empty.task("a", outcomes=",".join(f"{key}:{key}" for key in keys))
    empty.node("exclusiveGateway", "gw", default="f_gw_end").line("start", "a", "gw", "end")
    for key in keys[1:]:
        empty.end(f"end_{key}").flow("gw", f"end_{key}", f'outcome = "{key}"')
    assert _timed(Upload("check_me.bpmn", empty.text().encode()), books).findings == ()


def test_dense_drawing(empty, books):
    """Two hundred gateways, every one a way back to many others."""
    names = [f"g{n}" for n in range(200)]
    for name in names:
        empty.node("exclusiveGateway", name)
    empty.line("start", *names, "end")
    for n, name in enumerate(names):
        for step in range(1, 15):
            empty.flow(name, names[(n * 7 + step * 13) % 200], "outcome = 1", id=f"x_{n}_{step}")
    assert _timed(Upload("check_me.bpmn", empty.text().encode()), books).refused


def test_many_forks(empty, books):
    """Twenty branches with a choice each: a million markings, none of them needed."""
    empty.node("parallelGateway", "fork").node("parallelGateway", "join").flow("start", "fork")
    for n in range(20):
        empty.task(f"t{n}", outcomes="a:甲,b:乙").node("exclusiveGateway", f"g{n}", default=f"f_g{n}_x{n}")
        empty.task(f"x{n}").task(f"y{n}").node("exclusiveGateway", f"m{n}")
        empty.line("fork", f"t{n}", f"g{n}", f"x{n}", f"m{n}", "join").flow(f"g{n}", f"y{n}", 'outcome = "b"')
        empty.flow(f"y{n}", f"m{n}")
    empty.flow("join", "end")
    assert _timed(Upload("check_me.bpmn", empty.text().encode()), books).findings == ()


@pytest.mark.parametrize("count", [6_000])
def test_many_nodes(empty, books, count):
    names = [f"t{n}" for n in range(count)]
    for name in names:
        empty.task(name)
    text = empty.line("start", *names[:10], "end").text().split("<bpmndi")[0] + "</bpmn:definitions>"
    checked = _timed(Upload("check_me.bpmn", text.encode()), books)
    assert "bpmn.too_many_nodes" in {one.code for one in checked.findings}


def test_heavy_conditions(plain, books):
    """Just below the cap of one analysis, but many of them: the budget of a file ends that, and says so."""
    names = ("channel", "applicant_kind", "case_no")
    one = " or ".join(" and ".join(f'{name} = "v{n}"' for name in names) for n in range(16))
    for n in range(20):
        plain.end(f"e{n}").flow("gw", f"e{n}", one)
    checked = _timed(Upload("check_me.bpmn", plain.text().encode()), books)
    assert "bpmn.not_analysed" in {found.code for found in checked.findings}


def _deep(levels, call):
    return call() if levels <= 0 else _deep(levels - 1, call)


def test_exhausted_depth_is_a_finding(plain, judge):
    """Whatever a file does to the stack: a check that runs out of it refuses the file and goes on."""
    used, codes = len(inspect.stack()), set()
    for spare in range(150):
        try:
            found = _deep(sys.getrecursionlimit() - used - spare, lambda: judge.findings(plain))
        except RecursionError:
            continue  # not even the check itself could begin
        codes.add(tuple(sorted((one.code, one.severity, one.file) for one in found)))
    assert codes == {(("bpmn.too_complex", "error", "check_me.bpmn"),), ()}
