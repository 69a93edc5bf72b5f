"""SQLAlchemy's statement classes are complete before the first request, so no thread sees a partial one."""

import os
import subprocess
import sys
from pathlib import Path

from tests.support.databases import KEY

# In a process of its own: in this one, other tests have long executed one of each kind.
_PROGRAM = """
from datetime import UTC, datetime
from sqlalchemy import delete, insert, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.expression import ClauseElement
from intro_app import create_app
from intro_app.db import atomic, db
from intro_app.web.rate_counters import RateCounter

def kinds(base):
    return {base}.union(*(kinds(one) for one in base.__subclasses__()))

row = {"window": 1, "present": 1, "previous": 0, "forget_at": datetime(2026, 3, 2, tzinfo=UTC)}
app = create_app()
before = kinds(ClauseElement)
with app.app_context(), atomic():
    for one in (insert, sqlite.insert, postgresql.insert):
        db.session.execute(one(RateCounter).values(key_hash=one.__module__, **row))
    db.session.execute(update(RateCounter).values(present=2))
    db.session.execute(delete(RateCounter).where(RateCounter.present == 2))
print(sorted(one.__name__ for one in kinds(ClauseElement) - before))
"""


def test_the_first_statements_of_a_process_make_no_class(database: str, tmp_path: Path) -> None:
    keys = {"SECRET_KEYS": KEY, "LASTING_KEY": KEY, "DATA_DIR": str(tmp_path), "DATABASE_URL": database}
    command, environment = [sys.executable, "-c", _PROGRAM], os.environ | keys
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout.strip()) == (0, "[]"), run.stderr
