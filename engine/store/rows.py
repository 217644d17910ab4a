"""What every writer of guarded rows raises."""

from __future__ import annotations


class RowMoved(Exception):
    """The row no longer has the version it was read with."""
