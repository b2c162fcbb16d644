"""SELECT chooses what its words say, and a word that chooses nothing is a mistake."""

from __future__ import annotations

import pytest

from segql.diagnostics import SegqlError
from segql.project.listing import Listed
from segql.project.selectors import Choices, select
from segql.source import NOWHERE


def listed(name: str, path: str = "segments/a.seg", **more: object) -> Listed:
    return Listed(name, "segment", path, NOWHERE, **more)  # type: ignore[arg-type]


ITEMS = [
    listed("vip_se", "segments/crm/vip.seg", owner="crm team", tags=("outdoor", "Spring")),
    listed("vip_no", "segments/crm/vip.seg", owner="crm team"),
    listed("young", "segments/young.seg", owner="brand", tags=("outdoor",)),
    listed("young_vip", "segments/young.seg"),
    listed("staff", "segments/crm/deep/staff.seg"),
]
# purchases is a computed attribute of the catalog: it stands between, but is never chosen
USES = {
    "young_vip": ["young", "purchases"],
    "purchases": [],
    "young": ["purchases"],
    "vip_no": ["young_vip"],
}
CHOICES = Choices({item.name: item for item in ITEMS}, USES, modified={"young", "gone"})


def chosen(*words: str, exclude: tuple[str, ...] = ()) -> list[str]:
    return [item.name for item in select(words, CHOICES, exclude)]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], ["vip_se", "vip_no", "young", "young_vip", "staff"]),
        (["young"], ["young"]),
        (["staff", "vip_se"], ["vip_se", "staff"]),
        (["vip_*"], ["vip_se", "vip_no"]),
        (["*vip*"], ["vip_se", "vip_no", "young_vip"]),
        (["tag:outdoor"], ["vip_se", "young"]),
        (["tag:spring"], ["vip_se"]),
        (["owner:crm"], ["vip_se", "vip_no"]),
        (["owner:crm team"], ["vip_se", "vip_no"]),
        (["owner:b*"], ["young"]),
        (["path:segments/crm/"], ["vip_se", "vip_no", "staff"]),
        (["path:segments/crm"], ["vip_se", "vip_no", "staff"]),
        (["path:segments/crm/*.seg"], ["vip_se", "vip_no", "staff"]),
        (["path:./segments/young.seg"], ["young", "young_vip"]),
        (["segments/young.seg"], ["young", "young_vip"]),
        (["+young_vip"], ["young", "young_vip"]),
        (["young+"], ["vip_no", "young", "young_vip"]),
        (["+young_vip+"], ["vip_no", "young", "young_vip"]),
        (["tag:outdoor+"], ["vip_se", "vip_no", "young", "young_vip"]),
        (["state:modified"], ["young"]),
        (["state:modified+"], ["vip_no", "young", "young_vip"]),
    ],
)
def test_words(words: list[str], expected: list[str]) -> None:
    assert chosen(*words) == expected


def test_exclude_takes_away() -> None:
    assert chosen(exclude=("vip_*", "staff")) == ["young", "young_vip"]
    assert chosen("tag:outdoor", exclude=("young+",)) == ["vip_se"]


@pytest.mark.parametrize(
    ("word", "help"),
    [
        ("yung", "young"),
        ("vipse", "vip_se"),
        ("tag:outdor", "tag:outdoor"),
        ("owner:brnd", "owner:brand"),
        ("path:segments/cmr", "segments/crm"),
        ("tags:outdoor", "tag:outdoor"),
        ("zzz_*", "segql ls"),
        ("state:changed", "state:modified"),
        ("", "segql ls"),
        ("+", "segql ls"),
    ],
)
def test_a_word_that_chooses_nothing_is_a_mistake_with_a_mend(word: str, help: str) -> None:
    with pytest.raises(SegqlError) as caught:
        chosen(word)
    assert caught.value.exit_code == 2
    [problem] = caught.value.diagnostics
    assert help in (problem.help or "")


def test_an_unknown_name_to_leave_out_is_a_mistake_too() -> None:
    with pytest.raises(SegqlError, match="yung"):
        chosen("young", exclude=("yung",))


def test_a_state_is_needed_for_what_is_modified() -> None:
    without = Choices(CHOICES.known, CHOICES.uses)
    with pytest.raises(SegqlError) as caught:
        select(["state:modified"], without)
    assert "--state" in (caught.value.diagnostics[0].help or "")


def test_a_state_without_changes_chooses_nothing_quietly() -> None:
    assert select(["state:modified"], Choices(CHOICES.known, CHOICES.uses, modified=())) == []
