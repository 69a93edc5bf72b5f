"""What every visitor may read, and every kind of trouble."""

from functools import partial

from werkzeug.exceptions import HTTPException, default_exceptions

from intro_app.web.access import public
from intro_app.web.errors import error_page
from tests.support.people import visitor
from tests.support.story import Story
from tests.support.wanderer import wander


def show(story: Story) -> None:
    """The front, the promise, and a page for each refusal."""
    alice, browser = story.people.alice.browser(), visitor(story.app)
    wander(browser, "web", ["/", "/promise", "/?done=signed-out"])
    for reader in (browser, alice):
        reader.get("/r/damaged")
        reader.get("/nowhere")
        reader.post("/sign-out", data={})
    _words_handed_back(story)
    _every_trouble(story)


def _words_handed_back(story: Story) -> None:
    """Signed out, or signed in anew, while somebody wrote."""
    here = {"Origin": story.app.extensions["settings"].base_url}
    typed = {
        "headline": "Restores organs",
        "can_help_with": "Pipes of lead and tin.\n\nAnd patience. " * 9,
        "step": "",
    }
    for reader in (visitor(story.app), story.people.alice.browser()):
        assert reader.post("/me/profile", data=typed, headers=here).status_code == 422


def _every_trouble(story: Story) -> None:
    known: dict[int, type[HTTPException]] = default_exceptions
    for status in (400, 405, 409, 413, 422, 429, 500, 503):
        story.app.view_functions["web.promise"] = public(partial(error_page, status, retry_after=30))
        assert status in known
        visitor(story.app).get("/promise")
