"""The demo's story: sample data, created day by day through the services.

Alice asks, Bob connects, Carol is asked, Dan moderates, Mallory abuses. Alice was introduced to Erik through
Bob; now she waits for Greta, whom she asked directly, and for Bob, whom she asked to choose somebody. Dan
has an offer of Bob's to answer. Carol blocked Mallory, who does not know it. Bob hosts a circle that talks
about leather and plans an evening. Priya reported a letter of Mallory's, which Dan has yet to read. Before
all this Bob introduced others for ten months; five times both found it worth it, so his trust score is shown
as a number.

For a month he has hosted a circle of thirty, too, with Annegret and Alice: they restore an organ, in English
and German (`month`). Somebody paid for a year of Alice's membership, and a pool of gifts paid for another's.
"""

from intro_app.devtools.story.desk import passkey_of
from intro_app.devtools.story.doors import sign_in_links
from intro_app.devtools.story.people import FIVE, Character
from intro_app.devtools.story.telling import StoryRefused, is_told, tell

__all__ = ["FIVE", "Character", "StoryRefused", "is_told", "passkey_of", "sign_in_links", "tell"]
