"""The one e-mail about settings: that a change which opens the site to more people waits."""

from intro_app.config import settings
from intro_app.identity.models import Member
from intro_app.organising.settings.policy import LABELS, words_of
from intro_app.outbox import Email, MailKind, compose
from intro_app.site_settings import SettingProposal


def opening_waits(caretaker: Member, proposer: Member, proposal: SettingProposal) -> Email:
    """Tell whoever looks after the site what is to change, who proposed it, and when it does."""
    return compose(
        "opening_waits",
        "organising",
        to=caretaker.addressee,
        dedupe=f"opening_waits:{proposal.id}:{caretaker.id}",
        about=f"setting_proposal:{proposal.id}",
        mail_kind=MailKind.SECURITY,
        name=proposer.name,
        is_own=caretaker.id == proposer.id,
        changes=[(LABELS[name], words_of(name, text)) for name, text in proposal.texts.items()],
        applies_at=proposal.applies_at,
        url=f"{settings().base_url}/staff/settings",
    )
