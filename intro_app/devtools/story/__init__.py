"""A small story for a new copy of the site, told through the services, as if its people had lived it.

Alice asks, Bob connects, Carol is asked, Dan moderates, Mallory abuses. Alice was introduced to Erik through
Bob; now she waits for Carol, whom she asked herself, and for Bob, who is to think of someone; Dan may answer
an offer of Bob's. Carol blocked Mallory, who knows nothing of it. Bob hosts a circle that talks about leather
and plans an evening; Priya reported a letter of Mallory's, and Dan is to read it. Before all this Bob
introduced others for ten months; five times both found it worth it, so his trust has a number.
"""

from intro_app.devtools.story.desk import passkey_of
from intro_app.devtools.story.doors import sign_in_links
from intro_app.devtools.story.people import FIVE, Character
from intro_app.devtools.story.telling import StoryRefused, is_told, tell

__all__ = ["FIVE", "Character", "StoryRefused", "is_told", "passkey_of", "sign_in_links", "tell"]
