"""The IPython extension: magics, the tracker, the judge in the kernel, author mode."""

from __future__ import annotations

from IPython.core.interactiveshell import InteractiveShell

from masterynb.kernel.author import Author
from masterynb.kernel.magics import LearnerMagics
from masterynb.kernel.tracker import Tracker

_LOADED = "_masterynb_loaded"


def load(shell: InteractiveShell) -> None:
    """Put tracker, magics and author mode into a shell; loading twice changes nothing."""
    if getattr(shell, _LOADED, None) is not None:
        return
    tracker = Tracker()
    author = Author(shell, tracker)
    shell.events.register("pre_run_cell", tracker.begin)
    shell.events.register("post_run_cell", tracker.end)
    shell.register_magics(LearnerMagics(shell, tracker, author))
    shell.input_transformers_cleanup.append(author.transform)
    setattr(shell, _LOADED, (tracker, author))


def unload(shell: InteractiveShell) -> None:
    """Take them out again; the magics say how to load them."""
    loaded = getattr(shell, _LOADED, None)
    if loaded is None:
        return
    tracker, author = loaded
    shell.events.unregister("pre_run_cell", tracker.begin)
    shell.events.unregister("post_run_cell", tracker.end)
    shell.input_transformers_cleanup.remove(author.transform)
    setattr(shell, _LOADED, None)
