"""Cases: list, story, diagram."""
