"""The meaning of the language, worked out by hand; each case also runs on an engine."""
