"""The one expression language of Zhenwu: a subset of FEEL for conditions, scripts and form rules.

Texts are compiled once into closures. No text is ever handed to Python, and the clock and the calendar are
arguments of the evaluation (feel-facts.md).
"""

from engine.feel.branches import Branching, analyse_branches
from engine.feel.check import Remark, Variable, check
from engine.feel.context import Context, Note
from engine.feel.errors import FeelError
from engine.feel.expression import Expression, compile_text
from engine.feel.values import is_true, to_json

__all__ = [
    "Branching",
    "Context",
    "Expression",
    "FeelError",
    "Note",
    "Remark",
    "Variable",
    "analyse_branches",
    "check",
    "compile_text",
    "is_true",
    "to_json",
]
