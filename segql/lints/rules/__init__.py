"""One rule a file. The docstring of a rule is its page: what, why, an example, the mend."""
