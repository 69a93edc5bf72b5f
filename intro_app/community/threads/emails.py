"""The e-mails about threads: a mention, and replies."""

from collections.abc import Sequence

from intro_app.community.circles.emails import page_of
from intro_app.community.circles.models import Circle
from intro_app.community.threads.models import Post, Thread
from intro_app.identity.models import Member
from intro_app.outbox import Email, compose


def mentioned(post: Post, thread: Thread, circle: Circle, writer: Member, to: Member) -> Email:
    """Tell a member of a circle that a post mentions them."""
    return compose(
        "mentioned",
        "community",
        to=to.addressee,
        dedupe=f"mentioned:{post.id}:{to.id}",
        about=f"post:{post.id}",
        scopes=(f"requester:{writer.id}", "kind:mention"),
        circle=circle,
        writer=writer,
        words=post.words,
        url=f"{page_of(circle)}/threads/{thread.public_id}",
    )


def replied(posts: Sequence[Post], thread: Thread, circle: Circle, writer: Member, to: Member) -> Email:
    """Tell somebody of new posts in a thread in which they wrote; `writer` wrote the first of them."""
    return compose(
        "replied",
        "community",
        to=to.addressee,
        dedupe=f"replied:{posts[0].id}:{to.id}",
        about=f"post:{posts[0].id}",
        scopes=(f"requester:{writer.id}", "kind:reply"),
        circle=circle,
        title=thread.title,
        writer=writer,
        words=posts[0].words,
        more=len(posts) - 1,
        url=f"{page_of(circle)}/threads/{thread.public_id}?after={posts[0].id - 1}",
    )
