"""The second edition of the trust formula: the ledger is replayed, and whose word falls is marked to be told.

Both editions stand here as they were, so that going up or down gives what that edition would have given. The
events themselves are never touched; standings and lines are computed from them.
"""

import json
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

YEAR = timedelta(days=365)
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
FACTS = {
    "joined": ("member", "inviter"),
    "founder": ("member", "points"),
    "useful": ("introduction", "a", "b", "connector"),
    "upheld": ("report", "offender", "severity", "connector"),
    "bad_faith": ("report", "reporter"),
    "reversed": ("report",),
}
RANK = {kind: rank for rank, kind in enumerate(FACTS)}

_time = sa.DateTime(timezone=True)
EVENTS = sa.table(
    "trust_event",
    sa.column("id"),
    sa.column("kind", sa.String),
    sa.column("at", _time),
    sa.column("facts", sa.JSON),
)


def upgrade() -> None:
    before = {row["member_id"]: _first_word(row) for row in _standings()}
    with op.batch_alter_table("trust_line") as line:
        line.add_column(sa.Column("earlier", sa.Double(), nullable=False, server_default="0"))
        for name in ("before", "openness", "house"):
            line.drop_column(name)
    with op.batch_alter_table("trust_line") as line:
        line.alter_column("earlier", existing_type=sa.Double(), server_default=None)
    with op.batch_alter_table("standing") as standing:
        standing.add_column(sa.Column("shared", sa.Double(), nullable=False, server_default="0"))
        standing.add_column(sa.Column("level", sa.Integer(), nullable=False, server_default="0"))
        standing.add_column(sa.Column("reported_at", _time, nullable=True))
        standing.add_column(sa.Column("received", sa.JSON(), nullable=False, server_default="[]"))
        standing.add_column(sa.Column("fell_from", sa.Integer(), nullable=True))
        for name in ("founder", "house_id", "counterparts"):
            standing.drop_column(name)
    with op.batch_alter_table("standing") as standing:
        for name, kind in (("shared", sa.Double()), ("level", sa.Integer()), ("received", sa.JSON())):
            standing.alter_column(name, existing_type=kind, server_default=None)
    state, lines = _replay(Second())
    for member, one in state.items():
        one["fell_from"] = before[member] if before.get(member, 0) > one["level"] else None
    _write(state, lines)


def downgrade() -> None:
    with op.batch_alter_table("trust_line") as line:
        line.add_column(sa.Column("before", sa.Integer(), nullable=False, server_default="0"))
        line.add_column(sa.Column("openness", sa.Double(), nullable=False, server_default="1"))
        line.add_column(sa.Column("house", sa.Double(), nullable=False, server_default="1"))
        line.drop_column("earlier")
    with op.batch_alter_table("trust_line") as line:
        for name, kind in (("before", sa.Integer()), ("openness", sa.Double()), ("house", sa.Double())):
            line.alter_column(name, existing_type=kind, server_default=None)
    with op.batch_alter_table("standing") as standing:
        standing.add_column(sa.Column("founder", sa.Boolean(), nullable=False, server_default=sa.false()))
        standing.add_column(sa.Column("house_id", sa.BigInteger(), nullable=True))
        standing.add_column(sa.Column("counterparts", sa.JSON(), nullable=False, server_default="[]"))
        for name in ("shared", "level", "reported_at", "received", "fell_from"):
            standing.drop_column(name)
    with op.batch_alter_table("standing") as standing:
        for name, kind in (("founder", sa.Boolean()), ("counterparts", sa.JSON())):
            standing.alter_column(name, existing_type=kind, server_default=None)
    _write(*_replay(First()))


# --- reading and writing -----------------------------------------------------------------------------


def _standings():
    rows = op.get_bind().exec_driver_sql("SELECT * FROM standing").mappings()
    return [dict(row) for row in rows]


def _aware(at):
    if isinstance(at, str):  # as SQLite hands a moment over
        at = datetime.fromisoformat(at)
    return at if at is None or at.tzinfo else at.replace(tzinfo=UTC)


def _replay(edition):
    """Return every balance and line of an edition: (event id, position, member, why, ...)."""
    events = [
        (row.id, row.kind, _aware(row.at), row.facts) for row in op.get_bind().execute(sa.select(EVENTS))
    ]
    undone = {facts["report"] for _id, kind, _at, facts in events if kind == "reversed"}
    standing = [
        one
        for one in events
        if one[1] != "reversed" and not (one[1] in ("upheld", "bad_faith") and one[3]["report"] in undone)
    ]
    lines = []
    for number, kind, at, facts in sorted(standing, key=_order):
        lines += [
            {"event_id": number, "position": place, **line}
            for place, line in enumerate(edition.hear(kind, at, facts))
        ]
    return edition.state, lines


def _order(event):
    _id, kind, at, facts = event
    return at, (RANK[kind], *(-1 if facts[name] is None else facts[name] for name in FACTS[kind]))


def _write(state, lines):
    connection = op.get_bind()
    for row in _standings():
        one = state.get(row["member_id"]) or _empty(next(iter(state.values()), {}))
        values = {name: value for name, value in one.items() if not name.startswith("_")}
        columns = [sa.column(name, _type(value, name)) for name, value in values.items()]
        table = sa.table("standing", sa.column("member_id"), *columns)
        here = table.c.member_id == row["member_id"]
        connection.execute(sa.update(table).where(here).values(values))
    connection.execute(sa.text("DELETE FROM trust_line WHERE why <> 'reversed'"))
    if lines:
        table = sa.table("trust_line", *(sa.column(name) for name in lines[0]))
        connection.execute(sa.insert(table), lines)


def _empty(like):
    return {
        name: [] if isinstance(value, list) else type(value)()
        for name, value in like.items()
        if name in NEUTRAL
    }


NEUTRAL = ("good", "harm", "shared", "level", "received", "confirmers", "counterparts", "founder")


def _type(value, name):
    if name.endswith("_at"):
        return _time
    return sa.JSON() if isinstance(value, list) else None


# --- the first edition -------------------------------------------------------------------------------


def _first_score(one, at):
    good, harm = _first_left(one, at)
    return 100.0 * (good + 2.5) / (good + harm + 5.0)


def _first_left(one, at):
    age = at - one["touched_at"] if one["touched_at"] and at > one["touched_at"] else timedelta()
    return one["good"] * 2.0 ** -(age / YEAR), one["harm"] * 2.0 ** -(age / timedelta(days=545))


def _first_word(row):
    """Return the word that others read: 0 new here or a recent upheld report, 1 in good standing, 2 trusted."""
    one, at = {**row, "touched_at": _aware(row["touched_at"])}, datetime.now(UTC)
    confirmers = json.loads(row["confirmers"]) if isinstance(row["confirmers"], str) else row["confirmers"]
    if _first_left(one, at)[1] > 1.0 or not (row["founder"] or len(confirmers) >= 3):
        return 0
    return 2 if _first_score(one, at) >= 75.0 else 1


class First:
    """Voice by score; circles and houses count for less; two half-lives."""

    def __init__(self):
        self.state = {}

    def of(self, member):
        return self.state.setdefault(
            member,
            {
                "good": 0.0, "harm": 0.0, "touched_at": None, "joined_at": None, "founder": False,
                "inviter_id": None, "house_id": None, "offenders_invited": 0, "held_against_inviter": False,
                "confirmers": [], "counterparts": [],
            },
        )  # fmt: skip

    def hear(self, kind, at, facts):
        lines = getattr(self, f"_{kind}")(at, facts)
        for line in lines:
            if line["why"] == "joined":
                continue
            one = self.of(line["member_id"])
            good, harm = _first_left(one, at)
            one["good"], one["harm"], one["touched_at"] = good + line["good"], harm + line["harm"], at
            heard = line["why"] == "confirmed" and line["voice"] > 0.0 and len(one["confirmers"]) < 3
            if heard and line["other_id"] not in one["confirmers"]:
                one["confirmers"].append(line["other_id"])
        if kind == "useful":
            a, b, c = facts["a"], facts["b"], facts["connector"]
            for one, other in [(a, b)] + ([(c, a), (c, b)] if c is not None else []):
                self._meet(one, other)
                self._meet(other, one)
        return lines

    @staticmethod
    def _line(member, why, **points):
        factors = {"voice": 1.0, "before": 0, "openness": 1.0, "house": 1.0}
        return {
            "member_id": member,
            "why": why,
            "good": 0.0,
            "harm": 0.0,
            "other_id": None,
            **factors,
            **points,
        }

    def _useful(self, at, facts):
        a, b, c = facts["a"], facts["b"], facts["connector"]
        return [
            self._confirmed(at, *pair)
            for pair in ([(a, b), (b, a)] + ([(c, a), (c, b)] if c is not None else []))
        ]

    def _confirmed(self, at, member, confirmer):
        one, other = self.of(member), self.of(confirmer)
        mine, theirs = dict(one["counterparts"]), dict(other["counterparts"])
        before = max(mine.get(confirmer, 0), theirs.get(member, 0))
        voice = min(1.0, max(0.0, (_first_score(other, at) - 50.0) / 25.0))
        shared = len(mine.keys() & theirs.keys())
        openness = max(0.05, (1.0 - shared / (min(len(mine), len(theirs)) + 1)) ** 2)
        here, there = one["house_id"] or member, other["house_id"] or confirmer
        house = 0.25 if here in (there, confirmer) or there == member else 1.0
        good = voice * 0.5**before * openness * house
        factors = {"voice": voice, "before": before, "openness": openness, "house": house}
        return self._line(member, "confirmed", good=good, other_id=confirmer, **factors)

    def _meet(self, member, other):
        met = dict(self.of(member)["counterparts"])
        met[other] = met.pop(other, 0) + 1
        if len(met) > 64:
            del met[next(iter(met))]
        self.of(member)["counterparts"] = [list(pair) for pair in met.items()]

    def _upheld(self, at, facts):
        return _harms(self, at, facts, None)

    def _founder(self, _at, facts):
        self.of(facts["member"])["founder"] = True
        return [self._line(facts["member"], "founded", good=facts["points"])]

    def _bad_faith(self, _at, facts):
        return [self._line(facts["reporter"], "bad_faith", harm=1.0)]

    def _joined(self, at, facts):
        one, inviter = self.of(facts["member"]), facts["inviter"]
        one["joined_at"], one["inviter_id"], one["house_id"] = at, inviter, facts["member"]
        lines = []
        if inviter is not None:
            trusted = _first_score(self.of(inviter), at) >= 75.0
            one["house_id"] = inviter if trusted else self.of(inviter)["house_id"] or inviter
            lines = [self._line(inviter, "joined")]
        return [self._line(facts["member"], "joined", other_id=one["house_id"]), *lines]


def _harms(edition, at, facts, most):
    """Return the lines of an upheld report; `most` is the harm a member may carry by vouching, or None."""
    offender, connector, harm = facts["offender"], facts["connector"], float(facts["severity"])
    one = edition.of(offender)
    found = [edition._line(offender, "offended", harm=harm)]
    if connector is not None:
        share = harm * 0.25 if most is None else min(harm * 0.25, most(edition.of(connector), at))
        found.append(edition._line(connector, "vouched", harm=share, other_id=offender))
    if one["inviter_id"] is not None and one["joined_at"] is not None and at - one["joined_at"] <= YEAR:
        inviter = edition.of(one["inviter_id"])
        others = inviter["offenders_invited"] - one["held_against_inviter"]
        share = harm * 0.25 * float(2 ** min(others, 4))
        found.append(edition._line(one["inviter_id"], "invited", harm=share, other_id=offender))
        if not one["held_against_inviter"]:
            one["held_against_inviter"] = True
            inviter["offenders_invited"] += 1
    return found


# --- the second edition ------------------------------------------------------------------------------


class Second:
    """Voice by public word; a word does not fall by time; one half-life; points in the weight of EPOCH."""

    def __init__(self):
        self.state = {}

    def of(self, member):
        return self.state.setdefault(
            member,
            {
                "good": 0.0, "harm": 0.0, "shared": 0.0, "touched_at": None, "level": 0, "reported_at": None,
                "joined_at": None, "inviter_id": None, "offenders_invited": 0, "held_against_inviter": False,
                "confirmers": [], "received": [], "fell_from": None,
            },
        )  # fmt: skip

    def hear(self, kind, at, facts):
        lines = getattr(self, f"_{kind}")(at, facts)
        for line in lines:
            self._enter(line, at)
        return lines

    @staticmethod
    def _line(member, why, **points):
        factors = {"voice": 1.0, "earlier": 0.0}
        return {
            "member_id": member,
            "why": why,
            "good": 0.0,
            "harm": 0.0,
            "other_id": None,
            **factors,
            **points,
        }

    def _enter(self, line, at):
        one, weight, why = self.of(line["member_id"]), _weight(at), line["why"]
        if why == "joined":
            return
        one["touched_at"] = at
        if why == "founded":
            one["good"], one["level"] = one["good"] + line["good"] * weight, 2
        elif why == "confirmed" and line["voice"] > 0.0:
            self._gain(one, line, at)
        elif why in ("vouched", "invited"):
            one["shared"] += line["harm"] * weight
        elif why in ("offended", "bad_faith"):
            one["harm"], one["reported_at"] = one["harm"] + line["harm"] * weight, at
            one["level"] = min(one["level"], _level(one, at))

    @staticmethod
    def _gain(one, line, at):
        gained, received = line["good"] * _weight(at), dict(one["received"])
        one["good"] += gained
        received[line["other_id"]] = received.get(line["other_id"], 0.0) + gained
        one["received"] = [list(pair) for pair in received.items()]
        if len(one["confirmers"]) < 3 and line["other_id"] not in one["confirmers"]:
            one["confirmers"].append(line["other_id"])
        if len(one["confirmers"]) >= 3 or one["level"]:
            one["level"] = max(one["level"], _level(one, at))

    def _useful(self, at, facts):
        a, b, c = facts["a"], facts["b"], facts["connector"]
        return [
            self._confirmed(at, *pair)
            for pair in ([(a, b), (b, a)] + ([(c, a), (c, b)] if c is not None else []))
        ]

    def _confirmed(self, at, member, confirmer):
        one, other, weight = self.of(member), self.of(confirmer), _weight(at)
        recent = (
            other["reported_at"] is not None
            and at <= other["reported_at"] + YEAR
            and other["harm"] / weight > 1.0
        )
        voice = (0.0, 0.5, 1.0)[0 if recent else other["level"]]
        earlier = dict(one["received"]).get(confirmer, 0.0) / weight
        good = max(0.0, voice - 0.5 * earlier)
        return self._line(member, "confirmed", good=good, other_id=confirmer, voice=voice, earlier=earlier)

    def _upheld(self, at, facts):
        return _harms(
            self, at, facts, lambda connector, at: max(0.0, 3.0 - connector["shared"] / _weight(at))
        )

    def _founder(self, _at, facts):
        return [self._line(facts["member"], "founded", good=facts["points"])]

    def _bad_faith(self, _at, facts):
        return [self._line(facts["reporter"], "bad_faith", harm=1.0)]

    def _joined(self, at, facts):
        one, inviter = self.of(facts["member"]), facts["inviter"]
        one["joined_at"], one["inviter_id"] = at, inviter
        return [
            self._line(facts["member"], "joined"),
            *([self._line(inviter, "joined")] if inviter is not None else []),
        ]


def _weight(at):
    return 2.0 ** ((at - EPOCH) / YEAR)


def _level(one, at):
    good, harm = one["good"] / _weight(at), (one["harm"] + one["shared"]) / _weight(at)
    return 2 if 100.0 * (good + 2.5) / (good + harm + 5.0) >= 75.0 else 1
