"""Tables held by Spark while a run asks for them again and again: their files are read once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager

from pyspark import StorageLevel
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.functions import col

from segql.catalog.names import table_parts
from segql.engines.holding import Reading
from segql.engines.spark.errors import plain_errors
from segql.engines.spark.load import quoted


@contextmanager
def held(
    session: SparkSession, readings: Sequence[Reading], views: Mapping[str, DataFrame]
) -> Iterator[None]:
    """Views of the tables' names stand before the tables meanwhile; `views` are those that stood
    there before, by their quoted names.

    Rows are divided by whose they are, so that what is worked out for each customer, and joined
    with the customers, moves no rows any more. Memory that does not do is helped out by the disk.
    """
    with ExitStack() as after:
        with plain_errors("preparing the tables"):
            for reading in readings:
                after.callback(_hold(session, reading, views))
        yield


def _hold(
    session: SparkSession, reading: Reading, views: Mapping[str, DataFrame]
) -> Callable[[], None]:
    """Holds a table, and gives what lets it go."""
    called = table_parts(reading.table)
    frame = session.table(".".join(map(quoted, called)))
    if len(called) > 1:  # no view can stand before a table that is named with its schema
        frame.persist(StorageLevel.MEMORY_AND_DISK)
        return lambda: _let_go(frame)
    name = quoted(called[0])
    kept = frame.select(*map(quoted, sorted(reading.columns)))
    if reading.by is not None:
        partitions = int(session.conf.get("spark.sql.shuffle.partitions") or 1)
        kept = kept.repartition(partitions, col(quoted(reading.by)))
    # A new view makes Spark forget what was kept of the one before: so it comes first.
    kept.createOrReplaceTempView(name)
    kept.persist(StorageLevel.MEMORY_AND_DISK)

    def let_go() -> None:
        _let_go(kept)
        before = views.get(name)
        if before is not None:
            before.createOrReplaceTempView(name)
        else:
            session.catalog.dropTempView(called[0])

    return let_go


def _let_go(frame: DataFrame) -> None:
    with plain_errors("letting go of the tables"):
        frame.unpersist()
