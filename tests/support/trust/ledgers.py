"""Made-up trust ledgers for the property tests: few people, many ties in time, every kind of event."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from intro_app.trust.events import (
    BadFaith,
    Event,
    Founder,
    Joined,
    Reversed,
    SecondAgreed,
    Severity,
    Upheld,
    Useful,
)

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
END = BEGIN + 1000 * DAY
PEOPLE = range(1, 9)

members = st.sampled_from(PEOPLE)
times = st.integers(0, 60).map(lambda number: BEGIN + 15 * number * DAY)
severities = st.sampled_from(Severity)


@st.composite
def useful(draw: st.DrawFn) -> Useful:
    """An introduction that was worth it, with or without a connector."""
    a, b, connector = draw(st.permutations(PEOPLE))[:3]
    return Useful(draw(times), draw(st.integers(1, 99)), a, b, draw(st.sampled_from([None, connector])))


@st.composite
def upheld(draw: st.DrawFn) -> Upheld:
    """An upheld report, with or without a connector who vouched."""
    offender, connector = draw(st.permutations(PEOPLE))[:2]
    voucher = draw(st.sampled_from([None, connector]))
    number, severity, alone = draw(st.integers(1, 9)), draw(severities), draw(st.booleans())
    return Upheld(draw(times), number, offender, severity, voucher, alone)


@st.composite
def joined(draw: st.DrawFn) -> Joined:
    """Somebody came; inviters have smaller numbers, so that nobody invites themselves in a circle."""
    member = draw(members)
    return Joined(draw(times), member, draw(st.sampled_from([None, *range(1, member)])))


founders = st.builds(Founder, times, st.integers(1, 3))
bad_faith = st.builds(BadFaith, times, st.integers(1, 9), members)
agreed = st.builds(SecondAgreed, times, st.integers(1, 9), members, severities)
reversals = st.builds(Reversed, times, st.integers(1, 9))
lasting: st.SearchStrategy[Event] = st.one_of(
    useful(), useful(), upheld(), agreed, joined(), founders, bad_faith
)
lasting_ledgers = st.lists(lasting, max_size=30)
ledgers = st.lists(st.one_of(lasting, reversals), max_size=30)


def trusted(member: int, at: datetime = BEGIN) -> list[Event]:
    """Whatever makes a member fully trusted at once."""
    return [Founder(at, member, 1000.0)]


def in_good_standing(member: int, at: datetime = BEGIN, first: int = 900) -> list[Event]:
    """Whatever brings a member out of *new here*, but no further: three founders confirm them."""
    founders = range(first, first + 3)
    confirmed = [Useful(at, founder, member, founder) for founder in founders]
    return [*(Founder(at, founder) for founder in founders), *confirmed]
