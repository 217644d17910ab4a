"""A diagram as data: boxes and lines as the file places them, with what the file says about each element."""

from __future__ import annotations

from dataclasses import dataclass

Point = tuple[float, float]
SUB_PROCESSES = frozenset(("subProcess", "transaction", "adHocSubProcess"))
FOLDING = SUB_PROCESSES | {"callActivity"}


@dataclass(frozen=True)
class Box:
    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def middle(self) -> Point:
        return self.x + self.width / 2, self.y + self.height / 2


@dataclass(frozen=True)
class Shape:
    """A node, data object, annotation, lane or pool. `event`: its event definition (`timer`, `message` …)."""

    id: str
    kind: str
    name: str
    box: Box
    label: Box | None = None
    expanded: bool = False
    host: str = ""
    event: str = ""
    interrupting: bool = True
    marker: bool = True
    repeat: str = ""

    @property
    def is_event(self) -> bool:
        return self.kind.endswith("Event")

    @property
    def is_gateway(self) -> bool:
        return self.kind.endswith("Gateway")

    @property
    def is_folded(self) -> bool:
        """What it holds is drawn elsewhere."""
        return self.kind in FOLDING and not self.expanded

    @property
    def has_foot(self) -> bool:
        return self.is_folded or bool(self.repeat)

    @property
    def is_container(self) -> bool:
        return self.expanded or self.kind in ("participant", "lane", "group")


@dataclass(frozen=True)
class Edge:
    """A sequence flow, message flow or association, with the ids at its ends."""

    id: str
    kind: str
    name: str
    points: tuple[Point, ...]
    ends: tuple[str, str]
    label: Box | None = None
    default: bool = False
    conditional: bool = False


@dataclass(frozen=True)
class Picture:
    shapes: tuple[Shape, ...]
    edges: tuple[Edge, ...]
