"""A story on a running site: pages come from its web servers over HTTP, mail from its workers, really."""

import http.client
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from intro_app import clock, create_app
from intro_app.config import Settings
from intro_app.db import db
from intro_app.introductions.models import Introduction
from intro_app.introductions.states import State
from intro_app.outbox.models import OutboxMessage
from intro_app.outbox.queries import is_waiting
from tests.support.calendar import calendar
from tests.support.databases import KEY
from tests.support.live_site import LiveSite
from tests.support.mail_server import Mailbox, PostOffice
from tests.support.patience import PATIENCE
from tests.support.people import People
from tests.support.story import Somebody, Story

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class LiveStory(Story):
    """A story whose worker is a process: to work is to wait until it has sent what is due."""

    def work(self) -> None:
        """Wait until no e-mail is due any more."""
        self.wait_until(
            lambda: not self._count(OutboxMessage, is_waiting(), OutboxMessage.due_at <= clock.now())
        )

    def wait_until_connected(self, number: int) -> None:
        """Wait until so many introductions are connected, and their mail is out."""
        self.wait_until(lambda: self._count(Introduction, Introduction.state == State.CONNECTED) >= number)
        self.work()

    def wait_until(self, is_so: Callable[[], bool]) -> None:
        """Wait for what the worker does."""
        until = time.monotonic() + PATIENCE
        while not is_so():
            assert time.monotonic() < until, "the worker does not get to it"
            time.sleep(0.1)

    def _count(self, kind: Any, *conditions: Any) -> int:
        with self.app.app_context():
            return db.session.scalars(select(func.count()).select_from(kind).where(*conditions)).one()


@contextmanager
def live_story(site: LiveSite, database: str, office: PostOffice) -> Iterator[LiveStory]:
    """A story on this site; members are made in its database, everything else goes through its pages."""
    settings = Settings(
        database_url=database,
        data_dir=site.folder,
        secret_keys=(KEY,),
        lasting_key=KEY,
        base_url=site.url,
        smtp_url=office.url,
    )
    app = create_app(settings)
    app.wsgi_app = passed_on_to(site)  # type: ignore[method-assign,assignment]  # as Flask documents it
    now = clock.now()
    with calendar(now) as moved:
        yield LiveStory(app, People(app, now - timedelta(days=40)), Mailbox(app, office), moved)
    with app.app_context():
        db.engine.dispose()


@dataclass(frozen=True)
class Three:
    """Alice asks Carol, and Bob connects them; once more with others, if they have names of their own."""

    story: LiveStory
    alice: Somebody
    bob: Somebody
    carol: Somebody

    def begin(self) -> None:
        """Alice asks Carol through Bob; Bob gets mail."""
        self.alice.asks(to=self.carol, through=self.bob)
        assert self.bob.newest("r").links("r")

    def finish(self, *, connected: int) -> None:
        """Bob and Carol say yes, and both ends get each other's address from the worker."""
        self.bob.lends_good_word()
        self.carol.says_yes()
        self.story.wait_until_connected(connected)
        assert self.carol.address in self.alice.newest().text
        assert self.alice.address in self.carol.newest().text


def three(story: LiveStory, mark: str = "") -> Three:
    """Three new members who can do that; Alice and Carol both know Bob."""
    alice, bob, carol = (
        story.people.join(f"{name}{mark} Marsh", f"{name.lower()}{mark}@example.org")
        for name in ("Alice", "Bob", "Carol")
    )
    story.people.know_each_other(alice, bob)
    story.people.know_each_other(bob, carol)
    return Three(story, story.member(alice), story.member(bob), story.member(carol))


def passed_on_to(site: LiveSite) -> "Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]":
    """A WSGI application that passes each request on to the site's web server."""

    def pass_on(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        path = environ["PATH_INFO"].encode("latin-1").decode()
        query = environ.get("QUERY_STRING", "")
        headers = {
            name[5:].replace("_", "-").title(): str(value)
            for name, value in environ.items()
            if name.startswith("HTTP_")
        }
        if kind := environ.get("CONTENT_TYPE"):
            headers["Content-Type"] = kind
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        with closing(http.client.HTTPConnection("127.0.0.1", site.port, timeout=60)) as line:
            line.request(environ["REQUEST_METHOD"], f"{path}?{query}" if query else path, body, headers)
            answer = line.getresponse()
            content = answer.read()
        start_response(f"{answer.status} {answer.reason}", answer.getheaders())
        return [content]

    return pass_on
