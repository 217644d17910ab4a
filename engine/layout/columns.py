"""x of every line of the grid: columns side by side, tracks sharing the gaps between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.layout.runs import Runs

GAP = 50
LINE_CLEAR = 20
"""Between a shape and a flow that passes it."""
TRACK = 16
"""Between two parallel flows."""
_NARROWEST = 60

Span = tuple[int, int]


def place_columns(runs: Runs, wider: Mapping[int, int]) -> list[float]:
    """`wider`: gap -> pixels that labels asked for; they come left of the tracks, where the labels are."""
    grid, columns = runs.router.grid, runs.place.columns
    spans = _steep_spans(runs)
    widths = _widths(runs)
    lines = [0.0] * grid.nx
    left = 0.0
    for gap in range(columns + 1):
        ranks = _ranks(grid.gap_x[gap], spans)
        count, extra = max(ranks.values(), default=0), wider.get(gap, 0)
        width, first = _gap(count, edge=gap in (0, columns))
        first = first + extra if gap else 0  # the picture may begin with a track
        for line, rank in ranks.items():
            lines[line] = left + first + TRACK * (rank - 1)
        left += width + extra
        if gap < columns:
            for line in grid.x_of_column[gap]:
                lines[line] = left + widths[gap] / 2
            left += widths[gap]
    return lines


def _gap(count: int, edge: bool) -> tuple[float, float]:
    """Width of a gap with `count` tracks, and where its first track runs."""
    tracks = TRACK * max(0, count - 1)
    if edge:
        return (LINE_CLEAR + tracks if count else 0), LINE_CLEAR
    width = max(GAP, 2 * LINE_CLEAR + tracks)
    return width, (width - tracks) / 2


def _steep_spans(runs: Runs) -> dict[int, list[Span]]:
    """Track line -> steep pieces on it, as (first, last y line)."""
    spans: dict[int, list[Span]] = {}
    for flow in runs.flows:
        for _, (x1, y1), (x2, y2) in runs.pieces(flow):
            if x1 == x2 and runs.router.grid.x_gap[x1] is not None:
                spans.setdefault(x1, []).append((min(y1, y2), max(y1, y2)))
    return spans


def _widths(runs: Runs) -> list[int]:
    widths = [_NARROWEST] * runs.place.columns
    for node, cell in runs.place.cells.items():
        widths[cell.column] = max(widths[cell.column], runs.graph.nodes[node].size[0])
    return widths


def _ranks(tracks: Sequence[int], spans: Mapping[int, list[Span]]) -> dict[int, int]:
    """Used tracks of a gap, numbered from 1; tracks that never run side by side share a number."""
    ranks: dict[int, int] = {}
    for line in tracks:
        if line in spans:
            beside = (ranks[other] for other in ranks if _side_by_side(spans[other], spans[line]))
            ranks[line] = 1 + max(beside, default=0)
    return ranks


def _side_by_side(a: Sequence[Span], b: Sequence[Span]) -> bool:
    return any(p[0] <= q[1] and q[0] <= p[1] for p in a for q in b)
