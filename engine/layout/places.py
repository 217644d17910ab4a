"""Every node gets a cell of a table: row of the spine, lane beside it, column."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from engine.layout.chains import Chain
from engine.layout.graph import Graph
from engine.layout.spine import MAX_COLUMNS, Step

_LANES = (1, -1, 2, -2, 3, -3, 0)
_SHIFTS = (0, 1, -1, 2, -2, 3)


class Cell(NamedTuple):
    """Lane 0 is the happy path, negative lanes stand above it."""

    row: int
    lane: int
    column: int

    @property
    def line(self) -> tuple[int, int]:
        return self.row, self.lane


Cells = tuple[Cell, ...]


class Placement:
    """The spine's cells, then a chain at a time. Boundary events have no cell: they stand on their host."""

    def __init__(self, graph: Graph, rows: Sequence[Sequence[Step]]) -> None:
        self.graph = graph
        self.cells: dict[str, Cell] = {}
        self.blocks: list[tuple[int, tuple[int, ...]]] = []
        """(row, lanes of its branches) of every fork."""
        self.forks: set[str] = set()
        """Forks and joins whose branches stand in lanes."""
        self.spine = [
            node for steps in rows for step in steps for node in dict.fromkeys((step.node, step.last))
        ]
        self._taken: set[Cell] = set()
        self._sides: dict[tuple[str, bool], int] = {}
        for row, steps in enumerate(rows):
            column = 0
            for step in steps:
                self._put(step.node, Cell(row, 0, column))
                if step.block:
                    self._put_block(step, row, column)
                column += step.columns
        self.columns = 1 + max(cell.column for cell in self.cells.values())

    def cell(self, node_id: str) -> Cell:
        """Where a node stands; a boundary event stands with its host."""
        return self.cells[self.graph.host(node_id)]

    def add(self, chain: Chain, choice: int) -> None:
        """Place a chain at the choice-th best of its free places, or the last of them."""
        found = self.candidates(chain)
        cells = found[min(choice, len(found) - 1)]
        for node, cell in zip(chain.nodes, cells, strict=True):
            self._put(node, cell)
            self.columns = max(self.columns, cell.column + 1)
        step = cells[0].lane - self.cell(chain.source).lane
        if step:
            side = (chain.source, step > 0)
            self._sides[side] = self._sides.get(side, 0) + 1

    def candidates(self, chain: Chain) -> list[Cells]:
        """Free places for the chain, the most promising first; at least one."""
        boundary = bool(self.graph.nodes[chain.source].attached_to)
        source, size = self.cell(chain.source), len(chain.nodes)
        found: list[tuple[float, int, Cells]] = []
        for step in _LANES:
            if step == source.lane == 0 and boundary:
                continue
            for shift in _SHIFTS:
                for way in (1, -1) if size > 1 else (1,):
                    lane, first = source.lane + step, source.column + shift
                    cells = tuple(Cell(source.row, lane, first + way * k) for k in range(size))
                    if all(cell not in self._taken and 0 <= cell.column < MAX_COLUMNS for cell in cells):
                        found.append((self._guess(chain, cells), len(found), cells))
        if found:
            return [cells for _, _, cells in sorted(found)]
        # No room near: a lane of its own further down
        lane = 1 + max(cell.lane for cell in self.cells.values() if cell.row == source.row)
        first = max(0, min(source.column, MAX_COLUMNS - size))
        return [tuple(Cell(source.row, lane, first + k) for k in range(size))]

    def _put(self, node: str, cell: Cell) -> None:
        self.cells[node] = cell
        self._taken.add(cell)

    def _put_block(self, step: Step, row: int, column: int) -> None:
        """Branches in lanes -1 and +1, or -1, 0 and +1; one with boundary events goes below, where they
        have room."""
        assert step.block is not None
        count, longest = len(step.block.branches), step.columns - 2
        lanes = tuple(
            lane + (count % 2 == 0 and lane >= 0) for lane in range(-(count // 2), count - count // 2)
        )
        attached = self.graph.attached
        branches = sorted(step.block.branches, key=lambda branch: any(attached[node] for node in branch))
        for lane, branch in zip(lanes, branches, strict=True):
            first = column + 1 + (longest - len(branch)) // 2
            for k, node in enumerate(branch):
                self._put(node, Cell(row, lane, first + k))
        self._put(step.block.join, Cell(row, 0, column + 1 + longest))
        self.blocks.append((row, lanes))
        self.forks |= {step.node, step.block.join}

    def _guess(self, chain: Chain, cells: Cells) -> float:
        """How little a place promises, before anything is routed. It orders places and decides nothing."""
        source, first, last = self.cell(chain.source), cells[0], cells[-1]
        step, shift = first.lane - source.lane, first.column - source.column
        price = 20.0 * max(0, abs(step) - 1) + 12 * abs(shift) + (4 if step < 0 else 0)
        if step == 0:
            price += 6 if shift > 0 and source.lane else 30
        price += 30 * (first.lane == 0)
        if self.graph.nodes[chain.source].attached_to:
            price += (25 if step < 0 else 0) + (-14 if shift == 1 else 2)
        price += self._way_back(chain, first, last)
        if shift == 0 and self._blocked(source, first):
            price += 30
        if step < 0 and any(self.graph.attached[node] for node in chain.nodes):
            price += 12  # boundary events want the free side below them
        price += 15 * self._sides.get((chain.source, step > 0), 0)
        price += 10 * max(0, max(first.column, last.column) + 1 - self.columns)
        return price + 8 * all(cell.line != first.line for cell in self.cells.values())

    def _way_back(self, chain: Chain, first: Cell, last: Cell) -> float:
        goal = self.cell(chain.goal) if chain.goal and self.graph.host(chain.goal) in self.cells else None
        if goal and goal.row == first.row:
            return 8 * abs(last.column - goal.column)
        return 10 if last.column < first.column else 0

    def _blocked(self, source: Cell, first: Cell) -> bool:
        low, high = sorted((source.lane, first.lane))
        return any((source.row, lane, first.column) in self._taken for lane in range(low + 1, high))
