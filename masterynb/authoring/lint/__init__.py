"""Lint: what can be kept of the rules for good lessons, one rule a file."""
