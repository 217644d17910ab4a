"""What says that somebody else was first."""

from __future__ import annotations


class RowMoved(Exception):
    """A row no longer is what it was when it was read; the door tries the command again."""
