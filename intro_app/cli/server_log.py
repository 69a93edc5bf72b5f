"""Writes the web server's own messages as JSON lines, like those of the site."""

import logging
from typing import Any

from gunicorn.glogging import Logger

from intro_app.web.logs import JsonLines


class JsonLogger(Logger):
    """Gunicorn's logger with the formatter of the site; it has no access log."""

    def setup(self, cfg: Any) -> None:
        """Set up as gunicorn does, then replace the format of each line."""
        super().setup(cfg)
        for handler in logging.getLogger("gunicorn.error").handlers:
            handler.setFormatter(JsonLines())
