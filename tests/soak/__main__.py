"""`make soak`: thirty minutes by default, half of them on each database; SOAK_SECONDS says how long.

Prints the table that stands in docs/operations.md. Exit status 1 if something was lost, doubled or early, or
if memory grew by more than a tenth.
"""

import os
import sys
import tempfile
from pathlib import Path

from tests.soak.findings import LONG, Findings
from tests.soak.run import soak
from tests.support import databases, postgres


def main() -> int:
    """Soak on both databases and print what was found."""
    seconds, wrong = float(os.environ.get("SOAK_SECONDS", "1800")) / 2, 0
    for database in ("sqlite", "postgresql"):
        with tempfile.TemporaryDirectory() as place:
            found = _on(database, Path(place), seconds)
        sys.stdout.write(f"\n{database}, {seconds:.0f} seconds\n{found.table()}\n")
        wrong += bool(found.faults(strict=seconds >= LONG))
    return 1 if wrong else 0


def _on(database: str, folder: Path, seconds: float) -> Findings:
    if database == "sqlite":
        with databases.copied_sqlite(databases.migrated_sqlite(folder), folder) as url:
            return soak(url, folder, seconds)
    with postgres.cluster() as cluster:
        name = databases.migrated_postgres(cluster, folder)
        with databases.copied_postgres(cluster, name) as url:
            return soak(url, folder, seconds, cluster)


if __name__ == "__main__":
    sys.exit(main())
