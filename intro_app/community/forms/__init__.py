"""The forms of the community."""

from intro_app.community.forms.board import NoteForm
from intro_app.community.forms.circles import CircleForm, WordsForm
from intro_app.community.forms.gatherings import PlanForm
from intro_app.community.forms.preferences import WishForm
from intro_app.community.forms.threads import EditForm, PostReportForm, ReplyForm, ThreadForm

__all__ = [
    "CircleForm",
    "EditForm",
    "NoteForm",
    "PlanForm",
    "PostReportForm",
    "ReplyForm",
    "ThreadForm",
    "WishForm",
    "WordsForm",
]
