"""Signed links: the signature keeps junk from the database; a row says what a link may do and until when.

A link is `/<letter>/<token>`. The token signs a random id and nothing else, so it contains no personal data
and no decision. The table stores only the id's hash, so that a stolen database opens no link.
"""

import hmac
import re
import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from itsdangerous import BadData, URLSafeSerializer, URLSafeTimedSerializer
from sqlalchemy import CursorResult, update
from sqlalchemy.orm import Mapped, mapped_column

from intro_app.config import settings
from intro_app.db import Model, atomic, db
from intro_app.errors import DomainError
from intro_app.wording import N_

# A link still works for this long after its end: clocks differ, and a page may have been open.
GRACE = timedelta(seconds=120)

_FORM = re.compile(r"[A-Za-z0-9_.\-]{20,200}")


class LinkPurpose(StrEnum):
    """What a link is for; its letter is the first part of its path."""

    SIGN_IN = "l"
    ANSWER = "r"
    UNDO = "u"
    BLOCK = "b"
    STOP = "x"
    ACQUAINTANCE = "k"
    FOLLOW_UP = "f"
    FORGET = "d"
    REPORT = "p"
    CASE = "h"
    GATHERING = "g"
    FEED = "c"
    ADDRESS = "o"
    MOVE = "m"
    INVITATION = "i"
    JOIN_REQUEST = "q"
    SUSPENSION = "w"
    VISIT = "v"


class LinkBroken(DomainError):
    """The link is tampered with, cut, of another purpose or was never issued; nobody is told which."""

    def __init__(self) -> None:
        super().__init__(N_("This link is incomplete. Copy the whole link from the e-mail."))


# One sentence for each purpose, whatever ended it: taken back, over or replaced must read the same.
_ENDED: dict[LinkPurpose | None, str] = {
    LinkPurpose.ANSWER: N_("This link no longer works. The request it was for is closed."),
    LinkPurpose.UNDO: N_("This link no longer works. The time to withdraw your yes is over."),
    LinkPurpose.BLOCK: N_(
        "This link no longer works. Members can still block someone from that person’s profile."
    ),
    LinkPurpose.ACQUAINTANCE: N_(
        "This link no longer works. The question of whether you know each other is closed."
    ),
    LinkPurpose.FOLLOW_UP: N_("This link no longer works. The time to say how it went is over."),
    LinkPurpose.FORGET: N_("This link no longer works. The request to delete contact details is closed."),
    LinkPurpose.REPORT: N_("This link no longer works. If something is still wrong, please write to us."),
    LinkPurpose.CASE: N_("This link no longer works. The time to tell us your side, or to appeal, is over."),
    LinkPurpose.GATHERING: N_("This link no longer works. The gathering is over, or was cancelled."),
    LinkPurpose.FEED: N_("This calendar address no longer works. A newer one may have replaced it."),
    LinkPurpose.ADDRESS: N_(
        "This link no longer works. The change of address it was for can’t be undone any more."
    ),
    LinkPurpose.MOVE: N_("This link no longer works. The question about moving an account is closed."),
    LinkPurpose.INVITATION: N_("This link no longer works. The invitation has ended."),
    LinkPurpose.JOIN_REQUEST: N_("This link no longer works. The request to join has ended."),
    LinkPurpose.VISIT: N_("This link no longer works. We’ve deleted the name and address it was for."),
}


class LinkEnded(DomainError):
    """The link expired, or was superseded by a newer one; the reader learns what it was for, and no more."""

    def __init__(self, purpose: LinkPurpose | None = None) -> None:
        super().__init__(_ENDED.get(purpose, N_("This link no longer works.")))


class Link(Model):
    """An issued link: its purpose, its subject (such as `ask:17`), its expiry, and its use."""

    __tablename__ = "link"

    id_hash: Mapped[str] = mapped_column(primary_key=True)
    purpose: Mapped[str]
    subject: Mapped[str] = mapped_column(index=True)
    generation: Mapped[int]
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime | None] = mapped_column(index=True)
    used_at: Mapped[datetime | None] = mapped_column(default=None)
    outcome: Mapped[str | None] = mapped_column(default=None)

    @property
    def subject_id(self) -> int:
        """The number in the subject: 17 for `ask:17`."""
        return int(self.subject.split(":")[1])

    def ensure_open(self, at: datetime, *, generation: int | None = None) -> "Link":
        """Return the link. Raises LinkEnded if it expired or was superseded by a newer generation."""
        ended = self.expires_at is not None and at > self.expires_at + GRACE
        if ended or (generation is not None and self.generation != generation):
            raise LinkEnded(LinkPurpose[self.purpose.upper()])
        return self

    def use(self, outcome: str, at: datetime) -> bool:
        """Mark it used; return False if it was used before. A compare-and-swap, so only one caller wins."""
        unused = update(Link).where(Link.id_hash == self.id_hash, Link.used_at.is_(None))
        with atomic():
            done = db.session.execute(unused.values(used_at=at, outcome=outcome))
        assert isinstance(done, CursorResult)
        return done.rowcount == 1


def issue(
    purpose: LinkPurpose, subject: str, *, at: datetime, until: datetime | None, generation: int = 1
) -> str:
    """Add a new link in the present transaction and return its full URL; `until` None means for ever."""
    link_id = secrets.token_urlsafe(16)
    with atomic():
        db.session.add(
            Link(
                id_hash=_hash(link_id),
                purpose=purpose.name.lower(),
                subject=subject,
                generation=generation,
                issued_at=at,
                expires_at=until,
            )
        )
    return address_of(purpose, link_id)


def address_of(purpose: LinkPurpose, link_id: str) -> str:
    """Return the full URL of a link with this id, signed; it works only if there is a row for the id."""
    return f"{settings().base_url}/{purpose.value}/{_serializers(purpose)[-1].dumps([1, link_id])}"


def find(token: str, purpose: LinkPurpose) -> Link:
    """Return the link of a token. Raises LinkBroken unless the token is exactly as issued for this purpose.

    The database is not queried before the signature is verified.
    """
    link = db.session.get(Link, _hash(_signed_id(token, purpose)))
    if link is None or link.purpose != purpose.name.lower():
        raise LinkBroken
    return link


def seal(what: str, values: list[object]) -> str:
    """Sign values for storage in a browser; they are readable but cannot be changed."""
    return str(_sealing(what)[-1].dumps(values))


def unseal(what: str, sealed: str) -> list[object] | None:
    """Return the values that `seal` signed under the same name; None for anything else."""
    for serializer in _sealing(what):
        try:
            values = serializer.loads(sealed)
        except BadData:
            continue
        return values if isinstance(values, list) else None
    return None


def read_form_secret(secret: str) -> str:
    """Return what Flask-WTF signed into a form, for whichever browser; empty for anything else."""
    try:
        return str(URLSafeTimedSerializer(list(settings().secret_keys), salt="wtf-csrf-token").loads(secret))
    except BadData:
        return ""


def _sealing(what: str) -> list[URLSafeSerializer]:
    signer = {"digest_method": sha256, "key_derivation": "hmac"}
    return [
        URLSafeSerializer(key, salt=f"intro/seal/{what}/1", signer_kwargs=signer)
        for key in settings().secret_keys
    ]


def _signed_id(token: str, purpose: LinkPurpose) -> str:
    if not _FORM.fullmatch(token):
        raise LinkBroken
    for serializer in _serializers(purpose):
        try:
            payload = serializer.loads(token)
        except BadData:
            continue
        if _is_link(payload) and hmac.compare_digest(str(serializer.dumps(payload)), token):
            return str(payload[1])  # itsdangerous accepts several spellings of a token
    raise LinkBroken


def _is_link(payload: object) -> bool:
    return (
        isinstance(payload, list)
        and len(payload) == 2
        and payload[0] == 1
        and isinstance(payload[1], str)
        and len(payload[1]) == 22
    )


def _serializers(purpose: LinkPurpose) -> list[URLSafeSerializer]:
    """Return one serializer per key, oldest first; stop links of all times go on working."""
    keys = settings().lasting_keys if purpose is LinkPurpose.STOP else settings().secret_keys
    salt = f"intro/link/{purpose.name.lower()}/1"
    signer = {"digest_method": sha256, "key_derivation": "hmac"}
    return [URLSafeSerializer(key, salt=salt, signer_kwargs=signer) for key in keys]


def _hash(link_id: str) -> str:
    return sha256(link_id.encode()).hexdigest()
