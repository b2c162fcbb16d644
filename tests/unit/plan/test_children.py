"""Lists in tables of their own: what a project makes of them beside the golden cases."""

from __future__ import annotations

from pathlib import Path

import pytest

from segql import Project
from segql.diagnostics import SegqlError

FILES = {
    "segql.yml": "name: shop\ntargets: {local: {engine: duckdb, files: '*.csv'}}\n",
    "catalog.yml": """
customer:
  table: customers
  key: id
  attributes:
    hobby: {type: list of text, table: hobbies, by: owner, column: what, values: [chess, go]}
""",
    "segments/a.seg": """
segment players
where hobby has any ("chess", "go")
segment idle
where size(hobby) = 0
trait held = hobby
segment chess
where held = "chess"
""",
    "customers.csv": "id\n1\n2\n3\n",
    "hobbies.csv": "owner,what\n1,chess\n1,go\n2,\n9,chess\n2,golf\n",
}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return Project.load(tmp_path)


def test_members(project: Project) -> None:
    assert [project.members(name).keys for name in ("players", "idle", "chess")] == [[1], [3], [1]]


def test_a_list_in_rows_is_no_column_of_an_export(project: Project) -> None:
    with pytest.raises(SegqlError) as refused:
        project.members("players", columns=["hobby"])
    [problem] = refused.value.diagnostics
    assert problem.code.id == "SEG615"
    assert "`hobbies`" in problem.message


def test_a_profile_holds_the_list_itself(project: Project) -> None:
    match = project.matcher(["players", "idle", "chess"])
    assert match({"id": 1, "hobby": ["go"]}) == {"players"}
    assert match({"id": 1, "hobby": []}) == {"idle"}


def test_data_are_held_against_the_list(project: Project) -> None:
    told = {problem.code.id: problem.message for problem in project.check_data().problems}
    assert "1 row of 5 (20%) of `hobby`" in told["SEG563"]
    assert '"golf" (1)' in told["SEG561"]


def test_a_missing_column_of_the_list_stops_a_run(project: Project) -> None:
    (project.base / "hobbies.csv").write_text("owner,other\n1,chess\n", encoding="utf-8")
    with pytest.raises(SegqlError, match="has no column `what`"):
        project.members("players")


def test_why_shows_how_much_the_list_holds(project: Project) -> None:
    [reason] = project.why("players", 2).reasons
    assert reason.figures[0].value == 1
