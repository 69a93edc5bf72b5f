"""Collects what is known of the site's health, without anything about a person."""

import shutil
from datetime import datetime
from pathlib import Path

from intro_app import periodic
from intro_app.config import settings
from intro_app.identity.models import StaffRole
from intro_app.identity.queries import on_staff, who_can
from intro_app.introductions.queries import overdue
from intro_app.joining.requests.queries import number_late
from intro_app.journal.queries import is_held
from intro_app.moderation.queries import unread_since
from intro_app.organising.health.policy import MAIL_IS_LATE, REPORT_IS_OLD, HealthFacts
from intro_app.outbox import queries as outbox


def health_facts(at: datetime) -> HealthFacts:
    """Return what is known of the site at this moment."""
    mail, failing = outbox.condition(), periodic.failing()
    moderators = [one for one in on_staff() if one.role is StaffRole.MODERATOR]
    return HealthFacts(
        last_beat=periodic.last_beat(),
        mail_since=mail.oldest_due_at,
        failing_mail=tuple(outbox.failing_kinds()),
        is_refused=bool(outbox.refused_us()),
        has_dead_letters=bool(mail.parked),
        failing_jobs=tuple(sorted({one.job for one in failing if not one.is_parked})),
        stopped_jobs=tuple(sorted({one.job for one in failing if one.is_parked})),
        overdue=any(overdue(at - MAIL_IS_LATE, settings().undo_window)),
        late_requests=number_late(at),
        old_reports=unread_since(at - REPORT_IS_OLD),
        moderators=len(moderators),
        moderators_without_passkey=sum(not one.passkeys for one in moderators),
        hosts=len(who_can(StaffRole.HOST)),
        reads_requests="request" in settings().joining,
        verified_at=periodic.last_verified_backup(),
        free_bytes=_free_bytes(),
        sends_mail=bool(settings().smtp_url),
        is_held=is_held(),
    )


def _free_bytes() -> int:
    folder = settings().data_dir
    return shutil.disk_usage(folder if folder.exists() else Path()).free
