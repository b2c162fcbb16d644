"""Text to syntax tree and back: the parser, syntax errors in human words, the formatter."""

from segql.syntax.format import format_file, print_expression
from segql.syntax.parse import Parsed, ParsedExpression, parse_expression, parse_file
from segql.syntax.read import read_source

__all__ = [
    "Parsed",
    "ParsedExpression",
    "format_file",
    "parse_expression",
    "parse_file",
    "print_expression",
    "read_source",
]
