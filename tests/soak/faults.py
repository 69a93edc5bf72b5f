"""The faults, each for a while: mail down, worker killed, database restarted, disk full, clock back."""

import resource
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from tests.soak.memory import family
from tests.support.failing_mail_server import Deed, FailingPostOffice, Stage
from tests.support.live_site import LiveSite, Process
from tests.support.postgres import Cluster

# A worker whose clock stands an hour back; it is late, and never early.
_AN_HOUR_BACK = (
    "import datetime, time_machine; "
    "then = datetime.datetime.now(datetime.UTC) - datetime.timedelta(hours=1); "
    "time_machine.travel(then, tick=True).start(); "
    "from intro_app.cli import main; main()"
)


@dataclass
class Faults:
    """Breaks one thing after another, and mends each."""

    site: LiveSite
    office: FailingPostOffice
    web: Process
    cluster: Cluster | None = None
    worker: Process = field(init=False)
    done: dict[str, int] = field(default_factory=dict)
    kills: int = 0

    def __post_init__(self) -> None:
        """Start the worker that is going to be killed."""
        self.worker = self.site.start_worker()

    def turn(self, pause: float) -> Iterator[str]:
        """Let one fault after another happen, for ever; yield the name of each when it is mended."""
        kinds: list[Callable[[float], None]] = [
            self.mail_down,
            self.mail_refuses,
            self.worker_killed,
            self.clock_back,
        ]
        kinds.append(self.database_restarted if self.cluster else self.disk_full)
        while True:
            for kind in kinds:
                kind(pause)
                self.done[kind.__name__] = self.done.get(kind.__name__, 0) + 1
                yield kind.__name__
                time.sleep(pause)

    def mail_down(self, pause: float) -> None:
        """Let the mail server hang up on everybody."""
        self.office.on(Stage.CONNECT, Deed.DROP, times=10**6)
        time.sleep(pause)
        self.office.be_well()

    def mail_refuses(self, pause: float) -> None:
        """Let the mail server take nothing for now, at different words."""
        for stage in (Stage.MAIL, Stage.RCPT, Stage.DATA, Stage.DOT):
            self.office.on(stage, Deed.REFUSE, times=3)
        time.sleep(pause)
        self.office.be_well()

    def worker_killed(self, _pause: float) -> None:
        """Kill the worker without a word, in the middle of whatever it does, and start another."""
        self.worker.kill9()
        self.kills += 1
        self.worker = self.site.start_worker()

    def clock_back(self, pause: float) -> None:
        """Step the clock of the only worker an hour back, and forward again.

        Not that of one beside another: workers whose clocks differ by more than a lease do send mail twice.
        """
        self.worker.kill9()
        self.worker = self.site.start_source(_AN_HOUR_BACK, f"back-{len(self.site.processes)}", "worker")
        time.sleep(pause)
        self.worker_killed(pause)

    def database_restarted(self, pause: float) -> None:
        """Stop PostgreSQL as a crash does, and start it again."""
        assert self.cluster
        self.cluster.restart(away=min(pause, 3))

    def disk_full(self, pause: float) -> None:
        """Let no file of the site grow any more, by a limit on its processes, and lift it again."""
        all_of_it = [*family(self.web.popen.pid), *family(self.worker.popen.pid)]
        for pid in all_of_it:
            _limit(pid, 4096)
        time.sleep(pause)
        for pid in all_of_it:
            _limit(pid, resource.RLIM_INFINITY)


def _limit(pid: int, size: int) -> None:
    with suppress(ProcessLookupError):
        _soft, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, hard))


assert signal.SIGXFSZ  # Python ignores it, so that a full disk is an error and not the end
