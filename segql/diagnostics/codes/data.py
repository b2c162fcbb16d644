"""SEG56x, SEG57x: what `check --data` finds in the data of a target."""

from __future__ import annotations

from segql.diagnostics.model import Code, Severity


def _code(id: str, name: str, severity: Severity, summary: str, explanation: str) -> Code:
    return Code(id, name, severity, summary, explanation)


REQUIRED_UNKNOWN = _code(
    "SEG560",
    "required-unknown",
    Severity.ERROR,
    "A value that the catalog calls required is missing",
    "`required: true` promises that a value is never unknown, and the SQL leaves its checks out. "
    "Where rows break that promise, conditions on them go wrong: take `required` away, or mend "
    "the data.",
)
OUTSIDE_VALUES = _code(
    "SEG561",
    "outside-values",
    Severity.WARNING,
    "The data holds values that the catalog does not list",
    "`values` says which values can occur, and editors and messages propose only those. Add the "
    "new ones, or mend the data.",
)
OUTSIDE_BOUNDS = _code(
    "SEG562",
    "outside-bounds",
    Severity.WARNING,
    "The data lies beyond the catalog's minimum or maximum",
    "`minimum` and `maximum` say how small and large a value can be. Rows beyond them are counted "
    "like all others; mend the data, or widen the bounds.",
)
STRANGERS = _code(
    "SEG563",
    "unknown-customers",
    Severity.INFO,
    "Rows of customers who are not in the table of customers",
    "Their events are ignored, since every answer is a set of customers. Guests who ordered "
    "without an account are a common reason.",
)
NO_OBJECT = _code(
    "SEG564",
    "unknown-objects",
    Severity.INFO,
    "Rows lead to objects that are not there",
    "A field with `to` holds keys that the object's table does not have; what lies behind them is "
    "unknown.",
)
KEY_REPEATED = _code(
    "SEG565",
    "key-repeated",
    Severity.ERROR,
    "The key of an event or object stands in several rows",
    "A repeated key of an object counts everything that leads to it several times, and a repeated "
    "key of an event leaves open which of equal times is first. Mend the table, or name another "
    "key.",
)
KEY_MISSING = _code(
    "SEG566",
    "key-missing",
    Severity.WARNING,
    "Rows without the key of their event or object",
    "The catalog names a column that tells rows apart, but in these rows it is empty. They count, "
    "but which of equal times is first is left open. Leave `key` out if there is none.",
)
IMPLAUSIBLE_DATE = _code(
    "SEG567",
    "implausible-date",
    Severity.WARNING,
    "Dates that cannot be meant",
    "Dates before 1900, or more than a hundred years ahead, usually stand for unknown ones "
    "(`1899-12-31`, `9999-12-31`). Make them null, or let a view do so.",
)
AFTER_AS_OF = _code(
    "SEG568",
    "events-ahead",
    Severity.INFO,
    "Events after the instant of the run",
    "No event at or after `--as-of` is seen. Where that is now, such events usually come from "
    "a wrong clock or time zone: look at `timezone` of the event's time.",
)
STALE = _code(
    "SEG569",
    "stale-data",
    Severity.WARNING,
    "The data is older than its `freshness` allows",
    "`freshness: {column: updated_at, warn_after: 2 days}` asks for a change within two days "
    "before the instant of the run. Look at the job that loads the table.",
)
ALL_UNKNOWN = _code(
    "SEG570",
    "all-unknown",
    Severity.WARNING,
    "A column in which nothing is known",
    "Every row leaves it empty, so that conditions on it hold for nobody. Perhaps the catalog "
    "names the wrong column.",
)
NO_ROWS = _code(
    "SEG571",
    "no-rows",
    Severity.WARNING,
    "A table without rows",
    "Of an event: nobody has one. Perhaps the load has not run, or `where` chooses nothing.",
)
