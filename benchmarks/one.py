"""One segment alone: SegQL against the best query by hand, and against polars and DataFusion."""

from __future__ import annotations

import shutil
import statistics
from collections.abc import Callable
from pathlib import Path
from typing import Any

import segql
from benchmarks.by_hand import connected
from benchmarks.definitions import AS_OF
from benchmarks.digest import digest
from benchmarks.figures import Bar, Comparison, Figure
from benchmarks.measuring import in_process, installed, interleaved
from benchmarks.one_queries import QUERIES, Query
from benchmarks.setting import Setting
from segql.project.means import Means

SEGQL = "SegQL's SQL"
WHOLE = "SegQL from its text"
DUCKDB = "DuckDB by hand"
POLARS = "polars"
DATAFUSION = "DataFusion"

Answers = dict[str, list[Callable[[], Any]]]
"""For each who answers, one way or several; each gives the keys of the members."""


def compare(setting: Setting) -> Comparison:
    shop = setting.shop(setting.customers, setting.events, setting.segments[0])
    peers = _Peers(shop, setting.folder / "one")
    figures: list[Figure] = []
    for query in QUERIES:
        answers = peers.answers(query)
        expected = digest(answers[SEGQL][0]())
        for who, ways in answers.items():
            for way in ways:
                assert digest(way()) == expected, (query.title, who)
        assert digest(peers.project().members(query.name, as_of=AS_OF).keys) == expected
        tasks = {
            (who, number): way for who, ways in answers.items() for number, way in enumerate(ways)
        }
        tasks[WHOLE, 0] = lambda name=query.name: peers.counted(name)
        costs = interleaved(
            setting.runs,
            {key: (lambda way=way: in_process(way)) for key, way in tasks.items()},
        )
        for who in dict.fromkeys(who for who, _ in tasks):
            best = min(cost.cpu for (other, _), cost in costs.items() if other == who)
            figures.append(Figure(query.title, who, best * 1000))
    return Comparison(
        "one",
        "One segment alone",
        "The keys of all members are fetched from Parquet files. By hand each segment is written "
        "in one or two ways, and the faster one counts; polars runs in memory and streaming, and "
        "the faster one counts. SegQL's SQL is what `segql compile` writes, in the same connection "
        "of DuckDB. SegQL from its text loads the project, compiles, looks at the tables, checks "
        "that keys are sound and counts.",
        setting.sizes,
        "milliseconds",
        DUCKDB,
        f"Members of all {len(QUERIES)} segments, key by key through digests.",
        tuple(figures),
        bars(figures),
        absent=peers.absent,
    )


def bars(figures: list[Figure]) -> tuple[Bar, ...]:
    value = {(figure.case, figure.who): figure.value for figure in figures}
    ratios = [value[query.title, SEGQL] / value[query.title, DUCKDB] for query in QUERIES]
    return (
        Bar("SegQL's SQL, of the best by hand: median", statistics.median(ratios), 1.1, "at most"),
        Bar(
            "SegQL's SQL, of the best by hand: the worst",
            max(ratios),
            1.1,
            "at most",
            why="An age is computed from the date of birth, which by hand is compared with two "
            "dates.",
        ),
    )


class _Peers:
    """All who answer, each opened once."""

    def __init__(self, shop: Path, folder: Path) -> None:
        self.folder = folder
        self.duckdb = connected(shop)
        self.tables = {path.stem: path for path in (shop / "data").glob("*.parquet")}
        missing = {POLARS: not installed("polars"), DATAFUSION: not installed("datafusion")}
        self.absent = tuple(name for name, is_missing in missing.items() if is_missing)
        self._write(shop)

    def _write(self, shop: Path) -> None:
        """A project of these segments alone, over the shop's data."""
        shutil.rmtree(self.folder, ignore_errors=True)
        (self.folder / "segments").mkdir(parents=True)
        (self.folder / "data").symlink_to((shop / "data").resolve())
        for name in ("segql.yml", "catalog.yml"):
            shutil.copy(shop / name, self.folder / name)
        for query in QUERIES:
            text = f"segment {query.name} where {query.segql}\n"
            (self.folder / "segments" / f"{query.name}.seg").write_text(text, encoding="utf-8")

    def project(self) -> segql.Project:
        return segql.Project.load(self.folder)

    def counted(self, name: str) -> int:
        result = self.project().run([name], as_of=AS_OF, means=Means(plan="sql", cache=False))
        return result.size(name)

    def answers(self, query: Query) -> Answers:
        text = self.project().compile(query.name, as_of=AS_OF)
        answers: Answers = {
            DUCKDB: [lambda sql=sql: self._fetched(sql) for sql in query.sql],
            SEGQL: [lambda: self._fetched(text)],
        }
        if POLARS not in self.absent:
            answers[POLARS] = [
                lambda engine=engine: self._by_polars(query, engine)
                for engine in ("in-memory", "streaming")
            ]
        if DATAFUSION not in self.absent:
            context = self._datafusion()
            answers[DATAFUSION] = [
                lambda sql=sql: context.sql(sql).to_arrow_table()["customer_id"].to_numpy()
                for sql in query.sql
            ]
        return answers

    def _fetched(self, sql: str) -> Any:
        return self.duckdb.execute(sql).fetchnumpy()["customer_id"]

    def _by_polars(self, query: Query, engine: Any) -> Any:
        import polars

        frames = {name: polars.scan_parquet(path) for name, path in self.tables.items()}
        found = query.polars(frames).select("customer_id").collect(engine=engine)
        return found["customer_id"].to_numpy()

    def _datafusion(self) -> Any:
        import datafusion

        context = datafusion.SessionContext()
        for name, path in self.tables.items():
            context.register_parquet(name, str(path))
        return context
