"""A finished drawing: what a diagram part says, without XML."""

from __future__ import annotations

from dataclasses import dataclass

from engine.layout.geometry import Box, Point

LEFT, TOP = 150, 75
"""Where the picture begins; farther out the modeler moves it on save and leaves the labels behind
(modeler-facts §4)."""


@dataclass(frozen=True)
class Drawing:
    """`shapes` by node id, `labels` by node or flow id, `waypoints` by flow id."""

    shapes: dict[str, Box]
    labels: dict[str, Box]
    waypoints: dict[str, list[Point]]

    @property
    def reach(self) -> Box:
        """The box around everything."""
        boxes = [*self.shapes.values(), *self.labels.values()]
        boxes += [Box(x, y, 0, 0) for points in self.waypoints.values() for x, y in points]
        left, top = min(box.x for box in boxes), min(box.y for box in boxes)
        return Box(left, top, max(box.right for box in boxes) - left, max(box.bottom for box in boxes) - top)

    def settled(self) -> Drawing:
        """The same, moved to where a picture begins."""
        reach = self.reach
        dx, dy = LEFT - reach.x, TOP - reach.y
        return Drawing(
            {key: box.moved(dx, dy) for key, box in self.shapes.items()},
            {key: box.moved(dx, dy) for key, box in self.labels.items()},
            {key: [(x + dx, y + dy) for x, y in points] for key, points in self.waypoints.items()},
        )
