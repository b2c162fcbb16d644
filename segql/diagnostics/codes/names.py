"""SEG2xx: names and what they refer to."""

from __future__ import annotations

from segql.diagnostics.model import Code, Severity


def _error(id: str, name: str, summary: str, explanation: str) -> Code:
    return Code(id, name, Severity.ERROR, summary, explanation)


NAME_CLASH = _error(
    "SEG201",
    "name-clash",
    "Two things have the same name",
    "Attributes, traits, segments, segmentations and experiments share one namespace across the "
    "project, so that `vip` means one thing everywhere. Parameters have their own (`$vip`), and "
    "so have the fields of each kind of event. Give one of the two another name.",
)
CYCLE = _error(
    "SEG202",
    "cycle",
    "Definitions that need each other",
    "A definition may use any other, but not itself, by whatever way round: `a` uses `b`, `b` "
    "uses `c`, and `c` uses `a`. The message shows the whole loop; take one of its uses away.",
)
UNKNOWN_NAME = _error(
    "SEG203",
    "unknown-name",
    "A name that nothing has",
    "It is no attribute of the catalog and no trait, segment, segmentation or experiment of the "
    "project; or, inside an event function, no field of those events. The nearest known name is "
    'given where one is near enough. Text needs quotes: `country = "SE"`.',
)
NAME_CASE = _error(
    "SEG204",
    "name-case",
    "A name that differs only by case",
    "Names are exact: `Country` is not `country`. Write the name as the catalog or the definition "
    "does. (Keywords such as `and` may be written in any case.)",
)
UNQUOTED_TEXT = _error(
    "SEG205",
    "unquoted-text",
    "Text without quotes",
    "`city = Stockholm` compares with something called Stockholm. Text stands in quotes: "
    '`city = "Stockholm"`.',
)
NOT_A_SEGMENT = _error(
    "SEG206",
    "not-a-segment",
    "A segment was expected",
    "`in segment`, `within segment`, `on segment` and the relations of `expect` take the name of "
    "a segment. A condition that is a trait stands by itself: `is_vip`; a segmentation is "
    'compared with one of its cases: `lifecycle = "active"`.',
)
UNKNOWN_FUNCTION = _error(
    "SEG208",
    "unknown-function",
    "A function that does not exist",
    "The functions are listed in the reference. An attribute or trait has no parentheses.",
)
EVENT_AS_VALUE = _error(
    "SEG209",
    "event-as-value",
    "Events used as if they were a value",
    "`orders` are many events. A function makes a value of them: `count(orders) > 3`, "
    "`any(orders)`, `sum(orders.amount)`.",
)
EVENT_FUNCTION_MISSING = _error(
    "SEG210",
    "event-function-missing",
    "A field of events without a function",
    "A customer has many orders, so `orders.amount > 5` does not say which. Say it with a "
    "function: `sum(orders.amount) > 5`, `any(orders where amount > 5)`.",
)
NOT_EVENTS = _error(
    "SEG211",
    "not-events",
    "A function of events without events",
    "`count`, `sum`, `first` and the other functions of events need a kind of event of the "
    "catalog, or an expression over its fields: `count(orders)`, `sum(orders.amount)`. For "
    "figures over all customers write `overall average(x)`.",
)
SEVERAL_EVENTS = _error(
    "SEG212",
    "several-events",
    "Two kinds of events in one function",
    "One function looks at one kind of event: `sum(orders.amount) - sum(returns.amount)` instead "
    "of `sum(orders.amount - returns.amount)`.",
)
CUSTOMER_PREFIX = _error(
    "SEG213",
    "customer-prefix",
    "`customer.` where it is not needed",
    "Outside of `where` every name is the customer's already: `country`, not `customer.country`. "
    "Inside a `where` the prefix tells the customer's names from the event's fields.",
)
WRONG_SIDE = _error(
    "SEG214",
    "wrong-side",
    "A customer's name among an event's fields, or the other way round",
    "In `where` and `having` a bare name is a field of the event; the customer's attributes and "
    "traits are written `customer.country`. In the argument of a function the field is written "
    "with its event: `sum(orders.amount)`.",
)
OBJECT_AS_VALUE = _error(
    "SEG215",
    "object-as-value",
    "A related object used as if it were a value",
    "A dot walks to one of its fields: `account.plan`, `orders.product.category`.",
)
NO_PARTS = _error(
    "SEG216",
    "no-parts",
    "A value that has no parts",
    "A dot walks from a related object to its fields. A plain value has none; parts of dates are "
    "written `month of birth_date`.",
)
UNKNOWN_PARAMETER = _error(
    "SEG217",
    "unknown-parameter",
    "A parameter that is not defined",
    "A parameter is defined once in the project, `param min_orders = 3`, and used as "
    "`$min_orders`. `--set min_orders=5` changes it for one run.",
)
UNKNOWN_ENTRY = _error(
    "SEG218",
    "unknown-list-or-place",
    "A list or place that the catalog does not have",
    "`in list blocklist` takes a list that the catalog declares under `lists:`, and `within 10 km "
    'of "Stockholm"` a place under `places:`.',
)
CHANNEL_WITHOUT_CONSENT = _error(
    "SEG219",
    "channel-without-consent",
    "A channel for which the catalog has no consent",
    "A segment with a `channel` holds only customers who consented. The catalog says under "
    "`consent:` what that means for each channel: `email: {attribute: email_opt_in}`.",
)
HEADER_REPEATED = _error(
    "SEG220",
    "header-repeated",
    "A header line stands twice",
    "`goal`, `owner`, `tags`, `note`, `on` and `start` stand at most once in a definition; "
    "`channel` and `expect` may be repeated.",
)
HEADER_MISPLACED = _error(
    "SEG221",
    "header-misplaced",
    "A header line that this definition does not take, or lacks",
    "`channel` and `expect` belong to segments, `on` and `start` to experiments. An experiment "
    "needs its `start`.",
)
REPEATED_NAME = _error(
    "SEG222",
    "repeated-name",
    "A case, variant, measure or step with a name that is taken",
    "Within one definition each of them has a name of its own.",
)
ROLE_MISSING = _error(
    "SEG223",
    "role-missing",
    "Events without a time or key",
    "`orders.time` and `orders.key` are the columns that the catalog names under `time:` and "
    "`key:`. These events have none.",
)
OWN_WORD = _error(
    "SEG224",
    "own-word",
    "A name that SegQL uses itself",
    "`today`, `now` and `customer` mean something in every condition; a definition needs another "
    "name.",
)
EVENTS_NOT_HERE = _error(
    "SEG225",
    "events-not-here",
    "Something that is asked of a customer, in the middle of one event",
    "A computed field of an event (`trait orders.margin = amount - cost`) rests on that event's "
    "own fields. Figures over many events, ranks and the customer's attributes belong to the "
    "condition or trait that uses the field.",
)
BROKEN_REFERENCE = _error(
    "SEG226",
    "broken-reference",
    "A definition that rests on one with an error",
    "The condition is sound by itself, but something that it names is not. Mend that first.",
)
