"""SEG5xx: problems of the catalog, the settings and the YAML of unit tests."""

from __future__ import annotations

from segql.diagnostics.model import Code, Severity


def _error(id: str, name: str, summary: str, explanation: str) -> Code:
    return Code(id, name, Severity.ERROR, summary, explanation)


FILE_MISSING = _error(
    "SEG500",
    "file-missing",
    "A file of the project is missing or cannot be read",
    "The catalog is `catalog.yml`, or the `.yml` files of the folder `catalog/`; the settings are "
    "`segql.yml`. `segql init` writes both.",
)
YAML_SYNTAX = _error(
    "SEG501",
    "yaml-syntax",
    "The file is not YAML",
    "Each line is `key: value`; what belongs to a key stands below it, indented by two blanks "
    "(never by tabs). Text that begins with a sign such as `@`, `*`, `&` or `%`, or that contains "
    "`: ` or ` #`, needs quotes.",
)
YAML_REFUSED = _error(
    "SEG502",
    "yaml-refused",
    "YAML that SegQL does not read",
    "Anchors (`&name`), aliases (`*name`), tags (`!name`) and several documents in one file "
    "(`---`) are refused: what stands in the file is all there is. Write the values out.",
)
DUPLICATE_KEY = _error(
    "SEG503",
    "duplicate-key",
    "A key stands twice in one place",
    "Each key may stand once. Take one of the two away, or give it another name.",
)
YAML_LIMIT = _error(
    "SEG504",
    "yaml-too-large",
    "The file is too large or nested too deeply",
    "A YAML file may have 8 MB and 64 levels.",
)
UNKNOWN_KEY = _error(
    "SEG505",
    "unknown-key",
    "A key that does not exist",
    "Only the keys of the reference may stand here. What you want to note beyond them goes below "
    "`meta:`.",
)
WRONG_VALUE = _error(
    "SEG506",
    "wrong-value",
    "A value of the wrong kind",
    "For example a list where a text is expected, or a word that is not one of the possible ones.",
)
MISSING_KEY = _error(
    "SEG507",
    "missing-key",
    "A key is missing",
    "The customer needs `table` and `key`, an event `table` and `customer`, an object and a list "
    "`table` and `key`.",
)
TWO_FILES = _error(
    "SEG508",
    "two-files",
    "The same entry stands in two files of the catalog",
    "The files of the folder `catalog/` are read as one. Each entry may stand in one of them.",
)
FIELD_SHAPE = _error(
    "SEG510",
    "field-shape",
    "It is not clear where a value comes from",
    "A value lies in a column (`type`, with `column` or `path` where the column has another "
    "name), is computed (`expression`), or is a related object (`to` with `by`). One of the three.",
)
UNKNOWN_ENTRY = _error(
    "SEG511",
    "unknown-catalog-entry",
    "A reference to something that the catalog does not declare",
    "`to` names an object of `objects:`, `of` an event of `events:`, `by` of such an event one of "
    "its fields, `attribute` an attribute of the customer.",
)
CIRCLE = _error(
    "SEG512",
    "event-circle",
    "Events that are made of themselves",
    "Events with `of` are made of other events, and in the end of events with a `table`.",
)
BAD_NAME = _error(
    "SEG513",
    "bad-name",
    "A name that cannot be used",
    "A column is named as in the database, without dots. What lies inside a column is reached by "
    "`path: address.city`. A table may be named with its schema: `marketing.customers`.",
)
BOUNDS = _error(
    "SEG514",
    "wrong-bounds",
    "Values or bounds that do not fit the type",
    "`values`, `minimum` and `maximum` are of the type of the field, and `minimum` is not above "
    "`maximum`.",
)
TIME_ZONE = _error(
    "SEG515",
    "unknown-time-zone",
    "A time zone that does not exist",
    "Time zones are named after a place, `Europe/Stockholm`, or are `UTC`.",
)
PLACE = _error(
    "SEG516",
    "impossible-place",
    "A place that is not on the earth",
    "A place is `[latitude, longitude]` in degrees: latitude from -90 to 90, longitude from -180 "
    "to 180.",
)
ENTRY_SHAPE = _error(
    "SEG517",
    "entry-shape",
    "Keys that do not go together, or one that is needed beside another",
    "An event has a `table`, or is made `of` other events; a consent has an `attribute` or an "
    "`expression`.",
)
DEFAULT_TARGET = _error(
    "SEG520",
    "unknown-target",
    "A target that the settings do not declare",
    "Targets stand below `targets:` in `segql.yml`.",
)
VARIABLE = _error(
    "SEG521",
    "missing-variable",
    "A variable of the environment is not set",
    "`${NAME}` in a target is read from the environment when that target is used. Set the "
    "variable, or give a default: `${NAME:-default}`.",
)
UNKNOWN_LINT = _error(
    "SEG522",
    "unknown-lint-name",
    "The name of a lint is misspelt",
    "Below `lint:` stand names of warnings, each with `off`, `on`, `warning` or `error`. A name "
    "that resembles none is passed over, as other versions of SegQL may have more lints.",
)
NO_TABLE = _error(
    "SEG530",
    "table-missing",
    "The target has no such table",
    "The catalog names a table, a view or a file that the target does not have (any more). A run "
    "would give a wrong answer, so it does not start.",
)
NO_COLUMN = _error(
    "SEG531",
    "column-missing",
    "The table has no such column",
    "The catalog names a column that the table does not have (any more). Name the right one with "
    "`column:`.",
)
RETYPED = _error(
    "SEG532",
    "column-retyped",
    "A column is of another type than the catalog says",
    "For example a column of text that the catalog calls a date. Change the catalog, or make a "
    "view that changes the column.",
)
NOT_INFERRED = _error(
    "SEG540",
    "no-customers-found",
    "No table of customers could be told from the data",
    "Without a catalog, the customers are the table whose rows are told apart by a column such as "
    "`customer_id`. `segql init --customer customers.Kundnr` names it, or a `catalog.yml`: "
    "`customer: {table: ..., key: ...}`.",
)
NO_SUCH_KEY = _error(
    "SEG543",
    "no-such-key",
    "What is named as the customers' key cannot be it",
    "`segql init --customer TABLE.COLUMN` names the column that tells customers apart, and once "
    "more the column of each other table that holds the same key: `--customer kunder.Kundnr "
    "--customer ordrar.kund`. Tables and columns are called as in the data, and the columns are of "
    "one type. Of a project that has a catalog, the catalog says it.",
)
NO_DATA_GIVEN = _error(
    "SEG541",
    "no-data-given",
    "There are no tables to begin with",
    "`segql init` writes a catalog from tables: files or a database given with `--data`, a server "
    "given with `--url`, the files in the folder or in `data/`, or the target of a `segql.yml` "
    "that is there.",
)
URL_WITH_PASSWORD = _error(
    "SEG542",
    "url-with-password",
    "A password would be written into segql.yml",
    "Secrets come from the environment. Put the URL into a variable and give its name: `--url "
    "'${DATABASE_URL}' --engine postgres`.",
)
TEST_SHAPE = _error(
    "SEG550",
    "test-shape",
    "A file of unit tests is not built as one",
    "A unit test has `as_of`, rows (`customers`, `events`, `objects`, `lists`) and `expect` or "
    "`refuse`. Several tests of one file stand below `tests:`.",
)
TEST_ROWS = _error(
    "SEG551",
    "test-rows-unknown",
    "Rows of something that the catalog does not declare",
    "Rows stand below the name of an event, an object or a list of the catalog.",
)
TEST_COLUMN = _error(
    "SEG552",
    "test-column-unknown",
    "A row has a column that the catalog does not use",
    "Columns have their names in the table, which may differ from the names of attributes: an "
    "attribute `interest` with `column: interests` is given as `interests`.",
)
TEST_VALUE = _error(
    "SEG553",
    "test-value",
    "A value does not fit its column",
    "The types come from the catalog: dates are `2024-06-30`, numbers have no quotes, lists stand "
    "in brackets. A value that is not known is left out.",
)
TEST_TIME = _error(
    "SEG554",
    "test-as-of",
    "The `as_of` of a unit test is no date and no timestamp",
    "Write a date, `2024-06-30`, which means through the end of that day, or a timestamp with an "
    "offset, `2024-06-30T12:00+02:00`.",
)
