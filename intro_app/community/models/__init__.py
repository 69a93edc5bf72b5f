"""The community's tables."""

from intro_app.community.models.board import BoardNote, NoteKind
from intro_app.community.models.circles import Circle, CircleMember, Joining
from intro_app.community.models.gatherings import Attendance, Gathering, Reply
from intro_app.community.models.threads import Mention, Post, PostEdit, PostReport, Thread, ThreadRead
from intro_app.community.models.wishes import CommunityWish

__all__ = [
    "Attendance",
    "BoardNote",
    "Circle",
    "CircleMember",
    "CommunityWish",
    "Gathering",
    "Joining",
    "Mention",
    "NoteKind",
    "Post",
    "PostEdit",
    "PostReport",
    "Reply",
    "Thread",
    "ThreadRead",
]
