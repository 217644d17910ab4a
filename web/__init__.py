"""Thin pages, JSON API and command line over the engine."""
