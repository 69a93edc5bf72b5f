"""The operator of a site that is played in this process: backs it up, loses it, restores it, releases it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from click.testing import CliRunner
from flask import Flask

from intro_app import clock, create_app
from intro_app.cli import intro
from intro_app.cli.working import chores
from intro_app.config import Settings
from intro_app.db import db
from intro_app.journal.queries import is_held
from intro_app.journal.service import write_down
from intro_app.outbox.delivery import deliver_due
from intro_app.worker import held_too
from tests.support.databases import KEY
from tests.support.story import Story


@dataclass
class RestoringOperator:
    """Somebody at the machine of a site; on PostgreSQL a restore goes into a new database."""

    app: Flask
    folder: Path
    new_database: Callable[[], str] | None

    @property
    def backups(self) -> Path:
        """The folder of backups."""
        return self.folder / "backups"

    @property
    def settings(self) -> Settings:
        """What the site is set to."""
        found: Settings = self.app.extensions["settings"]
        return found

    def types(self, *command: str, **settings: str) -> tuple[int, str]:
        """Return the exit status and what the command printed."""
        site = self.settings
        given = {"DATABASE_URL": site.database, "DATA_DIR": str(site.data_dir), "BASE_URL": site.base_url}
        keys = {"SECRET_KEYS": KEY, "LASTING_KEY": KEY, "SMTP_URL": site.smtp_url}
        senders = {"MAIL_FROM": site.mail_from, "SITE_CONTACT": site.site_contact}
        result = CliRunner().invoke(intro, command, env=given | keys | senders | settings)
        return result.exit_code, result.output

    def backs_up(self) -> Path:
        """Return the folder of a new backup; the worker has been round before."""
        self.works()
        status, said = self.types("backup", str(self.backups))
        assert status == 0, said
        return max(self.backups.glob("mutual-*"))

    def restores(self, *options: str, **settings: str) -> str:
        """Lose the database, restore the newest backup, and go on with it; return what was printed."""
        status, said = self.tries_to_restore(*options, **settings)
        assert status == 0, said
        return said

    def tries_to_restore(self, *options: str, **settings: str) -> tuple[int, str]:
        """Do the same, but return the exit status, too."""
        with self.app.app_context():
            db.engine.dispose()
        if self.new_database:
            self.app = create_app(replace(self.settings, database_url=self.new_database()))
            self.app.testing = True
        else:
            options = (*options, "--replace")
        return self.types("restore", str(self.backups), *options, **settings)

    def works(self) -> int:
        """Let a worker go round, as long as it may; return how many e-mails it sent."""
        with self.app.app_context():
            for chore in held_too(chores()) if is_held() else chores():
                chore(clock.now())
            sent = deliver_due(at=clock.now())
            write_down(clock.now())
        return sent

    def opens_for(self, story: Story) -> None:
        """From now on everybody meets the restored site."""
        story.app = story.mailbox.app = self.app
        for somebody in story.cast:
            somebody.browser = None
