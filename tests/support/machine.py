"""A machine that runs a site, as its operator meets it: a folder and commands."""

import shutil
from pathlib import Path

from click.testing import CliRunner

from intro_app.cli import intro
from intro_app.config import Settings


class Machine:
    """A machine with a folder for the site, whose operator types commands."""

    def __init__(self, folder: Path, started: Path | None = None) -> None:
        """A new machine; one that was `started` before has what that left in its folder."""
        self.folder = folder
        if started:
            shutil.copytree(started, folder)
        else:
            folder.mkdir()

    def types(self, *command: str, typed: str = "", **settings: str) -> tuple[int, str]:
        """Return the exit status and what the command printed."""
        nothing = {
            "SECRET_KEYS": "",
            "LASTING_KEY": "",
            "DATA_KEYS": "",
            "DATABASE_URL": "",
            "DATA_DIR": str(self.folder),
        }
        result = CliRunner().invoke(intro, command, env=nothing | settings, input=typed)
        said = result.output + ("" if result.exception is None else f" {result.exception}")
        return result.exit_code, said

    def upgrades(self) -> None:
        """Bring the database to the newest schema; the first time this makes the keys."""
        status, said = self.types("db", "upgrade")
        assert status == 0, said

    @property
    def key_file(self) -> Path:
        """Where the keys are."""
        return self.folder / "keys.json"

    @property
    def settings(self) -> Settings:
        """The settings of the site, with its keys as they are now."""
        return Settings.from_environment({"DATA_DIR": str(self.folder)})
