"""Names and types resolved: syntax trees and a catalog become the typed tree."""

from segql.semantics.analyze import Analysis, analyze, analyze_condition

__all__ = ["Analysis", "analyze", "analyze_condition"]
