"""YAML 1.2 with places; what is refused, and in which words."""

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path

import pytest

from segql.catalog.document import MAX_BYTES, Document, parse_document, read_document
from segql.catalog.yaml_nodes import Mapping, Scalar, to_python
from segql.source import Source
from tests.unit.catalog.shop import SHOP, told


def parse(text: str) -> Document:
    return parse_document(Source("a.yml", text))


def test_scalars_are_those_of_yaml_1_2() -> None:
    document = parse(
        "a: [NO, yes, off, on, true, ~, 010, 0x1F, 0o17, 1_000, 2.50, 1e3, 2024-06-30, '1', .inf]"
    )
    assert document.diagnostics == ()
    assert document.root is not None
    assert to_python(document.root) == {
        "a": [
            "NO", "yes", "off", "on", True, None, 10, 31, 15, "1_000", 2.5, 1000.0, "2024-06-30",
            "1", float("inf"),
        ]
    }  # fmt: skip


def test_numbers_keep_their_digits_and_keys_are_text() -> None:
    root = parse("2024: 0.10000000000000000000001\n").root
    assert isinstance(root, Mapping)
    entry = root.entry("2024")
    assert entry is not None
    assert isinstance(entry.value, Scalar)
    assert entry.value.number == Decimal("0.10000000000000000000001")


def test_every_key_and_value_knows_its_place() -> None:
    root = parse("# é\na: {b: 'x''y'}\n😀: |\n  one\n  two\n").root
    assert isinstance(root, Mapping)
    a, face = root
    assert isinstance(a.value, Mapping)
    inner = a.value.entries[0]
    assert (inner.key.span.text, inner.value.span.text) == ("b", "'x''y'")
    assert face.key.span.source.position(face.key.span.start).line == 3
    assert to_python(face.value) == "one\ntwo\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: &x 1\nb: *x", ["1:4 SEG502 [&x 1]", "2:4 SEG502 [*x]"]),
        ("a: !!str 1", ["1:4 SEG502"]),
        ("a: 1\n---\nb: 2", ["2:1 SEG502 [---]"]),
        ("%YAML 1.1\n---\na: yes", ["1:1 SEG502"]),
        ("a: 1\nb: 2\na: 3", ["3:1 SEG503 [a] `a` stands twice"]),
        ("? [a]\n: b", ["1:3 SEG502"]),
        ('a: "x\\ud800"', ["1:4 SEG502"]),
        ("a: \x01", ["1:4 SEG501 [\x01] This character cannot stand"]),
        ("a: 'b", ["1:4 SEG501 ['b] This text is not closed."]),
        ("a:\n\tb: 1", ["2:1 SEG501 [\tb: 1] A tab stands here."]),
        ("a: b: c", ["1:5 SEG501 [: c] There is a second `:`"]),
        ("a: {b: x, y [z}", ["1:13 SEG501"]),
        ("a: {b: 1", ["SEG501"]),
        ("[" * 70, ["1:65 SEG504"]),
    ],
)
def test_what_is_refused(text: str, expected: list[str]) -> None:
    found = told(parse(text).diagnostics)
    assert len(found) == len(expected), found
    for line, part in zip(found, expected, strict=True):
        assert part in line


def test_files_that_are_too_large_or_not_utf8_or_not_there(tmp_path: Path) -> None:
    large = tmp_path / "large.yml"
    large.write_bytes(b"#" * (MAX_BYTES + 1))
    latin = tmp_path / "latin.yml"
    latin.write_bytes("a: x\nb: é".encode("latin-1"))
    assert [p.code.id for p in read_document(large).diagnostics] == ["SEG504"]
    assert told(read_document(latin, "latin.yml").diagnostics)[0].startswith("2:4 SEG501")
    missing = read_document(tmp_path / "none.yml", "none.yml").diagnostics
    assert told(missing)[0].startswith("1:1 SEG500 [] There is no file none.yml.")


def test_no_text_is_a_crash() -> None:
    signs = "{}[]:,-#&*!|>%@`\"'\\ \t\n?~0aé😀$.\x00\x85\u2028"
    chance = random.Random(1)
    refused = 0
    for _ in range(150):
        text = list(SHOP[: chance.randrange(40, 600)])
        for _ in range(3):
            text[chance.randrange(len(text))] = chance.choice(signs)
        document = parse("".join(text))
        refused += bool(document.diagnostics)
        assert all(p.span and p.help for p in document.diagnostics)
    assert refused > 50
