"""What the warehouses that are reached through a DB-API driver have in common.

None of them runs where SegQL is tested: what is tested is what a driver is asked, and what is
made of its answers.
"""

from __future__ import annotations

from segql.engines.warehouse.engine import Warehouse, opened
from segql.engines.warehouse.manners import Address, Manners, address

__all__ = ["Address", "Manners", "Warehouse", "address", "opened"]
