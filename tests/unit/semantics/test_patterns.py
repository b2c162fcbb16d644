"""Regular expressions that RE2 takes, and those that it, or another engine, does not."""

from __future__ import annotations

import pytest

from segql.semantics.patterns import problem_of


@pytest.mark.parametrize(
    "pattern",
    [
        "", "abc", "^[0-9]{5}$", "a|b|", "(?i)se", "(?:ab)+", "(?im:a.b)", r"\d\s\w\D\S\W",
        r"\bx\b", r"a\.b\\c", "[^a-z]", r"[\]\-\d]", "a*?b+?c??", "(a(b(c)))", "[a^]", "x{2,}",
        "x{0,1000}", "å+", "a{2}?", "()", r"\x41", "[.*+?(){}|$]", "]", "}", "-",
    ],
)  # fmt: skip
def test_taken(pattern: str) -> None:
    assert problem_of(pattern) is None


@pytest.mark.parametrize(
    ("pattern", "word"),
    [
        ("(?=a)", "Lookaround"),
        ("(?!a)", "Lookaround"),
        ("(?<=a)", "Lookaround"),
        ("(?<!a)", "Lookaround"),
        (r"(a)\1", "refers back"),
        ("(?>a)", "Atomic"),
        ("a*+", "Possessive"),
        ("a{2}+", "Possessive"),
        ("a**", "Two repeats"),
        ("a{2}{3}", "Two repeats"),
        ("*a", "Nothing stands before"),
        ("a|*", "Nothing stands before"),
        ("(+)", "Nothing stands before"),
        ("^*", "Nothing stands before"),
        ("a{1001}", "more than 1,000 times"),
        ("((a{50}){50}){2}", "more than 1,000 times"),
        ("a{3,2}", "from more to fewer"),
        ("a{,2}", "repeats nothing"),
        ("{", "repeats nothing"),
        ("(a", "not closed"),
        ("a)", "not open"),
        ("[a", "not closed"),
        ("[]", "hold nothing"),
        ("[^]", "hold nothing"),
        ("[[:alpha:]]", "brackets"),
        ("[a&&b]", "doubled"),
        ("[z-a]", "cannot be read"),
        ("a\\", "lone backslash"),
        (r"\pL", "every engine"),
        (r"a\Z", "every engine"),
        (r"\y", "means nothing"),
        (r"[\b]", "means nothing"),
        ("a(?i)b", "middle"),
        ("(?U)a", "no part of RE2"),
        ("(?x) a", "no part of RE2"),
        ("(?P=n)", "no part of RE2"),
        ("(?#c)", "no part of RE2"),
        ("(" * 70 + ")" * 70, "nests"),
        ("a" * 1001, "characters"),
    ],
)
def test_refused(pattern: str, word: str) -> None:
    problem = problem_of(pattern)
    assert problem is not None
    assert word in problem.message
    assert problem.help
