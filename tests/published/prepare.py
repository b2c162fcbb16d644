"""Turns each published data set into a project's Parquet files, defects and all."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb

HERE = Path(__file__).parent

QUERIES = {
    "rfm_orders": {
        "customers": "SELECT DISTINCT customer_id FROM '{project}/source/orders.parquet'",
        "orders": "FROM '{project}/source/orders.parquet'",
    },
    "cdnow": {
        "purchases": """
            SELECT line[1]::INTEGER AS customer_id, strptime(line[2], '%Y%m%d')::DATE AS bought_on,
                   line[3]::INTEGER AS discs, line[4]::DECIMAL(10, 2) AS dollars
            FROM (SELECT regexp_split_to_array(trim(line), ' +') AS line
                  FROM read_csv('{data}/CDNOW_master.txt', columns = {{'line': 'VARCHAR'}},
                                header = false, delim = ';'))
        """,
        "customers": """
            WITH sample AS (
              SELECT DISTINCT regexp_extract(line, '\\d+')::INTEGER AS customer_id
              FROM read_csv('{data}/CDNOW_sample.txt', columns = {{'line': 'VARCHAR'}},
                            header = false, delim = ';'))
            SELECT customer_id, customer_id IN (FROM sample) AS sampled
            FROM (SELECT DISTINCT customer_id FROM '{target}/purchases.parquet')
        """,
    },
    "online_retail": {
        "lines": """
            SELECT Invoice, Quantity, InvoiceDate::TIMESTAMP AS InvoiceDate,
                   Price::DECIMAL(10, 3) AS Price, "Customer ID"::BIGINT AS "Customer ID", Country
            FROM '{data}/online_retail_II_2009_2010.parquet'
        """,
        "customers": """
            SELECT DISTINCT "Customer ID" FROM '{target}/lines.parquet'
            WHERE "Customer ID" IS NOT NULL
        """,
    },
}


def prepare(name: str, data: Path | None, folder: Path) -> Path:
    """A copy of the project in a folder, with the Parquet files it names.

    `data` is the folder of the data sets that the repository does not carry.
    """
    project = folder / name
    shutil.copytree(HERE / name, project)
    target = project / "data"
    target.mkdir()
    source = None if data is None else data / name
    with duckdb.connect() as connection:
        for table, query in QUERIES[name].items():
            connection.execute(
                f"COPY ({query.format(data=source, project=project, target=target)}) "
                f"TO '{target / table}.parquet' (FORMAT parquet)"
            )
    return project
