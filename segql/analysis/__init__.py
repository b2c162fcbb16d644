"""Analyses that need definitions, data and answers together."""
