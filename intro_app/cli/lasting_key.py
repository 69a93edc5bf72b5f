"""`intro keys rotate-lasting`: a new LASTING_KEY over the older ones, for one that somebody else may know.

Every lasting hash in the database is hashed again with the new key, in one transaction. Meanwhile the new key
lies in a draft beside `keys.json`, so that the next call finishes what was interrupted.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from flask import Flask
from sqlalchemy import Table, bindparam, delete, select, update

from intro_app import clock, create_app
from intro_app.cli.data_keys import SET_ELSEWHERE, come_from_file
from intro_app.cli.database import ensure_database_fits, inside
from intro_app.cli.progress import Progress
from intro_app.config import Settings
from intro_app.config.keys import FILE, draft_lasting_key, drafted_lasting_key, new_key, take_draft
from intro_app.db import Model, atomic, db
from intro_app.db.triggers import lifted
from intro_app.groups import codes as groups
from intro_app.groups.models import MemberGroup
from intro_app.introductions.triggers import RULES
from intro_app.joining.invitations import codes as invitations
from intro_app.joining.invitations.models import Invitation
from intro_app.key_checks import check_value, is_lasting_key, replace_lasting_key
from intro_app.text.keyed_hashes import keyed_hash
from intro_app.web.rate_counters import RateCounter

# Hashes that must go on to be found; everything else that the key makes ends in days, and may end at once.
LASTING_HASHES = (
    *("member.mailbox_hash", "former_member.mailbox_hash", "address_change.old_hash"),
    *("address_change.new_hash", "sign_in.mailbox_hash", "suppression.mailbox_hash"),
    *("mailbox_silence.mailbox_hash", "outbox_message.mailbox_hash", "outbox_message.domain"),
    *("domain_pause.domain", "invitation.mailbox_hash", "join_request.mailbox_hash"),
    *(
        "gathering_visitor.mailbox_hash",
        "suspension.mailbox_hash",
        "provider_identity.identity_hash",
        "mail_report.mailbox_hash",
    ),
    *("introduction.text_hash", "consent.text_hash", "consent.seen_hash", "consent.shares"),
)
_BATCH = 500
_DONE = (
    "LASTING_KEY is new; its check value is %s. Start both services, and make a new backup of the keys "
    "and of the database: `intro keys backup FILE`, `intro backup`."
)


@click.command("rotate-lasting")
@click.option("--yes", is_flag=True, help="Both services are stopped: don't ask.")
def rotate_lasting(yes: bool) -> None:
    """Add a new LASTING_KEY over the present one, which somebody else may know.

    Stop both services and make a backup first. Nobody who wants no e-mail is forgotten. The older key stays
    in the file: hashes are computed with both, and it alone is of no use. If interrupted, call it again."""
    settings = Settings.from_environment()
    if not come_from_file():
        raise click.ClickException(SET_ELSEWHERE)
    file = settings.data_dir / FILE
    if _finished(settings, file):
        click.echo("The call before this one was interrupted. Its new key is in use now.")
        return
    app = create_app(settings)
    ensure_database_fits(app)
    if not yes:
        click.confirm("Are both services stopped, and is there a backup?", abort=True)
    added = new_key()
    draft_lasting_key(file, f"{settings.lasting_key},{added}")
    with inside(app), Progress("Hashing anew") as progress:
        hash_all_anew(settings.lasting_key, added, progress)
    take_draft(file)
    _write_new_codes(create_app(Settings.from_environment()))
    click.echo(_DONE % check_value(f"{settings.lasting_key},{added}"))


def _finished(settings: Settings, file: Path) -> bool:
    """Take a key that an interrupted call has left, if it had changed the database; return whether it had."""
    if (drafted := drafted_lasting_key(file)) is None:
        return False
    with inside(create_app(settings)):
        if not is_lasting_key(drafted):
            return False
    take_draft(file)
    _write_new_codes(create_app(Settings.from_environment()))
    return True


def hash_all_anew(present: str, added: str, progress: Progress) -> None:
    """Hash every lasting hash again, and record the new key, all or nothing. Raises BusyError."""
    done = 0
    with atomic(), lifted(RULES):
        for place in LASTING_HASHES:
            table, _dot, column = place.partition(".")
            for number in _batches(Model.metadata.tables[table], column, added):
                done += number
                progress.count(done)
        db.session.execute(delete(RateCounter))
        replace_lasting_key(f"{present},{added}", clock.now())


def _batches(table: Table, column: str, key: str) -> Iterator[int]:
    """Hash a column again; yield the number in each batch. All are read first: it may be the key."""
    own, hashed = list(table.primary_key.columns), table.c[column]
    rows = [row for row in db.session.execute(select(*own, hashed)) if row[-1]]
    here = [one == bindparam(f"of_{one.name}") for one in own]
    again = update(table).where(*here).values({column: bindparam("again", type_=hashed.type)})
    names = [f"of_{one.name}" for one in own] + ["again"]
    for start in range(0, len(rows), _BATCH):
        values = [(*row[:-1], _again(row[-1], key)) for row in rows[start : start + _BATCH]]
        db.session.connection().execute(again, [dict(zip(names, one, strict=True)) for one in values])
        yield len(values)


def _again(stored: Any, key: str) -> Any:
    if isinstance(stored, dict):
        return {name: keyed_hash(value, key) for name, value in stored.items()}
    return keyed_hash(stored, key)


def _write_new_codes(app: Flask) -> None:
    """Give invitation links and groups the codes that their pages show from now on; printed ones end."""
    with inside(app), atomic():
        for made in db.session.scalars(select(Invitation).where(Invitation.code_hash.is_not(None))):
            made.code_hash = invitations.hash_of(invitations.code_of(made.id))
        for group in db.session.scalars(select(MemberGroup).where(MemberGroup.code_hash.is_not(None))):
            group.code_hash = groups.hash_of(groups.code_of(group))
