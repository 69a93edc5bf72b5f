"""What an organiser reads about the site's health: what is wrong, what to do, and whom to tell."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from intro_app.organising.health.policy import LITTLE_SPACE, HealthFacts, Whom, findings

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
DAY = timedelta(days=1)
WELL = HealthFacts(last_beat=NOW, mail_since=None, moderators=2, hosts=1, verified_at=NOW - DAY)

WRONG: dict[str, tuple[dict[str, object], Whom]] = {
    "The site’s worker isn’t running.": ({"last_beat": None}, Whom.OPERATOR),
    "No mail server is set": ({"sends_mail": False}, Whom.OPERATOR),
    "This site was restored from a backup": ({"is_held": True}, Whom.OPERATOR),
    "E-mails are late.": ({"mail_since": NOW - timedelta(minutes=11)}, Whom.OPERATOR),
    "The mail server refuses our e-mails.": ({"is_refused": True}, Whom.OPERATOR),
    "Some e-mails could not be sent": ({"has_dead_letters": True}, Whom.OPERATOR),
    "A report has been waiting": ({"old_reports": 1}, Whom.MODERATORS),
    "Requests to join have waited": ({"late_requests": 3}, Whom.HOSTS),
    "There is no moderator.": ({"moderators": 0}, Whom.RIGHTS),
    "A moderator has no passkey yet": ({"moderators_without_passkey": 1}, Whom.THAT_MODERATOR),
    "People can ask to join, but there’s nobody": ({"reads_requests": True, "hosts": 0}, Whom.RIGHTS),
    "As far as we know, no backup": ({"verified_at": None}, Whom.OPERATOR),
    "The last checked backup is old": ({"verified_at": NOW - 9 * DAY}, Whom.OPERATOR),
    "The disk is nearly full.": ({"free_bytes": LITTLE_SPACE - 1}, Whom.OPERATOR),
    "Some introductions are waiting for a step": ({"overdue": True}, Whom.OPERATOR),
    "Something kept failing": ({"stopped_jobs": ("a.job",)}, Whom.OPERATOR),
    "Something is failing, and the site": ({"failing_jobs": ("a.job",)}, Whom.OPERATOR),
}


def test_a_site_that_is_well_has_nothing_to_mend() -> None:
    assert not [one.sentence for one in findings(WELL, NOW) if one.is_wrong]


@pytest.mark.parametrize("sentence", WRONG)
def test_what_is_wrong_says_what_it_means_and_whom_to_tell(sentence: str) -> None:
    facts, whom = WRONG[sentence]
    (found,) = [one for one in findings(replace(WELL, **facts), NOW) if one.is_wrong]  # type: ignore[arg-type]  # any fact
    assert found.sentence.startswith(sentence)
    assert (bool(found.meaning), found.whom) == (True, whom)


def test_what_is_wrong_comes_first() -> None:
    found = findings(replace(WELL, verified_at=None, has_dead_letters=True), NOW)
    assert [one.is_wrong for one in found] == sorted((one.is_wrong for one in found), reverse=True)


@pytest.mark.parametrize(
    ("facts", "unsaid"),
    [
        ({"last_beat": None}, {"E-mails are being sent on time.", "All scheduled work is done."}),
        ({"sends_mail": False}, {"E-mails are being sent on time."}),
        ({"is_held": True}, {"E-mails are being sent on time."}),
    ],
    ids=["no worker", "no mail server", "held"],
)
def test_nothing_is_called_well_that_cannot_work(facts: dict[str, object], unsaid: set[str]) -> None:
    assert unsaid < {one.sentence for one in findings(WELL, NOW)}
    assert not unsaid & {one.sentence for one in findings(replace(WELL, **facts), NOW)}  # type: ignore[arg-type]  # any fact


@pytest.mark.parametrize(
    ("whom", "right"),
    [(Whom.MODERATORS, "moderator"), (Whom.HOSTS, "host"), (Whom.RIGHTS, "give_rights")],
)
def test_nobody_is_to_tell_themselves(whom: Whom, right: str) -> None:
    assert whom.said_to({"caretaker"}) == whom.value
    assert whom.said_to({"caretaker", right}) == "You can do this yourself."


def test_the_server_is_for_whoever_runs_it() -> None:
    everything = {"moderator", "host", "caretaker", "give_rights", "admin"}
    assert Whom.OPERATOR.said_to(everything) == Whom.OPERATOR.value
