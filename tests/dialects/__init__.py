"""Dialects that no engine here runs: their SQL is held against lists of words and parsers."""
