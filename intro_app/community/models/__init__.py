"""The tables of the community."""

from intro_app.community.models.board import BoardNote, NoteKind
from intro_app.community.models.circles import Circle, CircleMember, Joining
from intro_app.community.models.gatherings import Attendance, Gathering, GatheringReply
from intro_app.community.models.preferences import CommunityPreference
from intro_app.community.models.threads import Mention, Post, PostEdit, PostReport, Thread, ThreadRead

__all__ = [
    "Attendance",
    "BoardNote",
    "Circle",
    "CircleMember",
    "CommunityPreference",
    "Gathering",
    "GatheringReply",
    "Joining",
    "Mention",
    "NoteKind",
    "Post",
    "PostEdit",
    "PostReport",
    "Thread",
    "ThreadRead",
]
