"""What takes longer after somebody left: words that others waited for, and traces in the database file."""

from datetime import datetime, timedelta

from intro_app.db import db, drop_deleted_pages
from intro_app.identity.models import Member
from intro_app.identity.service.erasing import erase_profile, is_named
from intro_app.introductions.queries import last_day_of
from intro_app.introductions.service.departing import erase_words_of, step_out_of_all
from intro_app.outbox.queries import waits_for_sending
from intro_app.outbox.suppression import erase_mail_to
from intro_app.periodic import run_each
from intro_app.privacy import queries
from intro_app.privacy.models import FormerMember
from intro_app.profile_links.service import erase_links
from intro_app.suggestions.service import erase_suggestions_about

# How soon to look again while the farewell is on its way.
_SOON = timedelta(seconds=30)


def erase_rest(at: datetime) -> None:
    """Go on erasing what is left of former members, and what the database's own files still hold of it.

    Nobody is done before the files were cleaned after the last change. Raises BusyError if they cannot be
    cleaned now.
    """
    if not queries.is_rest_due(at):
        return
    drop_deleted_pages()
    while run_each("privacy.erase_rest", queries.rest_due(), _erase, at):
        pass
    drop_deleted_pages()


def _erase(member_id: int, at: datetime) -> bool:
    former = db.session.get_one(FormerMember, member_id, with_for_update=True, populate_existing=True)
    member = db.session.get_one(Member, member_id)
    if former.rest_at is None or former.rest_at > at:
        return False
    step_out_of_all(member, at)  # one may have been sent to them in the very moment in which they left
    erase_mail_to(former.mailbox_hash, former.left_at, at)
    if not erase_words_of(member, at):
        former.rest_at = max(last_day_of(member_id) or at, at) + _SOON
    elif is_named(member) or waits_for_sending(former.mailbox_hash, former.left_at):
        erase_profile(member)
        erase_links(member_id)
        erase_suggestions_about(member_id)
        former.rest_at = at + _SOON
    else:
        former.rest_at = None
    return True
