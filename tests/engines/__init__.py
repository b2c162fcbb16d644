"""Every dialect and engine, held against the reference evaluator."""
