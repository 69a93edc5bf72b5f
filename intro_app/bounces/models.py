"""The table of reports on e-mails that had been sent."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from intro_app.db import Model


class ReportKind(StrEnum):
    """What a report says."""

    GONE = "gone"  # there is no such mailbox
    BUSY = "busy"  # it is full, or its server could not be reached for days
    OURS = "ours"  # refused because of this site: a policy, a block list, a quota
    COMPLAINT = "complaint"  # its reader marked the e-mail as junk


class MailReport(Model):
    """A report on one e-mail. It holds the status code, and never the report's text, which names people."""

    __tablename__ = "mail_report"
    __table_args__ = (UniqueConstraint("message_key", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    message_key: Mapped[str]
    mailbox_hash: Mapped[str] = mapped_column(index=True)
    kind: Mapped[ReportKind]
    code: Mapped[str]
    received_at: Mapped[datetime] = mapped_column(index=True)
