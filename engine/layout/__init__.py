"""Draws the diagram part of generated BPMN files anew, and judges any drawing (diagram-facts)."""

from engine.layout.faults import Fault
from engine.layout.file import lay_out
from engine.layout.judge import judge, judge_root
from engine.layout.source import LayoutRefused

__all__ = ["Fault", "LayoutRefused", "judge", "judge_root", "lay_out"]
