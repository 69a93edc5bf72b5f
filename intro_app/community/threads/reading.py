"""The page of a thread: what its reader sees of the posts, and how far they have read."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from flask import request

from intro_app.clock import now
from intro_app.community.blueprint import reader_id
from intro_app.community.circles import queries as circles
from intro_app.community.circles.models import Circle
from intro_app.community.circles.policy import CirclePermissions
from intro_app.community.pictures.composing import chosen_in
from intro_app.community.pictures.policy import ChosenPicture
from intro_app.community.threads import queries, service
from intro_app.community.threads.calling import names_in, profiles_seen
from intro_app.community.threads.forms import ReplyForm
from intro_app.community.threads.models import Thread
from intro_app.community.threads.queries import PostView
from intro_app.errors import BusyError
from intro_app.i18n import gettext as _
from intro_app.identity.session import current_member
from intro_app.people.listing import sees_list
from intro_app.text.markdown import Called, names_called, quotation
from intro_app.web.incoming import number
from intro_app.web.paths import path_for


def seen_in(
    circle: Circle,
    permissions: CirclePermissions,
    found: Thread,
    *,
    form: ReplyForm | None,
    chosen: Sequence[ChosenPicture] | None,
    previewed: str,
) -> dict[str, Any]:
    """Return what the page of a thread shows, and mark the posts on it as read where they are looked at."""
    me, after = reader_id(), _opens_after(found, permissions)
    listed = permissions.is_signed_in and sees_list(me, now())
    posts = queries.posts_of(found.id, me, after, listed=listed)
    shown = posts[: queries.POSTS]
    if permissions.is_in and request.method == "GET":
        _note_read(me, found.id, shown)
    if form is None and permissions.may_write and not found.locked_at:
        form = _reply_form(circle, found, me)
    return {
        "circle": circle,
        "permissions": permissions,
        "thread": found,
        "posts": shown,
        "called": {post.id: _called(post, permissions) for post in shown},
        "next_after": shown[-1].id if len(posts) > queries.POSTS else None,
        "form": form,
        "chosen": chosen_in(form) if form and chosen is None else chosen,
        "previewed": previewed,
        "called_in_preview": called_in_preview(circle, previewed),
        "me": me,
        "is_first": not after,
        "earlier": _page_before(found, me, after),
        "new": next((post.id for post in shown if post.is_unread), None),
        **_followed(circle, found, permissions),
    }


def _followed(circle: Circle, found: Thread, permissions: CirclePermissions) -> dict[str, Any]:
    """Return whether the reader follows a thread, and which e-mails of its circle they get."""
    if not permissions.is_in:
        return {"follows": False, "mail": None}
    reader = current_member()
    return {"follows": queries.follows(reader.id, found.id), "mail": circles.mail_now(circle.id, reader)}


def _opens_after(found: Thread, permissions: CirclePermissions) -> int:
    """Return after which post the page begins: as its address says, or where its reader stopped."""
    if "after" not in request.args and permissions.is_in:
        return queries.where_stopped(found.id, reader_id())
    return number(request.args.get("after")) or 0


def _page_before(found: Thread, me: int, after: int) -> int | None:
    """Return after which post the page before this one begins; None on the first."""
    ids = queries.page_before(found.id, me, after + 1) if after else []
    return ids[-1] - 1 if ids else None


def called_in_preview(circle: Circle, words: str) -> tuple[Called, ...]:
    """Return whom the words of a post to come mention, as the post will show them."""
    if not words:
        return ()
    me = reader_id()
    names = names_in(circles.fellows(circle.id, me))
    found = {name: names.get(name, ()) for name in names_called(words, names, quoted=True)}
    called = {name: people[0] for name, people in found.items() if len(people) == 1}
    ids = [one.member_id for one in called.values()]
    opened = profiles_seen(ids, me, listed=sees_list(me, now()))
    return tuple(
        Called(name, one.name, _profile(one.public_id if one.member_id in opened else ""))
        for name, one in called.items()
    )


def _called(post: PostView, permissions: CirclePermissions) -> tuple[Called, ...]:
    """Return whom a post mentions as its reader sees it: visitors see no names."""
    written = [one for one in post.mentions if one.written]
    if not permissions.is_signed_in:
        return tuple(Called(one.written, _("a member")) for one in written)
    return tuple(Called(one.written, one.name, _profile(one.public_id)) for one in written)


def _profile(public_id: str) -> str:
    """Return where a profile is; "" for one that the reader can't open."""
    return path_for("people.person", public_id=public_id) if public_id else ""


def _reply_form(circle: Circle, found: Thread, me: int) -> ReplyForm:
    """Return a new form, with the words in it that `quote` names."""
    quoted = queries.post_of(circle.id, request.args.get("quote", ""), me)
    words = quotation(quoted[0].words) if quoted and quoted[1].id == found.id else ""
    return ReplyForm(formdata=None, data={"words": words})


def _note_read(me: int, thread_id: int, shown: Sequence[PostView]) -> None:
    """Mark the posts shown as read, if any is not. When the database is busy they simply stay unread."""
    if any(post.is_unread for post in shown):
        with suppress(BusyError):
            service.note_read(me, thread_id, shown[-1].id)
