"""The tables of introductions, and of the asks that are put for each one after another."""

import secrets
from datetime import date, datetime, timedelta

from sqlalchemy import ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intro_app.db import Model
from intro_app.db.partial_index import partial_index
from intro_app.db.sealing import SealedJSON, SealedText
from intro_app.errors import StaleError
from intro_app.identity.models import ContactField, Member
from intro_app.introductions.guests import Guest, called_by_connector
from intro_app.introductions.models.consents import Consent
from intro_app.introductions.models.sent_under import SentUnder
from intro_app.introductions.states import MAY_BECOME, OPEN, Answer, Reason, Role, State, Way
from intro_app.introductions.texts import AskText, Endorsement, OfferText, Purpose, Stored
from intro_app.links import GRACE
from intro_app.wording import N_


class Introduction(SentUnder, Model, kw_only=True, repr=False):
    """An introduction: who asked, who is to meet, through whom, why, and how it ended."""

    __tablename__ = "introduction"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=lambda: secrets.token_urlsafe(16))
    form_id: Mapped[str] = mapped_column(unique=True)
    way: Mapped[Way] = mapped_column()
    state: Mapped[State] = mapped_column(default=State.ASKING)
    reason: Mapped[Reason | None] = mapped_column(default=None)
    first_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), default=None)
    second_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), default=None)
    connector_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), default=None)
    text: Mapped[Stored] = mapped_column(SealedJSON("introduction.text"))
    text_hash: Mapped[str] = mapped_column()
    endorsement: Mapped[Stored | None] = mapped_column(SealedJSON("introduction.endorsement"), default=None)
    sent_at: Mapped[datetime] = mapped_column()
    closes_at: Mapped[datetime] = mapped_column()
    spread_seconds: Mapped[int] = mapped_column()
    agreed_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    author_told_at: Mapped[datetime | None] = mapped_column(default=None)
    wound_up_at: Mapped[datetime | None] = mapped_column(default=None)
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)
    text_erased_at: Mapped[datetime | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(init=False, default=0)
    first: Mapped[Member | None] = relationship(foreign_keys=first_id, init=False)
    second: Mapped[Member | None] = relationship(foreign_keys=second_id, init=False)
    connector: Mapped[Member | None] = relationship(foreign_keys=connector_id, init=False)
    asks: Mapped[list["Ask"]] = relationship(
        order_by="Ask.position", init=False, back_populates="introduction"
    )
    consents: Mapped[list[Consent]] = relationship(init=False)
    guests: Mapped[list[Guest]] = relationship(init=False)
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        *(Index(f"ix_introduction_{role}_newest", f"{role}_id", "id") for role in Role),
        partial_index("ix_introduction_to_wind_up", "wound_up_at IS NULL", "closes_at"),
        partial_index("ix_introduction_to_release", "state = 'agreed'", "agreed_at"),
        partial_index("ix_introduction_held", "state = 'held'", "sent_at"),
        partial_index("ix_introduction_connected", "state = 'connected'", "ended_at"),
    )

    @property
    def ask_text(self) -> AskText:
        """The requester's letter; an offered introduction has none."""
        return AskText.read(self.text)

    @property
    def purpose(self) -> Purpose | None:
        """What a letter is for; an offer has no purpose."""
        return None if self.way is Way.OFFERED else self.ask_text.purpose

    @property
    def offer_text(self) -> OfferText:
        """The connector's notes, which only an offered introduction has."""
        return OfferText.read(self.text)

    @property
    def endorsed(self) -> Endorsement | None:
        """What the connector wrote when they said yes."""
        return Endorsement.read(self.endorsement) if self.endorsement else None

    @property
    def author_role(self) -> Role:
        """Who sent it: the requester, or the connector who offered it."""
        return Role.CONNECTOR if self.way is Way.OFFERED else Role.FIRST

    def person(self, role: Role) -> Member | Guest | None:
        """Return the person with this role; None for the recipient of a blind ask until one is chosen."""
        # The two are read together, since a letter to each often follows.
        member = self.connector if role is Role.CONNECTOR else (self.first, self.second)[role is Role.SECOND]
        return member or next((guest for guest in self.guests if guest.role == role), None)

    def locale_of(self, role: Role) -> str:
        """Return the language in which this person is written to; empty for nobody, or a carried link.

        The language of a guest who holds one would tell that they have answered.
        """
        ask, person = self.ask_of(role), self.person(role)
        if person is None or (ask is not None and ask.is_carried):
            return ""
        return person.addressee.locale

    def role_of(self, member: Member) -> Role | None:
        """Return the role this member has in it, if any."""
        roles = {self.first_id: Role.FIRST, self.second_id: Role.SECOND, self.connector_id: Role.CONNECTOR}
        return roles.get(member.id)

    def ask_of(self, role: Role) -> "Ask | None":
        """Return the ask put, or to be put, to this role; the author has none."""
        return next((ask for ask in self.asks if ask.role is role), None)

    def seat(self, role: Role, member: Member | None) -> None:
        """Make this member the first or the second party."""
        setattr(self, role, member)

    def name_for_connector(self, role: Role) -> str:
        """Return what the connector calls this party; a guest they named stays a guest to them."""
        guest = next((guest for guest in self.guests if guest.role == role), None)
        person, ask = self.person(role), self.ask_of(role)
        name = person.name if person else ask.called if ask else ""
        return called_by_connector(guest.label, name, self.state) if guest else name

    def consent_of(self, role: Role) -> "Consent | None":
        """Return the consent of this role that is not taken back, if there is one."""
        return next((one for one in self.consents if one.role is role and not one.taken_back_at), None)

    def shared_by(self, role: Role) -> dict[ContactField, str]:
        """Return the details of this party that go to the other: those ticked that have not changed since."""
        person, consent = self.person(role), self.consent_of(role)
        return consent.unchanged(person) if person and consent else {}

    @property
    def next_ask(self) -> "Ask | None":
        """The first ask of the queue that has no yes yet."""
        return next((ask for ask in self.asks if ask.answer is not Answer.YES), None)

    @property
    def is_open(self) -> bool:
        """Whether it may still become an introduction."""
        return self.state in OPEN

    def agree(self, at: datetime) -> None:
        """Record that everyone has said yes; raise StaleError if an ask is still unanswered."""
        if self.next_ask is not None:
            raise StaleError(N_("Not everyone has said yes yet."))
        self._become(State.AGREED)
        self.agreed_at = at

    def connect(self, at: datetime) -> None:
        """Record that the two are introduced; their details leave the site in the same transaction."""
        self._become(State.CONNECTED)
        self.ended_at = self.author_told_at = self.wound_up_at = at

    def close(self, reason: Reason, at: datetime) -> None:
        """Record that it does not come about; nobody is told before the closing date, whatever the reason."""
        self._become(State.CLOSED)
        self.reason = reason
        self.ended_at = at

    def erase_text(self, at: datetime) -> None:
        """Erase the author's words once it is over; what people agreed to stays provable by its hash."""
        if self.text_erased_at is None:
            read = OfferText.read if self.way is Way.OFFERED else AskText.read
            self.text, self.text_erased_at = read(self.text).without_words(), at

    def erase_endorsement(self) -> None:
        """Erase the connector's words; how well they said they know the requester stays."""
        if self.endorsed:
            self.endorsement = self.endorsed.without_words()

    def _become(self, state: State) -> None:
        if state not in MAY_BECOME[self.state]:
            raise StaleError(N_("This introduction is closed."))
        self.state = state


class Ask(Model, kw_only=True, repr=False):
    """One question put to one person ("will you?"), with its answer.

    `withheld` means that a block stands between the two: the question is never put, and nobody can tell. If
    `waits_until` is set, it is withheld only until then: the door filled or was paused since its sign was
    made, and is tried again. The worker looks at it again at `remind_at` and at `lapses_at`, and clears the
    date, whatever became of it meanwhile. `is_carried` means that a connector brings the link to a guest.
    Whoever carries a link can open it, so its pages must not tell what was answered. `called` is what a
    connector calls a guest whom the site has forgotten, until the connector hears how it ended.
    """

    __tablename__ = "ask"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    introduction_id: Mapped[int] = mapped_column(ForeignKey("introduction.id"), init=False)
    position: Mapped[int] = mapped_column()
    role: Mapped[Role] = mapped_column()
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), default=None)
    withheld: Mapped[bool] = mapped_column(default=False)
    is_carried: Mapped[bool] = mapped_column(default=False, server_default=false())
    called: Mapped[str] = mapped_column(SealedText("ask.called"), default="", server_default="")
    generation: Mapped[int] = mapped_column(default=1)
    put_at: Mapped[datetime | None] = mapped_column(default=None)
    decide_by: Mapped[datetime | None] = mapped_column(default=None)
    waits_until: Mapped[datetime | None] = mapped_column(default=None)
    lapses_at: Mapped[datetime | None] = mapped_column(default=None)
    remind_at: Mapped[datetime | None] = mapped_column(default=None)
    reminded_at: Mapped[datetime | None] = mapped_column(default=None)
    answer: Mapped[Answer | None] = mapped_column(default=None)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    words: Mapped[str | None] = mapped_column(SealedText("ask.words"), default=None)
    ask_after: Mapped[date | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(init=False, default=0)

    introduction: Mapped[Introduction] = relationship(init=False, back_populates="asks")
    member: Mapped[Member | None] = relationship(init=False)

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        UniqueConstraint("introduction_id", "position"),
        partial_index("ix_ask_waiting", "answer IS NULL", "member_id"),
        partial_index("ix_ask_waits_until", "waits_until IS NOT NULL", "waits_until"),
        partial_index("ix_ask_lapses_at", "lapses_at IS NOT NULL", "lapses_at"),
        partial_index("ix_ask_remind_at", "remind_at IS NOT NULL", "remind_at"),
        Index("ix_ask_member_id_put_at", "member_id", "put_at"),
    )

    @property
    def person(self) -> Member | Guest | None:
        """The person who is asked."""
        return self.introduction.person(self.role)

    @property
    def is_put(self) -> bool:
        """Whether the person asked has been told of it and can answer."""
        return self.put_at is not None and not self.withheld

    def stands_open(self, at: datetime) -> bool:
        """Whether the question looks open to somebody who does not know how it was answered.

        What the others did since ends it as it would end an unanswered one; its answer, and what came of
        that, does not.
        """
        if self.answer is None:
            return self.is_answerable(at)
        return self._is_in_time(at) and not self._was_ended_by_others()

    def _was_ended_by_others(self) -> bool:
        introduction = self.introduction
        told = (
            introduction.author_told_at
            if introduction.author_role is Role.CONNECTOR
            else introduction.wound_up_at
        )
        if told or introduction.withdrawn_at or introduction.state is State.CONNECTED:
            return True
        if introduction.reason is Reason.REMOVED:
            return True
        return any(one.taken_back_at for one in introduction.consents if one.role is not self.role)

    def put(self, at: datetime, within: timedelta, remind_after: timedelta | None) -> None:
        """Put the question now, to be decided within this time; a guest is never reminded.

        What runs out on the closing date itself is left to the closing batch. A withheld question has both
        dates too: the same is written, and as fast, whether or not it is put.
        """
        closes_at = self.introduction.closes_at
        self.put_at, self.decide_by, self.waits_until = at, min(at + within, closes_at), None
        self.lapses_at = self.decide_by if self.decide_by < closes_at else None
        self.remind_at = at + remind_after if remind_after and self.member else None

    def wait(self, until: datetime, at: datetime) -> None:
        """Withhold the question until its door opens; it expires like silence if the door does not.

        To everybody but the person whom it is for, it looks as if it were put.
        """
        self.put_at, self.decide_by = self.put_at or at, self.introduction.closes_at
        self.withheld, self.waits_until = True, until

    def ensure_answerable(self, at: datetime) -> None:
        """Raise StaleError if there is an answer already, or the question is no longer open."""
        if not self.is_answerable(at):
            raise StaleError(N_("This introduction is closed."))

    def is_answerable(self, at: datetime) -> bool:
        """Whether the question waits for its answer."""
        return not self.answer and self.introduction.state is State.ASKING and self._is_in_time(at)

    def has_time_left(self, at: datetime) -> bool:
        """Whether the question waits for its answer, and its last day has not passed."""
        return self.is_answerable(at) and self.decide_by is not None and at < self.decide_by

    def _is_in_time(self, at: datetime) -> bool:
        return self.is_put and self.decide_by is not None and at <= self.decide_by + GRACE

    def settle(self, answer: Answer, at: datetime) -> None:
        """Record the answer; raise StaleError if it is too late for one."""
        self.ensure_answerable(at)
        self.answer, self.answered_at = answer, at
