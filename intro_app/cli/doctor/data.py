"""The doctor's checks of keys, disk space and the database."""

import hmac
import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import func, make_url, select, text
from sqlalchemy.exc import DBAPIError

from intro_app.cli.database import PLAIN, WRONG_DATA_KEYS, WRONG_LASTING_KEY
from intro_app.cli.doctor.findings import Finding, known, well, wrong
from intro_app.config import Settings
from intro_app.config.keys import FILE
from intro_app.config.names import is_of_this_machine
from intro_app.db import db
from intro_app.db.schema import Schema, schema
from intro_app.db.sealing import SealError, key_id
from intro_app.db.sealing.resealing import is_anything_plain, left_to_reseal
from intro_app.identity.models import Member
from intro_app.key_checks import (
    KeyState,
    check_value,
    lasting_key_state,
    missing_data_keys,
    secret_keys_state,
)
from intro_app.text.mailboxes import fingerprint

# How many numbers of members one sentence holds.
# What engine_options() sets, and behind a pooler its configuration has to.
_LIMITS = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
_ENCRYPTED = {"require", "verify-ca", "verify-full"}
_NAMED = 5
_A_BREACH = "See docs/operations.md, A breach of personal data."
_ENOUGH = 500 * 1024 * 1024
_NEW_SIGNING_KEYS = (
    "None of the SECRET_KEYS has been used with this database before, "
    "so links in e-mails sent so far don't work. "
    "If you didn't replace them on purpose, restore the old ones: `intro keys restore FILE`."
)
_PRAGMAS = {"journal_mode": "wal", "foreign_keys": "1", "synchronous": "2"}


def keys(settings: Settings, has_keys: bool) -> Iterator[Finding]:
    """Check the file with generated keys, if there is one; `has_keys` says whether any keys exist yet."""
    file = settings.data_dir / FILE
    if not has_keys:
        yield known("There are no keys yet. The first `intro run` or `intro db upgrade` makes them.")
    elif not file.exists():
        yield well("The keys come from the environment.")
    elif stat.S_IMODE(file.stat().st_mode) & 0o077:
        yield wrong(f"Other users can read {file}. Run: chmod 600 {file}")
    else:
        yield well(
            f"The keys are in {file}, which only its owner can read. Keep a copy away from the database."
        )


def keys_fit(settings: Settings) -> Iterator[Finding]:
    """Check that these are the keys that the database was used with."""
    lasting, signing = lasting_key_state(settings), secret_keys_state(settings)
    if lasting is KeyState.DIFFERENT:
        yield wrong(WRONG_LASTING_KEY)
    elif lasting is KeyState.NOT_RECORDED:
        yield known("The database does not know its keys yet: the next start records them.")
    else:
        yield well(f"LASTING_KEY ({check_value(settings.lasting_key)}) belongs to this database.")
    if signing is KeyState.DIFFERENT:
        yield known(_NEW_SIGNING_KEYS)


def encryption(settings: Settings) -> Iterator[Finding]:
    """Check that the data keys are there and that everything is encrypted with the newest one."""
    newest = key_id(settings.sealing_keys[-1])
    if missing := missing_data_keys(settings):
        yield wrong(WRONG_DATA_KEYS % ", ".join(sorted(missing)))
    elif is_anything_plain():
        yield wrong(PLAIN)
    elif left := left_to_reseal():
        yield known(f"The worker still has to encrypt {left:,} values with the newest data key ({newest}).")
    else:
        yield well(f"Contact details and letters are encrypted with the data key {newest}.")


def addresses(settings: Settings) -> Iterator[Finding]:
    """Check that each member's address fits the keyed hash by which it is found: else somebody wrote it."""
    if lasting_key_state(settings) is KeyState.DIFFERENT or missing_data_keys(settings):
        return
    try:
        rows = db.session.execute(select(Member.id, Member.email, Member.mailbox_hash)).all()
    except SealError as problem:
        yield wrong(f"Somebody has written into the database: {problem}. {_A_BREACH}")
        return
    odd = [row.id for row in rows if row.email and not _fits(row.email, row.mailbox_hash, settings)]
    if odd:
        numbers = ", ".join(map(str, odd[:_NAMED]))
        yield wrong(
            f"Somebody has written into the database: the addresses of members {numbers} don't fit their "
            f"keyed hashes. {_A_BREACH}"
        )


def _fits(address: str, mailbox_hash: str, settings: Settings) -> bool:
    return hmac.compare_digest(fingerprint(address, settings.lasting_key), mailbox_hash)


def space(settings: Settings) -> Iterator[Finding]:
    """Check the free disk space."""
    free = shutil.disk_usage(settings.data_dir if settings.data_dir.exists() else Path()).free
    megabytes = f"{free // 1024**2} MB"
    if free < _ENOUGH:
        yield wrong(f"Only {megabytes} are free in DATA_DIR. Make room, or writing will soon fail.")
    else:
        yield well(f"{megabytes} are free in DATA_DIR.")


def database(settings: Settings) -> Iterator[Finding]:
    """Check that the database is there, undamaged, and has the newest schema."""
    file = make_url(settings.database).database
    if db.engine.dialect.name == "sqlite" and file and not Path(file).exists():
        yield wrong(f"There is no database at {file} yet: run `intro db upgrade`.")
        return
    try:
        found = schema()
    except DBAPIError as problem:
        yield wrong(f"The database cannot be used: {str(problem.orig).splitlines()[0]}")
        return
    yield well("The database is up to date.") if found is Schema.NEWEST else wrong(found.value)
    yield from _sqlite(Path(file or "")) if db.engine.dialect.name == "sqlite" else _postgresql()


def _sqlite(file: Path) -> Iterator[Finding]:
    with db.engine.connect() as connection:
        answer = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
        held = {name: str(connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()) for name in _PRAGMAS}
    if answer != "ok":
        yield wrong(f"SQLite finds {file} damaged ({answer}): stop the site and restore the last backup.")
    elif held != _PRAGMAS:
        yield wrong(f"SQLite can't use {file} as it should: {held}. Is it on a network drive?")
    else:
        yield well(f"{file} is whole.")
    if not os.access(file.parent, os.W_OK | os.X_OK) or not os.access(file, os.W_OK):
        yield wrong(
            f"This user can't write to {file} and its folder: make the user who runs the site own both."
        )
    if stat.S_IMODE(file.stat().st_mode) & 0o077:
        yield known(f"Other users of this machine can read {file}. To change that, run: chmod 600 {file}")


def _postgresql() -> Iterator[Finding]:
    version, encoding = db.session.execute(
        text("SELECT current_setting('server_version'), current_setting('server_encoding')")
    ).one()
    if encoding != "UTF8":
        yield wrong(f"The database is encoded in {encoding}: make one with ENCODING 'UTF8'.")
    else:
        yield well(f"PostgreSQL {version} answers.")
    missing = [name for name in _LIMITS if not _is_set(name)]
    if missing:
        yield wrong(
            f"Connections to PostgreSQL have no {' and no '.join(missing)}: one that hangs holds up "
            "all others. "
            "Behind pgbouncer its connect_query sets them (docs/deploy/pgbouncer)."
        )


def _is_set(limit: str) -> bool:
    return db.session.scalar(select(func.current_setting(limit))) != "0"


def way(settings: Settings) -> Iterator[Finding]:
    """Check that what goes to a PostgreSQL elsewhere is encrypted; names without a dot are of a container."""
    for name, given in (
        ("DATABASE_URL", settings.database_url),
        ("DATABASE_DIRECT_URL", settings.database_direct_url),
    ):
        url = make_url(given) if given else None
        host = str(url.query.get("host", url.host or "")) if url else ""
        if not url or "." not in host or host.startswith("/") or is_of_this_machine(host):
            continue
        if url.query.get("sslmode") not in _ENCRYPTED:
            yield wrong(
                f"{name} doesn't say that the connection to {host} is encrypted: add ?sslmode=verify-full "
                "(with sslrootcert), or ?sslmode=require in a network of your own."
            )
