"""What follows from definitions alone, without data: never, always, implied, equal, disjoint.

Everything said here is certain for every table that keeps the catalog's promises; what cannot be
told is left open, never guessed.
"""

from segql.proofs.prover import Prover

__all__ = ["Prover"]
