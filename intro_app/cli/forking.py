"""gunicorn's configuration in Python: what the web server does before it forks one of its processes."""

import gc
from typing import Any


def pre_fork(_server: Any, _worker: Any) -> None:
    """Set what is loaded aside from the garbage collector, so that the processes go on sharing its memory.

    The collector writes into each object that it looks at. Its first whole round in a process would copy all
    of the site into that process: two processes then took 106 MiB more.
    """
    gc.collect()
    gc.freeze()
