"""Many segments in one pass: each table read once into columns of numbers, each condition decided
once for all customers, memberships as packed bits.
"""
