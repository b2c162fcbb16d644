"""Problems of planning."""

from segql.diagnostics.model import Code, Severity

TOO_MANY_INSTANTS = Code(
    "SEG651",
    "too-many-instants",
    Severity.ERROR,
    "Too many different times are asked for with `as of`",
    """Every `as of` evaluates a definition, and all it uses, once more at another time. More than
64 such pairs of definition and time are refused, since each is a computation of its own.

```seg
segment was_active
where active as of 90 days ago
```

Use fewer `as of`, or the same day in several of them.""",
)
