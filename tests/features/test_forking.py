"""What the web server does before it forks its processes."""

import gc

from intro_app.cli import forking


def test_what_is_loaded_is_set_aside_from_the_collector() -> None:
    """Otherwise its first whole round in each process copies the site into that process."""
    before = gc.get_freeze_count()
    try:
        forking.pre_fork(None, None)
        assert gc.get_freeze_count() > before
        assert len(gc.get_objects()) < gc.get_freeze_count() / 10, "nearly all of it"
    finally:
        gc.unfreeze()
