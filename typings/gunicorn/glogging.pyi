from typing import Any

class Logger:
    def setup(self, cfg: Any) -> None: ...
