"""MariaDB and MySQL, by PyMySQL: need the extra [mysql]."""

from __future__ import annotations

from segql.engines.mysql.engine import connect

__all__ = ["connect"]
