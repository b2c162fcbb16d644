"""What a statement may be made of, by the manual of each database.

Generated SQL writes its own names in lower case and every other word in capitals, so that the
words in capitals are exactly what a database has to know.
"""

from __future__ import annotations

import re

_STRING = r"N?'(?:[^'\\]|''|\\.)*'"
_PLAIN_STRING = r"N?'(?:[^']|'')*'"
_QUOTED = r'"(?:[^"]|"")*"|\[(?:[^\]]|\]\])*\]'
_WORD = re.compile(r"\b[A-Z][A-Z0-9_]*\b")
_CALLED = re.compile(r"\b([A-Za-z_][A-Za-z0-9_]*)\(")
_ESCAPES = frozenset({"snowflake", "redshift"})
"""The dialects in whose literals a backslash escapes."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


CLAUSES = _words(
    """
WITH AS SELECT DISTINCT FROM LEFT JOIN CROSS ON WHERE GROUP BY ORDER UNION ALL AND OR NOT IN IS
NULL BETWEEN EXISTS CASE WHEN THEN ELSE END CAST DESC OVER PARTITION ROWS UNBOUNDED PRECEDING
CURRENT ROW COUNT SUM MIN MAX AVG ROW_NUMBER RANK COALESCE NULLIF DATE BIGINT
"""
)
"""Standard SQL that all of them have."""

WORDS: dict[str, frozenset[str]] = {
    # docs.snowflake.com: SQL reference, functions, data types
    "snowflake": _words(
"""
ABS ARRAY ARRAY_COMPACT ARRAY_CONSTRUCT ARRAY_CONTAINS ARRAY_DISTINCT ARRAY_EXCEPT ARRAY_SIZE
ASIN BOOLEAN CEIL CONTAINS CONVERT_TIMEZONE COS DATEADD DATEDIFF DATE_PART DATE_TRUNC DAY
DAYOFWEEKISO DECIMAL DOUBLE ENDSWITH FALSE FLOOR GET_PATH GREATEST HOUR LAST_DAY LEAST LENGTH
LOWER MD5 MICROSECOND MINUTE MOD MONTH PARSE_JSON POWER QUARTER RADIANS REGEXP_INSTR ROUND
SECOND SIGN SIN SQRT STARTSWITH SUBSTR SYSDATE TIMESTAMP_NTZ TIMESTAMP_TZ TO_NUMBER TRANSFORM
TRANSLATE TRUE TRUNC VARCHAR VARIANT YEAR
"""
),
    # docs.aws.amazon.com/redshift: SQL functions reference, data types
    "redshift": _words(
"""
ABS ARRAY_CONTAINS ASIN AT BOOLEAN CEIL CHR CONVERT_TIMEZONE COS DATEADD DATEDIFF DATE_TRUNC DAY
DECIMAL DOUBLE DOW EXTRACT FALSE FLOOR GREATEST HOUR INTEGER JSON_EXTRACT_PATH_TEXT JSON_PARSE
LAST_DAY LEAST LENGTH LOWER MAX MD5 MICROSECOND MINUTE MONTH POWER PRECISION QUARTER RADIANS
REGEXP_INSTR ROUND SECOND SIGN SIN SQRT STRPOS STRTOL SUBSTR SUBSTRING SYSDATE TIME TIMESTAMP
TRANSLATE TRUE VARCHAR YEAR ZONE
"""
),
    # trino.io/docs: functions and operators, data types; Athena's engine version 3 is Trino
    "trino": _words(
"""
ABS ANY_MATCH ARRAY ASIN AT_TIMEZONE BOOLEAN CARDINALITY CEIL COS DATE_ADD DATE_DIFF DATE_TRUNC
DAY DAY_OF_WEEK DECIMAL DOUBLE FALSE FILTER FLOOR FROM_BASE GREATEST HOUR IS_NAN JSON_EXTRACT
JSON_EXTRACT_SCALAR LAST_DAY_OF_MONTH LEAST LENGTH LOWER MD5 MINUTE MOD MONTH NOW POWER QUARTER
RADIANS REGEXP_LIKE ROUND SECOND SIGN SIN SQRT STRPOS SUBSTR TIME TIMESTAMP TO_HEX TO_UNIXTIME
TO_UTF8 TRANSFORM TRANSLATE TRUE VARCHAR WITH_TIMEZONE YEAR ZONE
"""
),
    # learn.microsoft.com/sql: Transact-SQL reference, functions and data types, SQL Server 2019
    "tsql": _words(
"""
ABS ASIN BIT CEILING CHAR CHARINDEX COLLATE COS COUNT_BIG DATALENGTH DATEADD DATEDIFF
DATEDIFF_BIG DATEFROMPARTS DATEPART DATETIME2 DATETIMEOFFSET DAY EOMONTH FLOAT FLOOR HASHBYTES
HOUR INTEGER JSON_VALUE LEN LOWER MICROSECOND MINUTE MONTH NCHAR NUMERIC NVARCHAR OPENJSON POWER
QUARTER RADIANS RIGHT ROUND SECOND SIGN SIN SQRT SUBSTRING SWITCHOFFSET SYSUTCDATETIME TRANSLATE
VARCHAR YEAR
"""
),
}  # fmt: skip
WORDS["athena"] = WORDS["trino"]


def bare(text: str, dialect: str) -> str:
    """A statement without its literals, quoted names and collations."""
    string = _STRING if dialect in _ESCAPES else _PLAIN_STRING
    return re.sub(rf"{string}|{_QUOTED}|\bLatin1_\w+", "''", text)


def strange(text: str, dialect: str) -> set[str]:
    """The words in capitals, and the functions, that are not on the dialect's list."""
    left = bare(text, dialect)
    words = {*_WORD.findall(left), *_CALLED.findall(left)}
    return words - CLAUSES - WORDS[dialect]
