"""analyse_branches(): faults planted between the flows of one gateway."""

import itertools
import random

import pytest

from engine.feel import Branching, Context, Variable, analyse_branches, compile_text

KNOWN = {
    "outcome": Variable("text", ("accept", "correct", "refuse"), nullable=False),
    "fine": Variable("number", nullable=False),
    "ceiling": Variable("number", nullable=False),
    "maybe": Variable("number"),
    "heavy": Variable("boolean", nullable=False),
    "kind": Variable("text", nullable=False),
    "other_kind": Variable("text", nullable=False),
    "day": Variable("date", nullable=False),
    "tags": Variable("list", nullable=False),
    "item": Variable("context"),
    "thing": Variable("any"),
}


def branching(*texts, known=KNOWN):
    return analyse_branches({f"f{i}": compile_text(text) for i, text in enumerate(texts, 1)}, known)


@pytest.mark.parametrize(
    "texts",
    [
        ('outcome = "accept"', 'outcome = "correct"', 'outcome = "refuse"'),
        ('outcome = "accept"', 'outcome in ("correct", "refuse")'),
        ("fine < 5000", "fine >= 5000"),
        ("fine <= 4999", "fine >= 5000"),  # whole numbers have neighbours: no gap
        ("fine < 0.5", "fine in [0.5..1]", "fine > 1"),
        ("fine > ceiling", "fine = ceiling", "fine < ceiling"),
        ("heavy", "not(heavy)"),
        ("maybe = null", "maybe > 5", "maybe <= 5"),
        ('list contains(tags, "a")', 'not("a" in tags)'),
        ('kind = "a"', 'kind != "a"'),
        ('kind < "m"', 'kind = "m"', 'kind > "m"'),
        ('day < "2026-07-01"', 'day >= "2026-07-01"'),
        ("kind = other_kind", "kind != other_kind"),
        ("if heavy then fine > 1 else false", "not(heavy) or fine <= 1"),
    ],
)
def test_exactly_one_flow(texts):
    assert branching(*texts) == Branching(analysed=True)


@pytest.mark.parametrize(
    ("texts", "example"),
    [
        (
            ('outcome = "accept"', 'outcome in ("accept", "correct")', 'outcome = "refuse"'),
            {"outcome": "accept"},
        ),
        (("fine <= 5000", "fine >= 5000"), {"fine": 5000}),
        (("fine < 10", "fine > 5"), {"fine": 6}),
        (('list contains(tags, "a")', 'list contains(tags, "b")'), {"tags": ["a", "b"]}),
        (('kind > "a"', 'kind < "b"'), {"kind": "a!"}),
        (("fine >= 0.5", "fine <= 0.5"), {"fine": 0.5}),
    ],
)
def test_two_true_at_once(texts, example):
    found = branching(*texts)
    assert found.analysed
    assert found.both_true == (("f1", "f2", example),)


def test_two_true_of_different_variables():
    # families.json, simple.gw_notice and simple.gw_fine
    found = branching('outcome = "refuse"', "fine > ceiling")
    ((first, second, example),) = found.both_true
    assert (first, second) == ("f1", "f2")
    assert example["outcome"] == "refuse"
    assert example["fine"] > example["ceiling"]
    assert [pair[:2] for pair in branching("fine = 0", "heavy", "true").both_true] == [
        ("f1", "f2"),
        ("f1", "f3"),
        ("f2", "f3"),
    ]


def test_never_true():
    found = branching("fine > 5 and fine < 3", 'outcome = "lost"', "fine in [9..1]", "not(fine = 5)")
    assert found.never_true == ("f1", "f2", "f3")
    assert found.none_true == {"fine": 5, "outcome": "accept"}


def test_always_true():
    assert branching("fine > 5 or fine <= 5").always_true == ("f1",)
    assert branching("maybe > 5 or maybe <= 5").always_true == ()  # null is neither
    assert branching("maybe > 5 or maybe <= 5").none_true == {"maybe": None}
    assert branching("true").always_true == ("f1",)


def test_none_true():
    assert branching('outcome = "accept"', 'outcome = "correct"').none_true == {"outcome": "refuse"}
    assert branching("fine > 5", "fine < 5").none_true == {"fine": 5}
    assert branching("fine > -5", "fine < -5").none_true == {"fine": -5}
    assert branching('kind = "a"').none_true == {"kind": "…"}


def test_no_flow_at_all():
    assert analyse_branches({}, KNOWN).none_true == {}


@pytest.mark.parametrize(
    "text",
    [
        "fine + 1 > 5",
        "-fine > 5",
        "count(tags) > 1",
        'starts with(kind, "a")',
        'item.county = "p"',
        "unknown = 1",
        "thing = 1",
        "item = null",
        "kind in tags",
        'tags = ["a"]',
        "list contains(tags, kind)",
        "list contains([1], fine)",
        "(fine > 1) = heavy",
        "tags = tags",
    ],
)
def test_not_analysed(text):
    assert branching(text, "heavy") == Branching(analysed=False)


def test_too_many_combinations_are_not_tried():
    names = [f"n{i}" for i in range(12)]
    known = {name: Variable("number") for name in names}
    assert not branching(" and ".join(f"{name} > 5" for name in names), known=known).analysed
    seven = [f"{name} > 5" for name in names[:7]]
    assert branching(" and ".join(seven), known=known).analysed


def test_many_list_constants():
    text = " or ".join(f'list contains(tags, "{letter}")' for letter in "abcdefg")
    found = branching(text, f"not({text})")
    assert found == Branching(analysed=True)


def test_random_conditions_against_every_value():
    """Samples find exactly what trying all values of a small domain finds."""
    chance = random.Random(7)
    atoms = ["fine < 3", "fine >= 6", "fine in [2..7)", "fine in (4, 9)", "heavy", 'outcome = "accept"']
    domain = [
        {"fine": fine, "heavy": heavy, "outcome": outcome}
        for fine, heavy, outcome in itertools.product(
            range(-2, 13), [True, False], ["accept", "correct", "refuse"]
        )
    ]
    for _ in range(60):
        texts = [
            f"{chance.choice(atoms)} {chance.choice(['and', 'or'])} not({chance.choice(atoms)})"
            for _ in range(2)
        ]
        flows = [compile_text(text) for text in texts]
        truth = [[flow.evaluate(Context(values)) is True for flow in flows] for values in domain]
        found = branching(*texts)
        assert bool(found.both_true) is any(all(row) for row in truth), texts
        assert (found.none_true is not None) is any(not any(row) for row in truth), texts
        assert [f"f{i + 1}" in found.never_true for i in (0, 1)] == [
            not any(row[i] for row in truth) for i in (0, 1)
        ], texts
