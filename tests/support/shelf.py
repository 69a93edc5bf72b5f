"""Databases as they were once something had happened, kept to be laid out again for the tests to come."""

import shutil
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask
from sqlalchemy import func, make_url, select

from intro_app.db import db
from intro_app.identity.models import Member
from tests.support.postgres import Cluster


@dataclass
class Shelf:
    """What is kept for one test process, of either kind of database."""

    folder: Path
    cluster: Callable[[], Cluster]
    _kept: dict[Hashable, str] = field(default_factory=dict)

    def bring(self, app: Flask, to: Hashable, happens: Callable[[], object]) -> bool:
        """Bring the site's clean database to where it is once this has happened; whether it happened now.

        It happens once for each `to` and kind of database, in an application context. Raises what it raises.
        """
        url = make_url(app.config["SQLALCHEMY_DATABASE_URI"])
        key = url.get_backend_name(), to
        is_new = key not in self._kept
        with app.app_context():
            assert not db.session.scalar(select(func.count(Member.id))), "something has happened already"
            if is_new:
                happens()
        _let_go(app)
        if url.get_backend_name() == "sqlite":
            self._copy_file(key, Path(str(url.database)))
        else:
            self._copy_database(key, str(url.database))
        return is_new

    def _copy_file(self, key: Hashable, file: Path) -> None:
        if key in self._kept:
            shutil.copy(self._kept[key], file)
        else:
            self._kept[key] = str(shutil.copy(file, self.folder / f"{len(self._kept)}.db"))

    def _copy_database(self, key: Hashable, name: str) -> None:
        cluster = self.cluster()
        if key in self._kept:
            cluster.drop(name)
            cluster.create(name, self._kept[key])
        else:
            self._kept[key] = f"kept_{len(self._kept)}"
            cluster.create(self._kept[key], name)


def _let_go(app: Flask) -> None:
    """No connection is left, so that a file is whole and a database may be copied."""
    with app.app_context():
        db.engine.dispose()
