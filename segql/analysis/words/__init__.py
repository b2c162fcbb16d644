"""Plain words: a definition as a marketer would say it."""

from segql.analysis.words.definitions import explain
from segql.analysis.words.vocabulary import Speaker

__all__ = ["Speaker", "explain"]
