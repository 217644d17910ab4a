"""Results that ends of the house's items and procedures set. An item may set others; they count as good.

Source: families.md.
"""

from __future__ import annotations

from collections.abc import Mapping

SEALED = "sealed"
"""Outcome of the step that seals a document, and result of the procedure around it."""

REFUSALS = frozenset(
    (
        *("refused", "not_accepted", "not_filed", "rejected", "denied"),  # decided against the applicant
        *("application_withdrawn", "withdrawn", "lapsed", "cancelled"),  # given up, or by silence
    )
)
"""Results of ends that are no good end, even where first outcomes lead to them."""

WORDS: Mapping[str, tuple[str, str]] = {
    "granted": ("准予，已办结", "Granted"),
    "refused": ("不予办理", "Refused"),
    "not_accepted": ("不予受理", "Not accepted"),
    "application_withdrawn": ("申请已撤回", "Withdrawn"),
    "lapsed": ("逾期未补正，视为撤回", "Deemed withdrawn: not corrected in time"),
}
"""Result -> what pages say, in Chinese and English."""
