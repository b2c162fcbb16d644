"""Problems of deciding many definitions in one pass."""

from segql.diagnostics.model import Code, Severity

BAD_MEMORY = Code(
    "SEG760",
    "bad-memory-limit",
    Severity.ERROR,
    "A limit of memory is not an amount",
    """`--memory-limit` takes a number with its unit, `512MB` or `4GB`, of 64MB or more. Half of it
is the engine's, which writes to disk what does not fit; tables are read in as many pieces as the
rest needs.""",
)

NOT_TOGETHER = Code(
    "SEG761",
    "not-in-one-pass",
    Severity.ERROR,
    "The definitions cannot be decided in one pass",
    """`--plan fused` asks for one pass over compact copies of the tables. That needs a target of
DuckDB whose customers have whole numbers or text for keys, each once. Without the option the
run chooses by itself, and SQL gives the same members.""",
)
