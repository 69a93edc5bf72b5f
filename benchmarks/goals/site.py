"""A site with the demo's story behind its web server, and the floor behind another one."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from benchmarks.floor.serving import floor
from intro_app import clock
from intro_app.db import db
from intro_app.devtools.story import tell
from intro_app.identity.models import Member
from tests.support import databases
from tests.support.introductions.live_desk import Desk, desk_of
from tests.support.live_site import live_site
from tests.support.postgres import Cluster
from tests.support.speed.pages import with_twenty

PROCESSES, THREADS = 2, 4
READER = "Alice Marsh"


@dataclass(frozen=True)
class Stand:
    """Both servers, and the processes of each with those of the database."""

    desk: Desk
    floor_port: int
    site_processes: tuple[int, ...]
    floor_processes: tuple[int, ...]

    @property
    def port(self) -> int:
        """Where the site answers."""
        return self.desk.site.port

    def cookie(self, name: str = READER) -> str:
        """A session of this member."""
        with self.desk.app.app_context():
            member = db.session.scalars(select(Member.id).where(Member.name == name)).one()
        return self.desk.cookie(member)


@contextmanager
def stand(folder: Path, cluster: Cluster | None) -> Iterator[Stand]:
    """Yield a site on SQLite, or on the cluster."""
    database, bare = _databases(folder, cluster)
    chosen = {
        "web_workers": str(PROCESSES),
        "web_threads": str(THREADS),
        "log_level": "ERROR",
        "trusted_hops": "1",
    }
    beside = (cluster.process.pid,) if cluster else ()
    with live_site(database, folder, **chosen) as site, desk_of(site, database, folder) as desk:
        with desk.app.app_context():
            tell(clock.now())
            with_twenty(READER)
            db.session.remove()
        site.is_typed = True
        web = site.start_web()
        with floor(bare, PROCESSES, THREADS) as (port, process):
            yield Stand(desk, port, (web.popen.pid, *beside), (process, *beside))


def _databases(folder: Path, cluster: Cluster | None) -> tuple[str, str]:
    """Return the URLs of a migrated database, and of an empty one."""
    if cluster is None:
        return f"sqlite:///{databases.migrated_sqlite(folder)}", f"sqlite:///{folder}/floor.db"
    name = databases.migrated_postgres(cluster, folder)
    return cluster.create("goals", name), cluster.create("floor")
