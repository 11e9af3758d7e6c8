"""Which paths may stand in a course: relative, inside it, and writable on every system."""

from __future__ import annotations

_FORBIDDEN = set('<>:"|?*\\')
_DEVICES = {"con", "prn", "aux", "nul"} | {f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10)}


def find_fault(path: str) -> str | None:
    """Say why a `/`-separated path may not stand in a course, as the rest of a sentence.

    >>> find_fault("../secret.csv")
    'lies outside the course folder'
    >>> find_fault("data/rain.csv") is None
    True
    """
    parts = path.split("/")
    if path.startswith("/") or ".." in parts or path[1:2] == ":":
        return "lies outside the course folder"
    if not path or any(part in ("", ".") for part in parts):
        return "is not a plain path such as `lessons/01-values.ipynb`"
    if any(letter in _FORBIDDEN or ord(letter) < 32 for letter in path):
        return "has a character that some systems cannot have in a file's name"
    if any(part.split(".")[0].lower() in _DEVICES or part[-1] in ". " for part in parts):
        return "has a name that Windows cannot keep"
    if len(path) > 200:
        return "is longer than 200 characters"
    if parts[0].startswith(".") or ".masterynb" in parts:
        return "starts with a dot, which is for hidden files"
    return None
