"""Offsets and the places of editors, there and back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from segql.editor.positions import Lines, Place

TEXTS = st.text(alphabet="ab \n\r\U0001f600é\u2028\x0b", max_size=40)


@given(TEXTS)
def test_every_offset_is_found_again(text: str) -> None:
    lines = Lines(text)
    for offset in range(len(text) + 1):
        if text[offset - 1 : offset + 1] == "\r\n":
            continue  # no editor puts a cursor between the two
        assert lines.offset(lines.place(offset)) == offset


@given(TEXTS)
def test_columns_are_utf_16_units(text: str) -> None:
    lines = Lines(text)
    for offset in range(len(text) + 1):
        place = lines.place(offset)
        start = lines.offset(Place(place.line, 0))
        assert place.column == len(text[start:offset].encode("utf-16-le")) // 2


@given(TEXTS, st.integers(-3, 60), st.integers(-3, 60))
def test_any_place_is_somewhere_in_the_text(text: str, line: int, column: int) -> None:
    assert 0 <= Lines(text).offset(Place(line, column)) <= len(text)


def test_a_place_behind_its_line_is_the_lines_end() -> None:
    lines = Lines("one\r\ntwo")
    assert lines.offset(Place(0, 99)) == 3
    assert lines.offset(Place(9, 0)) == 8
    assert Lines("\U0001f600x").place(1) == Place(0, 2)
