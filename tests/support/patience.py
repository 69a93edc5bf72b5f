"""How long something may take on a machine that may be busy: what has to come, and what comes in time."""

import os

# In seconds: how long a test waits for what has to come. None is about speed that does not say `fair`, so
# this only ends what hangs; a site that starts in four seconds has taken seventy where sixteen waited for two
# cores.
PATIENCE = 240.0


def fair(seconds: float) -> float:
    """Return so many seconds while everybody has a core, and more in proportion to how many wait for one."""
    waiting, *_ = os.getloadavg()
    return seconds * max(1.0, waiting / (os.cpu_count() or 1))
