"""`intro worker`: sends e-mail and runs the periodic jobs."""

import functools
import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from datetime import datetime

import click
from flask import Flask
from sqlalchemy.exc import OperationalError

from intro_app import create_app
from intro_app import worker as site_worker
from intro_app.bounces.service import forget_reports
from intro_app.cli.database import prepare_start
from intro_app.cli.rehearsal import (
    ensure_journal_can_be_written,
    ensure_settings_work,
    mail_server_trouble,
)
from intro_app.community import chores as community
from intro_app.config import Settings
from intro_app.db.sealing import keyring
from intro_app.db.sealing.resealing import resealing
from intro_app.followups import service as follow_ups
from intro_app.groups.by_domain import ask_for_proofs
from intro_app.groups.service import forget_group_requests
from intro_app.identity.service import carry_out_moves, end_unused_rights, forget_addresses, forget_ended
from intro_app.introductions.service import (
    close_due,
    forget_drafts,
    forget_guests,
    knock_again,
    lapse_due,
    release_agreed,
    remind_due,
    renew_signs,
)
from intro_app.joining import chores as joining
from intro_app.journal.service import write_down
from intro_app.key_checks import older_data_keys
from intro_app.memberships import service as memberships
from intro_app.moderation import service as moderation
from intro_app.organising import chores as organising
from intro_app.people.service import forget_questions
from intro_app.privacy import service as privacy
from intro_app.profile_links.service import check_link_due
from intro_app.suggestions.service import forget_suggestions, give_turns, suggest_due
from intro_app.trust import service as trust
from intro_app.web.limits import forget_old_counts
from intro_app.worker import Chore

logger = logging.getLogger(__name__)

_HOUR = 3600.0
# Seconds between two batches of encrypting anew, so that people notice nothing of it.
_BREATH = 0.5


@click.command()
def worker() -> None:
    """Send e-mail and do what time brings.

    Until told to stop. Any number of workers may run."""
    app = create_app()
    ensure_settings_work(app)
    ensure_journal_can_be_written(app.extensions["settings"])
    with suppress(OperationalError):  # the database is away: the worker waits for it
        prepare_start(app)
    _warn_about_mail_server(app)
    with _listening(app):
        site_worker.main(app, chores())


def _warn_about_mail_server(app: Flask) -> None:
    """Log a warning when the mail server does not accept us; it may come back."""
    settings: Settings = app.extensions["settings"]
    if settings.smtp_url and (trouble := mail_server_trouble(settings)):
        logger.warning("the mail server %s E-mails wait until it does.", trouble)
    if settings.bulk_smtp_url and (trouble := mail_server_trouble(settings.bulk)):
        logger.warning("the second mail server %s Invitations and digests wait until it does.", trouble)


def _listening(app: Flask) -> ExitStack:
    """Return a context in which reports are taken in, where BOUNCE_LISTEN and BOUNCE_MAILBOX say."""
    settings: Settings = app.extensions["settings"]
    ways = ExitStack()
    if settings.bounce_listen:
        from intro_app.bounces.listening import listening  # most sites need no mail server of their own

        ways.enter_context(listening(app))
    if settings.bounce_mailbox:
        from intro_app.bounces.mailbox import reading_mailbox

        ways.enter_context(reading_mailbox(app))
    return ways


# Jobs that are not urgent: once an hour is enough.
_IN_NO_HURRY = (
    *follow_ups.CHORES,
    *moderation.CHORES,
    *memberships.CHORES,
    *community.IN_NO_HURRY,
    *joining.IN_NO_HURRY,
    *organising.IN_NO_HURRY,
    *privacy.IN_NO_HURRY,
    *trust.CHORES,
    forget_guests,
    forget_drafts,
    forget_ended,
    forget_addresses,
    forget_questions,
    forget_old_counts,
    forget_group_requests,
    ask_for_proofs,
    forget_suggestions,
    give_turns,
    forget_reports,
    end_unused_rights,
)


def chores() -> Sequence[Chore]:
    """Return the worker's periodic jobs; those that are not urgent run once an hour."""
    return [
        write_down,
        release_agreed,
        lapse_due,
        knock_again,
        close_due,
        remind_due,
        renew_signs,
        carry_out_moves,
        suggest_due,
        *community.PROMPT,
        *joining.PROMPT,
        *privacy.CHORES,
        check_link_due,
        encrypting_anew(),
        *map(_hourly, _IN_NO_HURRY),
    ]


def _hourly(chore: Chore) -> Chore:
    """Return the job limited to once an hour. It runs at the start, and again soon after a failure."""
    next_time = 0.0

    @functools.wraps(chore)
    def hourly(at: datetime) -> None:
        nonlocal next_time
        if time.monotonic() >= next_time:
            chore(at)
            next_time = time.monotonic() + _HOUR

    return hourly


def encrypting_anew() -> Chore:
    """Return the job that brings everything under the newest data key, a batch at a time.

    It goes through the database once for each new key, and once an hour for what was written meanwhile, until
    the older keys are dropped. With one key only there is nothing to look for, and no table is read.
    """
    batches: Iterator[int] = iter(())
    key, next_time = "", 0.0

    def encrypt_anew(_at: datetime) -> None:
        nonlocal batches, key, next_time
        if key != (newest := keyring().current):
            batches, key, next_time = resealing(), newest, 0.0
        if time.monotonic() < next_time or not older_data_keys(newest):
            return
        try:
            done = next(batches, None)
        except Exception:
            batches = resealing()  # this one cannot go on; the new one finds what is left
            raise
        if done is None:
            batches, next_time = resealing(), time.monotonic() + _HOUR
        else:
            next_time = time.monotonic() + _BREATH

    return encrypt_anew
