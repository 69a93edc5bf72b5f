"""`make audit-pages`: Lighthouse measures the four pages that matter most, on a phone and at a desk."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.support.chromium import executable
from tests.support.demo_site import told_story

LIGHTHOUSE = "lighthouse@12.8.2"
CATEGORIES = ("performance", "accessibility", "best-practices")
LEAST = 0.98

_CHROME = "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --disable-quic"


def main() -> int:
    """Print every figure; 1 when one of them is below LEAST."""
    if shutil.which("npx") is None:
        raise SystemExit("no npx: Lighthouse needs Node 18 or newer")
    low = 0
    with tempfile.TemporaryDirectory() as folder, told_story(Path(folder)) as told:
        letter, answer = f"/ask/{told.id_of('Mei')}", told.bob_asks_carol()
        pages = (("/", ""), (answer, ""), (letter, "Alice"), ("/introductions", "Alice"))
        for path, who in pages:
            cookie = f"sid={told.session_of(who)}" if who else ""
            for form_factor in ("phone", "desk"):
                figures = _measured(f"{told.site.url}{path}", cookie, form_factor, Path(folder))
                low += sum(figure < LEAST for figure in figures.values())
                said = "  ".join(f"{name} {figure:.2f}" for name, figure in figures.items())
                sys.stdout.write(f"{path[:12]:12}  {form_factor:5}  {said}\n")
    return 1 if low else 0


def _measured(url: str, cookie: str, form_factor: str, folder: Path) -> dict[str, float]:
    report = folder / "lighthouse.json"
    command = ["npx", "--yes", LIGHTHOUSE, url, "--quiet", "--output=json", f"--output-path={report}"]
    command += [f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags={_CHROME}"]
    command += ["--preset=desktop"] if form_factor == "desk" else []
    command += [f"--extra-headers={json.dumps({'Cookie': cookie})}"] if cookie else []
    surroundings = os.environ | {"CHROME_PATH": executable(), "PUPPETEER_SKIP_DOWNLOAD": "1"}
    for is_last in (False, True):  # on a busy machine Chromium now and then tells it nothing
        done = subprocess.run(command, env=surroundings, check=is_last, timeout=180)
        if done.returncode == 0:
            break
    categories = json.loads(report.read_text(encoding="utf-8"))["categories"]
    return {name: float(categories[name]["score"]) for name in CATEGORIES}


if __name__ == "__main__":
    sys.exit(main())
