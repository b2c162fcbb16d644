"""Renaming, formatting and mends over the protocol."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException

from segql.editor.server import DEBOUNCE, REST
from tests.lsp.client import Editor, applied
from tests.lsp.conftest import copy_of_shop


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    running = Editor(copy_of_shop(tmp_path_factory.mktemp("lsp")))
    yield running
    assert running.close() == 0


def renamed(editor: Editor, text: str, new: str) -> dict[str, str]:
    """The texts of all files that change, by their paths."""
    document, place = editor.open("segments/new.seg", text)
    edit = editor.wait(
        editor.client.text_document_rename_async(lsp.RenameParams(document, place, new))
    )
    assert edit is not None
    found = {}
    for uri, edits in (edit.changes or {}).items():
        path = Path(uri.removeprefix("file://"))
        name = path.relative_to(editor.root).as_posix()
        before = text.replace("|", "", 1)
        if name != "segments/new.seg":
            before = path.read_text(encoding="utf-8")
        found[name] = applied(before, list(edits))
    return found


def test_a_segment_is_renamed_in_definitions_and_unit_tests(editor: Editor) -> None:
    found = renamed(editor, "segment x where in segment aban|doned_cart", "left_cart")
    assert found["segments/new.seg"] == "segment x where in segment left_cart"
    assert "segment left_cart" in "".join(found.values())
    [test] = [text for name, text in found.items() if name == "tests/abandoned_cart.yml"]
    assert "  left_cart: [" in test
    assert "abandoned_cart" not in test.split("expect:")[1]


def test_parameters_cases_and_aliases_are_renamed(editor: Editor) -> None:
    found = renamed(editor, "segment x where count(orders) > $min_or|ders", "fewest")
    assert found["segments/new.seg"].endswith("> $fewest")
    assert "param fewest = 3" in found["segments/parameters.seg"]
    found = renamed(editor, 'segment x where lifecycle = "act|ive" # \U0001f600', "alive")
    assert found["segments/new.seg"] == 'segment x where lifecycle = "alive" # \U0001f600'
    assert any("case alive" in text for text in found.values())
    assert 'lifecycle = "alive": [3]' in found["tests/lifecycle.yml"]
    text = "segment x where any(orders as o where o.amount > 3 and |o.amount < 9)"
    assert renamed(editor, text, "mine") == {
        "segments/new.seg": "segment x where any(orders as mine where mine.amount > 3 and "
        "mine.amount < 9)"
    }


@pytest.mark.parametrize(
    ("text", "new", "reason"),
    [
        ("segment x where in segment buy|ers", "where", "is a word of the language"),
        ("segment x where in segment buy|ers", "two words", "is no name"),
        ("segment x where in segment buy|ers", "age", "an attribute called `age`"),
        ("segment x where in segment buy|ers", "abandoned_cart", "a segment called"),
        ("segment x where in segment buy|ers", "orders", "a kind of events called"),
        ("segment x where coun|try = 'SE'", "land", "declared in the catalog"),
        ("segment x where cou|nt(orders) > 1", "number", "a function of the language"),
        ("segment x where in segment young_out|door", "young", "takes its name from its file"),
        ("segment x where age > 1|8", "y", "no name here"),
        ("segment x where in segment buy|ers\n\nsegment y where buyers =", "z", "a mistake"),
    ],
)
def test_names_that_cannot_be_are_refused_with_the_reason(
    editor: Editor, text: str, new: str, reason: str
) -> None:
    with pytest.raises(JsonRpcException, match=reason):
        renamed(editor, text, new)


def test_what_cannot_be_renamed_is_said_before_a_name_is_asked_for(editor: Editor) -> None:
    document, place = editor.open("segments/new.seg", "segment x where coun|try = 'SE'")
    with pytest.raises(JsonRpcException, match="catalog"):
        editor.wait(
            editor.client.text_document_prepare_rename_async(
                lsp.PrepareRenameParams(document, place)
            )
        )
    document, place = editor.open("segments/new.seg", "segment x where in segment buy|ers")
    found: Any = editor.wait(
        editor.client.text_document_prepare_rename_async(lsp.PrepareRenameParams(document, place))
    )
    assert found.placeholder == "buyers"


UGLY = "SEGMENT  x  where age>3   # \U0001f600\n\n\nsegment y\nwhere   country='SE'\n"


def test_formatting_gives_the_canonical_text(editor: Editor) -> None:
    document, _ = editor.open("segments/new.seg", UGLY)
    options = lsp.FormattingOptions(2, True)
    edits = editor.wait(
        editor.client.text_document_formatting_async(
            lsp.DocumentFormattingParams(document, options)
        )
    )
    text = applied(UGLY, list(edits or ()))
    assert 'segment y where country = "SE"\n' in text.replace("\nwhere\n  ", " where ")
    assert "\U0001f600" in text
    line = lsp.Range(lsp.Position(0, 0), lsp.Position(0, 5))
    only = editor.wait(
        editor.client.text_document_range_formatting_async(
            lsp.DocumentRangeFormattingParams(document, line, options)
        )
    )
    part = applied(UGLY, list(only or ()))
    assert "country='SE'" in part
    assert "age > 3" in part


def test_text_with_a_mistake_is_left_as_it_is(editor: Editor) -> None:
    document, _ = editor.open("segments/new.seg", "segment   x where age >")
    edits = editor.wait(
        editor.client.text_document_formatting_async(
            lsp.DocumentFormattingParams(document, lsp.FormattingOptions(2, True))
        )
    )
    assert not edits


def actions(editor: Editor, text: str, only: list[Any] | None = None) -> dict[str, str]:
    """What can be done at the cursor, with the text that each gives."""
    document, place = editor.open("segments/new.seg", text)
    assert place is not None
    params = lsp.CodeActionParams(
        document, lsp.Range(place, place), lsp.CodeActionContext([], only)
    )
    found: Any = editor.wait(editor.client.text_document_code_action_async(params))
    plain = text.replace("|", "", 1)
    return {item.title: applied(plain, item.edit.changes[document.uri]) for item in found or ()}


def test_mends_are_offered_where_they_are_certain(editor: Editor) -> None:
    found = actions(editor, "# \U0001f600\nsegment x where cuntr|y = 'SE'")
    assert found == {"Write `country` for `cuntry`": "# \U0001f600\nsegment x where country = 'SE'"}


def test_a_lint_can_be_ignored_at_its_line(editor: Editor) -> None:
    text = 'segment x\nwhere\n  cou|ntry != "SE"\n'
    editor.open("segments/new.seg", text)
    uri = editor.uri("segments/new.seg")
    editor.until(lambda: [item.code for item in editor.problems.get(uri, ())] == ["SEG403"])
    params = lsp.CodeActionParams(
        lsp.TextDocumentIdentifier(uri),
        lsp.Range(lsp.Position(2, 5), lsp.Position(2, 5)),
        lsp.CodeActionContext([]),
    )
    given: Any = editor.wait(editor.client.text_document_code_action_async(params))
    plain = text.replace("|", "", 1)
    found = {item.title: applied(plain, item.edit.changes[uri]) for item in given}
    ignored = found["Ignore takes-in-unknown at this line"]
    assert "\n  # segql: ignore takes-in-unknown\n  country" in ignored
    editor.open("segments/new.seg", ignored)
    editor.until(lambda: not editor.problems.get(uri))
    editor.wait(asyncio.sleep(REST + DEBOUNCE + 0.3))
    assert not editor.problems.get(uri)


def test_all_certain_mends_at_once(editor: Editor) -> None:
    text = "|segment x where cuntry == 'SE' && agee > 3\n"
    found = actions(editor, text, [lsp.CodeActionKind.SourceFixAll])
    [mended] = found.values()
    assert "=" in mended
    assert "==" not in mended
