"""The reference evaluator against SQL on an engine: the same members, the same values."""
