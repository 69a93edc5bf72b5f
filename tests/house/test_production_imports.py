"""What a site in production loads: nothing of the developers' pages, of the demo, or of the fake Stripe."""

import os
import subprocess
import sys
from pathlib import Path

from tests.support.databases import KEY

_PROGRAM = """
import sys
import intro_app.cli, intro_app.worker
from intro_app import create_app
create_app()
print(sorted(name for name in sys.modules if name.startswith("intro_app.devtools")))
"""


def test_production_loads_no_devtools(tmp_path: Path) -> None:
    keys = {"SECRET_KEYS": KEY, "LASTING_KEY": KEY, "DATA_DIR": str(tmp_path), "DEV_PAGES": "no"}
    command, environment = [sys.executable, "-c", _PROGRAM], os.environ | keys
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout.strip()) == (0, "[]"), run.stderr
