"""Waits until a page's notebook has a kernel: the front end says "idle" before there is one."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page

SECONDS = 90

IDLE = '.jp-Notebook-ExecutionIndicator[data-status="idle"]'


def wait_for_kernel(page: Page, address: str, notebook: str) -> None:
    """Wait until the server has connected the notebook to an idle kernel, and the page knows."""
    wait_for_session(page, lambda: sessions(address), notebook)


def wait_for_session(page: Page, ask: Callable[[], Iterable[dict]], notebook: str) -> None:
    """Wait for it, asking the server for its sessions by `ask`."""
    end = time.monotonic() + SECONDS
    while not any(is_ready(session, notebook) for session in ask()):
        if time.monotonic() > end:
            pytest.fail(f"no kernel for {notebook}; {tell_dialog(page)}")
        page.wait_for_timeout(200)
    idle = page.locator(f".jp-NotebookPanel:not(.lm-mod-hidden) {IDLE}")
    idle.wait_for(timeout=SECONDS * 1000)


def sessions(address: str) -> Iterator[dict]:
    """Ask the server of `address`, which holds its token, for the sessions it has."""
    place = urlsplit(address)
    (token,) = parse_qs(place.query)["token"]
    with urlopen(f"{place.scheme}://{place.netloc}/api/sessions?token={token}") as answer:
        yield from json.load(answer)


def is_ready(session: dict, notebook: str) -> bool:
    kernel = session["kernel"] or {}
    is_idle = kernel.get("execution_state") == "idle" and kernel.get("connections", 0) > 0
    return is_idle and session["path"].endswith(notebook)


def tell_dialog(page: Page) -> str:
    """Say what stands in the page's way, for whoever reads why a test failed."""
    dialog = page.locator("dialog.jp-Dialog")
    return f"a dialog says: {dialog.first.inner_text()!r}" if dialog.count() else "no dialog"
