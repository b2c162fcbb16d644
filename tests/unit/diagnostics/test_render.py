"""Each renderer shows the same problems completely, exactly placed and harmlessly."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from segql.diagnostics import Code, Diagnostic, Fix, Note, Severity
from segql.diagnostics.render import FORMATS, render
from segql.diagnostics.render.cells import shorten, width
from segql.diagnostics.render.color import Palette, wants_color
from segql.diagnostics.render.excerpt import ASCII, excerpt
from segql.diagnostics.render.text import TextStyle, render_text
from segql.source import Source, Span

UNKNOWN = Code("SEG203", "unknown-name", Severity.ERROR, "A name that nothing has", "Why *so*.")
HINT = Code("SEG404", "soft-hint", Severity.WARNING, "Something to think about")


def span_of(source: Source, text: str) -> Span:
    start = source.text.index(text)
    return Span(source, start, start + len(text))


def misspelt(source: Source) -> Diagnostic:
    span = span_of(source, "purchses_90d")
    return Diagnostic(
        UNKNOWN,
        "Nothing is called `purchses_90d`.",
        span,
        help="Did you mean `purchases_90d`?",
        fix=Fix("purchases_90d", span),
    )


def test_text_golden() -> None:
    source = Source("segments/a.seg", "segment a\nwhere\n  purchses_90d > 3\n")
    problem = Diagnostic(
        UNKNOWN,
        "Nothing is called `purchses_90d`.",
        span_of(source, "purchses_90d"),
        expected="a name",
        found="a slip\nof two lines",
        fix=Fix("purchases_90d", span_of(source, "purchses_90d")),
        notes=(Note("in this segment", span_of(source, "segment a")),),
    )
    assert render_text([problem]) == (
        "error[SEG203]: Nothing is called `purchses_90d`.\n"
        "  ┌─ segments/a.seg:3:3\n"
        "  │\n"
        "3 │   purchses_90d > 3\n"
        "  │   ^^^^^^^^^^^^\n"
        "  ┌─ segments/a.seg:1:1\n"
        "  │\n"
        "1 │ segment a\n"
        "  │ --------- in this segment\n"
        "  expected: a name\n"
        "  found: a slip\n"
        "         of two lines\n"
        "  write: `purchases_90d` in place of `purchses_90d`\n"
    )


def test_text_does_not_say_the_mend_twice() -> None:
    text = render_text([misspelt(Source("a.seg", "purchses_90d > 3"))])
    assert text.count("`purchases_90d`") == 1


@pytest.mark.parametrize(
    "line",
    [
        "\tcountry = \tBAD",
        'name = "日本語" and BAD',
        'mood = "🏕" and BAD',
        'mood = "👩\u200d👩\u200d👧" and BAD',
        'mood = "❤\ufe0f" and BAD',
        'name = "e\u0301" and BAD',
        "x in (" + ", ".join(f'"{number}"' for number in range(400)) + ") and BAD",
        "BAD and " + "x " * 400,
        "y " * 400 + "BAD and " + "x " * 400,
    ],
)
def test_marks_stand_under_the_exact_text(line: str) -> None:
    source = Source("a.seg", f"segment a where\n{line}\n")
    lines = excerpt(span_of(source, "BAD"), path="a.seg", frame=ASCII)
    assert lines[0].endswith(f"a.seg:2:{line.index('BAD') + 1}")
    assert width(lines[-2]) <= 112
    # One visible character may be made of several, so compare what remains of each row.
    before = lines[-1].index("^")
    assert lines[-1].strip("| ") == "^^^"
    assert width(lines[-2].split("BAD")[0]) == before


def test_a_long_span_shows_its_first_and_last_lines() -> None:
    source = Source("a.seg", "".join(f"line{number}\n" for number in range(20)))
    shown = "\n".join(excerpt(Span(source, 0, len(source.text) - 1), path="a.seg"))
    assert "line0" in shown
    assert "line19" in shown
    assert "line9" not in shown
    assert "⋮" in shown


def test_the_end_of_a_file_can_be_marked() -> None:
    source = Source("a.seg", "age >")
    lines = excerpt(Span(source, 5, 5), path="a.seg", frame=ASCII)
    assert lines[-1] == "  |      ^"


def test_text_of_a_file_cannot_steer_the_terminal() -> None:
    source = Source("a.seg", 'x = "\x1b[31m\u202e" and purchses_90d > 3')
    text = render_text([misspelt(source)])
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_colours_only_where_wanted() -> None:
    problem = misspelt(Source("a.seg", "purchses_90d > 3"))
    assert "\x1b[" not in render_text([problem])
    colored = render_text([problem], style=TextStyle(Palette(True)))
    assert "\x1b[1;31m^^^^^^^^^^^^\x1b[0m" in colored

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    assert wants_color(Terminal(), {})
    assert not wants_color(io.StringIO(), {})
    assert not wants_color(Terminal(), {"NO_COLOR": "1"})
    assert not wants_color(Terminal(), {"TERM": "dumb"})
    assert wants_color(io.StringIO(), {"FORCE_COLOR": "1"})
    assert not wants_color(io.StringIO(), {"FORCE_COLOR": "1", "NO_COLOR": "1"})


def test_json_has_exactly_the_keys_of_the_contract() -> None:
    source = Source("segments/a.seg", "age > 3\n  and purchses_90d > 3")
    assert json.loads(render([misspelt(source)], "json")) == [
        {
            "code": "SEG203",
            "severity": "error",
            "message": "Nothing is called `purchses_90d`.",
            "file": "segments/a.seg",
            "start": {"line": 2, "column": 7},
            "end": {"line": 2, "column": 19},
            "text": "purchses_90d",
            "help": "Did you mean `purchases_90d`?",
            "fix": {"replacement": "purchases_90d"},
        }
    ]


def test_json_counts_columns_in_characters() -> None:
    source = Source("a.seg", 'x = "🏕🏕" and purchses_90d > 3')
    [found] = json.loads(render([misspelt(source)], "json"))
    assert found["start"]["column"] == source.text.index("purchses") + 1


def test_json_of_a_problem_without_a_place_or_mend() -> None:
    [found] = json.loads(render([Diagnostic(HINT, "Well.")], "json"))
    assert list(found) == [
        "code", "severity", "message", "file", "start", "end", "text", "help", "fix",
    ]  # fmt: skip
    assert found["file"] is found["start"] is found["end"] is found["text"] is found["fix"] is None


def test_a_mend_of_a_part_replaces_the_whole_text() -> None:
    source = Source("a.seg", "age = = 3")
    problem = Diagnostic(UNKNOWN, "No.", span_of(source, "= = 3"), fix=Fix("", Span(source, 6, 8)))
    [found] = json.loads(render([problem], "json"))
    assert found["fix"] == {"replacement": "= 3"}


def test_a_mend_elsewhere_says_where() -> None:
    source = Source("a.seg", "age = = 3")
    problem = Diagnostic(UNKNOWN, "No.", Span(source, 0, 3), fix=Fix("", Span(source, 6, 8)))
    [found] = json.loads(render([problem], "json"))
    assert found["fix"] == {
        "replacement": "",
        "start": {"line": 1, "column": 7},
        "end": {"line": 1, "column": 9},
    }


def test_github_escapes_what_would_end_the_command() -> None:
    source = Source("a,b:c%.seg", "purchses_90d")
    problem = Diagnostic(UNKNOWN, "50% of\nthem::x", Span(source, 0, 12), help="Try: this, that")
    assert render([problem], "github") == (
        "::error file=a%2Cb%3Ac%25.seg,line=1,endLine=1,col=1,endColumn=13,"
        "title=SEG203 unknown-name::50%25 of%0Athem::x%0ATry: this, that\n"
    )


def test_sarif_has_the_shape_of_2_1_0() -> None:
    source = Source("segments/a b.seg", "segment a where purchses_90d > 3")
    second = Diagnostic(
        HINT, "Twice.", span_of(source, "3"), notes=(Note("here", span_of(source, "a")),)
    )
    log = json.loads(
        render([misspelt(source), second, Diagnostic(HINT, "Nowhere.")], "sarif", version="1.2.3")
    )
    assert log["version"] == "2.1.0"
    assert set(log) == {"$schema", "version", "runs"}
    [run] = log["runs"]
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("SegQL", "1.2.3")
    assert [rule["id"] for rule in driver["rules"]] == ["SEG203", "SEG404"]
    assert driver["rules"][0]["help"] == {"text": "Why *so*.", "markdown": "Why *so*."}
    assert [result["level"] for result in run["results"]] == ["error", "warning", "warning"]
    for result in run["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["message"]["text"]
    location = run["results"][0]["locations"][0]["physicalLocation"]
    assert location["artifactLocation"] == {"uri": "segments/a%20b.seg"}
    assert location["region"] == {
        "startLine": 1,
        "startColumn": 17,
        "endLine": 1,
        "endColumn": 29,
        "snippet": {"text": "purchses_90d"},
    }
    [change] = run["results"][0]["fixes"][0]["artifactChanges"]
    assert change["replacements"][0]["insertedContent"] == {"text": "purchases_90d"}
    assert run["results"][1]["relatedLocations"][0]["message"] == {"text": "here"}
    assert "locations" not in run["results"][2]


@pytest.mark.parametrize("name", FORMATS)
def test_paths_are_shown_as_asked(name: str) -> None:
    problem = misspelt(Source("a.seg", "purchses_90d"))
    shown = render([problem], name, path_of=lambda path: str(Path("shop") / path))
    assert "shop/a.seg" in shown


def test_shorten_counts_cells() -> None:
    assert shorten("日本語", 6) == "日本語"
    assert shorten("日本語", 5) == "日本…"
