"""What applicants said about finished cases: their own rating, and the list of the rating desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, case, literal, select

from engine.domain.rights import READ_RATINGS, require
from engine.queries import case_view, paging, visibility
from engine.queries.reader import Reader
from engine.store.tables import process_instance, rating

BAD = 2
"""Scores up to this one are shown first. Source: 差评 of the five grades is 不满意 and 非常不满意."""


@dataclass(frozen=True)
class RatingItem:
    """One rating, score 1 (very bad) to 5 (very good). `may_see_case`: the actor may open the case."""

    case_no: str
    definition_name: str
    definition_name_en: str
    department: str
    score: int
    comment: str
    rated_at: str
    may_see_case: bool

    @property
    def is_bad(self) -> bool:
        return self.score <= BAD


def rating_of(reader: Reader, reference: str) -> RatingItem | None:
    """The rating of a case in the actor's view, None before it was given. Raises NotFound."""
    instance_id = case_view.case_id(reader, reference)
    statement = _ratings(reader).where(rating.c.instance_id == instance_id)
    row = reader.connection.execute(statement).one_or_none()
    return _item(reader, row) if row is not None else None


def rating_list(
    reader: Reader, bad_only: bool = False, cursor: str | None = None, limit: int = 50
) -> paging.Page[RatingItem]:
    """Ratings of the town: bad ones first, each part the newest first."""
    require(reader.actor, READ_RATINGS)
    statement = _ratings(reader)
    if bad_only:
        statement = statement.where(rating.c.score <= BAD)
    order = (statement.selected_columns.rank, rating.c.instance_id)
    rows = reader.rows(paging.page(statement, order, cursor=cursor, limit=limit, descending=True))
    return paging.cut(rows, limit, lambda row: _item(reader, row), lambda row: (row.rank, row.instance_id))


def _ratings(reader: Reader) -> Select[Any]:
    """`rank`: stored times are text, so a digit before them sorts the bad ones to the front."""
    rank = case((rating.c.score <= BAD, literal("1")), else_=literal("0")) + rating.c.rated_at
    return (
        select(
            rating,
            rank.label("rank"),
            case((visibility.case(reader.actor), 1), else_=0).label("may_see"),
        )
        .join(process_instance, process_instance.c.id == rating.c.instance_id)
        .where(rating.c.town_id == reader.town_id)
    )


def _item(reader: Reader, row: Any) -> RatingItem:
    comment = reader.vault.open(row.comment, f"rating:comment:{row.instance_id}") if row.comment else b""
    return RatingItem(
        case_no=row.case_no,
        definition_name=row.definition_name,
        definition_name_en=row.definition_name_en,
        department=row.department,
        score=row.score,
        comment=comment.decode(),
        rated_at=row.rated_at,
        may_see_case=bool(row.may_see),
    )
