"""The quality of a target's data: what each table holds, and where the catalog is not kept."""

from segql.analysis.quality.figures import Questions, questions
from segql.analysis.quality.report import ColumnReport, DataReport, TableReport
from segql.analysis.quality.verdicts import verdicts

__all__ = ["ColumnReport", "DataReport", "Questions", "TableReport", "questions", "verdicts"]
