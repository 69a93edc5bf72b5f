"""The worker's jobs for the community.

Every job may run on several workers at once, and again after a crash: each item is locked, checked again, and
changed in a transaction of its own.
"""

from intro_app.community.board.chores import end_notes_due
from intro_app.community.departing.chores import end_without_host
from intro_app.community.digest.chores import digest_due
from intro_app.community.gatherings.chores import move_up_due, remind_due, tell_due
from intro_app.community.news.chores import note_mentions_due, note_posts_due, tell_news_due
from intro_app.community.pictures.chores import forget_unposted_due
from intro_app.community.replying.chores import forget_replies_due
from intro_app.community.visiting.service import forget_visitors

PROMPT = (note_mentions_due, note_posts_due, tell_news_due, tell_due, move_up_due)
IN_NO_HURRY = (
    remind_due,
    digest_due,
    end_notes_due,
    end_without_host,
    forget_unposted_due,
    forget_replies_due,
    forget_visitors,
)
CHORES = (*PROMPT, *IN_NO_HURRY)
