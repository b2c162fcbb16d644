"""Problems of deciding one profile in process."""

from segql.diagnostics.model import Code, Severity

NEEDS_POPULATION = Code(
    "SEG661",
    "needs-population",
    Severity.ERROR,
    "One profile alone cannot tell",
    """Ranks, quantiles, `top 10%` and `overall` figures compare a customer with all others, so a
matcher, which sees one profile, cannot decide them.

Compute the value in the warehouse and give it to the matcher ready-made as a trait, or leave the
definition out of the matcher.""",
)

NEEDS_LIST = Code(
    "SEG662",
    "needs-list",
    Severity.ERROR,
    "The keys of a list were not given",
    """`in list blocklist` asks whether the customer's key stands in a table. A matcher has no
tables: give it the keys when it is made.

```python
project.matcher(["young_outdoor"], lists={"blocklist": {17, 42}})
```""",
)
