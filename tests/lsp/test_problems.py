"""Problems as one types, and whatever state a project can be in."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from lsprotocol import types as lsp

from tests.lsp.client import Editor
from tests.lsp.conftest import SHOP, copy_of_shop


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    running = Editor(copy_of_shop(tmp_path_factory.mktemp("lsp")))
    yield running
    assert running.close() == 0


NEW = "segments/new.seg"


def test_problems_come_and_go_as_one_types(editor: Editor) -> None:
    editor.open(NEW, "segment x where cuntry = 'SE'")
    [found] = editor.problems_of(NEW)
    assert found.code == "SEG203"
    assert found.severity is lsp.DiagnosticSeverity.Error
    assert "Did you mean `country`?" in found.message
    assert (found.range.start.character, found.range.end.character) == (16, 22)
    editor.open(NEW, "segment x where country = 'SE'")
    editor.problems_of(NEW, 0)


def test_columns_are_counted_in_utf_16(editor: Editor) -> None:
    editor.open(
        NEW, "segment x where age > 3 # \U0001f600\nand city = '\U0001f600' and cuntry = 'x'"
    )
    [found] = editor.problems_of(NEW)
    assert found.range.start == lsp.Position(1, 20)
    editor.open(NEW, "segment x where everybody")
    editor.problems_of(NEW, 0)


def test_only_the_last_of_many_changes_is_told(editor: Editor) -> None:
    editor.open(NEW, "segment x where everybody")
    editor.problems_of(NEW, 0)
    before = editor.told.get(editor.uri(NEW), 0)
    for end in range(1, 10):
        editor.open(NEW, f"segment x where {'cuntry_'[:end]} = 'SE'")
    editor.problems_of(NEW, 1)
    editor.wait(asyncio.sleep(0.3))
    assert editor.told[editor.uri(NEW)] - before <= 2
    assert editor.problems[editor.uri(NEW)][0].range.end.character == 23
    editor.open(NEW, "segment x where everybody")
    editor.problems_of(NEW, 0)


def test_a_change_shows_in_the_files_that_rest_on_it(editor: Editor) -> None:
    editor.open("segments/user.seg", "segment user where base > 3")
    editor.problems_of("segments/user.seg", 1)
    editor.open(NEW, "trait base = count(orders)")
    editor.problems_of("segments/user.seg", 0)
    editor.open(NEW, "trait base = last(orders.channel)")
    editor.problems_of("segments/user.seg", 1)
    editor.shut(NEW)
    editor.shut("segments/user.seg")
    editor.until(lambda: not editor.problems.get(editor.uri("segments/user.seg")))


def test_two_definitions_of_one_name_point_at_each_other(editor: Editor) -> None:
    editor.open(NEW, "segment buyers where everybody")
    [found] = editor.problems_of(NEW)
    [related] = found.related_information or ()
    assert related.location.uri.endswith(".seg")
    assert related.location.uri != editor.uri(NEW)
    editor.shut(NEW)
    editor.problems_of(NEW, 0)


def test_a_broken_catalog_is_told_and_the_last_good_one_stays_in_force(editor: Editor) -> None:
    good = (editor.root / "catalog.yml").read_text(encoding="utf-8")
    editor.open(NEW, "segment x where cuntry = 'SE'")
    editor.problems_of(NEW, 1)
    editor.write("catalog.yml", good.replace("key: customer_id", "kye: customer_id", 1))
    found = editor.problems_of("catalog.yml")
    wrong = next(item for item in found if "kye" in item.message)
    assert "key: customer_id" in good.splitlines()[wrong.range.start.line]
    assert '"SE"' in editor.labels("segment x where country = |")
    editor.write("catalog.yml", good)
    editor.problems_of("catalog.yml", 0)
    editor.shut(NEW)


def test_settings_that_are_wrong_are_told_where_they_stand(editor: Editor) -> None:
    good = (editor.root / "segql.yml").read_text(encoding="utf-8")
    editor.write("segql.yml", good.replace("Stockholm", "Stokholm"))
    assert editor.problems_of("segql.yml")
    editor.write("segql.yml", good)
    editor.problems_of("segql.yml", 0)


def test_files_come_change_and_go_on_disk(editor: Editor) -> None:
    editor.write("segments/disk.seg", "segment disk where cuntry = 'SE'")
    editor.problems_of("segments/disk.seg", 1)
    editor.write("segments/disk.seg", "segment disk where country = 'SE'\n")
    editor.problems_of("segments/disk.seg", 0)
    assert "disk" in editor.labels("segment x where in segment |")
    editor.write("segments/disk.seg", b"segment disk where \xff\xfe")
    [found] = editor.problems_of("segments/disk.seg", 1)
    assert "UTF-8" in found.message
    editor.write("segments/disk.seg", None)
    editor.problems_of("segments/disk.seg", 0)
    assert "disk" not in editor.labels("segment x where in segment |")


@pytest.mark.parametrize(
    "text", ["", "\n\n", "segment", "segment x where (((", '"', "`", "$", "\0"]
)
def test_half_typed_text_never_ends_the_server(editor: Editor, text: str) -> None:
    document, _ = editor.open(NEW, text)
    place = lsp.Position(0, len(text.split("\n")[0]))
    assert editor.wait(
        editor.client.text_document_completion_async(lsp.CompletionParams(document, place))
    )
    editor.wait(editor.client.text_document_hover_async(lsp.HoverParams(document, place)))
    editor.wait(
        editor.client.text_document_document_symbol_async(lsp.DocumentSymbolParams(document))
    )


def test_every_prefix_of_a_file_can_be_asked_about(editor: Editor) -> None:
    text = (SHOP / "segments" / "traits.seg").read_text(encoding="utf-8")[:600]
    for end in range(0, len(text), 7):
        assert isinstance(editor.complete(text[:end] + "|"), list)


def test_places_outside_the_text_are_its_ends(editor: Editor) -> None:
    document, _ = editor.open(NEW, "segment x where age > 3")
    for place in (lsp.Position(0, 999), lsp.Position(999, 0)):
        assert editor.wait(
            editor.client.text_document_completion_async(lsp.CompletionParams(document, place))
        )


# -------------------------------------------------------------------------- other projects


def test_a_file_outside_any_project_is_read_and_formatted(tmp_path: Path) -> None:
    running = Editor(tmp_path)
    running.open("lonely.seg", "segment x where age >")
    running.problems_of("lonely.seg", 1)
    document, _ = running.open("lonely.seg", "SEGMENT x where  age>3")
    running.problems_of("lonely.seg", 0)
    edits = running.wait(
        running.client.text_document_formatting_async(
            lsp.DocumentFormattingParams(document, lsp.FormattingOptions(2, True))
        )
    )
    assert edits
    assert running.hover("segment x where a|ge > 3", "lonely.seg") is None
    assert "and" in [item.label for item in running.complete("age > 3 |", "lonely.seg")]
    assert running.close() == 0


def test_an_empty_folder_becomes_a_project_while_it_is_open(tmp_path: Path) -> None:
    running = Editor(tmp_path)
    running.open("segments/a.seg", "segment a where country = 'SE' and cuntry = 'x'")
    running.write("segql.yml", "name: new\n")
    assert "catalog" in running.problems_of("segql.yml")[0].message
    running.write(
        "catalog.yml",
        "customer: {table: c, key: id, attributes: {country: {type: text, values: [SE]}}}\n",
    )
    running.problems_of("segql.yml", 0)
    running.problems_of("segments/a.seg", 1)
    labels = [
        item.label for item in running.complete("segment a where country = |", "segments/a.seg")
    ]
    assert labels[0] == '"SE"'
    assert running.close() == 0


# -------------------------------------------------------------------------------- figures


def test_sizes_of_segments_and_known_shares_come_from_the_target(tmp_path: Path) -> None:
    running = Editor(copy_of_shop(tmp_path), counts="auto")
    document, _ = running.open("segments/young_outdoor.seg")
    first = running.wait(running.client.text_document_code_lens_async(lsp.CodeLensParams(document)))
    assert [item.command.title for item in first or () if item.command] == ["counting ..."]
    running.until(lambda: running.refreshed, "the figures")
    found = running.wait(running.client.text_document_code_lens_async(lsp.CodeLensParams(document)))
    [title] = [item.command.title for item in found or () if item.command]
    assert title == "59 customers, 2.9% of all"
    told = running.hover("segment x where coun|try = 'SE'")
    assert told is not None
    assert "Known of 9" in told
    running.open("segments/young_outdoor.seg", "age 18..30 and country = 'SE'")
    changed = running.wait(
        running.client.text_document_code_lens_async(lsp.CodeLensParams(document))
    )
    assert [item.command.title for item in changed or () if item.command] == ["counted when saved"]
    assert running.close() == 0


def test_a_target_that_fails_is_said_once_and_not_asked_again(tmp_path: Path) -> None:
    root = copy_of_shop(tmp_path)
    for path in (root / "data").glob("customers*"):
        path.unlink()
    running = Editor(root, counts="always")
    document, _ = running.open("segments/young_outdoor.seg")
    running.until(lambda: running.logged, "the reason")
    found = running.wait(running.client.text_document_code_lens_async(lsp.CodeLensParams(document)))
    [title] = [item.command.title for item in found or () if item.command]
    assert title.startswith("not counted: ")
    running.wait(asyncio.sleep(0.2))
    assert len(running.logged) == 1
    assert running.close() == 0


def test_without_counts_no_target_is_asked(editor: Editor) -> None:
    document, _ = editor.open("segments/young_outdoor.seg")
    found = editor.wait(editor.client.text_document_code_lens_async(lsp.CodeLensParams(document)))
    assert not found


def test_what_is_probably_not_meant_comes_when_fingers_rest(editor: Editor) -> None:
    editor.open(NEW, 'segment x where country != "SE"')
    [found] = editor.problems_of(NEW)
    assert found.severity is lsp.DiagnosticSeverity.Information
    assert isinstance(found.data, dict)
    assert found.data["name"] == "takes-in-unknown"
    editor.open(NEW, "segment x where everybody and age > 3")
    editor.until(lambda: "takes-in-unknown" not in str(editor.problems.get(editor.uri(NEW))))
    editor.shut(NEW)
