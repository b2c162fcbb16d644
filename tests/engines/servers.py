"""The engines of the tests, each empty: in process, or a server started here for a while.

Servers come from the system's packages (Debian: `postgresql`, `mariadb-server`), run from a
folder that goes afterwards, as a user of their own where root starts them, and listen on a free
port of 127.0.0.1.
"""

from __future__ import annotations

import atexit
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

from segql.catalog.models import Target
from segql.engines import Engine, connect, scratch
from tests.engines.gateway import listening

ENGINES = ("sqlite", "postgres", "datafusion", "mariadb", "chdb", "spark", "zetasql")
"""The engines that tests ask besides DuckDB, by their names in `segql.yml`."""

WAYS = (*ENGINES, "clickhouse")
"""The same, with a second way to one of them: over HTTP, what chdb is in process."""

DRIVERS = {
    "postgres": "psycopg",
    "mariadb": "pymysql",
    "datafusion": "datafusion",
    "chdb": "chdb",
    "clickhouse": "chdb",
    "spark": "pyspark",
    "zetasql": "zetasql",
}
"""The package that brings an engine; SQLite comes with Python."""

MARKS = {
    "postgres": "engine",
    "mariadb": "engine",
    "chdb": "warehouse",
    "clickhouse": "warehouse",
    "spark": "warehouse",
    "zetasql": "warehouse",
}
"""The markers of tests of an engine: `engine` needs a server, `warehouse` is large."""

QUICK_SPARK: dict[str, str | int | bool] = {
    # tables of a few rows need no second partition
    "spark.sql.shuffle.partitions": 1,
    "spark.default.parallelism": 1,
    # each statement runs once: compiling Java better than quickly costs more than it gives
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}
RUNNING_SPARK: dict[str, str | int | bool] = {
    **QUICK_SPARK,
    "spark.sql.shuffle.partitions": 2,
    "spark.default.parallelism": 2,
    "spark.sql.autoBroadcastJoinThreshold": "10MB",
    "spark.sql.codegen.wholeStage": True,
    "spark.sql.codegen.factoryMode": "FALLBACK",
}
"""As a run has it, not as tests of segments have it: rows move, and Java is generated."""


def require(name: str) -> None:
    """Skip, with the reason, where the package that brings an engine is not installed."""
    driver = DRIVERS.get(name)
    if driver is not None and find_spec(driver) is None:
        pytest.skip(f"the engine `{name}` needs the package `{driver}`, which is not installed")


@contextmanager
def opened(name: str, *, as_a_run: bool = False) -> Iterator[Engine]:
    """An engine with an empty place for rows; it plans statements as tests of segments are planned,
    or `as_a_run` is. Skips where its server is not installed.
    """
    with target_of(name) as target:
        if name == "spark" and as_a_run:
            target = target.model_copy(update={"options": RUNNING_SPARK})
        with scratch(target) as engine:
            yield engine


@contextmanager
def target_of(name: str) -> Iterator[Target]:
    """A target for an engine; its server runs meanwhile."""
    require(name)
    match name:
        case "postgres":
            with _postgres() as url:
                yield Target(engine=name, url=url)
        case "mariadb":
            with _mariadb() as url:
                yield Target(engine=name, url=url)
        case "spark":
            yield quick_spark()
        case "chdb":
            with _embedded() as folder:
                yield Target(engine=name, database=str(folder))
        case "clickhouse":
            if find_spec("clickhouse_connect") is None:
                pytest.skip("the driver `clickhouse_connect` is not installed")
            with _embedded() as folder, listening(str(folder)) as url:
                yield Target(engine=name, url=url)
        case _:
            yield Target(engine=name)


def quick_spark() -> Target:
    """A Spark in this process, started at its first use. Skips where it is not installed."""
    require("spark")
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("the engine `spark` needs Java (Debian: default-jre-headless)")
    return Target(engine="spark", url="local[2]", options=QUICK_SPARK)


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def run(command: list[str], user: str) -> None:
    """A command as a user, who is somebody else only where root asks."""
    subprocess.run(_as_user(command, user), check=True, capture_output=True)


def _as_user(command: list[str], user: str) -> list[str]:
    if os.geteuid() != 0:
        return command
    return ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups", *command]


@contextmanager
def _folder(user: str) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="segql-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if os.geteuid() == 0:
            shutil.chown(folder, user)
        folder.chmod(0o700)
        yield folder


@contextmanager
def _postgres() -> Iterator[str]:
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not programs:
        pytest.skip("no PostgreSQL server is installed (Debian: postgresql)")
    port, bin = free_port(), programs[-1]
    with _folder("postgres") as folder:
        data = folder / "data"
        # not the language of any person: text has to be ordered by code point all the same
        run(
            [f"{bin}/initdb", "-D", f"{data}", "-U", "segql", "-A", "trust", "--no-sync",
             "--encoding=UTF8", "--locale-provider=icu", "--icu-locale=sv", "--locale=C.UTF-8"],
            "postgres",
        )  # fmt: skip
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        start = [f"{bin}/pg_ctl", "-D", f"{data}", "-w", "-o", options, "-l", f"{folder}/log"]
        run([*start, "start"], "postgres")
        try:
            yield f"postgresql://segql@127.0.0.1:{port}/postgres"
        finally:
            run([f"{bin}/pg_ctl", "-D", f"{data}", "-m", "immediate", "stop"], "postgres")


@contextmanager
def _mariadb() -> Iterator[str]:
    server, maker = shutil.which("mariadbd"), shutil.which("mariadb-install-db")
    if server is None or maker is None:
        pytest.skip("no MariaDB server is installed (Debian: mariadb-server)")
    port = free_port()
    with _folder("mysql") as folder:
        data = f"--datadir={folder}/data"
        run(
            [maker, "--no-defaults", data, "--auth-root-authentication-method=normal",
             "--skip-test-db"],
            "mysql",
        )  # fmt: skip
        # as many installations have it: backslashes are plain, and case does not count
        command = [
            server, "--no-defaults", data, f"--socket={folder}/s", f"--port={port}",
            "--bind-address=127.0.0.1", f"--pid-file={folder}/pid", "--skip-log-bin",
            "--innodb-flush-log-at-trx-commit=0", "--sql-mode=ANSI,NO_BACKSLASH_ESCAPES",
            "--default-time-zone=+05:45",
        ]  # fmt: skip
        with (folder / "log").open("wb") as log:
            running = subprocess.Popen(_as_user(command, "mysql"), stdout=log, stderr=log)
        try:
            wait_for(port)
            yield f"mysql://root@127.0.0.1:{port}"
        finally:
            running.terminate()
            running.wait(30)


_embedded_folder: list[Path] = []


@contextmanager
def _embedded() -> Iterator[Path]:
    """A folder of ClickHouse. A process opens one at a time, so that all tests share it; it stays
    open, and goes with the process.
    """
    if not _embedded_folder:
        held = ExitStack()
        name = tempfile.TemporaryDirectory(prefix="segql-", ignore_cleanup_errors=True)
        folder = Path(held.enter_context(name))
        held.enter_context(connect(Target(engine="chdb", database=str(folder)), Path()))
        atexit.register(held.close)
        _embedded_folder.append(folder)
    yield _embedded_folder[0]


def wait_for(port: int, seconds: float = 30) -> None:
    """Until something listens."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with socket.socket() as trial:
            if trial.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError(f"nothing listens on port {port}")
