"""Labels beside nodes and flows, and the pills that say who did what when."""

from __future__ import annotations

from collections.abc import Collection

from engine.diagrams import flows
from engine.diagrams.marks import HERE, LOOKS, Look, Marks, State
from engine.diagrams.picture import Box, Edge, Shape
from engine.diagrams.svg import tag
from engine.diagrams.text import LINE, OUTSIDE, height, lines_at, width, wrap

FREE_WIDTH = 90.0
"""Room of a label that the file gives no box, as in bpmn-js."""
BESIDE = 112.0
"""The same beside a line or event, where nothing stands opposite."""
PILL_HEIGHT = 17.0
PILL_MOST = 140.0
PILL_GAP = 4.0
"""Between a pill and whatever stands beside it."""
LONGEST = 60
"""Letters of a caption that are looked at; narrow ones fit some 55 into a pill."""
Part = tuple[Box, str]
"""The room something takes, and its markup."""
NOW = {"zh": "正在办", "en": "Now:"}
WAITING = {"zh": "等待中", "en": "Waiting:"}
"""Of an event: nobody works on it."""
FAILED = {"zh": "没有成功", "en": "Failed"}


def shape_label(shape: Shape, look: Look, translated: bool) -> Part | None:
    """None without a name."""
    if not shape.name:
        return None
    x, y = shape.box.middle
    place = shape.label or Box(x - FREE_WIDTH / 2, shape.box.bottom + 4, FREE_WIDTH, OUTSIDE * LINE)
    side = _side(place, x)
    beside = side == "left" and place.y < shape.box.bottom and place.bottom > y
    rise = "middle" if beside else "up" if place.middle[1] < y else "down"
    return _label(shape.name, place, look, (side, rise) if translated else None)


def edge_label(edge: Edge, look: Look, translated: bool) -> Part | None:
    """None without a name."""
    if not edge.name:
        return None
    if edge.label is None:
        x, y = flows.middle(edge.points)
        place = Box(x - FREE_WIDTH / 2, y - OUTSIDE * LINE - 4, FREE_WIDTH, OUTSIDE * LINE)
        return _label(edge.name, place, look, ("middle", "up"))
    (x, y), (next_x, next_y) = edge.points[:2]
    level = abs(next_y - y) < abs(next_x - x)
    anchor = (_side(edge.label, x), "up" if level else "down")
    return _label(edge.name, edge.label, look, anchor if translated else None)


def _side(place: Box, x: float) -> str:
    """Which edge of a label stays where it is when the label grows: the one that faces the line at `x`."""
    return "left" if place.x >= x else "right" if place.right <= x + 1 else "middle"


def _label(text: str, place: Box, look: Look, anchor: tuple[str, str] | None) -> Part:
    """Boxes of the file are taken as they are (`anchor` None). An English word does not fit the box of its
    Chinese twin: it takes the room it needs and keeps the side and height that face the drawing."""
    room = place.width if anchor is None else max(place.width, BESIDE if anchor[0] == "left" else FREE_WIDTH)
    lines = wrap(text, room, OUTSIDE)
    tall = height(lines, OUTSIDE)
    wide = max((width(line, OUTSIDE) for line in lines), default=0.0)
    side, rise = anchor or ("middle", "down")
    extra = max(wide - place.width, 0) / 2
    centre = place.middle[0] + {"left": extra, "right": -extra}.get(side, 0)
    top = {"up": place.bottom - tall, "middle": place.middle[1] - tall / 2}.get(rise, place.y)
    taken = Box(centre - wide / 2, top, max(wide, 1), max(tall, 1))
    return taken, lines_at(lines, centre, top, OUTSIDE, look.ink)


def pill(
    shape: Shape,
    marks: Marks,
    state: State,
    crowded: bool,
    label: Box | None,
    others: Collection[Box],
    language: str,
) -> Part | None:
    """The caption of a current or failed node, or the note of any other.

    `crowded`: boundary events sit on its lower edge. `label`: the room that its outside label takes.
    `others`: what else stands in the picture, to be kept free where another side has room.
    """
    words = _words(shape, marks, state, language)
    if not words:
        return None
    bold = state in HERE
    size = float(OUTSIDE)
    # Semibold Latin runs 4 to 6 % wider than regular, Chinese the same (8 texts, Noto Sans CJK, Chromium)
    stretch = 1.05 if bold else 1.0
    while len(words) > 2 and width(words, size) * stretch > PILL_MOST - 12:
        words = f"{words[:-2]}…"
    wide = width(words, size) * stretch + 12
    places = [Box(x, y, wide, PILL_HEIGHT) for x, y in _corners(shape, wide, crowded, label)]
    place = next((one for one in places if not _touches(one, others)), places[0])
    look = LOOKS[state]
    filled = state in (State.DONE, *HERE)
    frame = tag(
        "rect",
        {
            "x": place.x,
            "y": place.y,
            "width": place.width,
            "height": place.height,
            "rx": 2.5,
            "fill": look.stroke if filled else "#ffffff",
            "stroke": look.stroke,
            "stroke-width": 1,
        },
    )
    top = place.y + (PILL_HEIGHT - size * LINE) / 2
    text = lines_at([words], place.middle[0], top, size, "#ffffff" if filled else look.ink, bold)
    return place, tag("g", {"data-caption": shape.id}, frame, text)


def _words(shape: Shape, marks: Marks, state: State, language: str) -> str:
    tongue = "en" if language.startswith("en") else "zh"
    if state is State.FAILED:
        return FAILED[tongue]
    if state is not State.CURRENT:
        return " ".join(marks.notes.get(shape.id, "").split())[:LONGEST]
    now = (WAITING if shape.is_event else NOW)[tongue]
    # Without a dot between: it is a full letter wide in CJK fonts, and a name of three letters then no longer
    # fits a task of 100 px (pill of 97 px instead of 83)
    who = " ".join(marks.current[shape.id].split())[:LONGEST]
    return f"{now} {who}" if who else now.rstrip(":")


def _touches(place: Box, others: Collection[Box]) -> bool:
    return any(
        one.x < place.right + PILL_GAP
        and one.right > place.x - PILL_GAP
        and one.y < place.bottom + PILL_GAP
        and one.bottom > place.y - PILL_GAP
        for one in others
    )


def _corners(shape: Shape, wide: float, crowded: bool, label: Box | None) -> list[tuple[float, float]]:
    """Where the pill may stand, the best place first."""
    box = shape.box
    if shape.is_event or shape.is_gateway:
        return _beside(box, wide, label)
    x = box.x + 6 if wide <= box.width - 12 else box.middle[0] - wide / 2
    if crowded:
        return [(x, box.y - PILL_HEIGHT + 3)]
    # The markers at the lower middle (`+`, three lines) end 7 px above the edge and stay readable
    return [(x, box.bottom - 5 if shape.has_foot else box.bottom - PILL_HEIGHT + 7)]


def _beside(box: Box, wide: float, label: Box | None) -> list[tuple[float, float]]:
    """Below and above what is no task. A label above says that lines leave or enter below: the pill joins
    it."""
    x = box.middle[0] - wide / 2
    is_above = label is not None and label.bottom <= box.y
    top = label.y if label is not None and is_above else box.y
    bottom = box.bottom if label is None or is_above else max(box.bottom, label.bottom)
    above, below = (x, top - PILL_HEIGHT - PILL_GAP), (x, bottom + PILL_GAP)
    return [above, below] if is_above else [below, above]
