"""masterynb: courses of notebooks in which a learner moves on by proving a skill.

`%load_ext masterynb` loads the magics into a kernel; the kernel `masterynb` does so by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

__all__ = ["__version__", "load_ipython_extension", "unload_ipython_extension"]

__version__ = "0.1.0"


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Load masterynb into an IPython kernel: its magics and its tracker."""
    from masterynb.kernel import load

    load(shell)


def unload_ipython_extension(shell: InteractiveShell) -> None:
    """Take the magics and the tracker out again."""
    from masterynb.kernel import unload

    unload(shell)
