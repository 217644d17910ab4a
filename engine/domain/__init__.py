"""Pure rules and records of the business: standard library only."""
