"""Chromium, wherever this machine has it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")

# It runs as root in CI and without a network, and must not look for either.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


class NoBrowserError(Exception):
    """No Chromium was found; the message says how to name one."""


def executable() -> str:
    """The program named by CHROMIUM, else the first one on the PATH. Raises NoBrowserError."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        raise NoBrowserError("no Chromium: install it, or name it in CHROMIUM")
    return found


@contextmanager
def chromium() -> Iterator[Browser]:
    """A running browser; a test opens its own contexts in it (`browser.new_context(...)`)."""
    program = executable()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()
