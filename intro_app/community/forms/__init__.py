"""What people type and choose in the community."""

from intro_app.community.forms.board import NoteForm
from intro_app.community.forms.circles import CircleForm, WordsForm
from intro_app.community.forms.gatherings import PlanForm
from intro_app.community.forms.threads import EditForm, ReplyForm, ReportForm, ThreadForm
from intro_app.community.forms.wishes import WishForm

__all__ = [
    "CircleForm",
    "EditForm",
    "NoteForm",
    "PlanForm",
    "ReplyForm",
    "ReportForm",
    "ThreadForm",
    "WishForm",
    "WordsForm",
]
