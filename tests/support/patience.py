"""How long something may take for which the documents promise a time, on a machine that may be busy."""

import os


def fair(seconds: float) -> float:
    """Return so many seconds while everybody has a core, and more in proportion to how many wait for one."""
    waiting, *_ = os.getloadavg()
    return seconds * max(1.0, waiting / (os.cpu_count() or 1))
