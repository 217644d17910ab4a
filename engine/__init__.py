"""The workflow engine of Zhenwu: what pages, API, CLI and worker may use."""

from engine import commands, errors, queries, scenarios
from engine.domain import rights
from engine.domain.actors import Actor, citizen, system
from engine.engine import Answer, Engine

__all__ = [
    "Actor",
    "Answer",
    "Engine",
    "citizen",
    "commands",
    "errors",
    "queries",
    "rights",
    "scenarios",
    "system",
]
