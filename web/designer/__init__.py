"""Definitions: upload, findings, publish."""
