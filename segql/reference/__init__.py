"""The reference evaluator: what a program means, in the slowest and most obvious way.

It reads the typed tree, the catalog and rows in Python, and was written from the language's
contract as if there were no compiler. Whatever an engine answers is held against it.
"""

from segql.patterns import PatternError
from segql.reference.evaluator import Evaluator
from segql.reference.reading import CellError
from segql.reference.store import UnsoundDataError

__all__ = ["CellError", "Evaluator", "PatternError", "UnsoundDataError"]
