"""Scenarios beside a process: told in words a clerk knows, run on an in-memory store with a frozen clock."""

from engine.scenarios.read import Scenario, ScenarioFile, read_scenarios
from engine.scenarios.run import Result, run_file

__all__ = ["Result", "Scenario", "ScenarioFile", "read_scenarios", "run_file"]
