"""masterynb: courses of notebooks in which a learner moves on by proving a skill."""

from __future__ import annotations

__version__ = "0.1.0"
