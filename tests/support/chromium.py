"""Chromium, wherever this machine has it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, expect, sync_playwright

from tests.support.patience import PATIENCE

_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")

# The pages that each window keeps ready behind its address bar: two thirds of what a window costs.
_WAITING_PAGES = ("WebUIOmniboxPopup", "WebUIOmniboxFullPopup", "WebUIOmniboxAimPopup")
# What Playwright turns off: ours is the second list on the command line, and Chromium reads only the last.
_PLAYED_WITHOUT = (
    *("AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades"),
    *("HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "PaintHolding"),
    *("ThirdPartyStoragePartitioning", "AvoidCorsURLLoaderRestartOnRedirect", "OptimizationHints"),
    *("NetworkTimeServiceQuerying", "AimEnabled", "PreconnectToSearch"),
)

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
    f"--disable-features={','.join((*_PLAYED_WITHOUT, *_WAITING_PAGES))}",
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
    # Playwright waits for five seconds, which are too few where other work runs beside.
    expect.set_options(timeout=PATIENCE * 1000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()
