"""Membership of one profile, decided in process by one generated function."""

from segql.matcher.compile import Matcher, Matches
from segql.matcher.runtime import ProfileError

__all__ = ["Matcher", "Matches", "ProfileError"]
