"""`make soak`: thirty minutes by default, half of them on each database; SOAK_SECONDS says how long.

Prints the table that stands in docs/operations/chaos.md. Exit status 1 if something was lost, doubled or
early, if memory grew by more than a tenth, or if of a hundred answers 99 took twice as long as in quiet.
"""

import os
import sys
import tempfile
from pathlib import Path

from tests.soak.findings import Findings
from tests.soak.run import soak
from tests.support import databases, postgres


def main() -> int:
    """Soak on both databases and print what was found."""
    seconds, wrong = float(os.environ.get("SOAK_SECONDS", "1800")) / 2, 0
    for database in ("sqlite", "postgresql"):
        with tempfile.TemporaryDirectory() as place:
            found = _on(database, Path(place), seconds)
        sys.stdout.write(f"\n{database}, {seconds:.0f} seconds\n{found.table()}\n")
        faults = found.faults(seconds)
        sys.stdout.writelines(f"wrong: {fault}\n" for fault in faults)
        sys.stdout.flush()  # half an hour is long for whoever reads along in a file
        wrong += bool(faults)
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
