"""Lints: what is allowed, but probably not meant. One rule is one file in `rules`, and its
docstring is its part of the page docs/lints.md.
"""

from segql.lints.lint import lint, lint_data

__all__ = ["lint", "lint_data"]
