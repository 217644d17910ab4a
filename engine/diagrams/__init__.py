"""Pictures of processes: BPMN by its own diagram part -> SVG that looks as bpmn-js draws it."""

from engine.diagrams.drawing import draw
from engine.diagrams.marks import Marks

__all__ = ["Marks", "draw"]
