"""SEG62x: what Spark needs around it."""

from __future__ import annotations

from segql.diagnostics.model import Code, Severity

NO_JAVA = Code(
    "SEG620",
    "java-missing",
    Severity.ERROR,
    "Spark needs Java, and none is found",
    "Spark runs on Java 17 or later. Install one (Debian: `default-jre-headless`), and put `java` "
    "on the `PATH`, or name its folder in `JAVA_HOME`. A target with `url: sc://host` needs no "
    "Java here.",
)
DID_NOT_START = Code(
    "SEG621",
    "spark-did-not-start",
    Severity.ERROR,
    "Spark could not be started",
    "The message says what Spark said first. Often Java is too old (`java -version`; Spark 4 needs "
    "17), an option of the target is wrong, or the cluster of its `url` does not answer.",
)
OTHER_SPARK = Code(
    "SEG622",
    "another-spark-runs",
    Severity.ERROR,
    "Another Spark runs in this process",
    "A process holds one Spark at a time. Where your own program has started one, give the target "
    "its `url`, or stop it first: `spark.stop()`.",
)
OTHER_ORDER = Code(
    "SEG623",
    "column-with-collation",
    Severity.ERROR,
    "A column of text has an order of its own",
    "SegQL compares text by code point, case and all. A column with another collation would answer "
    "otherwise. Let the catalog name a view that reads it `COLLATE UTF8_BINARY`.",
)
