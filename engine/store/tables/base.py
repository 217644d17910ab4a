"""Metadata with named constraints: a violated one is recognised by name, not by a database's wording."""

from __future__ import annotations

from sqlalchemy import Column, MetaData, String

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

ID = String(32)
LOGIN = String(120)
KEY = String(200)
TIME = String(40)


def town() -> Column[str]:
    """The tenant; on every row."""
    return Column("town_id", String(64), nullable=False)
