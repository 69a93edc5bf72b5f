"""The third edition of the words of trust: the ledger is replayed, and whose word falls is marked to be told.

Six people in good standing make somebody known, of whom a trusted one counts for three, and nobody is trusted
before three trusted people confirmed them. `standing.confirmers` holds these from now on. No column changes,
so that code of the version before goes on. Both editions stand here as they were; points and harm are the
same in both, but a word gives a voice, and so the points of others. Events are never touched.
"""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from alembic import op

revision = "0093"
down_revision = "0092"
branch_labels = None
depends_on = None

YEAR = timedelta(days=365)
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
VOICES, ALONE = (0.0, 0.5, 1.0), 2
FACTS = {
    "joined": ("member", "inviter"),
    "founder": ("member", "points"),
    "useful": ("introduction", "a", "b", "connector"),
    "upheld": ("report", "offender", "severity", "connector", "alone"),
    "bad_faith": ("report", "reporter"),
    "reversed": ("report",),
    "second_agreed": ("report", "offender", "severity"),
}
RANK = {kind: rank for rank, kind in enumerate(FACTS)}
REPORTED = ("upheld", "bad_faith", "second_agreed")

_time = sa.DateTime(timezone=True)
EVENTS = sa.table(
    "trust_event", sa.column("id"), sa.column("kind"), sa.column("at", _time), sa.column("facts", sa.JSON)
)
STANDING = sa.table(
    "standing",
    *(sa.column(name) for name in ("member_id", "good", "harm", "shared", "level", "offenders_invited")),
    *(sa.column(name, sa.JSON) for name in ("confirmers", "received")),
    *(sa.column(name, _time) for name in ("touched_at", "reported_at", "joined_at")),
    *(sa.column(name) for name in ("inviter_id", "held_against_inviter", "fell_from")),
)


class Edition(NamedTuple):
    """How many confirmers make somebody known, for how many a trusted one counts, how many trusted ones it takes."""

    enough: int
    trusted_counts: int
    enough_trusted: int


SECOND, THIRD = Edition(3, 1, 0), Edition(6, 3, 3)


def upgrade() -> None:
    _replay_by(THIRD)


def downgrade() -> None:
    _replay_by(SECOND)


def _replay_by(edition):
    connection = op.get_bind()
    before = {row.member_id: row for row in connection.execute(sa.select(STANDING))}
    ledger = Ledger(edition)
    lines = [line for event in _events(connection) for line in ledger.hear(*event)]
    for member, row in before.items():
        values = ledger.of(member).row()
        had = max(row.level, row.fell_from or 0)
        values["fell_from"] = had if had > values["level"] else None
        connection.execute(sa.update(STANDING).where(STANDING.c.member_id == member).values(values))
    connection.execute(sa.text("DELETE FROM trust_line WHERE why <> 'reversed'"))
    if lines:
        table = sa.table("trust_line", *(sa.column(name) for name in lines[0]))
        connection.execute(sa.insert(table), lines)


def _events(connection):
    """Return the events that count, in order: by time, then kind and content."""
    rows = connection.execute(sa.select(EVENTS)).all()
    undone = {row.facts["report"] for row in rows if row.kind == "reversed"}
    counts = [
        row
        for row in rows
        if row.kind != "reversed" and not (row.kind in REPORTED and row.facts["report"] in undone)
    ]
    return sorted(((row.id, row.kind, _aware(row.at), row.facts) for row in counts), key=_order)


def _aware(at):
    return at if at.tzinfo else at.replace(tzinfo=UTC)  # SQLite hands over moments of UTC without saying so


def _order(event):
    _id, kind, at, facts = event
    numbers = (facts.get(name) for name in FACTS[kind])
    return at, RANK[kind], [-1 if number is None else number for number in numbers]


def _weight(at):
    return 2.0 ** ((at - EPOCH) / YEAR)


class Balance:
    """What `standing` holds of one member."""

    def __init__(self):
        self.good = self.harm = self.shared = 0.0
        self.level = self.offenders_invited = 0
        self.touched_at = self.reported_at = self.joined_at = self.inviter_id = None
        self.held_against_inviter = False
        self.confirmers, self.received = [], {}

    def row(self):
        """The values of its row."""
        return {**vars(self), "received": [list(pair) for pair in self.received.items()]}

    def by_score(self, at):
        """The level that the score alone would give."""
        good, harm = self.good / _weight(at), (self.harm + self.shared) / _weight(at)
        return 2 if 100.0 * (good + 2.5) / (good + harm + 5.0) >= 75.0 else 1

    def voice(self, at):
        """How much a confirmation by this member counts."""
        reported = self.reported_at is not None and at <= self.reported_at + YEAR
        return VOICES[0 if reported and self.harm / _weight(max(at, self.touched_at)) > 1.0 else self.level]

    def joined_within_a_year(self, at):
        """Whether their inviter answers for them."""
        return self.inviter_id is not None and self.joined_at is not None and at - self.joined_at <= YEAR


class Ledger:
    """All balances, moved by one event after another by the rules of an edition."""

    def __init__(self, edition):
        self.edition, self.balances = edition, {}

    def of(self, member):
        """The balance of a member."""
        return self.balances.setdefault(member, Balance())

    def hear(self, number, kind, at, facts):
        """Enter an event; return its lines."""
        told = getattr(self, f"_{kind}")(at, facts)
        if kind == "upheld":
            self._hold_against_inviter(self.of(facts["offender"]), at)
        for line in told:
            self._enter(line, at)
        return [{"event_id": number, "position": place, **line} for place, line in enumerate(told)]

    @staticmethod
    def _line(member, why, **points):
        rest = {"good": 0.0, "harm": 0.0, "other_id": None, "voice": 1.0, "earlier": 0.0}
        return {"member_id": member, "why": why, **rest, **points}

    def _joined(self, at, facts):
        one, inviter = self.of(facts["member"]), facts["inviter"]
        one.joined_at, one.inviter_id = at, inviter
        return [self._line(who, "joined") for who in (facts["member"], inviter) if who is not None]

    def _founder(self, _at, facts):
        return [self._line(facts["member"], "founded", good=facts["points"])]

    def _bad_faith(self, _at, facts):
        return [self._line(facts["reporter"], "bad_faith", harm=1.0)]

    def _second_agreed(self, _at, facts):
        return [self._line(facts["offender"], "seconded", harm=float(max(0, facts["severity"] - ALONE)))]

    def _useful(self, at, facts):
        a, b, between = facts["a"], facts["b"], facts["connector"]
        pairs = [(a, b), (b, a)] + ([(between, a), (between, b)] if between is not None else [])
        return [self._confirmed(at, *pair) for pair in pairs]

    def _confirmed(self, at, member, by):
        one, voice = self.of(member), self.of(by).voice(at)
        now = _weight(at if one.touched_at is None else max(at, one.touched_at))
        earlier = one.received.get(by, 0.0) / now
        good = max(0.0, voice - 0.5 * earlier)
        return self._line(member, "confirmed", good=good, other_id=by, voice=voice, earlier=earlier)

    def _upheld(self, at, facts):
        offender, connector = facts["offender"], facts["connector"]
        harm = float(min(facts["severity"], ALONE) if facts.get("alone") else facts["severity"])
        one, found = self.of(offender), [self._line(offender, "offended", harm=harm)]
        if connector is not None:
            carries = self.of(connector)
            left = carries.shared / _weight(max(at, carries.touched_at or at))
            share = min(harm * 0.25, max(0.0, 3.0 - left))
            found.append(self._line(connector, "vouched", harm=share, other_id=offender))
        if one.joined_within_a_year(at):
            others = self.of(one.inviter_id).offenders_invited - one.held_against_inviter
            share = harm * 0.25 * float(2 ** min(others, 4))
            found.append(self._line(one.inviter_id, "invited", harm=share, other_id=offender))
        return found

    def _hold_against_inviter(self, one, at):
        if one.joined_within_a_year(at) and not one.held_against_inviter:
            one.held_against_inviter = True
            self.of(one.inviter_id).offenders_invited += 1

    def _enter(self, line, at):
        one, why, now = self.of(line["member_id"]), line["why"], _weight(at)
        if why == "joined":
            return
        one.touched_at = at
        if why == "founded":
            one.good, one.level = one.good + line["good"] * now, 2
        elif why == "confirmed":
            self._confirm(one, line, at)
        elif why in ("vouched", "invited"):
            one.shared += line["harm"] * now
        else:
            one.harm, one.reported_at = one.harm + line["harm"] * now, at
            one.level = min(one.level, one.by_score(at))

    def _confirm(self, one, line, at):
        by, gained, rules = line["other_id"], line["good"] * _weight(at), self.edition
        if line["voice"] <= 0.0:
            return
        one.good += gained
        one.received[by] = one.received.get(by, 0.0) + gained
        remembered = rules.enough_trusted or rules.enough
        counts = line["voice"] >= 1.0 or not rules.enough_trusted
        if counts and len(one.confirmers) < remembered and by not in one.confirmers:
            one.confirmers.append(by)
        known = len(one.received) + (rules.trusted_counts - 1) * len(one.confirmers) >= rules.enough
        if not one.level and known:
            one.level = 1
        if one.level and (not rules.enough_trusted or len(one.confirmers) >= rules.enough_trusted):
            one.level = max(one.level, one.by_score(at))
