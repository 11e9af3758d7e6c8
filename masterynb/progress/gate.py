"""Decides whether a lesson is open, and says why. Pure."""
