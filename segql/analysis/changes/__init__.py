"""What changed between two versions of definitions, or two days: in words and in customers."""

from segql.analysis.changes.movement import Cause, Movement, movement
from segql.analysis.changes.wording import Wording, wording

__all__ = ["Cause", "Movement", "Wording", "movement", "wording"]
