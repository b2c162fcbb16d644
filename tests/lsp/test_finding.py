"""Definitions, references, symbols, colours and folding over the protocol."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types as lsp

from tests.lsp.client import Editor


def definition(editor: Editor, text: str) -> tuple[str, str] | None:
    """The file that a definition stands in, and its line."""
    document, place = editor.open("segments/new.seg", text)
    found: Any = editor.wait(
        editor.client.text_document_definition_async(lsp.DefinitionParams(document, place))
    )
    if found is None:
        return None
    path = Path(found.uri.removeprefix("file://"))
    name = path.relative_to(editor.root).as_posix()
    lines = text.replace("|", "").splitlines()
    if path.exists() and name != "segments/new.seg":
        lines = path.read_text(encoding="utf-8").splitlines()
    return name, lines[found.range.start.line].strip()


@pytest.mark.parametrize(
    ("text", "file", "line"),
    [
        ("segment x where cou|ntry = 'SE'", "catalog.yml", "country:"),
        ("segment x where count(ord|ers) > 1", "catalog.yml", "orders:"),
        ("segment x where sum(orders.amo|unt) > 1", "catalog.yml", "amount:"),
        ("segment x where account.ki|nd = 'a'", "catalog.yml", "kind:"),
        ("segment x where in list block|list", "catalog.yml", "blocklist:"),
        ("segment x channel em|ail where everybody", "catalog.yml", "email:"),
        ("segment x where age > $min_or|ders", "segments/parameters.seg", "param min_orders"),
        ("segment x where in segment buy|ers", "segments", "segment buyers"),
        ('segment x where lifecycle = "act|ive"', "segments/lifecycle", "case active"),
        ("segment x where any(orders as o where o|.amount > 3)", "segments/new.seg", "segment x"),
    ],
)
def test_names_lead_to_where_they_are_defined(
    editor: Editor, text: str, file: str, line: str
) -> None:
    found = definition(editor, text)
    assert found is not None
    assert found[0].startswith(file)
    assert found[1].startswith(line)


def test_what_is_no_name_leads_nowhere(editor: Editor) -> None:
    assert definition(editor, "segment x where age > 1|8") is None
    assert definition(editor, "segment x where nothing_he|re") is None


def test_references_are_found_in_files_catalog_and_tests(editor: Editor) -> None:
    document, place = editor.open("segments/new.seg", "segment x where purchases|_90d > 3")
    params = lsp.ReferenceParams(lsp.ReferenceContext(True), document, place)
    found = editor.wait(editor.client.text_document_references_async(params)) or []
    files = {Path(item.uri).name for item in found}
    assert {"new.seg", "young_outdoor.seg"} <= files
    document, place = editor.open("segments/new.seg", "segment x where young_|outdoor")
    params = lsp.ReferenceParams(lsp.ReferenceContext(False), document, place)
    found = editor.wait(editor.client.text_document_references_async(params)) or []
    assert "young_outdoor.yml" in {Path(item.uri).name for item in found}


def test_the_same_name_lights_up_in_the_file(editor: Editor) -> None:
    document, place = editor.open(
        "segments/new.seg", "segment x where a|ge > 3 and age < 9 and count(orders) > age"
    )
    found = editor.wait(
        editor.client.text_document_document_highlight_async(
            lsp.DocumentHighlightParams(document, place)
        )
    )
    assert [item.range.start.character for item in found or ()] == [16, 28, 56]


def test_the_outline_has_definitions_and_their_parts(editor: Editor) -> None:
    text = (
        'param n = 3\n\nsegmentation steps "Steps"\n  case one where age > 3\n'
        "  otherwise two\n\ntrait orders.half = amount / 2\n"
    )
    document, _ = editor.open("segments/new.seg", text)
    found: Any = editor.wait(
        editor.client.text_document_document_symbol_async(lsp.DocumentSymbolParams(document))
    )
    assert [(item.name, [c.name for c in item.children]) for item in found] == [
        ("$n", []), ("steps", ["one", "two"]), ("orders.half", []),
    ]  # fmt: skip
    assert found[1].detail == "Steps"
    folding = editor.wait(
        editor.client.text_document_folding_range_async(lsp.FoldingRangeParams(document))
    )
    assert [(item.start_line, item.end_line) for item in folding or ()] == [(2, 4)]


def test_definitions_are_found_by_name_or_title(editor: Editor) -> None:
    by_name: Any = editor.wait(
        editor.client.workspace_symbol_async(lsp.WorkspaceSymbolParams("abandoned"))
    )
    assert [item.name for item in by_name] == ["abandoned_cart"]
    everything: Any = editor.wait(
        editor.client.workspace_symbol_async(lsp.WorkspaceSymbolParams(""))
    )
    assert len(everything) > 40


def test_names_are_coloured_by_what_they_are(editor: Editor) -> None:
    text = '# \U0001f600\nsegment x where age > $n and lifecycle = "new" and count(orders) > 1'
    document, _ = editor.open("segments/new.seg", text)
    found = editor.wait(
        editor.client.text_document_semantic_tokens_full_async(lsp.SemanticTokensParams(document))
    )
    options: Any = editor.capabilities.semantic_tokens_provider
    kinds = options.legend.token_types
    line = column = 0
    told = []
    assert found is not None
    rows = text.split("\n")
    for at in range(0, len(found.data), 5):
        down, right, length, kind, _ = found.data[at : at + 5]
        line, column = line + down, right if down else column + right
        told.append((rows[line][column : column + length], kinds[kind]))
    assert told == [
        ("x", "class"), ("age", "property"), ("$n", "parameter"), ("lifecycle", "enum"),
        ('"new"', "enumMember"), ("count", "function"), ("orders", "type"),
    ]  # fmt: skip
