"""A short soak of each database: `make soak` takes thirty minutes, and `.ci/run` five beside these tests."""

import sys
from pathlib import Path

import pytest

from tests.soak.run import soak
from tests.support import databases
from tests.support.postgres import cluster as own_cluster

pytestmark = pytest.mark.slow

SECONDS = 30.0


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_nothing_is_lost_doubled_or_early_while_things_break(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    if kind == "sqlite":
        template = request.getfixturevalue("sqlite_template")
        with databases.copied_sqlite(template, tmp_path) as url:
            found = soak(url, tmp_path, SECONDS)
    else:
        with own_cluster() as cluster:  # its own, because it is stopped and started
            name = databases.migrated_postgres(cluster, tmp_path)
            with databases.copied_postgres(cluster, name) as url:
                found = soak(url, tmp_path, SECONDS, cluster)
    sys.stdout.write(f"{kind}\n{found.table()}\n")
    assert not found.faults(SECONDS)
    assert found.confirmed
