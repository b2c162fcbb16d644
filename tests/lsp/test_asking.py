"""Completion, hover and signatures over the protocol."""

from __future__ import annotations

import pytest
from lsprotocol import types as lsp

from tests.lsp.client import Editor, applied


def test_the_server_says_what_it_can(editor: Editor) -> None:
    can = editor.capabilities
    offered = [
        can.text_document_sync, can.completion_provider, can.hover_provider,
        can.definition_provider, can.references_provider, can.rename_provider,
        can.document_formatting_provider, can.document_range_formatting_provider,
        can.code_action_provider, can.document_symbol_provider, can.workspace_symbol_provider,
        can.semantic_tokens_provider, can.code_lens_provider, can.signature_help_provider,
        can.folding_range_provider, can.document_highlight_provider,
    ]  # fmt: skip
    assert all(offered)
    assert can.position_encoding == lsp.PositionEncodingKind.Utf16


@pytest.mark.parametrize(
    ("text", "first", "never"),
    [
        ('segment x where country = "|', ['"DK"', '"FI"', '"NO"', '"SE"'], ["country", "and"]),
        ("segment x where country = |", ['"DK"', '"FI"', '"NO"', '"SE"'], ["age", "orders"]),
        ('segment x where country in ("SE", |', ['"DK"', '"FI"'], ["age"]),
        ("segment x where lifecycle = |", ['"active"', '"lapsing"', '"lost"'], ["age"]),
        ("segment x where account.|", ["kind", "opened_on"], ["age"]),
        ("segment x where count(orders where |", ["amount", "channel"], ["country", "count"]),
        ("segment x where count(orders where channel = |", ['"app"', '"store"', '"web"'], []),
        ("segment x where count(orders where product.|", ["brand", "category"], ["amount"]),
        ("segment x where count(orders where customer.|", ["abandoned_cart", "age"], []),
        ("segment x where count(|", ["baskets", "calls", "carts"], ["country", "orders.amount"]),
        ("segment x where sum(orders.|", ["amount"], ["channel", "coupon"]),
        ("segment x where in segment |", ["abandoned_cart"], ["age", "lifecycle", "and"]),
        ("segment x where in list |", ["blocklist"], ["age"]),
        ("segment x channel |", ["email", "sms"], ["age"]),
        ("segment x where interest |", ["="], ["<", "contains", "in last 30 days"]),
        ("segment x where interest has |", ["all", "any", "none", "only"], ["age"]),
        ("segment x where signup_date in last 30 |", ["days", "hours"], ["day", "age"]),
        ("segment x where signup_date in |", ["last 30 days"], []),
        ("segment x where years since |", ["birth_date"], ["age", "country"]),
        ("segment x where age > $|", ["$min_orders"], ["age"]),
        ("segment x where home |", ["is known"], ["=", "<"]),
        ('segment x where home within 3 km of "|', ['"Helsinki"'], ["age"]),
        ("segment x expect |", ["covers", "disjoint", "size", "subset"], ["age"]),
        ("segment x expect disjoint from |", ["abandoned_cart"], ["age"]),
        ("segment x |", ["channel", "expect", "goal"], ["age"]),
        ("# segql: ignore |", [], ["age"]),
        ("segment x where age > 3 # a note |", [], ["age", "and"]),
        ("segment |", [], ["age"]),
    ],
)
def test_completion_offers_what_fits(
    editor: Editor, text: str, first: list[str], never: list[str]
) -> None:
    labels = editor.labels(text)
    assert labels[: len(first)] == first
    assert not set(never) & set(labels)


def test_operators_are_those_of_the_type(editor: Editor) -> None:
    of_text = set(editor.labels("segment x where city |"))
    of_date = set(editor.labels("segment x where signup_date |"))
    of_list = set(editor.labels("segment x where interest |"))
    assert {"contains", "starts with", "is known"} <= of_text
    assert "in last 30 days" not in of_text
    assert {"in last 30 days", "before", "is known"} <= of_date
    assert not {"contains", "has any"} & of_date
    assert {"has any", "has only"} <= of_list


def test_functions_fill_in_their_parentheses(editor: Editor) -> None:
    [item] = [i for i in editor.complete("segment x where cou|") if i.label == "count"]
    assert item.insert_text_format is lsp.InsertTextFormat.Snippet
    assert isinstance(item.text_edit, lsp.TextEdit)
    assert item.text_edit.new_text == "count($1)"
    assert applied("segment x where cou", [item.text_edit]) == "segment x where count($1)"


def test_a_closed_pair_of_quotes_is_taken_over(editor: Editor) -> None:
    text = 'segment x where country = "|"'
    [item] = [i for i in editor.complete(text) if i.label == '"SE"']
    assert isinstance(item.text_edit, lsp.TextEdit)
    assert applied(text.replace("|", ""), [item.text_edit]) == 'segment x where country = "SE"'


def test_definitions_in_other_unsaved_files_are_known(editor: Editor) -> None:
    editor.open("segments/other.seg", "segment brand_new where everybody")
    assert "brand_new" in editor.labels("segment x where in segment |")
    editor.shut("segments/other.seg")
    assert "brand_new" not in editor.labels("segment x where in segment |")


def test_completion_goes_on_behind_mistakes(editor: Editor) -> None:
    broken = "segment a where country == = 3\n\nsegment b where (age > 3 and country = |"
    assert '"SE"' in editor.labels(broken)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("segment x where coun|try = 'SE'", ["attribute, text", "geographic", "`SE`"]),
        ("segment x where in|come > 3", ["attribute, a number", "unit EUR", "A year, as stated"]),
        ("segment x where young_out|door", ["segment", "Customers whose age is from 18 to 25"]),
        ("segment x where spend_3|65d > 2", ["sum(orders.amount in last 365 days)", "unit EUR"]),
        ("segment x where count(or|ders) > 2", ["events", "`amount`"]),
        ("segment x where sum(orders.am|ount) > 2", ["orders.amount", "decimal", "EUR"]),
        ("segment x where cou|nt(orders) > 2", ["How many events", "Unknown values"]),
        ("segment x where overall aver|age(age) > 2", ["mean over all customers"]),
        ("segment x where age > $min_o|rders", ["param min_orders = 3"]),
        ('segment x where lifecycle = "act|ive"', ["case of `lifecycle`"]),
        ("segment x where interest h|as any ('x')", ["Which of the values a list holds"]),
        ("segment x where age > days since to|day", ["the day of the run"]),
    ],
)
def test_hover_tells_what_a_name_means(editor: Editor, text: str, said: list[str]) -> None:
    told = editor.hover(text)
    assert told is not None
    for words in said:
        assert words in told


def test_hover_on_nothing_tells_nothing(editor: Editor) -> None:
    assert editor.hover("segment x where age > 1|8") is None
    assert editor.hover("# a com|ment\nsegment x where age > 18") is None


def test_the_signature_of_the_function_around(editor: Editor) -> None:
    document, place = editor.open(
        "segments/new.seg", "segment x where round(sum(orders.amount in last 3 days|), 2) > 1"
    )
    found = editor.wait(
        editor.client.text_document_signature_help_async(lsp.SignatureHelpParams(document, place))
    )
    assert found is not None
    assert found.signatures[0].label.startswith("sum(")
    document, place = editor.open("segments/new.seg", "segment x where (age > 18|)")
    assert not editor.wait(
        editor.client.text_document_signature_help_async(lsp.SignatureHelpParams(document, place))
    )
