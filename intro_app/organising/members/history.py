"""What staff did with an account, in words.

Only acts named here are shown. Looks and acts for a case are not among them: they would tell who reported.
"""

from datetime import datetime
from typing import NamedTuple

from intro_app.audit.models import AuditEntry
from intro_app.audit.queries import lines_about
from intro_app.identity.queries import name_of
from intro_app.wording import N_

MOST = 100
ACTS = {
    "looked_at_account": N_("Looked at the account"),
    "note_written": N_("Wrote a note"),
    "sessions_ended": N_("Signed them out everywhere"),
    "link_sent": N_("Sent a link to sign in"),
    "founder_vouched_for": N_("Vouched for them as a founding member"),
    "role_granted": N_("Gave a right"),
    "role_revoked": N_("Took away a right"),
    "role_ended": N_("A right ended because it wasn’t used"),
    "passkeys_forgotten": N_("Reset their passkeys"),
    "member_suspended": N_("Suspended the account"),
    "member_removed": N_("Removed the account"),
    "suspension_ended": N_("The suspension or removal ended"),
    "appeal_refused": N_("Let the decision stand after an appeal"),
    "move_asked": N_("Began a change of address"),
    "move_proved": N_("The new address was confirmed"),
    "move_refused": N_("Change of address stopped"),
}


class HistoryRow(NamedTuple):
    """One act: when, what in words, by whom (empty: on the server, or somebody who left), why."""

    at: datetime
    act: str
    by: str
    why: str


def history_of(member_id: int) -> list[HistoryRow]:
    """Return what was done with this account, newest first."""
    lines = lines_about(member_id, AuditEntry.act.in_(ACTS))[-MOST:]
    names = {actor: name_of(actor) for actor in {line.actor_id for line in lines} if actor}
    return [
        HistoryRow(one.at, ACTS[one.act], names.get(one.actor_id or 0, ""), one.why)
        for one in reversed(lines)
    ]
