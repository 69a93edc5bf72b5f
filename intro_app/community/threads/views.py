"""Pages for threads and their posts, and the one on which moderators decide about reported posts."""

from collections.abc import Sequence

from flask import abort, render_template, request
from werkzeug.wrappers import Response

from intro_app.clock import now
from intro_app.community.blueprint import Page, bp, no_membership_needed, rate_limit, reader_id
from intro_app.community.circles.access import readable_circle
from intro_app.community.circles.models import Circle
from intro_app.community.circles.policy import CirclePermissions
from intro_app.community.pictures.composing import Composed, chosen_in, composed
from intro_app.community.pictures.policy import LARGEST_FORM, ChosenPicture
from intro_app.community.pictures.queries import chosen_in as chosen_now
from intro_app.community.pictures.queries import pictures_of
from intro_app.community.threads import queries, service
from intro_app.community.threads.forms import EditForm, ReplyForm, ThreadForm
from intro_app.community.threads.models import Post, Thread
from intro_app.community.threads.policy import POSTS
from intro_app.community.threads.queries import reported_posts
from intro_app.community.threads.reading import called_in_preview, seen_in
from intro_app.errors import DomainError
from intro_app.i18n import gettext as _
from intro_app.identity.session import current_member
from intro_app.pictures import PHOTO_TOO_LARGE
from intro_app.text import plain
from intro_app.web.access import preserves_input, public, staff, takes_file, while_suspended
from intro_app.web.form_recovery import is_shown_again
from intro_app.web.incoming import number
from intro_app.web.messages import error_message
from intro_app.web.paths import redirect_to

LONGEST_WHY = 500
takes_pictures = takes_file("files", largest=LARGEST_FORM, refusal=PHOTO_TOO_LARGE)


@bp.get("/circles/<circle_id>/threads/new")
@no_membership_needed
def new_thread(circle_id: str) -> Page:
    """Show the form for a new thread."""
    circle, permissions = _written_in(circle_id)
    form = ThreadForm()
    return _thread_form(circle, permissions, form, chosen_in(form))


@bp.post("/circles/<circle_id>/threads/new")
@takes_pictures
@no_membership_needed
@preserves_input
def open_thread(circle_id: str) -> Page:
    """Create a thread with its first post."""
    circle, permissions = _written_in(circle_id)
    form = ThreadForm()
    draft = composed(form)
    if draft.is_preview:
        return _thread_form(circle, permissions, form, draft.chosen, previewed=form.words.data or "")
    if draft.is_ready:
        rate_limit("post", POSTS)
        try:
            title, words = (form.title.data or "").strip(), form.words.data or ""
            notice = permissions.may_tend and bool(form.is_notice.data)
            made = service.open_thread(
                circle.id, current_member(), title, words, now(), is_notice=notice, chosen=draft.chosen
            )
        except DomainError as problem:
            form.form_errors.append(error_message(problem))
        else:
            return redirect_to(
                "community.thread", circle_id=circle_id, thread_id=made.public_id, done="posted"
            )
    return _thread_form(circle, permissions, form, draft.chosen), 422


@bp.get("/circles/<circle_id>/threads/<thread_id>")
@public
def thread(circle_id: str, thread_id: str) -> Page:
    """Show a thread's posts, oldest first, and mark them as read."""
    circle, permissions = readable_circle(circle_id)
    return _show(circle, permissions, _thread(circle, thread_id))


@bp.post("/circles/<circle_id>/threads/<thread_id>")
@takes_pictures
@no_membership_needed
@preserves_input
def reply(circle_id: str, thread_id: str) -> Page:
    """Add a post."""
    circle, permissions = _written_in(circle_id)
    found, form = _thread(circle, thread_id), ReplyForm()
    draft = composed(form)
    if draft.is_preview:
        return _show(circle, permissions, found, form=form, draft=draft, previewed=form.words.data or "")
    if draft.is_ready:
        rate_limit("post", POSTS)
        try:
            post = service.reply(found, current_member(), form.words.data or "", now(), draft.chosen)
        except DomainError as problem:
            form.form_errors.append(error_message(problem))
        else:
            return _back_to(post, circle_id, found, "posted")
    return _show(circle, permissions, found, form=form, draft=draft, status=422)


@bp.post("/circles/<circle_id>/threads/<thread_id>/follow")
@no_membership_needed
def follow_thread(circle_id: str, thread_id: str) -> Page:
    """Follow a thread, or no longer."""
    circle, permissions = readable_circle(circle_id)
    if not permissions.is_in:
        abort(404)
    found, follows = _thread(circle, thread_id), request.form.get("follow") == "yes"
    service.follow(current_member().id, found, now(), follows=follows)
    return redirect_to(
        "community.thread",
        circle_id=circle_id,
        thread_id=thread_id,
        done="followed" if follows else "unfollowed",
    )


@bp.get("/circles/<circle_id>/posts/<post_id>/history")
@no_membership_needed
def wordings(circle_id: str, post_id: str) -> Page:
    """Show a post's earlier wordings to those who may read the circle."""
    circle, _permissions = readable_circle(circle_id)
    post, found = queries.post_of(circle.id, post_id, reader_id()) or abort(404)
    given = {"circle": circle, "thread": found, "post": post, "earlier": queries.wordings_of(post.id)}
    pictures = pictures_of([post.id]).get(post.id, ())
    return render_template("community/wordings.html", pictures=pictures, **given)


@bp.get("/circles/<circle_id>/posts/<post_id>/edit")
@no_membership_needed
def edit_post(circle_id: str, post_id: str) -> Page:
    """Show the form for editing a post."""
    circle, post, found = _mine(circle_id, post_id)
    form = EditForm(obj=post)
    chosen = chosen_in(form, post.id) if is_shown_again() else chosen_now(post.id, post.author_id)
    return _edit_form(circle, found, post, form, chosen)


@bp.post("/circles/<circle_id>/posts/<post_id>/edit")
@takes_pictures
@no_membership_needed
@preserves_input
def change_post(circle_id: str, post_id: str) -> Page:
    """Save the new wording; the earlier one stays readable."""
    circle, post, found = _mine(circle_id, post_id)
    form = EditForm()
    draft = composed(form, post.id)
    if draft.is_preview:
        return _edit_form(circle, found, post, form, draft.chosen, previewed=form.words.data or "")
    if draft.is_ready:
        try:
            words = form.words.data or ""
            service.edit(post.id, current_member().id, circle.id, words, now(), chosen=draft.chosen)
        except DomainError as problem:
            form.form_errors.append(error_message(problem))
        else:
            return _back_to(post, circle_id, found, "saved")
    return _edit_form(circle, found, post, form, draft.chosen), 422


@bp.post("/circles/<circle_id>/posts/<post_id>/take-back")
@while_suspended
@no_membership_needed
def take_post_back(circle_id: str, post_id: str) -> Page:
    """Erase a post's words; its author and the host can do so."""
    circle, _permissions = readable_circle(circle_id)
    post, found = queries.post_of(circle.id, post_id, reader_id()) or abort(404)
    service.take_back(post.id, current_member().id, circle.id, now())
    return redirect_to(
        "community.thread", circle_id=circle_id, thread_id=found.public_id, done="post-taken-back"
    )


def _written_in(circle_id: str) -> tuple[Circle, CirclePermissions]:
    circle, permissions = readable_circle(circle_id)
    return (circle, permissions) if permissions.may_write else abort(404)


def _thread(circle: Circle, thread_id: str) -> Thread:
    return queries.thread_of(circle.id, thread_id, reader_id()) or abort(404)


def _mine(circle_id: str, post_id: str) -> tuple[Circle, Post, Thread]:
    circle, _permissions = _written_in(circle_id)
    post, found = queries.post_of(circle.id, post_id, reader_id()) or abort(404)
    return (circle, post, found) if post.author_id == reader_id() else abort(404)


def _back_to(post: Post, circle_id: str, found: Thread, done: str) -> Response:
    """Return to the thread where this post stands, with the posts before it on the same page."""
    return redirect_to(
        "community.thread",
        circle_id=circle_id,
        thread_id=found.public_id,
        after=queries.opens_near(found.id, reader_id(), post.id),
        done=done,
        _anchor=f"post-{post.public_id}",
    )


def _show(
    circle: Circle,
    permissions: CirclePermissions,
    found: Thread,
    *,
    form: ReplyForm | None = None,
    draft: Composed | None = None,
    previewed: str = "",
    status: int = 200,
) -> Page:
    chosen = draft.chosen if draft else None
    seen = seen_in(circle, permissions, found, form=form, chosen=chosen, previewed=previewed)
    return render_template("community/thread.html", **seen), status


def _thread_form(
    circle: Circle,
    permissions: CirclePermissions,
    form: ThreadForm,
    chosen: Sequence[ChosenPicture],
    *,
    previewed: str = "",
) -> str:
    given = {"circle": circle, "permissions": permissions, "form": form, "chosen": chosen}
    given |= {"previewed": previewed}
    return render_template("community/thread_form.html", called=called_in_preview(circle, previewed), **given)


def _edit_form(
    circle: Circle,
    found: Thread,
    post: Post,
    form: EditForm,
    chosen: Sequence[ChosenPicture],
    *,
    previewed: str = "",
) -> str:
    given = {"circle": circle, "thread": found, "post": post, "form": form, "chosen": chosen}
    given |= {"previewed": previewed}
    return render_template("community/edit.html", called=called_in_preview(circle, previewed), **given)


@bp.get("/moderation/posts")
@staff("moderator")
def reports() -> Page:
    """List the open reports, oldest first."""
    return _show_reports()


@bp.post("/moderation/posts")
@staff("moderator")
def decide() -> Page:
    """Take a post down or let it stand, with a reason for the audit log."""
    why, chosen = plain.one_line(request.form.get("why", "")), request.form.get("decision")
    if fault := plain.fault(why, LONGEST_WHY):
        return _show_reports(problem=_(fault, limit=LONGEST_WHY), status=422)
    if len(why) < 3 or chosen not in {"take-down", "let-stand"}:
        return _show_reports(problem=_("Choose one of the two and say briefly why."), status=422)
    report_id = number(request.form.get("report")) or 0
    service.decide(report_id, current_member().id, take_down=chosen == "take-down", why=why, at=now())
    return redirect_to("community.reports", done="posts-decided")


def _show_reports(*, problem: str = "", status: int = 200) -> Page:
    page = render_template(
        "community/reports.html",
        reports=reported_posts(current_member().id),
        problem=problem,
        report_id=number(request.form.get("report")) or 0,
        typed=request.form.get("why", ""),
    )
    return page, status
