"""What a problem is, and how it is shown: the core has no I/O, one file a renderer."""

from segql.diagnostics.model import Code, Diagnostic, Fix, Note, SegqlError, Severity

__all__ = ["Code", "Diagnostic", "Fix", "Note", "SegqlError", "Severity"]
