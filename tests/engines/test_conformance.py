"""Every engine answers golden cases and generated definitions as the reference evaluator does."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from segql.catalog import Catalog, LoadedCatalog, Settings
from segql.catalog.physical import Column, ColumnKind, Dataset, Table
from segql.engines import Engine
from segql.folding import simple_fold
from segql.sql import compile_sql
from segql.sql.dialects import dialect_named
from segql.sql.dialects.base import Unsupported
from tests.differential.comparing import examine
from tests.differential.running import Question, by_engine, by_reference, understand
from tests.engines.asking import Asked
from tests.engines.golden import CASES, asked_of, wrong
from tests.engines.matrix import refusals

WORLDS, DEFINITIONS = 16, 16
FEWER = {"spark": 2}
"""Worlds for engines that plan every statement for a third of a second."""
FIRST_SEED = 77_000_000


@pytest.fixture(scope="module")
def asked(engine: Engine) -> Asked:
    """What ran on an engine in all tests of this module."""
    return Asked(engine)


def test_golden_cases(asked: Asked, tmp_path: Path) -> None:
    problems = []
    for path in CASES:
        case, question, names = asked_of(path, tmp_path)
        problems += [f"{path.stem}: {line}" for line in wrong(case, asked(question, names))]
    assert not problems, "\n".join(problems)


def test_generated_pairs(asked: Asked) -> None:
    pairs, disagreements = 0, []
    worlds = FEWER.get(asked.engine.name, WORLDS)
    for seed in range(FIRST_SEED, FIRST_SEED + worlds):
        outcome = examine(seed, DEFINITIONS, 8, 3, attempts=asked)
        pairs += outcome.pairs
        disagreements += outcome.disagreements
        assert not disagreements, "\n".join(map(str, disagreements))
    assert pairs > worlds * DEFINITIONS * 0.9, "most pairs are compared, and not refused"


def test_every_operation_was_executed(asked: Asked) -> None:
    """Runs after the two above: what the matrix calls executed is what they ran."""
    operations = dialect_named(asked.engine.dialect).operations
    supported = {op for op, how in operations.items() if not isinstance(how, Unsupported)}
    assert supported <= asked.executed, supported - asked.executed


def test_refusals_are_those_of_the_dialect(asked: Asked) -> None:
    """Nothing is refused for a reason that the page of dialects does not give."""
    why = {item.reason for item in refusals(dialect_named(asked.engine.dialect)).values()}
    strange = [said for said in asked.refused if not any(reason in said for reason in why)]
    assert not strange


# ------------------------------------------------------------------------------- literals

PAYLOADS = (
    "it's", "a'b''c", '"', "\\", "a\\", "\\'", "\\'; --", "'; DROP TABLE customers; --",
    "line\nbreak", "tab\tstop", "--", "/* x */", ";", "%s", "%", "?", "$1", ":name", "{{7*7}}",
    "{x}", "’", "＇", "“", "😀", "e\u0301", "é", "ß", "İ", " ", "a ", " a", "A", "a", "null",
    "NULL", "\u200b", "a\r\nb", "\x01", "`", "``", "$$", "E'x'", "x'41'",
)  # fmt: skip
COLUMNS = ("it's", 'a"b', "a`b", "Order", "select", "a b", "%s", "a--b", "ö", "{x}", "a;b")


def test_literals_are_data(asked: Asked) -> None:
    """Each payload is one literal: it finds the customer who has it, and nobody else."""
    rows = [{"customer_id": n, "word": word} for n, word in enumerate(PAYLOADS)]
    columns = {"customer_id": Column(ColumnKind.INTEGER), "word": Column(ColumnKind.TEXT)}
    lines = []
    for number, word in enumerate(PAYLOADS):
        escaped = "".join(f"\\u{{{ord(character):X}}}" for character in word)
        lines.append(f'segment eq{number} where word = "{escaped}"')
        lines.append(
            f'segment in{number} where word contains "{escaped}" and word in ("{escaped}")'
        )
    attributes = {"word": {"type": "text"}}
    question = _question("\n".join(lines), attributes, Dataset({"customers": Table(columns, rows)}))
    names = [f"{kind}{number}" for number in range(len(PAYLOADS)) for kind in ("eq", "in")]
    answers = asked(question, names)
    for number, word in enumerate(PAYLOADS):
        for kind in ("eq", "in"):
            assert answers[f"{kind}{number}"] == {number: True}, (kind, word)


def test_names_of_columns_are_names(asked: Asked) -> None:
    attributes = {
        f"a{number}": {"type": "text", "column": name} for number, name in enumerate(COLUMNS)
    }
    columns = {"Customer ID": Column(ColumnKind.INTEGER)}
    columns |= {name: Column(ColumnKind.TEXT) for name in COLUMNS}
    rows = [{"Customer ID": number, name: "x"} for number, name in enumerate(COLUMNS)]
    lines = "\n".join(f'segment s{number} where a{number} = "x"' for number in range(len(COLUMNS)))
    dataset = Dataset({"customers": Table(columns, rows)})
    question = _question(lines, attributes, dataset, key="Customer ID")
    answers = asked(question, [f"s{number}" for number in range(len(COLUMNS))])
    for number, name in enumerate(COLUMNS):
        assert answers[f"s{number}"] == {number: True}, name


# ----------------------------------------------------------------------------- live clock

LIVE = """
segment is_recent where seen in last 30 days
segment is_hours where seen in last 36 hours
segment is_this_month where seen in this month or joined in this month
segment is_week where joined in previous week
segment is_old where joined more than 1 year ago
segment is_quarter where joined in this quarter
segment is_year where joined in previous year
segment is_soon where anniversary of joined in next 30 days
trait in_days = days since joined
trait in_months = months since joined
"""


def test_live_statements_follow_the_engines_clock(asked: Asked) -> None:
    now = datetime.now(UTC)
    away = (0, 1, 2, 5, 8, 12, 20, 29, 31, 33, 45, 80, 100, 200, 364, 367, 400, 700, 735, 3000)
    columns = {
        "customer_id": Column(ColumnKind.INTEGER),
        "seen": Column(ColumnKind.INSTANT),
        "joined": Column(ColumnKind.DATE),
    }
    rows = [
        {
            "customer_id": number,
            "seen": now - timedelta(days=days, hours=1),
            "joined": (now - timedelta(days=days)).date(),
        }
        for number, days in enumerate(away)
    ]
    attributes = {"seen": {"type": "timestamp"}, "joined": {"type": "date"}}
    question = _question(LIVE, attributes, Dataset({"customers": Table(columns, rows)}), as_of=now)
    names = [line.split()[1] for line in LIVE.splitlines() if line]
    expected = by_reference(question, names)
    asked.engine.load(question.dataset)
    for name in names:
        plan = asked.plan(question, name)
        text = compile_sql(plan, plan.roots[0], dialect=asked.engine.dialect, clock=None)
        found = {row[0]: row[1] if len(row) > 1 else True for row in asked.engine.rows(text)}
        assert {k: int(v) for k, v in found.items()} == {
            k: int(v) for k, v in expected[name].items()
        }, name


def _question(
    text: str,
    attributes: dict[str, dict[str, str]],
    dataset: Dataset,
    *,
    key: str = "customer_id",
    as_of: datetime = datetime(2024, 7, 1, tzinfo=UTC),
) -> Question:
    catalog = LoadedCatalog.from_catalog(
        Catalog.model_validate(
            {"customer": {"table": "customers", "key": key, "attributes": attributes}}
        )
    )
    settings = Settings(name="payloads", timezone="Europe/Stockholm")
    return Question(understand(text, catalog, settings), catalog, settings, dataset, as_of)


# --------------------------------------------------------------------- letters, patterns


def test_letters_fold_as_unicode_says(asked: Asked) -> None:
    """Every letter that has a case: folded, compared with constants, and in lower case."""
    letters = [
        letter
        for number in range(0x20, 0x1F000)
        if not 0xD800 <= number <= 0xDFFF
        and unicodedata.category(letter := chr(number)) not in ("Cn", "Co")
        and (simple_fold(letter) != letter or letter.upper() != letter or letter == "ß")
    ]
    attributes = {
        "word": {"type": "text", "case": "insensitive"},
        "exact": {"type": "text", "column": "word"},
        "one": {"type": "integer"},
    }
    columns = {
        "customer_id": Column(ColumnKind.INTEGER),
        "word": Column(ColumnKind.TEXT),
        "one": Column(ColumnKind.INTEGER),
    }
    rows = [
        {"customer_id": number, "word": letter, "one": 1} for number, letter in enumerate(letters)
    ]
    listed = ", ".join(f'"{letter}"' for letter in letters[::7])
    text = (
        "trait low = lower(exact)\n"
        "trait alike = overall count(one per word)\n"
        f"segment some where word in ({listed})\n"
    )
    question = _question(text, attributes, Dataset({"customers": Table(columns, rows)}))
    names = ["low", "alike", "some"]
    expected, found = by_reference(question, names), asked(question, names)
    for name in names:
        answer = found[name]
        assert not isinstance(answer, Exception), answer
        wrong_keys = [key for key in expected[name] if expected[name][key] != answer.get(key)]
        assert not wrong_keys, (name, [letters[key] for key in wrong_keys[:20]])
        assert len(answer) == len(expected[name])


PATTERNS = (
    r"^\d+$", r"\bb\b", r"\Bb", "a$", "^a.c$", "(?s)a.c", "(?m)^b$", "(?i)SE", "(?i)å", r"[\w-]+@",
    r"[^\D]", r"[\D]", r"\x41", r"\v", r"[\]]", "a|^$", r"\.", "[a-c-]", "x{2,3}", r"\s", r"\S\W",
    "a*?b", "(ab)+$", r"\Aa", r"\\", r"\$", "[$^]", "[^a-z]", "é", "(?i)ß", "(?i)σ", r"'",
    "(?i)[a-z]", "(?i)[^k]", "(?i)kS", r"\t", "a{0}", "[ -~]", r"\/", "(?:a|b)c", r"[\s\d]",
    r"[\x41-\x43]", "%", "_", "#", "&&",
)  # fmt: skip
TEXTS = (
    "", "a", "b", "ab", "abc", "a b c", "a\nc", "a\nb\nc", "a\n", "123", "١٢٣", "se", "SE", "Åsa",
    "åsa", "a-b@c", "x1", "1", "A", "\x0b", "]", ".", "-", "xx", "x", "\t", "\u00a0", "é",
    "e\u0301", "ß", "ẞ", "ς", "Σ", "'", "\\", "$", "^", "abab", "😀", "/", "ac", "bb", "%", "_",
    "#", "a&&b", "𝐀", "K", "ſ", "k", "S", "ks", "Kſ",
)  # fmt: skip


def test_patterns_match_the_same_texts(asked: Asked) -> None:
    """As RE2 itself reads them, which DuckDB runs."""
    columns = {"customer_id": Column(ColumnKind.INTEGER), "word": Column(ColumnKind.TEXT)}
    rows = [{"customer_id": number, "word": word} for number, word in enumerate(TEXTS)]
    lines = []
    for number, written in enumerate(PATTERNS):
        escaped = written.replace("\\", "\\\\").replace('"', '\\"')
        lines.append(f'segment p{number} where word matches "{escaped}"')
    attributes = {"word": {"type": "text"}}
    question = _question("\n".join(lines), attributes, Dataset({"customers": Table(columns, rows)}))
    names = [f"p{number}" for number in range(len(PATTERNS))]
    expected, found = by_engine(question, names), asked(question, names)
    problems = [
        f"{PATTERNS[number]}: {_texts(found[name])}, not {_texts(expected[name])}"
        for number, name in enumerate(names)
        if found[name] != expected[name]
    ]
    assert not problems, "\n".join(problems)


def _texts(answer: object) -> object:
    return [TEXTS[key] for key in answer] if isinstance(answer, dict) else answer
