"""The one Spark of this process: its Java, its settings, and sessions of it or of a server."""

from __future__ import annotations

import atexit
import os
import re
import shutil
import tempfile
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from py4j.protocol import Py4JError
from pyspark import SparkConf, SparkContext
from pyspark.errors import PySparkException
from pyspark.java_gateway import launch_gateway
from pyspark.logger import PySparkLogger
from pyspark.sql import SparkSession

from segql.catalog.models import Target
from segql.diagnostics import SegqlError
from segql.diagnostics.codes import engines as codes
from segql.diagnostics.codes.spark import DID_NOT_START, NO_JAVA, OTHER_SPARK
from segql.engines.failures import failure
from segql.engines.spark.errors import plain, words_of

MEANING: Mapping[str, str] = {
    "spark.sql.session.timeZone": "UTC",
    # overflow is an error, never another number
    "spark.sql.ansi.enabled": "true",
    # products of decimals keep every digit, or are an error
    "spark.sql.decimalOperations.allowPrecisionLoss": "false",
    "spark.sql.parser.escapedStringLiterals": "false",
    "spark.sql.ansi.doubleQuotedIdentifiers": "false",
    # `${env:HOME}` in a statement is no variable
    "spark.sql.variable.substitute": "false",
    "spark.sql.timestampType": "TIMESTAMP_LTZ",
    "spark.sql.parquet.inferTimestampNTZ.enabled": "true",
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    "spark.sql.parquet.int96RebaseModeInRead": "CORRECTED",
    "spark.sql.caseSensitive": "false",
}
"""What statements mean depends on these, so that every session sets them."""

_OPTIMIZER = "org.apache.spark.sql.catalyst.optimizer"
SPEED: Mapping[str, str] = {
    # A query that several others read is computed once, instead of in each of them. The second
    # rule would then take conditions and columns into it, and mistakes one column for another.
    "spark.sql.optimizer.excludedRules": f"{_OPTIMIZER}.InlineCTE,"
    f"{_OPTIMIZER}.PushdownPredicatesAndPruneColumnsForCTEDef",
    # a query of queries of queries takes one step each
    "spark.sql.analyzer.maxIterations": "1000",
}
OF_TESTS: Mapping[str, str] = {
    # all rows are in one part, so that none of them moves
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.autoBroadcastJoinThreshold": "-1",
    # each statement meets a few rows once, which generating and compiling Java never repays
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}
"""How statements on the few rows of tests are planned."""

_UNITS = {"kb": 1, "mb": 1024, "gb": 1024**2, "tb": 1024**3}
_JAVA_OPTIONS = "spark.driver.extraJavaOptions"
_QUICK_JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
_JAVA = "Install Java 17 or later, and put `java` on the PATH or its folder in JAVA_HOME."


@dataclass(slots=True)
class _Started:
    """A Spark that this module has started, and the folder of its files."""

    context: SparkContext
    wanted: dict[str, str]
    folder: Path


_started: _Started | None = None

for _name in ("SQLQueryContextLogger", "DataFrameQueryContextLogger"):
    # pyspark prints what it raises
    PySparkLogger.getLogger(_name).disabled = True


def session_of(target: Target, *, tests: bool = False) -> SparkSession:
    """A session of its own for a target, with settings that keep every meaning; for rows of `tests`
    one that begins and answers quickly.

    Raises SegqlError: 2 where there is no Java or the target says what Spark does not know, 3 where
    Spark does not start or its server does not answer.
    """
    options = _options(target)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if (target.url or "").startswith("sc://"):
            session = _of_server(target.url or "")
        else:
            session = SparkSession(_context(target, options, tests)).newSession()
    suited = OF_TESTS if tests else _local(target)
    for name, value in {**SPEED, **suited, **_of_session(options), **MEANING}.items():
        try:
            session.conf.set(name, value)
        except PySparkException as error:
            raise failure(
                codes.UNKNOWN_OPTION,
                f"Spark refuses the option `{name}`: {plain(words_of(error))}",
                exit_code=2,
            ) from error
    return session


def _options(target: Target) -> dict[str, str]:
    made: dict[str, str] = {}
    for name, value in target.options.items():
        if not name.startswith("spark.") or name in MEANING:
            why = "fixes what segments mean" if name in MEANING else "is no setting of Spark"
            raise failure(
                codes.UNKNOWN_OPTION,
                f"The option `{name}` {why}, and a target cannot set it.",
                "Write settings as Spark calls them: `spark.executor.memory: 4g`.",
                exit_code=2,
            )
        made[name] = str(value).lower() if isinstance(value, bool) else str(value)
    return made


def _of_session(options: Mapping[str, str]) -> dict[str, str]:
    """Options that a session takes while Spark runs."""
    fixed = ("spark.sql.warehouse.dir", "spark.sql.catalogImplementation", "spark.sql.extensions")
    return {k: v for k, v in options.items() if k.startswith("spark.sql.") and k not in fixed}


def _local(target: Target) -> dict[str, str]:
    """What suits one machine: few partitions, and no plan that is made anew after each query."""
    if not (target.url or "local").startswith("local"):
        return {}
    partitions = str(2 * (target.threads or os.cpu_count() or 1))
    return {"spark.sql.shuffle.partitions": partitions, "spark.sql.adaptive.enabled": "false"}


def _of_server(url: str) -> SparkSession:
    try:
        return SparkSession.builder.remote(url).create()
    except ImportError as error:
        raise failure(
            codes.DRIVER_MISSING,
            "A target with `url: sc://...` needs packages that are not installed.",
            "Install them: pip install 'pyspark[connect]'",
            exit_code=2,
        ) from error
    except Exception as error:
        raise failure(
            codes.NO_CONNECTION,
            "The Spark server of the target does not answer.",
            "Write `url: sc://host:15002`, and check that the server runs.",
        ) from error


# ------------------------------------------------------------------------------ one of its own


def _context(target: Target, options: Mapping[str, str], tests: bool) -> SparkContext:
    global _started
    wanted = _wanted(target, options)
    running = SparkContext._active_spark_context
    if _started is not None and running is _started.context:
        if _started.wanted == wanted:
            return running
        running.stop()
        running = None
    if running is not None:
        if target.url not in (None, running.master):
            raise failure(
                OTHER_SPARK,
                f"This process has a Spark already, at `{running.master}`.",
                "Leave the `url` of the target out to use it, or stop it first.",
                exit_code=2,
            )
        return running
    _started = _start(wanted, _started, _QUICK_JAVA if tests else "")
    return _started.context


def _wanted(target: Target, options: Mapping[str, str]) -> dict[str, str]:
    """The settings that Spark is started with."""
    threads = target.threads or os.cpu_count() or 1
    made = {
        "spark.app.name": "segql",
        "spark.master": target.url or f"local[{threads}]",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        # small letters as Unicode has them, not as the language of this machine; large statements
        _JAVA_OPTIONS: "-Duser.language=en -Duser.country=US -Xss16m",
    }
    if made["spark.master"].startswith("local"):
        made["spark.driver.host"] = made["spark.driver.bindAddress"] = "127.0.0.1"
    if target.memory_limit is not None:
        made["spark.driver.memory"] = _memory(target.memory_limit)
    options = {k: v for k, v in options.items() if k not in _of_session(options)}
    if _JAVA_OPTIONS in options:
        made[_JAVA_OPTIONS] += f" {options[_JAVA_OPTIONS]}"
        options = {name: value for name, value in options.items() if name != _JAVA_OPTIONS}
    return {**made, **options}


def _memory(written: str) -> str:
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([kmgt])i?b?\s*", written, re.IGNORECASE)
    if found is None:
        raise failure(
            codes.UNKNOWN_OPTION,
            f"`{written}` is not an amount of memory.",
            "Write it with its unit: `memory_limit: 4GB`.",
            exit_code=2,
        )
    return f"{int(float(found[1]) * _UNITS[found[2].lower() + 'b'])}k"


def _start(wanted: Mapping[str, str], before: _Started | None, java: str) -> _Started:
    """Java itself begins at the first start alone, with the options `java` before others."""
    folder = before.folder if before is not None else _folder()
    conf = SparkConf(loadDefaults=False).setAll(list(wanted.items()))
    conf.set(_JAVA_OPTIONS, f"{java} {wanted[_JAVA_OPTIONS]}".strip())
    conf.setIfMissing("spark.sql.warehouse.dir", str(folder / "warehouse"))
    conf.setIfMissing("spark.local.dir", str(folder / "local"))
    log = folder / "log"
    try:
        if SparkContext._gateway is None:
            _require_java()
            with log.open("ab") as said:
                gateway = launch_gateway(conf, {"stdout": said, "stderr": said})
        else:
            gateway = SparkContext._gateway
        context = SparkContext(conf=conf, gateway=gateway)
    except (PySparkException, Py4JError) as error:
        raise _did_not_start(error, log) from error
    context.setLogLevel("OFF")
    return _Started(context, dict(wanted), folder)


def _folder() -> Path:
    """A folder of this user alone, for the log, for spilling and as warehouse; it goes at the end
    of the process, after Spark.
    """
    folder = Path(tempfile.mkdtemp(prefix="segql-spark-"))
    atexit.register(_end, folder)
    return folder


def _end(folder: Path) -> None:
    if _started is not None and SparkContext._active_spark_context is _started.context:
        _started.context.stop()
    shutil.rmtree(folder, ignore_errors=True)


def _require_java() -> None:
    home = os.environ.get("JAVA_HOME")
    found = shutil.which("java", path=str(Path(home) / "bin")) if home else shutil.which("java")
    if found is None:
        where = f"in `{home}`, which JAVA_HOME names" if home else "on the PATH"
        raise failure(NO_JAVA, f"Spark needs Java, and there is none {where}.", _JAVA, exit_code=2)


def _did_not_start(error: Exception, log: Path) -> SegqlError:
    said = words_of(error)
    if "JAVA_GATEWAY_EXITED" in said:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
        telling = [line for line in lines if re.search(r"Error|Exception|Unable|Invalid", line)]
        said = telling[0] if telling else "Java ended at once."
    return failure(DID_NOT_START, f"Spark did not start: {plain(said)}", _JAVA)
