"""Holds pages against the HTML standard by html-validate, where `npm ci` in tests/audits has brought it."""

import json
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.support.page_recorder import Shown

AUDITS = Path(__file__).parent.parent.parent / "audits"
CHECKER = AUDITS / "node_modules" / ".bin" / "html-validate"


def is_here() -> bool:
    """Whether there is a checker on this machine."""
    return CHECKER.exists()


def errors_in(pages: Iterable[Shown], folder: Path) -> Iterator[str]:
    """Each breach of the standard as a line that says where."""
    names = {}
    for number, shown in enumerate(pages):
        names[f"{number}.html"] = shown.name
        (folder / f"{number}.html").write_bytes(shown.body)
    rules = str(AUDITS / ".htmlvalidate.json")
    command = [str(CHECKER), "--config", rules, "--formatter", "json=report.txt", *sorted(names)]
    said = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert said.returncode in {0, 1}, said.stderr
    for file in json.loads((folder / "report.txt").read_text("utf-8")):
        for one in file["messages"]:
            name = names[Path(file["filePath"]).name]
            yield f"{name}: line {one['line']}: {one['ruleId']}: {one['message']}"
