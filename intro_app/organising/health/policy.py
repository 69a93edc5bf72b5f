"""Pure: from facts about the site to sentences that an organiser can act on."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from intro_app.identity.models import StaffRole
from intro_app.periodic.policy import has_stopped
from intro_app.wording import N_

MAIL_IS_LATE = timedelta(minutes=10)
BACKUP_IS_OLD = timedelta(days=8)
REPORT_IS_OLD = timedelta(days=2)
LITTLE_SPACE = 500 * 1024 * 1024


class Whom(Enum):
    """Who can mend something; the value is what organisers read."""

    OPERATOR = N_("Tell whoever runs the server.")
    HOSTS = N_("Tell a host of this site.")
    MODERATORS = N_("Tell your moderators.")
    THAT_MODERATOR = N_("Tell the moderators who have none.")
    RIGHTS = N_("Tell whoever gives rights on this site.")

    def said_to(self, rights: Collection[str]) -> str:
        """Return what a reader with these rights reads, untranslated: nobody is to tell themselves."""
        return N_("You can do this yourself.") if _MENDED_BY.get(self) in rights else self.value


_MENDED_BY = {
    Whom.HOSTS: StaffRole.HOST,
    Whom.MODERATORS: StaffRole.MODERATOR,
    Whom.RIGHTS: StaffRole.GIVE_RIGHTS,
}


@dataclass(frozen=True, kw_only=True)
class HealthFacts:
    """What is known of the site; no address, name or id is in it.

    `mail_since` is when the oldest e-mail that should have gone was due, `failing_mail` the kinds of e-mails
    that a mail server would not take, `stopped_jobs` the jobs whose items the worker has given up on.
    """

    last_beat: datetime | None
    mail_since: datetime | None
    failing_mail: tuple[str, ...] = ()
    is_refused: bool = False
    has_dead_letters: bool = False
    failing_jobs: tuple[str, ...] = ()
    stopped_jobs: tuple[str, ...] = ()
    overdue: bool = False
    late_requests: int = 0
    old_reports: int = 0
    moderators: int = 0
    moderators_without_passkey: int = 0
    hosts: int = 0
    reads_requests: bool = False
    verified_at: datetime | None = None
    free_bytes: int = LITTLE_SPACE
    sends_mail: bool = True
    is_held: bool = False


@dataclass(frozen=True)
class HealthFinding:
    """One sentence about the site; if something is wrong, what it means, and whom to tell.

    `technical` are names that the person who runs the server needs, and that mean nothing to others.
    """

    sentence: str
    details: dict[str, Any] = field(default_factory=dict)
    meaning: str = ""
    whom: Whom | None = None
    technical: tuple[str, ...] = ()

    @property
    def is_wrong(self) -> bool:
        """Whether somebody has to act."""
        return self.whom is not None


def findings(facts: HealthFacts, at: datetime) -> list[HealthFinding]:
    """Return a sentence for each thing that was looked at, what is wrong first."""
    everything = [
        *_worker(facts, at),
        *_held(facts),
        *_mail(facts, at),
        *_people(facts),
        *_backup(facts, at),
        *_jobs(facts, at),
    ]
    return sorted(everything, key=lambda one: not one.is_wrong)


def _worker(facts: HealthFacts, at: datetime) -> Iterator[HealthFinding]:
    if not has_stopped(facts.last_beat, at):
        yield HealthFinding(N_("The site’s worker is running."))
    else:
        yield HealthFinding(
            N_("The site’s worker isn’t running."),
            meaning=N_("No e-mail goes out, and introductions don’t move on. Nothing is lost meanwhile."),
            whom=Whom.OPERATOR,
            technical=("intro worker",),
        )


def _held(facts: HealthFacts) -> Iterator[HealthFinding]:
    if facts.is_held:
        yield HealthFinding(
            N_("This site was restored from a backup and hasn’t been released yet."),
            meaning=N_("Only codes to sign in go out, and nothing is connected or closed."),
            whom=Whom.OPERATOR,
            technical=("intro restore --release",),
        )


def _mail(facts: HealthFacts, at: datetime) -> Iterator[HealthFinding]:
    if not facts.sends_mail:
        yield HealthFinding(
            N_("No mail server is set up, so e-mails reach nobody."),
            meaning=N_("That’s fine for trying the site out, but not for real people."),
            whom=Whom.OPERATOR,
            technical=("SMTP_URL",),
        )
    if facts.is_refused:
        yield HealthFinding(
            N_("The mail server refuses our e-mails."),
            meaning=N_("They wait, and we try again for three days. Its operator may have set a limit."),
            whom=Whom.OPERATOR,
            technical=facts.failing_mail,
        )
    elif facts.mail_since and at - facts.mail_since > MAIL_IS_LATE:
        yield HealthFinding(
            N_("E-mails are late."),
            meaning=N_("They wait and will be sent. People may miss a link or a code until then."),
            whom=Whom.OPERATOR,
            technical=facts.failing_mail,
        )
    elif facts.sends_mail and not facts.is_held and not has_stopped(facts.last_beat, at):
        yield HealthFinding(N_("E-mails are being sent on time."))
    if facts.has_dead_letters:
        yield HealthFinding(
            N_("Some e-mails could not be sent, and we’ve stopped trying."),
            meaning=N_("We store them for 30 days. They can still be sent once the problem is fixed."),
            whom=Whom.OPERATOR,
            technical=("intro stuck list",),
        )


def _people(facts: HealthFacts) -> Iterator[HealthFinding]:
    if facts.old_reports:
        yield HealthFinding(
            N_("A report has been waiting for more than two days."),
            meaning=N_("Someone may need help. Only moderators can read it."),
            whom=Whom.MODERATORS,
        )
    if facts.late_requests:
        yield HealthFinding(
            N_("Requests to join have waited for longer than we promised: %(number)s."),
            {"number": facts.late_requests},
            meaning=N_("We told these people when to expect an answer."),
            whom=Whom.HOSTS,
        )
    if not facts.moderators:
        yield HealthFinding(
            N_("There is no moderator."),
            meaning=N_("Nobody reads reports. Name at least two people."),
            whom=Whom.RIGHTS,
        )
    elif facts.moderators_without_passkey:
        yield HealthFinding(
            N_("A moderator has no passkey yet, and so can’t read reports."),
            meaning=N_("They can add one on their own page, at My passkeys."),
            whom=Whom.THAT_MODERATOR,
        )
    else:
        yield HealthFinding(N_("Moderators: %(number)s."), {"number": facts.moderators})
    if facts.reads_requests and not facts.hosts:
        yield HealthFinding(
            N_("People can ask to join, but there’s nobody to read their requests."),
            meaning=N_("Name at least one host."),
            whom=Whom.RIGHTS,
        )


def _backup(facts: HealthFacts, at: datetime) -> Iterator[HealthFinding]:
    if facts.verified_at is None:
        yield HealthFinding(
            N_("As far as we know, no backup has been checked yet."),
            meaning=N_("If the server breaks, everything here could be lost."),
            whom=Whom.OPERATOR,
            technical=("intro backup", "intro backup verify"),
        )
    elif at - facts.verified_at > BACKUP_IS_OLD:
        yield HealthFinding(
            N_("The last checked backup is old: %(moment)s."),
            {"moment": facts.verified_at},
            meaning=N_("If the server breaks, everything since then is lost."),
            whom=Whom.OPERATOR,
            technical=("intro backup", "intro backup verify"),
        )
    else:
        yield HealthFinding(N_("Last checked backup: %(moment)s."), {"moment": facts.verified_at})
    if facts.free_bytes < LITTLE_SPACE:
        yield HealthFinding(
            N_("The disk is nearly full."),
            meaning=N_("Soon nobody can write anything here."),
            whom=Whom.OPERATOR,
            technical=("DATA_DIR",),
        )
    else:
        yield HealthFinding(N_("There’s enough space on the disk."))


def _jobs(facts: HealthFacts, at: datetime) -> Iterator[HealthFinding]:
    if facts.overdue:
        yield HealthFinding(
            N_("Some introductions are waiting for a step that the site should have taken already."),
            meaning=N_("People hear from us later than they should."),
            whom=Whom.OPERATOR,
            technical=("intro doctor",),
        )
    if facts.stopped_jobs:
        yield HealthFinding(
            N_("Something kept failing, and the site has stopped trying."),
            meaning=N_("It needs someone who can read the site’s log."),
            whom=Whom.OPERATOR,
            technical=("intro stuck list", *facts.stopped_jobs),
        )
    elif facts.failing_jobs:
        yield HealthFinding(
            N_("Something is failing, and the site keeps trying."),
            meaning=N_("If this is still here tomorrow, someone should look into it."),
            whom=Whom.OPERATOR,
            technical=facts.failing_jobs,
        )
    elif not has_stopped(facts.last_beat, at):
        yield HealthFinding(N_("All scheduled work is done."))
