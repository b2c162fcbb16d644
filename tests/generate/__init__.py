"""Generated worlds: a rich catalog, small data full of edges, and well-typed definitions."""
